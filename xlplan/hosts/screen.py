"""What the command line shows: findings, changes, the return board, the overview. Japanese; rich when it is there to see.

Tables go to standard output, progress and errors to standard error, so that output can be piped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from xlplan.findings import Finding, Level
    from xlplan.history import Change

Progress = Callable[[int, int, str], None]


def console(*, error: bool = False) -> Console:
    """A console of the terminal's own width; a pipe gets 160 columns so that sentences stay whole."""
    from rich.console import Console  # rich costs 0.1 s to import and half of the commands print plain text

    stream = sys.stderr if error else sys.stdout
    return Console(file=stream, stderr=error, highlight=False, width=None if stream.isatty() else 160, soft_wrap=False)


def say(text: str) -> None:
    """One plain line on standard output."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """One plain line on standard error."""
    sys.stderr.write(text + "\n")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing in a pipe. Yields the callback operations report to."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _what: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with RichProgress(*columns, console=console(error=True), transient=True) as bar:
        task = bar.add_task("準備中", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A titled table; nothing when it has no rows."""
    from rich.table import Table

    drawn = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    filled = False
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
        filled = True
    if filled:
        console().print(drawn)


def findings(found: Sequence[Finding], *, levels: Sequence[Level] | None = None, most: int | None = None) -> None:
    """Findings (of these levels), heaviest first, then the counts: a table on a terminal, one line each in a pipe."""
    from xlplan.findings import sort_findings
    from xlplan.hosts import telling

    shown = [f for f in sort_findings(found) if levels is None or f.level in levels]
    if shown and sys.stdout.isatty():
        _print_findings(shown[:most], len(shown))
    else:
        for f in shown[:most]:
            say(line(f))
    say(telling.counted(found))


def line(f: Finding) -> str:
    """A finding on one line, whatever was typed into the cell."""
    return " ".join(f"{f.level.value} {f.code} {f.place}：{f.text} → {f.remedy}".split("\n"))


def _print_findings(shown: Sequence[Finding], total: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from xlplan.findings import Level

    styles = {Level.SERIOUS: "bold red", Level.CHECK: "yellow", Level.NOTE: "dim"}
    drawn = Table(title=f"確認事項（{total}件中{len(shown)}件）", title_justify="left")
    for name in ("重大度", "コード", "場所", "内容", "直し方"):
        drawn.add_column(name, overflow="fold", no_wrap=name in {"重大度", "コード"})
    for f in shown:
        drawn.add_row(
            Text(f.level.value, style=styles[f.level]), f.code, Text(str(f.place)), Text(f.text), Text(f.remedy)
        )
    console().print(drawn)


def changes(made: Sequence[Change], *, most: int | None = None) -> None:
    """Every cell that changes, old → new, and where it comes from."""
    rows = ((c.table.name, c.row, c.header, _blank(c.old), _blank(c.new), str(c.place)) for c in made[:most])
    table(f"変更（{len(made)}件中{len(made[:most])}件）", ("表", "行", "列", "前", "後", "出所"), rows)


def _blank(value: object) -> object:
    return "（空欄）" if value is None else value


def panel(title: str, lines: Iterable[str]) -> None:
    """A framed summary."""
    from rich.panel import Panel
    from rich.text import Text

    console().print(Panel(Text("\n".join(lines)), title=title, title_align="left"))


__all__ = ["Progress", "changes", "complain", "console", "findings", "line", "panel", "progress_bar", "say", "table"]
