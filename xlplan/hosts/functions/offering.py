"""How a function is offered to both hosts: what officers read about it, and that it never raises.

xlwings' decorators mean COM on Windows, Office.js where XLWINGS_ON_SERVER is true, and nothing elsewhere. So what they
are told is also kept in `OFFERED`: the wrappers in macros/, the help on 試算 and docs/関数一覧.md are made from it on any
machine.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from xlwings import arg, func

from xlplan.findings import CannotRun
from xlplan.hosts.functions.cells import Cells, shown

Answering: TypeAlias = Callable[..., Cells]

CATEGORY: Final = "改革プラン（xlplan）"
"""The group in which Excel's function dialogue lists them."""
LONGEST: Final = 255
"""Characters Excel takes for a help text."""
UNFORESEEN: Final = (
    "計算できませんでした。台帳の控えをとり、入力とこの関数の名前を添えて、事務局から開発元に知らせてください。"
)
"""Shown for our own mistakes."""


@dataclass(frozen=True)
class Argument:
    """One argument: its name in formulas and its help; `optional` may be left out, `repeats` stands for many."""

    name: str
    help: str
    optional: bool
    repeats: bool


@dataclass(frozen=True)
class Offered:
    """A function as officers see it.

    Attributes:
        name: as typed.
        about: one or two sentences for Excel's dialogue.
        gives: what comes back, its shape and its columns.
        blanks: what comes back for blanks and for what does not read.
        arguments: in order.
        call: the function both hosts call.
    """

    name: str
    about: str
    gives: str
    blanks: str
    arguments: tuple[Argument, ...]
    call: Answering

    @property
    def signature(self) -> str:
        """「xlp_figure(cells, [unit])」."""
        words = [f"[{a.name}]" if a.optional else f"{a.name}…" if a.repeats else a.name for a in self.arguments]
        return f"{self.name}({', '.join(words)})"


OFFERED: Final[dict[str, Offered]] = {}
"""Name → function."""
_ORDER: Final = (
    "xlp_ready", "xlp_explain", "xlp_reading", "xlp_figure", "xlp_figure_note", "xlp_fy", "xlp_fy_label", "xlp_trial",
    "xlp_trial_reason", "xlp_band", "xlp_verdict", "xlp_reason", "xlp_rollup", "xlp_off_target", "xlp_findings",
)  # fmt: skip


def in_order() -> list[Offered]:
    """Every function, from the simplest to the lists; one that is missing from the order comes last."""
    places = {name: at for at, name in enumerate(_ORDER)}
    return sorted(OFFERED.values(), key=lambda one: places.get(one.name, len(places)))


def offer(about: str, *, gives: str, blanks: str, **helps: str) -> Callable[[Answering], Answering]:
    """Offer a function under its own name.

    Args:
        about: help of the function; like those of its arguments at most 255 characters.
        gives: what comes back.
        blanks: what comes back for blanks and for what does not read.
        helps: argument → help, for every argument.
    """

    def offering(function: Answering) -> Answering:
        call = _answering(function)
        call.__doc__ = about
        signature = inspect.signature(function).parameters.values()
        arguments = tuple(
            Argument(p.name, helps[p.name], p.default is not p.empty, p.kind is p.VAR_POSITIONAL) for p in signature
        )
        for argument in arguments:
            # Two dimensions always, so that one cell, a row and a column arrive alike; errors by name, not as blanks.
            call = arg(argument.name, doc=argument.help, ndim=2, err_to_str=True)(call)
        call = func(category=CATEGORY)(call)
        OFFERED[function.__name__] = Offered(function.__name__, about, gives, blanks, arguments, call)
        return call

    return offering


def _answering(function: Answering) -> Answering:
    """The same function, with a sentence in its cell where it would raise."""

    @functools.wraps(function)
    def answered(*arguments: Any) -> Cells:
        try:
            return [[shown(cell) for cell in row] for row in function(*arguments)]
        except CannotRun as error:
            return [[" ".join(str(error).split())]]
        except Exception:
            # An exception would show as English text on one host and be tried three times on the other.
            logging.getLogger(__name__).exception("%s failed", function.__name__)
            return [[UNFORESEEN]]

    return answered
