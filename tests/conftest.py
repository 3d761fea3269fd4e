"""Settings that every test shares."""

from __future__ import annotations

from hypothesis import settings

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("xlplan", deadline=None)
settings.load_profile("xlplan")
