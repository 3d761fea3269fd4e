"""Worksheet functions, written once for both hosts: desktop Excel (COM) and the browser-based add-in (Office.js).

Both hosts look their functions up in this package, under the names that officers type. Nothing is decided here: a
function turns cells into the words of the flow (`cells`, `passed`), asks the same code as 判定, 点検 and 総括, and turns
the answer back. Arrays in, arrays out; never an exception (`offering`).
"""

from xlplan.hosts.functions.lists import xlp_findings, xlp_off_target, xlp_rollup
from xlplan.hosts.functions.texts import (
    xlp_explain,
    xlp_figure,
    xlp_figure_note,
    xlp_fy,
    xlp_fy_label,
    xlp_reading,
    xlp_ready,
)
from xlplan.hosts.functions.verdicts import xlp_band, xlp_reason, xlp_trial, xlp_trial_reason, xlp_verdict

__all__ = [
    "xlp_band",
    "xlp_explain",
    "xlp_figure",
    "xlp_figure_note",
    "xlp_findings",
    "xlp_fy",
    "xlp_fy_label",
    "xlp_off_target",
    "xlp_reading",
    "xlp_ready",
    "xlp_reason",
    "xlp_rollup",
    "xlp_trial",
    "xlp_trial_reason",
    "xlp_verdict",
]
