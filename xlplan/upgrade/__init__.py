"""Bring a city's master up to this version: macros, ribbon, tables, columns and settings; nothing of theirs is lost.

`plan_upgrade` decides everything in memory, from their package and the master this version ships with. What cannot be done
safely is named together with what to do by hand, and then nothing at all is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlplan.books.save import Parts
from xlplan.findings import CannotRun
from xlplan.upgrade.account import Account, whats_theirs
from xlplan.upgrade.macros import put_current_macros
from xlplan.upgrade.shape import complete_settings, complete_tables

if TYPE_CHECKING:
    from xlplan.books.file import FileBook
    from xlplan.books.package import Package

__all__ = ["Account", "CannotUpgrade", "Upgrade", "plan_upgrade"]


class CannotUpgrade(CannotRun):
    """Something of theirs stands in the way; the text names each thing and what to do by hand."""


@dataclass(frozen=True)
class Upgrade:
    """An upgrade worked out and not yet written.

    Attributes:
        package: the master as it was read.
        parts: what is to be different in it.
        account: what was added, kept, and is left for a person to look at, in Japanese.
    """

    package: Package
    parts: Parts
    account: Account


def plan_upgrade(book: FileBook, current: FileBook) -> Upgrade:
    """Work out the upgrade of an open master to the shape and macros of `current`, the master of this version.

    CannotUpgrade when anything cannot be done; :class:`~xlplan.books.refusal.Refused` when the package itself is none that
    can be changed (signed, damaged).
    """
    package, shipped, account = book.workbook.package, current.workbook.package, Account()
    result = complete_tables(book, current, account)
    result = complete_settings(book, result, current, account)
    result = put_current_macros(result, shipped, account)
    if account.refused:
        listed = "\n".join(f"・{what}\n　→ {how}" for what, how in account.refused)
        raise CannotUpgrade(f"次のことが妨げになるため、台帳は変えていません。\n{listed}")
    parts = _difference(package, result)
    if account.added:
        account.to_do.append("「点検」を行い、選択肢が変わった欄などがないか見てください。")
    whats_theirs(package, shipped, parts, account)
    return Upgrade(package, parts, account)


def _difference(old: Package, new: Package) -> Parts:
    changed = {name: new.read(name) for name in new.names if name in old and new.raw(name) != old.raw(name)}
    return Parts(
        {name: data for name, data in changed.items() if data != old.read(name)},
        tuple(name for name in old.names if name not in new),
        {name: new.read(name) for name in new.names if name not in old},
    )
