"""`xlplan doctor --try-write`: whether a workbook can be written to, shown on a copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.hosts import refusals, screen

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from xlplan.books.trial import Trial


def tell(source: Path, copy: Path, when: dt.datetime) -> None:
    """Write the copy and print what became of every part. Refused or BrokenWorkbook when it cannot be written."""
    from xlplan.books.trial import try_write

    trial = try_write(source, copy, when)
    screen.say(f"写し「{copy}」を作りました。元の「{source}」は読んだだけです。")
    old = "空欄" if trial.old is None else f"「{trial.old}」"
    screen.say(f"変えた値：シート「{trial.edit.sheet}」の{trial.edit.cell}　{old} → 「{trial.edit.value}」")
    screen.say(f"そのままの部品：{len(trial.kept)}個（1バイトも変わっていません）")
    _list("書き換えた部品", trial.changed)
    _list("除いた部品", trial.removed, "（計算の順序の控えです。Excelが開くときに作り直します）")
    screen.say(f"失われた部品：{'、'.join(trial.lost) or 'なし'}")
    _tables(trial)


def _list(what: str, parts: tuple[str, ...], note: str = "") -> None:
    if parts:
        screen.say(f"{what}：{'、'.join(parts)}{note}")


def _tables(trial: Trial) -> None:
    for growth in trial.growths:
        where = f"表「{growth.table}」（シート「{growth.sheet}」）"
        if growth.refused is None:
            screen.say(f"{where}に行を足せます。")
        else:
            screen.say(f"{where}には行を足しません：{refusals.text(growth.refused)}")
