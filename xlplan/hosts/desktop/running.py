"""A button is pressed: the operation runs, and whatever happens the officer gets one message and Excel its settings back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from xlplan.books.live_writing import HalfWritten
from xlplan.books.refusal import Refused
from xlplan.findings import CannotRun
from xlplan.hosts import refusals
from xlplan.hosts.actions import BY_NAME
from xlplan.hosts.desktop import papers, plans, rounds
from xlplan.hosts.desktop.desk import Cancelled, Desk
from xlplan.hosts.desktop.failures import logged

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["BUTTONS", "press", "run"]

BUTTONS: Final[Mapping[str, Callable[[Desk], str]]] = {
    "distribute": rounds.distribute,
    "check": rounds.check,
    "preview": rounds.preview,
    "consolidate": rounds.consolidate,
    "assess": rounds.assess,
    "letters": papers.letters,
    "report": papers.report,
    "revise": plans.revise,
    "undo": rounds.undo,
    "guide": papers.guide,
}
"""By the action's name; each gives the message shown at the end, or "" for none."""
_HALF: Final = "書き込みの途中で止まったため、台帳は中途半端な状態です。保存せずに閉じてください。"
_GO_ON: Final = "続けるときは、操作の前の控え「{copy}」を開き、名前を付けて保存し直してください。"
_UNEXPECTED: Final = "思いがけない誤りが起きました。台帳には何も書き込んでいません。"
_AFTERWARDS: Final = (
    "台帳への書き込みは済みましたが、その後で思いがけない誤りが起きました。内容を確かめてから保存してください。"
)
_BEFORE: Final = "操作の前の控えは「{copy}」です。"


def run(name: str) -> None:
    """Press a button on the workbook whose macro calls. Never raises for what an officer can meet."""
    import xlwings as xw

    press(name, xw.Book.caller(), dt.datetime.now())  # noqa: DTZ005  # local time is what officers write down


def press(name: str, book: xw.Book, now: dt.datetime) -> None:
    """Press a button: run it and tell how it went. `now` names the copy and stands in the history."""
    desk = Desk(book, now, BY_NAME[name].label)
    try:
        told = BUTTONS[name](desk)
    except Cancelled:
        return
    except CannotRun as stopped:
        desk.warn(str(stopped))
    except Refused as refused:
        desk.warn(refusals.text(refused))
    except HalfWritten as broken:
        desk.warn(_half_written(desk, broken))
    except OSError as error:
        desk.warn(f"{refusals.os_text(error)}\n{logged(desk, error)}")
    except Exception as error:  # noqa: BLE001  # whatever it is: a sentence for the officer, the rest for the log
        said = _AFTERWARDS + _copied(desk, _BEFORE) if desk.written else _UNEXPECTED
        desk.warn(f"{said}\n{logged(desk, error)}")
    else:
        if told:
            desk.tell(told)


def _half_written(desk: Desk, broken: HalfWritten) -> str:
    cause = broken.__cause__
    why = refusals.text(cause) if isinstance(cause, Refused) else ""
    return "\n".join(part for part in (why, _HALF + _copied(desk, _GO_ON), logged(desk, broken)) if part)


def _copied(desk: Desk, sentence: str) -> str:
    """The sentence with the copy's name; nothing when none was kept."""
    return sentence.format(copy=desk.kept.name) if desk.kept else ""
