"""The ribbon's buttons, run through xlwings' real COM engine over the small Excel, beside the same on a file."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings as xw

from tests.fake_excel.application import Application, Officer, excel, settings_of
from tests.fake_excel.model import Sheet, Workbook
from tests.masters import SPORTS, Typed, master_file
from tests.returns import YEAR_END, draw, fill
from xlplan import operations, plan_operations
from xlplan.books.book import Book
from xlplan.books.file import FileBook
from xlplan.books.live import LiveBook
from xlplan.form import build_form
from xlplan.hosts.actions import ACTIONS
from xlplan.hosts.desktop import run
from xlplan.hosts.desktop.running import BUTTONS, press
from xlplan.plan import read_plan
from xlplan.report import kinds
from xlplan.tables import DRAFTS, HISTORY, RETURNS, TABLES
from xlplan.tables.amendments import DraftRow

AT = dt.datetime(2015, 4, 10, 9, 30)  # noqa: DTZ001 - local time, as officers write it down
FINANCE: Typed = {
    ("進捗|27", "answer"): "B",
    ("進捗|27", "cause"): "=土地の売却が遅れた",
    ("進捗|27", "response"): "1-2月に売却する",
    ("指標|30-1", "answer"): "95.5",
}


Rows = dict[str, list[tuple[object, ...]]]


class Made(NamedTuple):
    """What every sitting begins with: made once, copied for each."""

    master: Path
    workbook: Workbook
    returns: Path


class Sitting:
    """A small master open in Excel, its officer, and a folder with two returns."""

    def __init__(self, made: Made, tmp_path: Path) -> None:
        self.path = tmp_path / "台帳.xlsx"
        self.path.write_bytes(made.master.read_bytes())
        self.folder = tmp_path / "受付"
        self._returns = made.returns
        self.workbook = copy.deepcopy(made.workbook)
        self.workbook.path = self.path
        self.officer = Officer()
        self.application: Application
        self.application, self.book = excel(self.workbook, self.officer)
        self.before = settings_of(self.application)

    def answers(self, *answers: object) -> None:
        self.officer.answers = list(answers)

    def press(self, name: str, *answers: object) -> str:
        """Press a button; the text of the last message, "" when none was shown."""
        self.answers(*answers)
        shown = len(self.officer.shown)
        press(name, self.book, AT)
        assert not self.officer.answers, "a question was not asked"
        assert settings_of(self.application) == self.before, "Excel is as it was"
        return self.officer.last if len(self.officer.shown) > shown else ""

    def returns(self) -> Path:
        """The folder of the returns that came back."""
        shutil.copytree(self._returns, self.folder)
        return self.folder

    def saved(self) -> Path:
        """The workbook as it is open now, in a file of its name elsewhere."""
        path = self.path.parent / str(len(list(self.path.parent.iterdir()))) / self.path.name
        path.parent.mkdir()
        self.workbook.save(path)
        return path

    def copies(self) -> list[str]:
        return sorted(path.name for path in (self.path.parent / "控え").glob("*"))

    def sheet(self, name: str) -> Sheet:
        return self.workbook.sheet(name)

    def rows(self) -> Rows:
        return rows_of(LiveBook(self.book))

    def in_front(self) -> Any:
        """The workbook that a button opened to show something."""
        return self.application._books[-1]._model


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    master = master_file(folder / "台帳.xlsx")
    plan = read_plan(FileBook(master), operations.ROUND_TABLES)
    for department, typed in {"体育課": SPORTS, "財政課": FINANCE}.items():
        path = draw(plan, department, YEAR_END, folder / "受付")
        fill(path, build_form(plan, department, YEAR_END), typed)
    return Made(master, Workbook.load(master), folder / "受付")


@pytest.fixture
def sitting(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    return Sitting(made, tmp_path)


def rows_of(book: Book) -> Rows:
    """Every table's cells, those that hold values."""
    found: Rows = {}
    for table in TABLES:
        grid = book.grid(table.name)
        assert grid is not None
        held = [at for at, column in enumerate(table.columns.values()) if not column.formula]
        found[table.name] = [tuple(row[at] for at in held) for row in grid.rows]
    return found


def filed(path: Path, act: Callable[[FileBook], object]) -> Rows:
    """What the same operation leaves in a file."""
    book = FileBook(path)
    act(book)
    saved = path.with_name("file.xlsx")
    book.save(saved, AT, keep=0)
    return rows_of(FileBook(saved))


