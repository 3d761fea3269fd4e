"""団体集計: many bodies' masters judged and counted in one workbook, wherever they are read."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from tests.masters import master_file
from xlplan import operations
from xlplan.books.file import FileBook
from xlplan.books.reading import CODES, open_workbook
from xlplan.books.refusal import Refused
from xlplan.choices import Symbol
from xlplan.schema import Row, Table
from xlplan.survey import BodyLine, Crew, MasterFile, Survey, cluster, crew, crew_for, here, masters_in, processes
from xlplan.survey.crew import ClusterMissing, Hands, lines
from xlplan.survey.flow import NoMasters
from xlplan.survey.lines import SYMBOLS, share_achieved
from xlplan.survey.notes import Notes
from xlplan.survey.reduce import line_of
from xlplan.tables import ACTUALS, PROGRAMS, PROGRESS, VERDICTS
from xlplan.tables.rounds import ActualRow, ProgressRow

AT = dt.datetime(2015, 5, 20, 9, 0)  # noqa: DTZ001
PERIOD = "平成26年度末"
REPORTED: dict[Table, list[Row]] = {
    ACTUALS: [
        ActualRow(indicator="30-1", fy=2014, point="3月末", value=Decimal("94.8")),
        ActualRow(indicator="37-1", fy=2014, point="3月末", value=Decimal(50), cause="猛暑", response="周知"),
    ],
    PROGRESS: [
        ProgressRow(no=27, fy=2014, point="3月末", schedule="A"),
        ProgressRow(no=37, fy=2014, point="3月末", schedule="B"),
    ],
}
"""One indicator met, one far from it; one program on time, one late, two unreported."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Masters of a prefecture: two good ones, one never filled in, one torn, one that is no master, one cell unreadable."""
    made = tmp_path_factory.mktemp("県")
    (made / "西部").mkdir()
    master_file(made / "01_甲市.xlsx", REPORTED, 市名="甲市")
    master_file(made / "西部" / "乙町.xlsx", REPORTED, 市名="乙町", 対象時期="平成26年9月末")
    blank = master_file(made / "03_丙市.xlsx", 市名="=丙市")
    (made / "04_丁市.xlsx").write_bytes(blank.read_bytes()[:9000])
    openpyxl.Workbook().save(made / "05_送付状.xlsx")
    spoilt = FileBook(master_file(made / "06_戊市.xlsx", 市名="戊市"))
    spoilt.put(PROGRAMS.name, 0, "方針番号", "四")
    spoilt.save(spoilt.path, AT, keep=0)
    (made / "01_甲市_20150520-0900_前.xlsx").write_bytes(blank.read_bytes())
    (made / "~$01_甲市.xlsx").write_bytes(b"")
    return made


@pytest.fixture(scope="module")
def surveyed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("集計") / "集計.xlsx"
    survey(folder, out)
    return out


def survey(folder: Path, out: Path, readers: Crew | None = None, period: str = PERIOD) -> Survey:
    return operations.survey(masters_in([folder]), out, readers or here(), at=AT, period=period)


def rows(path: Path, table: str) -> list[dict[str, object]]:
    grid = open_workbook(path).table(table)
    assert grid is not None
    return [dict(zip(grid.columns, row, strict=True)) for row in grid.rows]


def bodies(path: Path) -> dict[str, dict[str, object]]:
    return {str(row["ファイル"]): row for row in rows(path, "団体")}


def codes(path: Path, file: str) -> list[object]:
    return [row["コード"] for row in rows(path, "確認事項") if row["ファイル"] == file]


def test_masters_are_found_in_folders_by_name_without_copies_and_lock_files(folder: Path) -> None:
    assert [master.name for master in masters_in([folder])] == [
        "01_甲市.xlsx",
        "03_丙市.xlsx",
        "04_丁市.xlsx",
        "05_送付状.xlsx",
        "06_戊市.xlsx",
        "西部/乙町.xlsx",
    ]
    assert len(masters_in([folder, folder / "01_甲市.xlsx"], leave_out=folder / "03_丙市.xlsx")) == 5


def test_a_place_without_masters_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoMasters, match="見つかりません"):
        masters_in([tmp_path])


def test_a_body_is_counted_as_its_own_assessment_counts_it(folder: Path, surveyed: Path) -> None:
    row = bodies(surveyed)["01_甲市.xlsx"]
    book = FileBook(folder / "01_甲市.xlsx")
    plan, done = operations.assess(book, period=PERIOD)
    own = [done.final[one.indicator] for one in plan.indicators(2014) if not one.relisted_from]
    assert [row[symbol.value] for symbol in Symbol] == [own.count(symbol) for symbol in Symbol]
    assert {symbol.value for symbol in own} >= {"○", "▲"}
    assert (row["団体名"], row["時期"], row["状態"]) == ("甲市", PERIOD, "集計")
    assert (row["プログラム"], row["指標"], row["要判断"]) == (4, len(own), len(done.attention))
    assert [row[key] for key in ("S 予定以上に進捗", "A 予定どおりに進捗", "B 予定よりも遅れている", "未報告")] == [
        0,
        1,
        1,
        2,
    ]
    assert row["ファイルの指紋"] == book.workbook.digest[:16]


