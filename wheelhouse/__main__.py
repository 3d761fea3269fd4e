"""`python -m wheelhouse`: the command line."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

from wheelhouse.collect import Incomplete, collect
from wheelhouse.target import WINDOWS, Target, here

PYTHONS: Final = ("3.12", "3.11")


def main() -> int:
    """Collect; 1 when the wheels do not make a whole."""
    parser = argparse.ArgumentParser(prog="python -m wheelhouse", description="Collect what an offline PC needs.")
    parser.add_argument("--out", type=Path, default=Path("dist/xlplan-windows"), help="folder, made anew")
    parser.add_argument("--python", action="append", help=f"version of Python; {' and '.join(PYTHONS)} if not given")
    parser.add_argument("--server", action="store_true", help="with the browser-based add-in's packages")
    parser.add_argument("--embedded", type=Path, help="Python's embeddable package (.zip) to take along")
    parser.add_argument("--here", action="store_true", help="for this platform instead of Windows, to try it out")
    asked = parser.parse_args()
    targets = [here()] if asked.here else [Target(WINDOWS, version) for version in asked.python or PYTHONS]
    try:
        collect(asked.out, targets, server=asked.server, embedded=asked.embedded)
    except Incomplete as incomplete:
        sys.stderr.write(f"{incomplete}\n")
        return 1
    except subprocess.CalledProcessError as failed:
        return failed.returncode
    sys.stdout.write(f"{asked.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
