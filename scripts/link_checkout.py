"""Make this checkout importable in the running virtual environment and give it the `xlplan` command.

An editable install would fetch a build backend outside the lock file; these two small files need nothing.
"""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "from xlplan.__main__ import run\n\nrun()\n"


def main() -> None:
    """Write xlplan.pth and the command for this platform."""
    site = Path(sysconfig.get_path("purelib"))
    scripts = Path(sysconfig.get_path("scripts"))
    (site / "xlplan-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    if os.name == "nt":
        (scripts / "xlplan.cmd").write_text('@"%~dp0python.exe" -m xlplan %*\r\n', encoding="ascii")
    else:
        command = scripts / "xlplan"
        command.write_text(f"#!{scripts / 'python'}\n{COMMAND}", encoding="utf-8")
        command.chmod(0o755)


if __name__ == "__main__":
    main()