def test_programs_add_up_to_their_body_and_one_listed_again_is_left_out(surveyed: Path) -> None:
    mine = [row for row in rows(surveyed, "プログラム") if row["団体名"] == "甲市"]
    body = bodies(surveyed)["01_甲市.xlsx"]
    own = [row for row in mine if row["再掲元"] is None]
    assert [(row["No."], row["再掲元"], row["進捗区分"]) for row in mine if row not in own] == [(39, 27, "再掲")]
    for header in ("指標", *(symbol.value for symbol in Symbol)):
        assert sum(row[header] for row in own) == body[header]  # type: ignore[misc]
    assert [row["進捗区分"] for row in own] == ["A", "未報告", "未報告", "B"]
    late = next(row for row in own if row["No."] == 37)
    assert (late["プログラム名"], late["主担当課"], late["要判断"]) == ("体育施設の活用", "体育課", 2)


def test_without_a_period_each_master_is_judged_for_its_own(folder: Path, tmp_path: Path) -> None:
    survey(folder, tmp_path / "集計.xlsx", period="")
    found = bodies(tmp_path / "集計.xlsx")
    assert found["01_甲市.xlsx"]["時期"] == PERIOD
    assert found["西部/乙町.xlsx"]["時期"] == "平成26年9月末"


def test_what_cannot_be_counted_is_named_with_the_reason_and_the_others_go_on(surveyed: Path) -> None:
    states = {file: row["状態"] for file, row in bodies(surveyed).items()}
    assert [file for file, state in states.items() if state == "集計外"] == [
        "04_丁市.xlsx",
        "05_送付状.xlsx",
        "06_戊市.xlsx",
    ]
    assert codes(surveyed, "04_丁市.xlsx") == ["G101"]
    told = [str(cell) for row in rows(surveyed, "確認事項") for cell in row]
    assert not any(code in cell for cell in told for code in CODES), "an officer reads a sentence, not a code"
    assert codes(surveyed, "05_送付状.xlsx") == ["G102"]
    assert codes(surveyed, "06_戊市.xlsx") == ["M504"]
    spoilt = next(row for row in rows(surveyed, "確認事項") if row["コード"] == "M504")
    assert (spoilt["団体名"], spoilt["シート"], spoilt["セル"], spoilt["値"]) == ("戊市", "プログラム", "B5", "四")


