"""市報: a short and a longer text to paste, and a memo on how the two examples were chosen."""

from xlplan.report.newsletter.issue import make

__all__ = ["make"]
