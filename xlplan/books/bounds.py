"""Bounds of a process that reads files of others, set by that process itself before it reads the first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["MEMORY", "bound"]

MEMORY: Final = 2 << 30
"""Bytes such a process may take beyond what it has: twice what the largest file within the limits needs."""


def bound() -> None:
    """Bound this process's memory, and what an abort leaves behind: no core file. Windows has no such bounds."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for kind, most in ((resource.RLIMIT_AS, used + MEMORY), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
