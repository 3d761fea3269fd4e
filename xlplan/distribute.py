"""様式配布: one plain workbook per department that has something to answer. The master is not changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from xlplan.declaring import NamedTuple
from xlplan.findings import CannotRun
from xlplan.form import Form, build_form, own_sheet_name
from xlplan.form.control import ISSUE
from xlplan.form.layout import SECRET, department_order
from xlplan.plan import PlanUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from xlplan.periods import Period
    from xlplan.plan import Plan

__all__ = ["AlreadyThere", "Issued", "OwnSheets", "distribute", "draw_own_sheets", "file_name"]

Progress = Callable[[int, int, str], None]
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "／"))
"""Characters Windows does not take in file names."""


class Issued(NamedTuple):
    """A return handed out.

    Attributes:
        department, period, issue: whom it asks, about what, under which issue number.
        path: the file.
        answers: number of rows to be answered.
        written: False when the very same file was already there.
    """

    department: str
    period: Period
    issue: str
    path: Path
    answers: int
    written: bool


class OwnSheets(NamedTuple):
    """Departmental sheets for the inside of the master.

    Attributes:
        period: what they ask about.
        names: `回答_課名`, in the order of 課名簿.
        replaced: those of them that stand in the master, blank.
        data: a workbook that holds them all.
    """

    period: Period
    names: tuple[str, ...]
    replaced: tuple[str, ...]
    data: bytes


class AlreadyThere(CannotRun):
    """Files of the same names but other content are in the folder: they may be filled in, so nothing is written."""


def file_name(form: Form, order: int) -> str:
    """「平成26年度末_07_財政課.xlsx」."""
    return f"{form.period.label}_{order:02d}_{form.department.translate(_FORBIDDEN)}.xlsx"


def distribute(plan: Plan, period: Period, out_dir: Path, progress: Progress | None = None) -> list[Issued]:
    """Write the returns of a period.

    Args:
        plan: must hold `FORM_TABLES`.
        period: what the returns ask about.
        out_dir: made if it is not there.
        progress: told (done, total, department).

    Returns:
        One per department that has something to answer, in the order of 課名簿. The same master gives the same bytes.

    Raises:
        AlreadyThere: a file would be overwritten that differs; nothing at all is written then.
        PlanUnusable: 管理「照合鍵」 is blank.
        LookError: `templates/return.toml` does not read.
    """
    from xlplan.template.form import return_workbook  # noqa: PLC0415 - openpyxl only where it draws
    from xlplan.template.form_look import load_look  # noqa: PLC0415
    from xlplan.template.reproducible import to_bytes  # noqa: PLC0415

    _require_secret(plan)
    look = load_look()
    made: list[tuple[Issued, bytes]] = []
    for done, department in enumerate(plan.answering, start=1):
        form = build_form(plan, department, period)
        if form.answers:
            path = out_dir / file_name(form, department_order(plan, department))
            data = to_bytes(return_workbook(form, look))
            same = path.is_file() and path.read_bytes() == data
            made.append((Issued(department, period, form.control[ISSUE], path, form.answers, not same), data))
        if progress:
            progress(done, len(plan.answering), department)
    _refuse_overwriting([issued for issued, _ in made if issued.written and issued.path.exists()])
    out_dir.mkdir(parents=True, exist_ok=True)
    for issued, data in made:
        if issued.written:
            unfinished = issued.path.with_suffix(".part")
            unfinished.write_bytes(data)
            unfinished.replace(issued.path)
    return [issued for issued, _ in made]


def _refuse_overwriting(standing: list[Issued]) -> None:
    if standing:
        names = "\n".join(f"・{issued.path.name}" for issued in standing)
        raise AlreadyThere(
            f"内容の違う同じ名前のファイルが{len(standing)}件あるため、配布をやめました（記入済みかもしれません）。"
            f"別のフォルダを指定するか、ファイルを移してからやり直してください。\n{names}"
        )


def draw_own_sheets(
    plan: Plan, period: Period, standing: Mapping[str, bool], progress: Progress | None = None
) -> OwnSheets:
    """Draw the departmental sheets of a period, all in one workbook, for a host to copy into the master.

    Args:
        plan: must hold `FORM_TABLES`.
        period: what the sheets ask about.
        standing: departmental sheets of the master, name → whether it is certainly blank.
        progress: told (done, total, department).

    Raises:
        AlreadyThere: a sheet stands there that may be filled in.
        PlanUnusable: 管理「照合鍵」 is blank, or no department has anything to answer.
        LookError: `templates/return.toml` does not read.
    """
    from xlplan.template.form import own_sheets_workbook  # noqa: PLC0415 - as above
    from xlplan.template.form_look import load_look  # noqa: PLC0415
    from xlplan.template.reproducible import to_bytes  # noqa: PLC0415

    _require_secret(plan)
    look, forms = load_look(), []
    for done, department in enumerate(plan.answering, start=1):
        form = build_form(plan, department, period)
        if form.answers:
            forms.append(form)
        if progress:
            progress(done, len(plan.answering), department)
    names = tuple(own_sheet_name(form.department) for form in forms)
    if not names:
        raise PlanUnusable("回答する課がありません。「課名簿」の「回答する」に○を付けてください。")
    _refuse_filled([name for name in names if not standing.get(name, True)])
    data = to_bytes(own_sheets_workbook(dict(zip(names, forms, strict=True)), look))
    return OwnSheets(period, names, tuple(name for name in names if name in standing), data)


def _refuse_filled(standing: list[str]) -> None:
    if standing:
        names = "\n".join(f"・{name}" for name in standing)
        raise AlreadyThere(
            f"記入済みか、別の時期の回答シートが{len(standing)}枚あるため、作るのをやめました。"
            f"取りまとめを済ませてから、シートを別のブックに移すか削除して、やり直してください。\n{names}"
        )


def _require_secret(plan: Plan) -> None:
    if not plan.settings.get(SECRET):
        raise PlanUnusable(f"「管理」の「{SECRET}」が空欄です。他人に推測されない文字列を入れてください。")