def test_a_period_outside_a_plan_is_the_masters_finding_and_one_that_does_not_read_ends_all(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "集計.xlsx"
    survey(folder, out, period="平成30年度末")
    assert codes(out, "01_甲市.xlsx") == ["G103"]
    with pytest.raises(NoMasters, match="読み取れません"):
        survey(folder, tmp_path / "別.xlsx", period="いつか")
    assert list(tmp_path.iterdir()) == [out]


def test_the_same_file_sent_twice_is_told(folder: Path, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes((folder / "01_甲市.xlsx").read_bytes())
    done = operations.survey(masters_in([tmp_path]), tmp_path / "集計.xlsx", here(), at=AT, period=PERIOD)
    assert [(found.code, found.value) for found in done.findings if found.code == "G105"] == [("G105", "a.xlsx")]


def test_the_workbook_is_a_table_a_sheet_with_header_in_sight_and_text_that_stays_text(surveyed: Path) -> None:
    book = openpyxl.load_workbook(surveyed)
    assert book.sheetnames == ["団体", "プログラム", "確認事項"]
    for sheet in book:
        table = sheet.tables[sheet.title]
        assert table.ref == sheet.dimensions
        assert [cell.value for cell in sheet[1]] == table.column_names
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet["A1"].font.b
    odd = next(row for row in book["団体"].iter_rows(min_row=2) if row[1].value == "=丙市")
    assert odd[1].data_type == "s"


def test_the_same_masters_give_the_same_bytes_and_a_replaced_result_stays_as_a_copy(
    folder: Path, surveyed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "集計.xlsx"
    survey(folder, out)
    assert out.read_bytes() == surveyed.read_bytes()
    survey(folder, out)
    assert list(tmp_path.iterdir()) == [out]
    survey(folder, out, period="平成25年度末")
    assert {path.name for path in tmp_path.iterdir()} == {"集計.xlsx", "集計_20150520-0900_前.xlsx"}


def test_a_survey_that_fails_leaves_the_old_result(folder: Path, surveyed: Path, tmp_path: Path) -> None:
    out = tmp_path / "集計.xlsx"
    out.write_bytes(surveyed.read_bytes())

    def stop(_done: int, _total: int, _body: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.survey(masters_in([folder]), out, here(), at=AT, period="平成25年度末", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["集計.xlsx"]
    assert out.read_bytes() == surveyed.read_bytes()


def test_nothing_is_written_while_somebody_has_the_result_open(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "~$集計.xlsx").write_bytes(b"\x04Sato")
    with pytest.raises(Refused, match="open_elsewhere"):
        survey(folder, tmp_path / "集計.xlsx")


def test_an_override_counts_as_in_the_masters_own_reports(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "甲市.xlsx"
    book = FileBook(folder / "01_甲市.xlsx")
    operations.assess(book, period=PERIOD)
    book.save(path, AT)
    book = FileBook(path)
    grid = book.grid(VERDICTS.name)
    assert grid is not None
    at = [row[0] for row in grid.rows].index("37-1")
    for header, value in (("変更判定", "△"), ("変更理由", "災害"), ("変更者", "佐藤"), ("変更日", dt.date(2015, 5, 1))):
        book.put(VERDICTS.name, at, header, value)
    book.save(path, AT, keep=0)
    [before] = lines(here(), [MasterFile(folder / "01_甲市.xlsx", "甲市.xlsx")], PERIOD)
    [after] = lines(here(), [MasterFile(path, "甲市.xlsx")], PERIOD)
    change = [now - then for now, then in zip(after.symbols, before.symbols, strict=True)]
    assert {symbol: by for symbol, by in zip(SYMBOLS, change, strict=True) if by} == {
        Symbol.NEARLY: 1,
        Symbol.SHORT: -1,
    }


def test_a_line_is_small_plain_and_may_cross_processes(folder: Path) -> None:
    [line] = lines(here(), [MasterFile(folder / "01_甲市.xlsx", "甲市.xlsx")], PERIOD)
    assert pickle.loads(pickle.dumps(line)) == line  # noqa: S301  # our own line
    assert len(pickle.dumps(line._replace(findings=()))) < 1000 * len(line.programs)


@pytest.mark.parametrize(
    ("symbols", "share"), [((1, 1, 0, 1, 0, 0, 5), 0.666), ((0,) * 7, None), ((0, 0, 0, 0, 0, 0, 3), None)]
)
def test_the_share_achieved_leaves_out_what_has_no_verdict(symbols: tuple[int, ...], share: float | None) -> None:
    assert share_achieved(symbols) == share


def test_few_masters_are_read_here_and_many_by_as_many_processes_as_there_are_masters_for() -> None:
    assert crew_for(5).open is None
    assert crew_for(5000, workers=1).open is None
    assert crew_for(2, workers=8).open is not None


@pytest.fixture
def others_go_on(monkeypatch: pytest.MonkeyPatch) -> Crew:
    """Two processes that are ended by the master of 丁市, as a hostile file would end them."""

    def reads(master: MasterFile, asked: str, noted: Notes | None) -> BodyLine:
        if "丁市" in master.name:
            os.kill(os.getpid(), signal.SIGKILL)
        return line_of(master, asked, noted)

    monkeypatch.setattr(crew, "line_of", reads)

    @contextmanager
    def opened() -> Iterator[Hands]:
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as executor:  # forked: they know of the above
            yield Hands(executor, 2)

    return Crew(opened)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="what a worker meets can be prepared only where it is forked")
def test_a_master_that_ends_its_reader_counts_alone_as_unreadable(
    folder: Path, surveyed: Path, tmp_path: Path, others_go_on: Crew
) -> None:
    out = tmp_path / "集計.xlsx"
    survey(folder, out, others_go_on)
    assert codes(out, "04_丁市.xlsx") == ["G104"]
    assert rows(out, "プログラム") == rows(surveyed, "プログラム")


_STARTED: Final = """
import multiprocessing, time
from xlplan.survey import processes
if __name__ == "__main__":
    with processes(2).open() as hands:
        for _ in range(2):
            hands.executor.submit(time.sleep, 600)
        while len(multiprocessing.active_children()) < 2:
            time.sleep(0.01)
        time.sleep(0.5)  # they begin
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc")
def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    program = tmp_path / "started.py"
    program.write_text(_STARTED, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, encoding="ascii") as started:
        assert started.stdout is not None
        children = [Path(f"/proc/{pid}/stat") for pid in started.stdout.readline().split()]
        assert len(children) == 2
        started.kill()
    deadline = time.monotonic() + 30
    while any(_lives(child) for child in children):
        assert time.monotonic() < deadline, "they are still there"
        time.sleep(0.05)


def _lives(stat: Path) -> bool:
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_two_processes_give_the_same_bytes(folder: Path, surveyed: Path, tmp_path: Path) -> None:
    out = tmp_path / "集計.xlsx"
    survey(folder, out, processes(2))
    assert out.read_bytes() == surveyed.read_bytes()


@pytest.mark.slow
def test_two_workers_of_a_cluster_give_the_same_bytes(folder: Path, surveyed: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    out = tmp_path / "集計.xlsx"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local:
        survey(folder, out, cluster(local.scheduler_address))
    assert out.read_bytes() == surveyed.read_bytes()


def test_a_cluster_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    with pytest.raises(ClusterMissing, match="接続できません"):
        survey(folder, tmp_path / "集計.xlsx", cluster("nowhere://"))
    assert list(tmp_path.iterdir()) == []