def test_every_button_of_the_ribbon_does_something() -> None:
    assert set(BUTTONS) == {action.name for action in ACTIONS}


class TestTheRound:
    """The cells end up as from the command line, and one message says so."""

    def test_returns_go_into_a_folder(self, sitting: Sitting, tmp_path: Path) -> None:
        out = tmp_path / "配布"
        said = sitting.press("distribute", "yes", out)
        issued = operations.distribute(FileBook(sitting.path), tmp_path / "file")
        assert {p.name: p.read_bytes() for p in out.iterdir()} == {i.path.name: i.path.read_bytes() for i in issued}
        assert said == f"平成26年度末の調査票を{len(issued)}件作りました。「{out}」にあります。"
        assert not sitting.copies()

    def test_a_folder_is_merged_as_from_the_command_line(self, sitting: Sitting) -> None:
        folder = sitting.returns()
        expected = filed(sitting.path, lambda book: operations.consolidate(book, [folder], at=AT))
        said = sitting.press("consolidate", folder)
        assert sitting.rows() == expected
        assert "欄を変更しました。変わった欄は「変更履歴」" in said
        assert said.endswith("操作の前の控えは「控え」フォルダの「台帳_20150410-0930_前.xlsx」です。")
        assert sitting.copies() == ["台帳_20150410-0930_前.xlsx"]
        assert [bar for bar in sitting.application._bar if "調査票" in str(bar)]

    def test_the_copy_is_the_master_as_it_was(self, sitting: Sitting) -> None:
        before = sitting.rows()
        sitting.press("consolidate", sitting.returns())
        assert rows_of(FileBook(sitting.path.parent / "控え" / sitting.copies()[0])) == before
        assert sitting.rows() != before

    def test_merging_again_changes_nothing_and_keeps_no_copy(self, sitting: Sitting) -> None:
        folder = sitting.returns()
        sitting.press("consolidate", folder)
        after = sitting.rows()
        assert sitting.press("consolidate", folder).endswith("変わったところはありません。")
        assert (sitting.rows(), len(sitting.copies())) == (after, 1)

    def test_text_that_looks_like_something_else_stays_text(self, sitting: Sitting) -> None:
        sitting.press("consolidate", sitting.returns())
        texts = {cell.value for cell in sitting.sheet("進捗報告").cells.values()}
        assert {"=土地の売却が遅れた", "1-2月に売却する"} <= texts
        assert {"27-1", "37-1"} <= {cell.value for cell in sitting.sheet("成果指標").cells.values()}
        assert "37-1" in {cell.value for cell in sitting.sheet("実績").cells.values()}

    def test_verdicts_are_written_and_the_merge_undone(self, sitting: Sitting) -> None:
        before = sitting.rows()
        sitting.press("consolidate", sitting.returns())
        merged = sitting.saved()
        said = sitting.press("assess")
        assert sitting.rows() == filed(merged, operations.assess)
        assert said.startswith("平成26年度末の判定を書き込みました。")
        judged = sitting.saved()
        said = sitting.press("undo", "yes")
        assert sitting.rows() == filed(judged, lambda book: operations.undo(book, at=AT))
        assert said.startswith("取りまとめ20150410-093000の")
        assert [row for row in sitting.rows()["実績"] if any(row)] == [row for row in before["実績"] if any(row)]
        assert len(sitting.copies()) == 3

    def test_a_draft_is_carried_out_and_taken_back(self, sitting: Sitting) -> None:
        drafted = self.drafted(sitting, "学校施設の夜間開放")
        said = sitting.press("revise", "yes")
        assert sitting.rows() == filed(drafted, lambda book: plan_operations.revise(book, at=AT))
        assert "1項目を「改定履歴」に記録しました。" in said
        assert "学校施設の夜間開放" in {cell.value for cell in sitting.sheet("実施内容").cells.values()}
        sitting.press("undo", "yes")
        assert "学校施設の夜間開放" not in {cell.value for cell in sitting.sheet("実施内容").cells.values()}

    def test_a_draft_that_cannot_be_carried_out_changes_nothing(self, sitting: Sitting) -> None:
        self.drafted(sitting, "学校施設の夜間開放", target="99-9")
        before = sitting.rows()
        assert "改定案に直すところがあるため、台帳は変えていません。" in sitting.press("revise", "yes")
        assert (sitting.rows(), sitting.copies()) == (before, [])

    @staticmethod
    def drafted(sitting: Sitting, new: str, target: str = "37-1") -> Path:
        """A line in 改定案, as an officer types it; the file as it stands then."""
        book = LiveBook(sitting.book)
        row = DraftRow.read(
            {
                "number": 1,
                "no": 37,
                "category": "実施内容",
                "target": target,
                "header": "実施内容",
                "new": new,
                "decided_on": AT.date(),
                "reason": "進み具合による。",
            }
        )
        book.append(DRAFTS.name, [DRAFTS.cells(row)])
        book.write()
        return sitting.saved()

    def test_formulas_of_the_verdicts_survive(self, sitting: Sitting) -> None:
        formulas = {at for at, cell in sitting.sheet("判定").cells.items() if cell.formula}
        sitting.press("consolidate", sitting.returns())
        sitting.press("assess")
        table = sitting.sheet("判定").tables[0]
        assert len(table.formulas) == len({column for row, column in formulas if row > table.area.top})
        for row in range(table.body.top, table.body.bottom + 1):
            assert all(sitting.sheet("判定").cell(row, table.area.left + at).formula for at in table.formulas)

    def test_what_would_change_is_shown_and_nothing_written(self, sitting: Sitting) -> None:
        before, folder = sitting.rows(), sitting.returns()
        said = sitting.press("preview", folder)
        held = operations.preview(FileBook(sitting.path), [folder])
        assert said.startswith(f"平成26年度末：取りまとめると{len(held.merge.changes)}欄が変わります。まだ何も")
        assert sitting.rows() == before
        shown = sitting.in_front()
        assert [sheet.name for sheet in shown.sheets] == ["取込プレビュー", "確認事項"]
        listed = shown.sheet("取込プレビュー")
        assert [listed.cell(3, column).value for column in range(1, 8)] == ["表", "行", "列", "前", "後", "課", "出所"]
        cells = [tuple(listed.cell(row, column).value for column in (1, 2, 3, 5)) for row in range(4, 200)]
        assert [row for row in cells if row[0]] == [
            (c["table"], c["row"], c["column"], c["new"] or "（空欄）")
            for c in (x.as_json() for x in held.merge.changes)
        ]
        assert not sitting.copies()

    def test_findings_are_shown(self, sitting: Sitting) -> None:
        folder = sitting.returns()
        said = sitting.press("check", "１", folder)
        held = operations.check(FileBook(sitting.path), [folder])
        assert "点検が終わりました（調査票2件）" in said
        shown = sitting.in_front().sheet("確認事項")
        assert shown.cell(1, 1).value == f"確認事項：{len(held.findings)}件"
        assert shown.cell(4, 2).value == held.findings[0].code

    def test_the_master_alone_is_checked(self, sitting: Sitting) -> None:
        assert "調査票0件" in sitting.press("check", "9", "2")
        assert sitting.officer.shown[-2][1].startswith("「9」はありません。")

    def test_the_period_is_asked_when_the_master_names_none(self, sitting: Sitting) -> None:
        sheet = sitting.sheet("管理")
        row = next(row for (row, _), cell in sheet.cells.items() if cell.value == "対象時期")
        sheet.enter(row, 2, "そのうち")
        folder = sitting.returns()
        assert sitting.press("preview", folder, "いつか", "平成26年度末").startswith("平成26年度末：")


