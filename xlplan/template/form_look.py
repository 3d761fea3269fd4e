"""What a city may change about a return without touching code: guide texts, colours, column widths."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xlplan.findings import CannotRun

__all__ = ["LOOK_FILE", "Look", "LookError", "load_look"]

LOOK_FILE = Path(__file__).resolve().parents[2] / "templates" / "return.toml"
"""Stands beside the package in a checkout; an installed package has the same defaults built in."""

Color = Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{6}$")]
Width = Annotated[float, Field(ge=3, le=80)]
_STEPS = 3


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Guide(_Part):
    """The three steps printed under the title."""

    steps: tuple[str, ...] = Field(
        (
            "1. 黄色の欄だけに記入します。灰色の欄は記入不要、白い欄は自動で表示されます。",
            "2. 右端の「記入の確認」がすべて「✓」（または「任意」）になるまで記入します。"
            "分からない数値は「未定」と書き、備考に理由を書きます。",
            "3. そのまま保存し、ファイル名を変えずに提出先へ提出します。"
            "行・列の挿入、削除、並べ替えはしないでください。",
        ),
        min_length=_STEPS,
        max_length=_STEPS,
    )


class Colors(_Part):
    """RGB in hex."""

    input: Color = "FFF9E0"
    waiting: Color = "FFE699"
    closed: Color = "E7E6E6"
    section: Color = "1F3864"
    header: Color = "DDEBF7"


class Widths(_Part):
    """Column widths in half-width characters; `past` is that of every earlier year."""

    no: Width = 5
    item: Width = 25
    plan: Width = 25
    past: Width = 9.5
    answer: Width = 11
    unit: Width = 7
    forecast: Width = 11.5
    basis: Width = 9
    verdict: Width = 12.5
    cause: Width = 20
    response: Width = 20
    note: Width = 19
    publish: Width = 9
    check: Width = 15

    def of(self, column: str) -> float:
        """Width of a form column by its name."""
        return float(getattr(self, "past" if column.isdecimal() else column))


class Look(_Part):
    """How returns look."""

    guide: Guide = Guide()
    colors: Colors = Colors()
    widths: Widths = Widths()


class LookError(CannotRun):
    """The look file does not read; the text is Japanese and names file and entry."""


def load_look(path: Path = LOOK_FILE) -> Look:
    """Read a look file; the built-in look if there is none. LookError when it does not read."""
    if not path.is_file():
        return Look()
    try:
        return Look.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LookError(
            f"{path.name}をTOMLとして読み取れません（{error}）。記号の書き方を確かめてください。"
        ) from error
    except ValidationError as error:
        where = "、".join(".".join(str(step) for step in item["loc"]) for item in error.errors())
        raise LookError(f"{path.name}の「{where}」が正しくありません。元の書き方を確かめてください。") from error
