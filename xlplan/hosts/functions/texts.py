"""Functions of one cell: target sentences, figures, fiscal years."""

from __future__ import annotations

from typing import Any, Final

from xlplan.choices import Direction, Kind
from xlplan.eras import ERAS
from xlplan.figures import Blank, Figure, Unreadable, read_figure
from xlplan.findings import CannotRun
from xlplan.hosts.functions.cells import Cells, day_of, each, first, rows_of, text_of, value_of
from xlplan.hosts.functions.offering import offer
from xlplan.periods import PLAN_ERA, fiscal_year_label, fiscal_year_of, read_fiscal_year
from xlplan.sentences import Reading, explain
from xlplan.tables import SCHEMA_VERSION

_KINDS: Final = {kind.code: kind for kind in Kind}
_DIRECTIONS: Final = {direction.code: direction for direction in Direction}
_ANY: Final = "1つのセルでも範囲でもかまいません。"
_SHAPE: Final = "渡した範囲と同じ形です。"


class UnknownEra(CannotRun):
    """An era nobody declared."""


@offer(
    "関数が使えるかどうかを確かめます。",
    gives="「使えます」の文。",
    blanks="使えないときは、Excelが#NAME?を表示します。",
)
def xlp_ready() -> Cells:
    """A sentence that changes only with the shape of the master."""
    return [[f"使えます（xlplan、台帳の形の版{SCHEMA_VERSION}）"]]


@offer(
    "目標の文の読み方を、文で説明します。読み方に迷いがあるときは、その理由も示します。",
    gives=_SHAPE + "説明の文。目標が2つ以上あれば、続けて示します。",
    blanks="空欄には空欄。読み取れない文には、読み取れない理由。",
    sentence=f"目標の文（例　平成27年度までに80％以上）。{_ANY}",
)
def xlp_explain(sentence: Cells) -> Cells:
    """The explanation of each sentence; text."""
    return each(sentence, lambda cell: _explained(text_of(cell)))


def _explained(sentence: str) -> str:
    if not sentence:
        return ""
    reading = explain(sentence)
    said = [" ".join((one.explanation, *one.reasons)) for one in (reading, *reading.others)]
    return said[0] + "".join(f" ほかに：{other}" for other in said[1:])


@offer(
    "目標の文を読み、目標種別や数値などの項目に分けます。",
    gives="1つの文につき1行で、左から、目標種別、下限、上限、単位、増減率、方向、期限年度、迷い（○）、ほかの目標の数、説明。"
    "見出しは付きません。",
    blanks="空欄には空欄の行。読み取れない文の種別は「読み取り不能」。",
    sentence=f"目標の文。{_ANY}範囲は、左上から1つずつ1行にします。",
)
def xlp_reading(sentence: Cells) -> Cells:
    """Ten columns for each sentence: figures in base units, the due year as 「平成27年度」."""
    return [_parts(text_of(cell)) for row in rows_of(sentence) for cell in row]


def _parts(sentence: str) -> list[Any]:
    if not sentence:
        return [None] * 10
    reading: Reading = explain(sentence)
    return [
        _KINDS[reading.kind],
        reading.low,
        reading.high,
        reading.unit,
        reading.rate,
        _DIRECTIONS[reading.direction] if reading.direction else None,
        fiscal_year_label(reading.due_fy) if reading.due_fy else None,
        "○" if reading.ambiguous else None,
        len(reading.others) or None,
        reading.explanation,
    ]


@offer(
    "「１２０件」「約1.5億円」のような文字を、数値にします。",
    gives=_SHAPE + "基本の単位の数値（710万円は7100000）。",
    blanks="空欄と「未定」「該当なし」などには空欄。数値にできないものには「読めません：」で始まる理由。ゼロにはしません。",
    cells=f"数値にしたいセル。{_ANY}",
    unit="求める単位（例　人、百万円、％）。単位のない数値はこの単位とみなし、ほかの単位は「読めません」とします。省けます。",
)
def xlp_figure(cells: Cells, unit: Any = None) -> Cells:
    """Floats in base units, "" for stated blanks, a sentence for what is no figure."""
    wanted = text_of(first(unit))
    return each(cells, lambda cell: _figure(cell, wanted))


def _figure(cell: Any, unit: str) -> Any:
    read = _read(cell, unit)
    if isinstance(read, Unreadable):
        return f"読めません：{read.reason.value}"
    return read.value if isinstance(read, Figure) else None


def _read(cell: Any, unit: str) -> Figure | Blank | Unreadable:
    value = value_of(cell)
    return read_figure(value if value is None or isinstance(value, int | float) else _typed(value), unit)


def _typed(value: Any) -> Any:
    return str(value) if type(value).__name__ == "CellError" else value


@offer(
    "xlp_figureで数値にしたとき、気をつけることを示します。",
    gives=_SHAPE + "「概数です」「未定と書かれています」などの文。",
    blanks="気をつけることがなければ空欄。",
    cells=f"xlp_figureに渡すセル。{_ANY}",
    unit="xlp_figureに渡す単位。省けます。",
)
def xlp_figure_note(cells: Cells, unit: Any = None) -> Cells:
    """A sentence where a figure is about, negative by ▲, a stated blank or none at all; else ""."""
    wanted = text_of(first(unit))
    return each(cells, lambda cell: _note(_read(cell, wanted)))


def _note(read: Figure | Blank | Unreadable) -> str:
    if isinstance(read, Unreadable):
        return f"{read.reason.value}。"
    if isinstance(read, Blank):
        return f"「{read.original}」は{read.reason.value}として扱います。" if read.original.strip() else ""
    return ("概数です。" if read.approximate else "") + read.note


_YEAR: Final = f"「平成26年度」「H26」「令和元」「2014」や日付。{_ANY}"
_ERA: Final = "元号のない2桁の年の元号（平成など）。省くと平成。"
_NO_YEAR: Final = "空欄には空欄。年度が1つに決まらないものには「年度として読み取れません」。"


@offer(
    "年度の書き方から、その年度が始まる西暦の年を求めます。日付は、その日を含む年度にします。",
    gives=_SHAPE + "西暦の年の数値（平成26年度は2014）。",
    blanks=_NO_YEAR,
    cells=_YEAR,
    era=_ERA,
)
def xlp_fy(cells: Cells, era: Any = None) -> Cells:
    """The AD year in which the fiscal year starts."""
    known = _era(era)
    return each(cells, lambda cell: _year(cell, known))


@offer(
    "年度の書き方や日付を、「平成26年度」の形にそろえます。",
    gives=_SHAPE + "「平成26年度」「令和元年度」の形の文字。",
    blanks=_NO_YEAR,
    cells=_YEAR,
    era=_ERA,
)
def xlp_fy_label(cells: Cells, era: Any = None) -> Cells:
    """「平成26年度」."""
    known = _era(era)
    return each(cells, lambda cell: _label(_year(cell, known)))


def _era(argument: Any) -> str:
    name = text_of(first(argument)) or PLAN_ERA
    if name not in ERAS:
        raise UnknownEra(f"元号「{name}」はありません。{'、'.join(ERAS)}のどれかを指定してください。")
    return name


def _year(cell: Any, era: str) -> int | str | None:
    value = value_of(cell)
    if value is None:
        return None
    day = day_of(value)
    year = fiscal_year_of(day) if day else read_fiscal_year(value, era=era)
    return "年度として読み取れません" if year is None else year


def _label(year: int | str | None) -> str | None:
    try:
        return fiscal_year_label(year) if isinstance(year, int) else year
    except ValueError:
        return "年度として読み取れません"
