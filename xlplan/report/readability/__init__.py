"""「行政データにおける機械可読性に関するルール」（令和8年3月31日）: its thirty rules over the CSV files and the returns.

Source: the published list, github.com/digital-go-jp/machine_readability_rule. `RULES` says of each rule what is checked, or
why it does not apply; docs/機械可読性.md is made from it.
"""

from xlplan.report.readability.breaches import Breach
from xlplan.report.readability.csv_rules import check_csv
from xlplan.report.readability.form_rules import check_form
from xlplan.report.readability.rules import RULES, page

__all__ = ["RULES", "Breach", "check_csv", "check_form", "page"]
