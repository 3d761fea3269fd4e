"""団体集計: the masters of many bodies (cities), each judged by the code that judges one, reduced to counts in one workbook.

`lines` says what is kept of a master, `reduce` makes it from a file, `crew` spreads the files over processes or
machines, `workbook` writes the result while it arrives, `flow` puts these together.
"""

from __future__ import annotations

from xlplan.survey.crew import Crew, cluster, crew_for, here, processes
from xlplan.survey.flow import Survey, masters_in, survey
from xlplan.survey.lines import BodyLine, ProgramLine
from xlplan.survey.reduce import MasterFile

__all__ = [
    "BodyLine",
    "Crew",
    "MasterFile",
    "ProgramLine",
    "Survey",
    "cluster",
    "crew_for",
    "here",
    "masters_in",
    "processes",
    "survey",
]
