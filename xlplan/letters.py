"""照会文: per department, a short letter that names what is missing, contradictory or unexplained, with the cells.

A department without deficiencies gets none. The text is plain, to be pasted into a mail or printed: UTF-8 with a byte order
mark and CRLF, which every editor of Windows opens as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from xlplan.cross_check import every_department_returned
from xlplan.declaring import NamedTuple
from xlplan.eras import day_label
from xlplan.findings import Finding, Level
from xlplan.form import SHEET
from xlplan.form.layout import plan_name
from xlplan.messages import Message
from xlplan.tables import FINDINGS

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from xlplan.periods import Period
    from xlplan.plan import Plan
    from xlplan.report.outlet import Outlet
    from xlplan.tables.records import FindingRow

DEADLINE: Final = "照会回答期限"
SUBMISSION: Final = "提出期限"
_AWAITED: Final = Message.B701_UNRETURNED.code
_KINDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("記入がもれているところ", frozenset({"C303", "C304", "O801", "O802"})),
    ("理由や説明がないところ", frozenset({"R401", "R402", "R405"})),
    ("内容が食い違うところ", frozenset({"R403", "R404", "R406", "R407", "R408", "R409", "C307", "C308"})),
)
_OTHERS: Final = "読み取れない、または様式が違うところ"
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_WIDTH: Final = 36
"""Full-width characters of a line, by which date, sender and 「以上」 stand on the right."""


class Deficiency(NamedTuple):
    """One thing a department is asked to mend: whose, code, where, what is wrong, what to do."""

    department: str
    code: str
    file: str
    sheet: str
    cell: str
    text: str
    remedy: str


class Letter(NamedTuple):
    """The letter to one department."""

    department: str
    text: str


def deficiencies(
    plan: Plan, period: Period, findings: Sequence[Finding], *, returns_at_hand: bool
) -> dict[str, list[Deficiency]]:
    """Department → what it is asked to mend, in the order of 課名簿; departments without deficiencies are left out.

    Args:
        plan: every table.
        period: whose returns are still awaited.
        findings: of the check.
        returns_at_hand: whether returns were checked just now; if not, what the last merge left in 確認事項 is used.
    """
    listed = [_found(f) for f in findings if f.level is not Level.NOTE]
    if not returns_at_hand:
        listed += [_kept(row) for row in plan.rows(FINDINGS) if row.level is not Level.NOTE and row.code != _AWAITED]
        listed += [_found(f) for f in every_department_returned(plan, period, ())]
    mine: dict[str, list[Deficiency]] = {name: [] for name in plan.answering}
    for one in dict.fromkeys(listed):
        if one.department in mine:
            mine[one.department].append(one)
    return {name: ones for name, ones in mine.items() if ones}


def letters(plan: Plan, period: Period, found: Mapping[str, Sequence[Deficiency]], on: dt.date) -> list[Letter]:
    """One letter per department, dated `on`."""
    return [Letter(name, _text(plan, period, name, ones, on)) for name, ones in found.items()]


def write(made: Sequence[Letter], period: Period, outlet: Outlet) -> list[Path]:
    """One file per letter and one with all of them, to leaf through and print; no file when there is no letter."""
    files = [outlet.write(outlet.path(period, f"照会_{one.department}", ".txt"), _bytes(one.text)) for one in made]
    if made:
        every = f"\n\n{'―' * _WIDTH}\n\n".join(one.text for one in made)
        files.append(outlet.write(outlet.path(period, "照会_まとめ", ".txt"), _bytes(every)))
    return files


def _bytes(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _found(f: Finding) -> Deficiency:
    return Deficiency(f.department, f.code, f.place.file, f.place.sheet, f.place.cell, f.text, f.remedy)


def _kept(row: FindingRow) -> Deficiency:
    return Deficiency(row.department, row.code, row.file, row.sheet, row.cell, row.what, row.remedy)


def _text(plan: Plan, period: Period, department: str, ones: Sequence[Deficiency], on: dt.date) -> str:
    office = plan.settings.get("事務局", "") or "事務局"
    contact = plan.settings.get("事務局連絡先", "")
    awaited = [one for one in ones if one.code == _AWAITED]
    rest = [one for one in ones if one.code != _AWAITED]
    matter = f"{plan_name(plan)}進捗状況調査票（{period.label}）"
    lines = [
        _right(day_label(on)),
        addressee(department),
        _right(_sender(office)),
        "",
        f"　　{matter}の{'提出' if awaited else '記載'}について（{'依頼' if awaited else '照会'}）",
        "",
        "　日頃から、行財政改革の推進に御協力いただき、ありがとうございます。",
        *_request(plan, awaited=bool(awaited)),
    ]
    if rest:
        lines += ["　あわせて、下記についても御確認くださいますよう、お願いいたします。"] if awaited else []
        lines += ["", "　" * (_WIDTH // 2) + "記", ""]
        lines += [*_sections(rest), *_files(rest)]
    lines += ["", f"　問合せ先　{office}{f'（{contact}）' if contact else ''}", _right("以上")]
    return "\n".join(lines) + "\n"


def addressee(department: str) -> str:
    """「財政課長　様」; an office without a 課長, or a person's post, is addressed as it is called."""
    if department.endswith("課"):
        return f"{department}長　様"
    return f"{department}　様" if department.startswith("参事") else f"{department}　御中"


