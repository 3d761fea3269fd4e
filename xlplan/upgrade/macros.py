"""The macros and the ribbon of this version put into a city's master, beside whatever macros it has of its own.

Theirs are carried over by their sources: every module that is not ours keeps its source byte for byte, with references,
constants and settings of the project. Ours are told by their names, and replaced. What cannot be carried over (forms, locked
or signed projects, a ribbon of their own, a name used twice) is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlplan.books.macro_parts import code_names, project_part, put_macros, ribbon_parts, workbook_code_name
from xlplan.books.package import Package, Refused
from xlplan.books.workbook_xml import Workbook, relationships
from xlplan.vba.project import Module, Project, ProjectError, module, read_project, write_project
from xlplan.vba.project_stream import Kind

if TYPE_CHECKING:
    from xlplan.upgrade.account import Account

_PREFIX: Final = "xlplan_"
_FITTED: Final = b"xlplan/macros/xlwings_module.py"
"""Stands in our fitted module of xlwings, and in nobody else's."""
_CALLBACK: Final = b'"XlplanPress"'
_WORKBOOK: Final = "ThisWorkbook"
_OPENING: Final = re.compile(rb"^[ \t]*(?:Private |Public )?Sub Workbook_Open\b", re.MULTILINE | re.IGNORECASE)
_REGISTERS: Final = b"RegisterFunctions"
_NAME_LINE: Final = re.compile(rb'^Attribute VB_Name = "[^"\r\n]*"', re.MULTILINE)
_PROCEDURE: Final = re.compile(
    rb"^[ \t]*(?:Public[ \t]+)?(?:Static[ \t]+)?(?:Sub|Function|Property[ \t]+\w+)[ \t]+(\w+)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURES: Final = ("vbaProjectSignature", "vbaProjectSignatureAgile", "vbaProjectSignatureV3")


def put_current_macros(package: Package, current: Package, account: Account) -> Package:
    """The package with the macros and the ribbon of `current`; what stands in the way is noted as refused."""
    workbook, ours = Workbook.of(package), Workbook.of(current)
    shipped = _shipped(ours)
    ribbon = current.read(ribbon_parts(current)[0])
    _refuse_foreign_ribbon(package, account)
    part = project_part(workbook)
    if part is None:
        project = shipped.with_modules(_first_modules(workbook, shipped))
        account.added.append("マクロとリボンのタブ（.xlsxを.xlsmにしました）")
    else:
        merged = _merged(package, part, workbook, shipped, account)
        if merged is None:
            return package
        project = merged
    if account.refused:
        return package
    changes = put_macros(workbook, write_project(project), ribbon)
    result = Package.from_bytes(package.replaced(changes.changed, (), changes.added))
    if part is not None and result.data != package.data:
        account.added.append("この版のマクロとリボンのタブ")
    return result


def _shipped(workbook: Workbook) -> Project:
    part = project_part(workbook)
    if part is None:
        raise Refused("missing_part", "vbaProject.bin")
    return read_project(workbook.package.read(part))


def _first_modules(workbook: Workbook, shipped: Project) -> list[Module]:
    """Ours, with a document module for the workbook and for each sheet that has a code name.

    A sheet without one stays as it is: Excel gives it a name and a module when it opens the workbook.
    """
    by_name = {one.name: one for one in shipped.modules}
    sheet = next(one for one in shipped.modules if one.kind is Kind.DOCUMENT and one.name != _WORKBOOK)
    documents = [_renamed(by_name[_WORKBOOK], workbook_code_name(workbook))]
    documents += [_renamed(sheet, name) for name in code_names(workbook).values()]
    return [*documents, *_without_documents(shipped)]


def _renamed(one: Module, name: str) -> Module:
    line = f'Attribute VB_Name = "{name}"'
    return module(name, one.kind, _NAME_LINE.sub(line.encode("cp932"), one.source, count=1).decode("cp932"))


def _without_documents(project: Project) -> list[Module]:
    return [replace(one, entry=None) for one in project.modules if one.kind is not Kind.DOCUMENT]


def _merged(package: Package, part: str, workbook: Workbook, shipped: Project, account: Account) -> Project | None:
    """Their project with our modules in it; ``None`` when it cannot be told apart at all."""
    if any(one.kind in _SIGNATURES for one in relationships(package, part)):
        account.refused.append(
            ("マクロに電子署名があります", "署名した人に、新しいマクロを入れて署名し直すことを相談してください。")
        )
    try:
        theirs = read_project(package.read(part))
    except ProjectError as error:
        account.refused.append(
            (f"マクロを読み取れません（{error}）", "Excelで開いて保存し直してから、もう一度実行してください。")
        )
        return None
    if theirs.protected:
        account.refused.append(
            (
                "マクロのプロジェクトがパスワードなどで保護されています",
                "Visual Basic Editorの「VBAProjectのプロパティ」→「保護」を外してから、もう一度実行してください。",
            )
        )
    ours = _without_documents(shipped)
    kept = [one for one in theirs.modules if not _is_ours(one)]
    _refuse_clashes(kept, ours, account)
    if account.refused:
        return None
    foreign = [one.name for one in kept if one.kind is not Kind.DOCUMENT or one.code.strip()]
    own_workbook = next(one for one in shipped.modules if one.name == _WORKBOOK)
    kept = [_opening(one, workbook_code_name(workbook), own_workbook, account) for one in kept]
    foreign = [
        name for name in foreign if name != workbook_code_name(workbook) or _has_own_code(theirs, name, own_workbook)
    ]
    if foreign:
        account.kept.append(f"独自のマクロ（{'、'.join(foreign)}）。内容は変えていません")
    return theirs.with_modules([*kept, *ours])


def _is_ours(one: Module) -> bool:
    return one.kind is Kind.MODULE and (one.name.casefold().startswith(_PREFIX) or _FITTED in one.source)


def _has_own_code(theirs: Project, name: str, own: Module) -> bool:
    return any(one.name == name and one.code.replace(own.code, b"").strip() for one in theirs.modules)


def _opening(one: Module, name: str, own: Module, account: Account) -> Module:
    """Their workbook's module with the line that names our functions' arguments, unless it is there or has its own opening."""
    if one.name != name or _REGISTERS in one.source:
        return one
    if _OPENING.search(one.code):
        account.to_do.append(
            f"「{name}」には独自のWorkbook_Openがあるため変えていません。関数の説明をExcelに出すには、"
            "そこに「RegisterFunctions」の1行を加えてください（なくても関数は使えます）。"
        )
        return one
    return replace(one, source=one.source.rstrip(b"\r\n") + b"\r\n" + own.code)


def _refuse_clashes(kept: list[Module], ours: list[Module], account: Account) -> None:
    if forms := [one.name for one in kept if one.kind is Kind.FORM]:
        account.refused.append(
            (
                f"独自のフォーム（{'、'.join(forms)}）があり、このプログラムでは移せません",
                "Visual Basic Editorで書き出して外し、アップグレードの後に読み込み直してください。",
            )
        )
    names = {one.name.casefold() for one in ours}
    if same := [one.name for one in kept if one.name.casefold() in names]:
        account.refused.append(
            (
                f"独自のモジュール（{'、'.join(same)}）が、この版のマクロと同じ名前です",
                "名前を変えてから、もう一度実行してください。",
            )
        )
    own = {name.lower() for one in ours for name in _PROCEDURE.findall(one.code)}
    for one in kept:
        if one.kind is not Kind.MODULE:
            continue  # the procedures of classes, sheets and the workbook are called through them
        if shared := sorted({name.decode() for name in _PROCEDURE.findall(one.code) if name.lower() in own}):
            account.refused.append(
                (
                    f"独自のモジュール「{one.name}」の手続き（{'、'.join(shared)}）が、この版のマクロと同じ名前です",
                    "手続きの名前を変えるか、先頭に「Private」を付けてから、もう一度実行してください。",
                )
            )


def _refuse_foreign_ribbon(package: Package, account: Account) -> None:
    foreign = [part for part in ribbon_parts(package) if _CALLBACK not in package.read(part)]
    if foreign:
        account.refused.append(
            (
                f"独自のリボン（{'、'.join(foreign)}）があります",
                "1つのブックに置けるリボンは1つです。独自のボタンをアドインなど別のブックに移してから、もう一度実行してください。",
            )
        )
