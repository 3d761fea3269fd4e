"""What every sheet of a workbook prints around its content."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """What every sheet prints in its header: plan name, and the date the figures stand for."""

    plan: str
    as_of: str
