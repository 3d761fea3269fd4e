"""The installer's own steps: what it refuses, what it writes, and that a failed update leaves the version in use."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from tests.handmade import zipped
from wheelhouse.collect import PAYLOAD
from wheelhouse.inventory import write_inventory


@pytest.fixture(scope="module")
def installer() -> ModuleType:
    """install.py as it lies in the folder: a script with nothing beside it, so it is loaded by its path."""
    spec = importlib.util.spec_from_file_location("xlplan_install", PAYLOAD / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small offline folder."""
    place = tmp_path / "配布"
    for name in ("wheels/app-1.0-py3-none-any.whl", "requirements/cp312.txt", "docs/導入手引き.md"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(zipped({"a": name}))
    (place / "python").mkdir()
    write_inventory(place)
    return place


def test_an_untouched_folder_is_taken(installer: ModuleType, folder: Path) -> None:
    installer.verify(folder)


@pytest.mark.parametrize("name", ["wheels/app-1.0-py3-none-any.whl", "requirements/cp312.txt", "docs/導入手引き.md"])
def test_a_file_that_changed_or_is_missing_stops_it(name: str, installer: ModuleType, folder: Path) -> None:
    (folder / name).write_bytes(b"changed")
    with pytest.raises(installer.Stopped, match="一覧と違います"):
        installer.verify(folder)
    (folder / name).unlink()
    with pytest.raises(installer.Stopped, match="一覧と違います"):
        installer.verify(folder)


@pytest.mark.parametrize("name", ["wheels/evil-1.0-py3-none-any.whl", "requirements/cp311.txt"])
def test_a_file_that_is_not_listed_stops_it(name: str, installer: ModuleType, folder: Path) -> None:
    (folder / name).touch()
    with pytest.raises(installer.Stopped, match="一覧にないファイル"):
        installer.verify(folder)


EMBEDDABLE: Mapping[str, str] = {
    "python.exe": "",
    "pythonw.exe": "",
    "python312.zip": "",
    "python312._pth": "python312.zip\n.\n\n# Uncomment to run site.main() automatically\n#import site\n",
}
"""The parts of Python's embeddable package that matter here, with the path file as it ships."""


def put(folder: Path, note: str | None) -> Path:
    package = folder / "python" / "python-3.12.10-embed-amd64.zip"
    package.write_bytes(zipped(dict(EMBEDDABLE)))
    if note is not None:
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        (folder / "python" / "SHA256.txt").write_text(note.format(digest, digest.upper()), encoding="utf-8-sig")
    return package


@pytest.mark.parametrize("note", ["{0}  python-3.12.10-embed-amd64.zip\n", "SHA-256: {1}"])
def test_pythons_package_is_taken_when_its_hash_is_noted(note: str, installer: ModuleType, folder: Path) -> None:
    assert installer.embeddable(folder) is None
    package = put(folder, note)
    assert installer.embeddable(folder) == package


@pytest.mark.parametrize(("note", "said"), [(None, "SHA256.txtがありません"), ("0" * 64, "SHA256.txtと違います")])
def test_pythons_package_without_its_hash_is_refused(
    note: str | None, said: str, installer: ModuleType, folder: Path
) -> None:
    put(folder, note)
    with pytest.raises(installer.Stopped, match=said):
        installer.embeddable(folder)


def test_the_embeddable_python_is_made_to_see_packages(installer: ModuleType, folder: Path, tmp_path: Path) -> None:
    python = installer.from_embeddable(put(folder, None), tmp_path / "python.new")
    assert python == tmp_path / "python.new" / "python.exe"
    paths = (tmp_path / "python.new" / "python312._pth").read_text(encoding="utf-8").splitlines()
    assert [line for line in paths if line and not line.startswith("# ")] == [
        "python312.zip", ".", "Lib\\site-packages", "import site",
    ]  # fmt: skip
    assert (tmp_path / "python.new" / "Lib" / "site-packages").is_dir()


def test_pip_may_take_nothing_but_the_locked_files_of_the_folder(installer: ModuleType, folder: Path) -> None:
    arguments = installer.pip_arguments(folder / "requirements" / "cp312.txt")
    assert {"--no-index", "--require-hashes", "--isolated"} <= set(arguments)
    assert arguments[arguments.index("--find-links") + 1] == str(folder / "wheels")
    assert not any(name.startswith("PIP_") for name in installer.clean_environment() if name != "PIP_CONFIG_FILE")


def test_starters_that_differ_on_each_pc_are_taken_away(installer: ModuleType, tmp_path: Path) -> None:
    scripts = tmp_path / "Scripts"
    scripts.mkdir()
    for name in ("python.exe", "pythonw.exe", "xlplan.exe", "f2py.exe", "pywin32_postinstall.py"):
        (scripts / name).touch()
    installer.take_launchers_away(scripts)
    assert sorted(path.name for path in scripts.iterdir()) == ["python.exe", "pythonw.exe", "pywin32_postinstall.py"]
    installer.take_launchers_away(tmp_path)
    assert len(list(scripts.iterdir())) == 3


def version(folder: Path, name: str) -> Path:
    folder.mkdir()
    (folder / name).touch()
    return folder


def test_an_update_that_cannot_take_its_place_leaves_the_version_in_use(
    installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, used = version(tmp_path / "python.new", "新"), version(tmp_path / "python", "旧")
    rename = Path.rename

    def in_use(self: Path, target: Path) -> Path:
        if self == new:
            raise PermissionError(13, "使用中", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(PermissionError):
        installer.swap(new, used, tmp_path / "python.old")
    assert [path.name for path in used.iterdir()] == ["旧"]


def test_going_back_needs_a_version_before(
    installer: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    assert installer.main(["--rollback"], home) == 1
    assert "1つ前の版はありません" in capsys.readouterr().out


def test_going_back_and_forth(installer: ModuleType, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    base = tmp_path / "xlplan"
    base.mkdir()
    version(base / "python", "新")
    version(base / "python.old", "旧")
    for in_use in ("旧", "新"):
        assert installer.main(["--rollback"], home) == 0
        assert [path.name for path in (base / "python").iterdir()] == [in_use]
    assert (base / "log" / "install.log").read_text(encoding="utf-8").count("1つ前の版に戻しました") == 2


def test_settings_of_the_macros(installer: ModuleType, tmp_path: Path) -> None:
    """Python where the macros look needs none; elsewhere they are told; attaching adds a start at logon."""
    env = {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path / "ローカル")}
    usual = installer.Places.of(env, None)
    log = installer.Log(tmp_path / "install.log")
    usual.python.mkdir(parents=True)
    (usual.python / "python.exe").touch()
    installer.settings(usual, log, attach=False)
    assert not usual.conf.exists()
    installer.settings(usual, log, attach=True)
    assert usual.conf.read_bytes() == b'"USE UDF SERVER","True"\r\n"DEBUG UDFS","True"\r\n'
    assert f'"{usual.python / "pythonw.exe"}" -c "import xlwings; xlwings.serve()"' in usual.at_logon.read_text("cp932")
    installer.settings(usual, log, attach=False)
    assert not usual.conf.exists()
    assert not usual.at_logon.exists()

    other = installer.Places.of(env, tmp_path / "別の場所")
    (other.python / "Scripts").mkdir(parents=True)
    (other.python / "Scripts" / "python.exe").touch()
    installer.settings(other, log, attach=False)
    with other.conf.open(encoding="cp932", newline="") as file:
        assert list(csv.reader(file)) == [["INTERPRETER_WIN", str(other.python / "Scripts" / "python.exe")]]


def test_other_settings_of_the_user_stay(installer: ModuleType, tmp_path: Path) -> None:
    conf = tmp_path / "xlplan.conf"
    conf.write_text('"SHOW CONSOLE","True"\r\n"DEBUG UDFS","True"\r\n', encoding="cp932")
    installer.write_settings(conf, {"INTERPRETER_WIN": "C:\\p\\python.exe"})
    assert conf.read_text(encoding="cp932").splitlines() == [
        '"SHOW CONSOLE","True"',
        '"INTERPRETER_WIN","C:\\p\\python.exe"',
    ]
    installer.write_settings(conf, {})
    assert conf.read_text(encoding="cp932").splitlines() == ['"SHOW CONSOLE","True"']


@pytest.mark.parametrize("script", sorted(PAYLOAD.glob("*.cmd")), ids=lambda path: path.name)
def test_no_letter_of_a_batch_file_holds_a_byte_that_cmd_acts_on(script: Path) -> None:
    r"""A console that is not Japanese reads the second byte of 「表」 as ``\``, of others as ``|`` or ``^``."""
    for letter in script.read_text(encoding="utf-8"):
        second = letter.encode("cp932")[1:]
        assert second not in {b"\\", b"|", b"^", b"@"}, letter


@pytest.mark.parametrize("script", sorted(PAYLOAD.glob("*.cmd")), ids=lambda path: path.name)
def test_every_label_of_a_batch_file_is_there(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    wanted = {label for pair in re.findall(r"\bgoto (\w+)|\bcall :(\w+)", text) for label in pair if label}
    assert wanted == set(re.findall(r"^:(\w+)$", text, re.MULTILINE))


@pytest.mark.parametrize("script", sorted(PAYLOAD.glob("*.cmd")), ids=lambda path: path.name)
def test_no_name_of_a_folder_stands_between_the_brackets_of_a_block(script: Path) -> None:
    """「xlplan-windows (1)」 would end the block in the middle."""
    for line in script.read_text(encoding="utf-8").splitlines():
        assert not line.endswith("("), line
        assert not line.startswith("    "), line
