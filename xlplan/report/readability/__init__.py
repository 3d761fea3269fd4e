"""「行政データにおける機械可読性に関するルール」（令和8年3月31日）: its rules over the published CSV files.

Source: the published list, github.com/digital-go-jp/machine_readability_rule.
"""

from xlplan.report.readability.breaches import Breach
from xlplan.report.readability.csv_rules import check_csv

__all__ = ["Breach", "check_csv"]
