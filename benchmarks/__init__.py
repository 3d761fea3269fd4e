"""Measurements against a baseline in the same run: ratios, not times. Run with `make bench`."""
