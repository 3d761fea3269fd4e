"""`python -m xlplan`: the command line."""

from __future__ import annotations

import gc


def run() -> None:
    """The process's entry."""
    # A command makes a few hundred thousand small objects and ends; looking for cycles among them takes a tenth of it.
    gc.set_threshold(500_000, 20, 20)
    from xlplan.hosts.command import run as run_command  # noqa: PLC0415  # importing makes the first of these objects

    run_command()


if __name__ == "__main__":
    run()
