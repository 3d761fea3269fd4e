"""Find the masters, have them read, write what comes back while it comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.findings import CannotRun, Finding, Place, finding
from xlplan.messages import Message
from xlplan.periods import Period
from xlplan.survey.crew import Crew, lines
from xlplan.survey.reduce import MasterFile

if TYPE_CHECKING:
    from xlplan.survey.lines import BodyLine
    from xlplan.survey.notes import Notes

SUFFIXES: Final = (".xlsx", ".xlsm")
_COPY: Final = re.compile(r".*_\d{8}-\d{4}_前\d*")
"""The name of a dated copy, which stands beside the master it was taken from."""


class NoMasters(CannotRun):
    """Nothing that could be a master was found, or the period does not read."""


@dataclass
class Survey:
    """What a survey counted, added to while it runs.

    Attributes:
        bodies, counted: masters found, and those of them that were judged.
        programs: of the judged ones, each counted once.
        findings: of all masters, in their order.
    """

    bodies: int = 0
    counted: int = 0
    programs: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, line: BodyLine) -> None:
        """Count one more master."""
        self.bodies += 1
        self.counted += line.counted
        self.programs += len(line.own)
        self.findings += line.findings


def masters_in(paths: Iterable[Path], leave_out: Path | None = None) -> list[MasterFile]:
    """The workbooks in the files and folders given (folders with everything below), by name, without dated copies.

    `leave_out`: the survey's own workbook of an earlier run. Raises NoMasters when nothing is found.
    """
    found = {}
    for asked in paths:
        for path, name in _workbooks(asked):
            if leave_out is None or path.resolve() != leave_out.resolve():
                found[path.resolve()] = MasterFile(path, name)
    if not found:
        raise NoMasters("台帳（.xlsx、.xlsm）が見つかりません。フォルダの場所を確かめて、もう一度指定してください。")
    return sorted(found.values(), key=lambda master: (master.name, str(master.path)))


def _workbooks(asked: Path) -> Iterator[tuple[Path, str]]:
    if asked.is_file():
        yield asked, asked.name
    for path in asked.rglob("*") if asked.is_dir() else ():
        usual = path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))
        if usual and not _COPY.fullmatch(path.stem) and path.is_file():
            yield path, path.relative_to(asked).as_posix()


def survey(
    masters: Sequence[MasterFile],
    crew: Crew,
    keep: Callable[[BodyLine], None],
    *,
    period: str = "",
    noted: Notes | None = None,
    progress: Callable[[int, int, str], None],
) -> Survey:
    """Have every master read and judged; each line is given to `keep` as it comes, in order, and then let go.

    With `noted`, a master that has not changed since a survey of before is not opened.

    Raises NoMasters for a period that does not read, before anything is opened.
    """
    if period and Period.read(period) is None:
        raise NoMasters(
            f"時期「{period}」を読み取れません。「平成26年度末」や「平成26年9月末」のように書いてください。"
        )
    result = Survey()
    same: dict[str, str] = {}
    for line in lines(crew, masters, period, noted):
        first = same.setdefault(line.digest, line.file) if line.digest else line.file
        if first != line.file:
            twice = finding(Message.G105_SAME_FILE, Place(line.file), first)
            line = line._replace(findings=(*line.findings, twice))  # noqa: PLW2901  # the line with what it lacked
        keep(line)
        result.add(line)
        progress(result.bodies, len(masters), line.body or line.file)
    return result
