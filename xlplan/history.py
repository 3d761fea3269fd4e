"""変更履歴: every merged cell with old and new value, its origin, and a hash chain that shows tampering.

A row's chain value is SHA-256 over the previous chain value and the row's own fields, cut to 32 hex digits. Changing,
removing or swapping any row breaks the chain at that row. The chain's end is kept in 管理 as well, so that rows missing
from the end are noticed too. It shows accidents and shortcuts; whoever can run this program can also write a new chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple
from xlplan.edits import Cells, Edit, add_cells, add_rows, change_row, text_of
from xlplan.findings import Finding, Place, finding
from xlplan.messages import Message
from xlplan.tables import HISTORY, SETTINGS
from xlplan.tables.records import HistoryRow, SettingRow

if TYPE_CHECKING:
    from xlplan.plan import Plan
    from xlplan.schema import CellScalar, Table

MERGED = "取りまとめ"
AMENDED = "改定"
CLOSED = "締め"
UNDONE = "取消"
END = "変更履歴の末尾"
_END_HELP = "取りまとめのたびに書き換わります。手で変えないでください。"
NOWHERE = Place()
_CHAINED = tuple(name for name in HistoryRow.fields if name != "chain")


class Change(NamedTuple):
    """One cell that a merge changes: the row's key as texts, the field, old and new cell values, and where it came from."""

    table: Table
    key: tuple[str, ...]
    field: str
    old: CellScalar
    new: CellScalar
    department: str = ""
    place: Place = NOWHERE
    digest: str = ""

    @property
    def header(self) -> str:
        """Header of the changed column."""
        return self.table.columns[self.field].header

    @property
    def row(self) -> str:
        """The row as an officer names it."""
        return "・".join(self.key)

    def recorded(self) -> tuple[str, ...]:
        """What 変更履歴 keeps of it, in the order of its columns from 表 to ファイルの指紋."""
        return (
            self.table.name,
            self.row,
            self.header,
            text_of(self.old),
            text_of(self.new),
            self.department,
            *self.place,
            self.digest[:16],
        )

    def as_json(self) -> dict[str, str]:
        """Flat record for `--format json`."""
        return {
            "table": self.table.name,
            "row": self.row,
            "column": self.header,
            "old": text_of(self.old),
            "new": text_of(self.new),
            "department": self.department,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
        }


def chain_value(previous: str, row: HistoryRow) -> str:
    """Chain value of a row after the one whose chain value is `previous` ("" before the first)."""
    return _link(previous, [str(getattr(row, name)) for name in _CHAINED])


def _link(previous: str, texts: Iterable[str]) -> str:
    # As the cell is read back: without white space at its ends, which a sheet or file name may have.
    fields = "\x1f".join(map(str.strip, texts))
    return hashlib.sha256(f"{previous}\x1e{fields}".encode()).hexdigest()[:32]


def history_edits(plan: Plan, changes: Sequence[Change], *, operation: str, merge: str, at: str) -> list[Edit]:
    """The edits that record these changes: rows of 変更履歴, and the new end of the chain in 管理."""
    if not changes:
        return []
    rows = plan.rows(HISTORY)
    number, chain = (rows[-1].number, rows[-1].chain) if rows else (0, "")
    cells: list[Cells] = []
    for change in changes:
        number += 1
        texts = (merge, at, operation, *change.recorded())
        chain = _link(chain, (str(number), *texts))
        cells.append((number, *[text or None for text in texts], chain))
    edits = add_cells(plan.tables[HISTORY.name], cells)
    end = SettingRow(item=END, value=_end(number, chain), help=_END_HELP)
    for entry in plan.entries(SETTINGS):
        if entry.row.item == END:
            return edits + change_row(SETTINGS, entry.at, entry.row, end)
    return edits + add_rows(plan.tables[SETTINGS.name], [end])


def _end(number: int, chain: str) -> str:
    return f"{number}件 {chain}"


def broken_links(plan: Plan) -> list[Finding]:
    """The first row at which the chain does not hold, or its end if rows are missing there; nothing when it is whole."""
    chain, end = "", ""
    for entry in plan.entries(HISTORY):
        row: HistoryRow = entry.row
        if row.chain != chain_value(chain, row):
            place = plan.tables[HISTORY.name].place(entry, "number")
            return [finding(Message.M512_HISTORY_BROKEN, place, row.number)]
        chain, end = row.chain, _end(row.number, row.chain)
    recorded = plan.settings.get(END, end)
    if recorded == end:
        return []
    return [finding(Message.M540_HISTORY_CUT, Place(plan.file, HISTORY.sheet), end or "なし", recorded=recorded)]
