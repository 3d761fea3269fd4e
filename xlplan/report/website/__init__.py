"""市HP: one self-contained page and the open data beside it."""

from xlplan.report.website.publication import make

__all__ = ["make"]
