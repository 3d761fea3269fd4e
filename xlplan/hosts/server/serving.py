"""Starts the server: what must hold before the first request, then uvicorn with as many processes as asked for."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlplan.findings import CannotRun

if TYPE_CHECKING:
    from xlplan.hosts.server.settings import Settings

__all__ = ["CannotServe", "Listening", "require_extra", "serve"]

LOG_FILE: Final = "server.log"
_CALLS_OF_A_WORKER: Final = 5000
"""After so many requests a worker process is replaced by a fresh one, so that no leak lasts."""
_NO_EXTRA: Final = (
    "サーバー機能（xlwings-server）が入っていません。「--server」を付けて作った配布フォルダのinstall.cmdで入れてください"
    "（導入手引き）。"
)


class CannotServe(CannotRun):
    """The server cannot be started as asked."""


@dataclass(frozen=True)
class Listening:
    """Where to listen, and how.

    Attributes:
        host, port: address to bind to.
        certificate, key: PEM files; both or neither.
        workers: processes.
        plain: told that somebody in front (IIS, a load balancer) does https.
    """

    host: str
    port: int
    certificate: Path | None
    key: Path | None
    workers: int
    plain: bool

    def check(self) -> None:
        """CannotServe when this would listen to the network without https, or a file is missing."""
        for path in (self.certificate, self.key):
            if path is not None and not path.is_file():
                raise CannotServe(f"「{path}」が見つかりません。証明書と鍵のファイルを確かめてください。")
        if (self.certificate is None) != (self.key is None):
            raise CannotServe("証明書と鍵は、両方を指定してください（--certと--key）。")
        if self.certificate is None and not self.plain and not _is_loopback(self.host):
            raise CannotServe(
                f"「{self.host}」で待ち受けるには、証明書と鍵（--certと--key）が必要です。"
                "手前のIISなどがhttpsを受け持つときだけ、「--plain-http」を付けてください。"
            )


def require_extra() -> None:
    """CannotServe (Japanese: how to install) without the extra `[server]`."""
    if importlib.util.find_spec("xlwings_server") is None:
        raise CannotServe(_NO_EXTRA)


def serve(settings: Settings, listening: Listening) -> None:
    """Serve until stopped."""
    listening.check()
    require_extra()
    import uvicorn

    from xlplan.hosts.server.web import FOLDER_VARIABLE

    os.environ[FOLDER_VARIABLE] = str(settings.folder.resolve())
    uvicorn.run(
        "xlplan.hosts.server.web:from_environment",
        factory=True,
        host=listening.host,
        port=listening.port,
        ssl_certfile=str(listening.certificate) if listening.certificate else None,
        ssl_keyfile=str(listening.key) if listening.key else None,
        workers=listening.workers,
        limit_max_requests=_CALLS_OF_A_WORKER if listening.workers > 1 else None,
        limit_max_requests_jitter=_CALLS_OF_A_WORKER // 5,  # so that they are not all replaced at once
        log_config=_logging(settings.folder / LOG_FILE),
        server_header=False,
        date_header=True,
    )


def _logging(file: Path) -> dict[str, Any]:
    """Everything on standard error and in the folder's log. Headers and bodies are never logged, so no token is."""
    line = {"format": "%(asctime)s %(levelname)s %(process)d %(name)s %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {
            "screen": {"class": "logging.StreamHandler", "formatter": "line"},
            "file": {"class": "logging.FileHandler", "formatter": "line", "filename": str(file), "encoding": "utf-8"},
        },
        "root": {"level": "INFO", "handlers": ["screen", "file"]},
    }


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
