"""What the city publishes for machines: CSV, JSON, data dictionary. Declared once, gathered from the public results."""

from xlplan.report.open_data.files import open_data

__all__ = ["open_data"]
