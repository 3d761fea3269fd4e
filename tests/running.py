"""The server as it is started in earnest: `xlplan serve` in a process of its own, on a free port of this machine."""

from __future__ import annotations

import datetime as dt
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from xlplan.hosts.server.settings import make
from xlplan.hosts.server.tokens import Role, issue


class Running:
    """A server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.origin = folder, f"http://localhost:{self.port}"
        make(folder, f"localhost:{self.port}")
        self.log = (folder / "screen.log").open("wb")
        command = [sys.executable, "-m", "xlplan", "serve", "--folder", str(folder), "--port", str(self.port)]
        self.process = subprocess.Popen([*command, "--workers", "2"], stdout=self.log, stderr=self.log)
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(self.origin, timeout=5).close()  # noqa: S310  # our own address
            except OSError:
                assert self.process.poll() is None, (self.folder / "screen.log").read_text(encoding="utf-8")
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server does not answer")

    def token(self, role: Role, name: str = "") -> str:
        return issue(self.folder, name or f"{role}の試験", role, dt.date(2999, 12, 31))[0]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