class TestDepartmentalSheets:
    """Sheets 回答_課名 inside the master: made by Excel, filled in, merged with the folder."""

    def typed(self, sitting: Sitting, department: str, typed: Typed) -> None:
        form = build_form(read_plan(FileBook(sitting.path), operations.ROUND_TABLES), department, YEAR_END)
        sheet = sitting.sheet(f"回答_{department}")
        sheet.protected = False
        for (row, column), value in typed.items():
            sheet.enter(form.row_of[row] + 1, form.columns.at(column) + 1, value)
        sheet.protected = True

    def test_they_are_made_filled_in_and_merged(self, sitting: Sitting) -> None:
        said = sitting.press("distribute", "no")
        made = [sheet.name for sheet in sitting.workbook.sheets if sheet.name.startswith("回答_")]
        assert made == ["回答_財政課", "回答_体育課", "回答_政策課"]
        assert said.startswith("平成26年度末の回答シートを3枚、台帳の終わりに作りました")
        assert len(sitting.copies()) == 1
        assert len(sitting.application._books) == 1, "the workbook they were drawn in is closed"
        self.typed(sitting, "体育課", SPORTS)
        expected = filed(sitting.saved(), lambda book: operations.consolidate(book, at=AT))
        sitting.press("consolidate", "2")
        assert sitting.rows() == expected
        board = {row.department: row for row in read_plan(LiveBook(sitting.book), (RETURNS,)).rows(RETURNS)}
        assert (board["体育課"].state, board["体育課"].file) == ("確定", "回答_体育課")

    def test_sheets_and_folder_together(self, sitting: Sitting) -> None:
        sitting.press("distribute", "no")
        self.typed(sitting, "体育課", SPORTS)
        folder = sitting.returns()
        (folder / "体育課.xlsx").unlink()
        sitting.press("consolidate", "3", folder)
        board = {row.department: row for row in read_plan(LiveBook(sitting.book), (RETURNS,)).rows(RETURNS)}
        assert {board[name].file for name in ("体育課", "財政課")} == {"回答_体育課", "財政課.xlsx"}

    def test_filled_in_sheets_are_never_made_anew(self, sitting: Sitting) -> None:
        sitting.press("distribute", "no")
        self.typed(sitting, "体育課", SPORTS)
        before = {sheet.name: dict(sheet.cells) for sheet in sitting.workbook.sheets}
        said = sitting.press("distribute", "no")
        assert "記入済みか、別の時期の回答シートが1枚" in said
        assert "・回答_体育課" in said
        assert {sheet.name: dict(sheet.cells) for sheet in sitting.workbook.sheets} == before
        assert len(sitting.copies()) == 1

    def test_blank_ones_are(self, sitting: Sitting) -> None:
        sitting.press("distribute", "no")
        first = sitting.sheet("回答_体育課")
        sitting.press("distribute", "no")
        assert sitting.sheet("回答_体育課") is not first
        assert sum(sheet.name.startswith("回答_") for sheet in sitting.workbook.sheets) == 3

    def test_when_one_cannot_be_put_in_none_stays(self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
        names = [sheet.name for sheet in sitting.workbook.sheets]
        made: list[str] = []
        real = xw.Sheet.copy

        def second_fails(self: xw.Sheet, **where: Any) -> xw.Sheet:
            made.append(self.name)
            if len(made) > 1:
                raise OSError
            return real(self, **where)

        monkeypatch.setattr(xw.Sheet, "copy", second_fails)
        sitting.press("distribute", "no")
        assert [sheet.name for sheet in sitting.workbook.sheets] == names
        assert len(sitting.application._books) == 1

    def test_a_protected_structure_is_named(self, sitting: Sitting) -> None:
        sitting.workbook.protected = True
        assert "ブックの構成が保護されている" in sitting.press("distribute", "no")


CANCELLED: dict[str, tuple[str, Sequence[object]]] = {
    "distribute": ("distribute", ["cancel"]),
    "distribute folder": ("distribute", ["yes", None]),
    "check": ("check", [None]),
    "check folder": ("check", ["1", None]),
    "preview": ("preview", [None]),
    "consolidate": ("consolidate", [None]),
    "undo": ("undo", ["cancel"]),
    "undo no": ("undo", ["no"]),
    "revise": ("revise", ["cancel"]),
    "revise no": ("revise", ["no"]),
    "letters": ("letters", [None]),
    "letters folder": ("letters", ["2", None]),
    "report": ("report", [None]),
    "report folder": ("report", ["1", None]),
    "report pdf": ("report", ["1", "/nowhere", "cancel"]),
}


@pytest.mark.parametrize("case", CANCELLED)
def test_a_dialog_that_is_closed_changes_nothing(case: str, sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "KINDS", (kinds.Kind("trial", "試し", "試すためのもの", lambda *_: []),))
    name, answers = CANCELLED[case]
    before = {sheet.name: dict(sheet.cells) for sheet in sitting.workbook.sheets}
    questions = len(answers)
    sitting.press(name, *answers)
    assert len(sitting.officer.shown) == questions, "nothing is said afterwards"
    assert {sheet.name: dict(sheet.cells) for sheet in sitting.workbook.sheets} == before
    assert not sitting.copies()
    assert len(sitting.application._books) == 1


class TestFailures:
    """Whatever fails: one Japanese message, a log it names, Excel's settings back, and the copy named when it is needed."""

    @pytest.mark.parametrize(
        "what",
        ["read", "ScreenUpdating", "EnableEvents", "Calculation", "StatusBar", "copy", "resize", "write", "format"],
    )
    @pytest.mark.parametrize("skipped", [0, 3])
    def test_excel_gets_its_settings_back(self, sitting: Sitting, what: str, skipped: int) -> None:
        folder = sitting.returns()
        happened: list[str] = []

        def fails(now: str) -> bool:
            happened.extend([now] if now == what else [])
            return now == what and len(happened) == skipped + 1

        sitting.application._fails = fails
        sitting.answers(folder)
        press("consolidate", sitting.book, AT)
        assert settings_of(sitting.application) == sitting.before
        said = sitting.officer.last
        if len(happened) <= skipped:
            assert "欄を変更しました" in said
            return
        assert "Traceback" not in said
        assert "injected" not in said
        if what == "copy":
            assert "控えを" in said
            assert "何も書き込んでいません" in said
            return
        assert "log" in said
        if what in {"resize", "write", "format"}:
            assert "保存せずに閉じてください" in said
            assert sitting.copies()[0] in said
        elif not sitting.copies():
            assert "台帳には何も書き込んでいません" in said

    def test_the_log_holds_the_traceback(self, sitting: Sitting, tmp_path: Path) -> None:
        sitting.application._fails = lambda what: what == "read"
        said = sitting.press("check")
        log = tmp_path / "local" / "xlplan" / "log" / "xlplan-20150410.log"
        assert str(log) in said
        assert "Traceback" in log.read_text(encoding="utf-8")
        assert "injected: read" in log.read_text(encoding="utf-8")

    def test_without_a_folder_of_their_own_the_log_lies_beside_the_master(
        self, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
        sitting.application._fails = lambda what: what == "read"
        assert f"「{tmp_path / 'xlplan-20150410.log'}」" in sitting.press("check")

    def test_a_failure_after_the_writing_says_that_it_was_written(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("xlplan.hosts.telling.consolidated", lambda _held: 1 // 0)
        said = sitting.press("consolidate", sitting.returns())
        assert said.startswith("台帳への書き込みは済みましたが")
        assert sitting.copies()[0] in said

    def test_what_excel_does_not_take_is_named_with_the_copy(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = sitting.returns()
        monkeypatch.setattr(Sheet, "enter", lambda self, row, column, _value: self.cell(row, column))
        said = sitting.press("consolidate", folder)
        assert "Excelが値を受け付けないセルがあります" in said
        assert sitting.copies()[0] in said

    def test_what_stands_in_the_way_is_said_before_anything_is_written(self, sitting: Sitting) -> None:
        table = sitting.sheet("変更履歴").tables[0]
        sitting.sheet("変更履歴").enter(table.area.bottom + 1, 1, "メモ")
        before = sitting.rows()
        said = sitting.press("consolidate", sitting.returns())
        assert "表の下に内容があるため" in said
        assert sitting.rows() == before

    def test_a_folder_without_returns(self, sitting: Sitting, tmp_path: Path) -> None:
        (tmp_path / "空").mkdir()
        said = sitting.press("consolidate", tmp_path / "空")
        assert "確認事項" in said

    def test_nothing_to_undo(self, sitting: Sitting) -> None:
        assert "取り消す取りまとめがありません" in sitting.press("undo", "yes")
        assert not sitting.copies()


class TestWhereTheMasterLies:
    """A master that cannot be changed, or of which no copy can be kept, is said so before anything is asked."""

    @pytest.mark.parametrize("name", ["consolidate", "assess", "undo"])
    def test_read_only(self, sitting: Sitting, name: str) -> None:
        sitting.workbook.read_only = True
        owner = "財政太郎"
        head = bytes([len(owner.encode("cp932"))]) + owner.encode("cp932").ljust(54)
        data = head + len(owner).to_bytes(2, "little") + owner.encode("utf-16-le")
        sitting.path.with_name(f"~${sitting.path.name}").write_bytes(data)
        said = sitting.press(name)
        assert "読み取り専用で開かれています（「財政太郎」が開いています）" in said

    def test_read_only_by_nobody_known(self, sitting: Sitting) -> None:
        sitting.workbook.read_only = True
        assert "ほかの人が開いているか" in sitting.press("assess")

    def test_never_saved(self, made: Made) -> None:
        workbook = Workbook(None, made.workbook.sheets)
        officer = Officer()
        _, book = excel(workbook, officer)
        press("assess", book, AT)
        assert "まだ保存していません" in officer.last

    def test_in_a_cloud(self, made: Made) -> None:
        officer = Officer()
        _, book = excel(made.workbook, officer, "https://city.sharepoint.com/sites/plan/台帳.xlsm")
        press("consolidate", book, AT)
        assert "OneDriveまたはSharePoint" in officer.last

    def test_on_a_share(self, made: Made) -> None:
        """A path of the network is one like any other; only there is no such share here to keep the copy on."""
        officer = Officer("yes")
        _, book = excel(made.workbook, officer, "\\\\server\\共有\\台帳.xlsx")
        press("undo", book, AT)
        assert "取り消す取りまとめがありません" in officer.last

    def test_another_workbook(self, tmp_path: Path) -> None:
        officer = Officer()
        _, book = excel(Workbook(tmp_path / "別.xlsx", [Sheet("Sheet1")]), officer)
        press("check", book, AT)
        assert "台帳ではありません" in officer.last


def test_copies_are_kept_in_a_folder_of_their_own_and_no_more_than_twenty(sitting: Sitting) -> None:
    kept = sitting.path.parent / "控え"
    kept.mkdir()
    for day in range(1, 25):
        (kept / f"台帳_201501{day:02d}-0900_前.xlsx").touch()
    (kept / "台帳_20150410-0930_前.xlsx").touch()
    (kept / "メモ.txt").touch()
    sitting.press("consolidate", sitting.returns())
    names = sitting.copies()
    assert "台帳_20150410-0930_前2.xlsx" in names
    assert "メモ.txt" in names
    assert len(names) == 21


class TestPapers:
    def test_letters_go_into_a_folder(self, sitting: Sitting, tmp_path: Path) -> None:
        returns, out = sitting.returns(), tmp_path / "照会"
        said = sitting.press("letters", "1", returns, out)
        expected = operations.letters(FileBook(sitting.path), tmp_path / "file", [returns], at=AT)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == {p.name: p.read_bytes() for p in expected}
        assert said.startswith(f"照会文を{len(expected) - 1}課分作りました。")

    def test_a_report_goes_into_a_folder(
        self, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def make(_results: object, outlet: Any) -> list[Path]:
            outlet.folder.mkdir(exist_ok=True)
            path = outlet.folder / "報告.xlsx"
            sitting.workbook.save(path)
            return [path]

        monkeypatch.setattr(kinds, "KINDS", (kinds.Kind("trial", "試し", "試すためのもの", make),))
        sitting.press("consolidate", sitting.returns())
        sitting.press("assess")
        out = tmp_path / "報告書"
        said = sitting.press("report", "1", out, "yes")
        assert said == f"試しを2件作りました。「{out}」にあります。"
        assert {path.name for path in out.iterdir()} == {"報告.xlsx", "報告.pdf"}
        assert len(sitting.application._books) == 1

    def test_a_report_without_verdicts_is_refused(
        self, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kinds, "KINDS", (kinds.Kind("trial", "試し", "試すためのもの", lambda *_: []),))
        assert "判定" in sitting.press("report", "1", tmp_path, "no")

    def test_the_guide_is_shown(self, sitting: Sitting) -> None:
        assert sitting.press("guide") == ""
        assert "手引き" in str(sitting.in_front().sheet("手引き").cell(1, 1).value)

    def test_the_citys_own_guide_comes_first(self, sitting: Sitting) -> None:
        own = sitting.path.with_name("手引き.pdf")
        own.touch()
        sitting.press("guide")
        assert sitting.application._followed == [str(own)]


def test_the_macro_calls_run_with_a_name(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.Book, "_mock_caller", sitting.book, raising=False)
    sitting.answers(None)
    run("preview")
    assert len(sitting.officer.shown) == 1


def test_the_history_names_where_answers_came_from(sitting: Sitting) -> None:
    sitting.press("consolidate", sitting.returns())
    rows = read_plan(LiveBook(sitting.book), (HISTORY,)).rows(HISTORY)
    assert {row.file for row in rows if row.department == "体育課" and row.file} == {"体育課.xlsx"}
