"""Settings that every test shares."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("xlplan", deadline=None)
settings.load_profile("xlplan")

# xlwings' engine for the browser-based add-in asks for a key when it is imported; this one is for use as here.
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

# What commands remember stays with this run: neither the user's own folder nor an earlier run decides what a test sees.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="xlplan-tests-")
