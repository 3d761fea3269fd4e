"""What an assessment of a period holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.choices import Symbol
    from xlplan.findings import Finding
    from xlplan.periods import Period
    from xlplan.schedule import Suggestion
    from xlplan.tables.records import AttentionRow
    from xlplan.tables.rounds import VerdictRow
    from xlplan.verdicts import Verdict


class Assessment(NamedTuple):
    """The verdicts of one period.

    Attributes:
        verdicts: 指標ID → verdict, in the order of 成果指標.
        final: 指標ID → the symbol reports use: an override that stands, else the computed one.
        suggestions: No. → the 進捗区分 that item states suggest.
        rows: the rows of 判定 as they will read.
        attention: the rows of 要判断.
        findings: targets missing, overrides unexplained or stale.
    """

    period: Period
    verdicts: Mapping[str, Verdict]
    final: Mapping[str, Symbol]
    suggestions: Mapping[int, Suggestion]
    rows: tuple[VerdictRow, ...]
    attention: tuple[AttentionRow, ...]
    findings: tuple[Finding, ...]