def _sender(office: str) -> str:
    return f"{office}長" if office.endswith("課") else office


def _right(text: str) -> str:
    room = 2 * _WIDTH - sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
    return "　" * (room // 2) + " " * (room % 2) + text


def _request(plan: Plan, *, awaited: bool) -> list[str]:
    """What is asked, and by when: 管理「照会回答期限」, else at once."""
    deadline = plan.settings.get(DEADLINE, "")
    by = f"{deadline}までに" if deadline else "お手数ですが至急、"
    if awaited:
        due = plan.settings.get(SUBMISSION, "")
        late = f"標記の調査票は、提出期限を{due}としておりますが、" if due else "標記の調査票が、"
        return [
            f"　さて、{late}まだ届いておりません。",
            f"　つきましては、{by}御提出くださいますよう、お願いいたします。",
            "　なお、本状と行き違いに御提出いただいている場合は、御容赦ください。",
        ]
    return [
        "　さて、御提出いただいた標記の調査票について、下記のとおり確認をお願いしたいところがあります。",
        f"　つきましては、{by}同じ調査票を修正し、御提出くださいますよう、お願いいたします。",
    ]


def _sections(ones: Sequence[Deficiency]) -> Iterator[str]:
    known = frozenset[str]().union(*(codes for _, codes in _KINDS))
    kinds = [*_KINDS, (_OTHERS, frozenset(one.code for one in ones) - known)]
    number = 0
    for title, codes in kinds:
        same = _together(one for one in ones if one.code in codes)
        if not same:
            continue
        number += 1
        yield f"{str(number).translate(_WIDE)}　{title}"
        for remedy, said in same.items():
            for text, places in said.items():
                where = "、".join(place for place in dict.fromkeys(places) if place)
                yield f"　・{where}{'：' if where else ''}{text}"
            yield f"　　→ {remedy}"
        yield ""


def _together(ones: Iterable[Deficiency]) -> dict[str, dict[str, list[str]]]:
    """What is said of several cells is said once: remedy → text → cells."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in ones:
        sheet = f"「{one.sheet}」シートの" if one.sheet and not one.sheet.startswith(SHEET) else ""
        where = f"{sheet}{one.cell}" if one.cell else ""
        found.setdefault(one.remedy, {}).setdefault(one.text, []).append(where)
    return found


def _files(ones: Sequence[Deficiency]) -> Iterator[str]:
    """The return that the cells belong to."""
    named = [
        one.file if one.sheet in ("", SHEET) else one.sheet
        for one in ones
        if one.sheet.startswith(SHEET) or not one.sheet
    ]
    if names := "、".join(dict.fromkeys(name for name in named if name)):
        yield f"　対象の調査票　{names}（番地は「{SHEET}」シートのセルです。）"
