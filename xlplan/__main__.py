"""`python -m xlplan`: the command line."""

from __future__ import annotations

import sys

from xlplan.hosts.command import main

if __name__ == "__main__":
    sys.exit(main())
