"""`python -m xlplan`: the command line."""

from __future__ import annotations

from xlplan.hosts.command import run

if __name__ == "__main__":
    run()
