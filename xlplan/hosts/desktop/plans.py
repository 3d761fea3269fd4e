"""What the buttons do to the plan itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.hosts import telling
from xlplan.hosts.desktop import showing

if TYPE_CHECKING:
    from xlplan.hosts.desktop.desk import Desk

__all__ = ["revise"]


def revise(desk: Desk) -> str:
    """改定, once the officer has said yes; a draft that cannot be carried out leaves everything as it is."""
    from xlplan import plan_operations

    desk.require_writable()
    book = desk.open()
    if not desk.confirm("「改定案」のうち、まだ適用していないものを台帳に反映しますか。"):
        return ""
    with desk.at_work("改定案を反映しています"):
        _, done = plan_operations.revise(book, at=desk.now)
        if done.edits:
            desk.write(book)
        shown = showing.show(desk, findings=done.findings) if done.findings else ""
    return "\n".join([telling.revised(done), *([shown] if shown else []), *([desk.ending] if done.edits else [])])
