"""利用者証: who may run which button of the add-in. Signed with a key that never leaves the server's folder.

A token is `xlplan1.ID.MAC`; the MAC is HMAC-SHA256 of the rest under the folder's key. Name, role and expiry
stand in the register beside the key, not in the token: what is not registered, revoked or expired is refused.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from xlplan.findings import CannotRun

__all__ = ["Pass", "Role", "TokenTrouble", "issue", "passes", "revoke", "verify"]

KEY_FILE: Final = "token.key"
REGISTER_FILE: Final = "tokens.json"
_PREFIX: Final = "xlplan1"
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 6
_OTHERS: Final = 0o077
_LONGEST: Final = 200


class TokenTrouble(CannotRun):
    """The key or the register cannot be used, or there is no such token."""


class Role(StrEnum):
    """What a token is good for."""

    STAFF = "職員"
    SECRETARIAT = "事務局"


@dataclass(frozen=True, slots=True)
class Pass:
    """A token as registered.

    Attributes:
        id: its number; what the log says of a user.
        name: whom it was given to.
        role: 職員 or 事務局.
        expires: last day it is good for, ISO.
        revoked: day it was taken back, ISO; empty while it stands.
    """

    id: str
    name: str
    role: Role
    expires: str
    revoked: str = ""

    def stands(self, today: dt.date) -> bool:
        """Neither taken back nor expired."""
        return not self.revoked and today <= dt.date.fromisoformat(self.expires)


def issue(folder: Path, name: str, role: Role, expires: dt.date) -> tuple[str, Pass]:
    """A new token and its entry in the register. The token is not kept: it is shown once."""
    key = _key(folder)
    entry = Pass(secrets.token_hex(_ID_BYTES), name, role, expires.isoformat())
    _write(folder, [*passes(folder), entry])
    return f"{_PREFIX}.{entry.id}.{_mac(key, entry.id)}", entry


def passes(folder: Path) -> list[Pass]:
    """The register, oldest first; empty before the first token."""
    path = folder / REGISTER_FILE
    if not path.exists():
        return []
    try:
        return [Pass(**{**line, "role": Role(line["role"])}) for line in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, KeyError):
        raise TokenTrouble(
            f"「{path}」が壊れています。控えから戻すか、削除して利用者証を出し直してください。"
        ) from None


def revoke(folder: Path, token_id: str, today: dt.date) -> Pass:
    """Take a token back; TokenTrouble when the register has none of that id."""
    found = passes(folder)
    for at, entry in enumerate(found):
        if entry.id == token_id:
            taken = Pass(entry.id, entry.name, entry.role, entry.expires, entry.revoked or today.isoformat())
            _write(folder, [*found[:at], taken, *found[at + 1 :]])
            return taken
    raise TokenTrouble(f"番号「{token_id}」の利用者証はありません。「xlplan token list」で確かめてください。")


def verify(folder: Path, token: str, today: dt.date) -> Pass | None:
    """Whose token it is; None for anything that is not a standing token of this server."""
    parts = token.split(".") if token.isascii() and len(token) <= _LONGEST else []
    if len(parts) != 3 or parts[0] != _PREFIX:  # noqa: PLR2004  # prefix, id, MAC
        return None
    if not hmac.compare_digest(_mac(_key(folder), parts[1]), parts[2]):
        return None
    return next((entry for entry in passes(folder) if entry.id == parts[1] and entry.stands(today)), None)


def _mac(key: bytes, token_id: str) -> str:
    made = hmac.new(key, f"{_PREFIX}.{token_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _key(folder: Path) -> bytes:
    """The folder's key, made at the first use. TokenTrouble when others may read it (POSIX; Windows has its own rights)."""
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(made, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise TokenTrouble(f"「{path}」をほかの人も読める状態です。「chmod 600」で本人だけにしてください。")
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise TokenTrouble(f"「{path}」が壊れています。控えから戻すか、削除して利用者証を出し直してください。")
    return key


def _write(folder: Path, entries: list[Pass]) -> None:
    path = folder / REGISTER_FILE
    unfinished = path.with_suffix(".part")
    text = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)
