"""What the city sets once for its server: `server.toml` in the server's folder, made with comments at the first start."""

from __future__ import annotations

import json
import tomllib
import uuid
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xlplan.findings import CannotRun

__all__ = ["FILE", "Settings", "SettingsError", "environment", "load", "make"]

FILE: Final = "server.toml"
SITE: Final = Path(__file__).with_name("site")
"""Our pages. Also xlwings Server's project folder, so that no .env of the folder it is started from is read."""
_OFF: Final = (
    "ADD_SECURITY_HEADERS", "CDN_OFFICEJS", "ENABLE_EXCEL_ONLINE", "ENABLE_SOCKETIO", "ENABLE_HTMX",
    "ENABLE_ALPINEJS_CSP", "ENABLE_BOOTSTRAP", "ENABLE_EXAMPLES", "ENABLE_HOTRELOAD", "ENABLE_WASM",
)  # fmt: skip
_MEGABYTE: Final = 1024 * 1024

_TEMPLATE: Final = """\
# xlplan serve の設定。直したら、サーバーを起動し直してください。

# 職員のExcelから見える名前（https://の後ろ）。既定の443以外のときはポートも書きます。
hostname = {hostname}

# リボンのタブとアドインの一覧に出る名前と、提供者の名前。
title = "改革プラン"
provider = "行政経営課"

# アドインの番号。最初の起動で決まります。変えると、Excelは別のアドインとみなします。
manifest_id = {manifest_id}

# 一度に受け取る大きさ（MB）と調査票の数、1つのプロセスが同時に行う処理の数。
request_mb = 64
return_mb = 20
returns = 200
at_once = 4
"""


class SettingsError(CannotRun):
    """`server.toml` does not read."""


class Settings(BaseModel):
    """The server's settings.

    Attributes:
        folder: where `server.toml`, the key, the register of tokens and the log lie.
        hostname: host, and port unless 443, as the PCs reach it.
        title, provider: names in the ribbon and in the list of add-ins.
        manifest_id: stays for the life of the installation.
        request_mb, return_mb, returns: limits for one request, one returned file, and their number.
        at_once: operations running at the same time in one process; more wait.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    hostname: Annotated[str, Field(pattern=r"^[A-Za-z0-9.\-]+(:\d{1,5})?$")]
    title: Annotated[str, Field(min_length=1, max_length=32)] = "改革プラン"
    provider: Annotated[str, Field(min_length=1, max_length=64)] = "行政経営課"
    manifest_id: uuid.UUID
    request_mb: Annotated[int, Field(ge=1, le=1024)] = 64
    return_mb: Annotated[int, Field(ge=1, le=256)] = 20
    returns: Annotated[int, Field(ge=1, le=2000)] = 200
    at_once: Annotated[int, Field(ge=1, le=64)] = 4

    @property
    def request_bytes(self) -> int:
        """Largest body of a request."""
        return self.request_mb * _MEGABYTE

    @property
    def return_bytes(self) -> int:
        """Largest returned file."""
        return self.return_mb * _MEGABYTE

    @property
    def origin(self) -> str:
        """`https://host[:port]`, the start of every address in the manifest."""
        return f"https://{self.hostname}"


def make(folder: Path, hostname: str) -> Settings:
    """The folder's settings; written first, with a manifest id of their own, where there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / FILE).exists():
        text = _TEMPLATE.format(hostname=json.dumps(hostname), manifest_id=json.dumps(str(uuid.uuid4())))
        (folder / FILE).write_text(text, encoding="utf-8")
    return load(folder)


def load(folder: Path) -> Settings:
    """The folder's settings. SettingsError (Japanese) names the first line that does not fit."""
    path = folder / FILE
    try:
        return Settings(folder=folder, **tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise SettingsError(f"「{path}」がありません。先に「xlplan serve」で作ってください。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"「{path}」を読み取れません（{error}）。書き方を確かめてください。") from None
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise SettingsError(
            f"「{path}」の「{where}」の値は使えません。書き方の例は、このファイルの説明にあります。"
        ) from None


def environment() -> dict[str, str]:
    """What xlwings Server reads at its import, and only then: one application a process.

    Everything that would leave the machine or that we do not use is off. Security headers and the check of tokens are
    ours (`gate`), so that they hold for our routes and theirs alike.
    """
    values = {
        **dict.fromkeys(_OFF, "false"),
        "AUTH_PROVIDERS": "[]",
        "CORS_ALLOW_ORIGINS": "[]",
        "ENVIRONMENT": "prod",
        "FUNCTIONS_NAMESPACE": "",  # with prod: functions are called by their own names, as on the desktop
        "LICENSE_KEY": "noncommercial",
        "ON_SERVER": "true",
        "PROJECT_DIR": str(SITE),
    }
    return {f"XLWINGS_{name}": value for name, value in values.items()}
