"""The offline folder: whole for Windows by pip's own account, and really installed here with no network at hand."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.markers import Marker

from tests.handmade import zipped
from wheelhouse.collect import ROOT, collect
from wheelhouse.completeness import lacking
from wheelhouse.inventory import FILE, INVENTORY, PROGRAM
from wheelhouse.lock import Locked, needed, read_lock
from wheelhouse.target import WINDOWS, Target, here

PYTHONS = ("3.11", "3.12")
ON_WINDOWS = Target(WINDOWS, "3.12")


# --- the lock -------------------------------------------------------------------------------------------------------


def test_markers_are_read_for_the_target_not_for_this_machine() -> None:
    """pip reads them for the machine it runs on: it would leave Windows' own packages out."""
    lock = read_lock(ROOT / "requirements" / "run.txt")
    names = {entry.name for entry in needed(lock, ON_WINDOWS)}
    assert {"pywin32", "xlwings"} <= names
    assert not {"psutil", "appscript"} & names
    assert "pywin32" not in {entry.name for entry in needed(lock, here())}


def test_a_package_that_only_early_releases_need_is_taken_along() -> None:
    assert Target(WINDOWS, "3.11").wants(Marker("python_full_version < '3.11.3'"))
    assert not ON_WINDOWS.wants(Marker("python_full_version < '3.11.3'"))


def test_one_version_of_numpy_for_each_python() -> None:
    lock = read_lock(ROOT / "requirements" / "dev.txt")  # where a package has different versions by Python
    versions = [{str(e.version) for e in needed(lock, Target(WINDOWS, v)) if e.name == "numpy"} for v in PYTHONS]
    assert [len(one) for one in versions] == [1, 1]
    assert versions[0] != versions[1]


@pytest.mark.parametrize("line", ["rich==15.0.0\n", "rich>=15 --hash=sha256:" + "0" * 64 + "\n"])
def test_an_entry_without_hash_or_version_is_refused(line: str, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(line, encoding="ascii")
    with pytest.raises(ValueError, match="not pinned"):
        read_lock(lock)


def test_two_versions_for_one_target_are_refused(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    digest = "--hash=sha256:" + "0" * 64
    lock.write_text(f"numpy==2.4.6 {digest}\nnumpy==2.5.5 {digest}\n", encoding="ascii")
    with pytest.raises(ValueError, match="more than one version of numpy"):
        needed(read_lock(lock), ON_WINDOWS)


# --- completeness ---------------------------------------------------------------------------------------------------


def wheel(folder: Path, name: str, tags: str, *needs: str) -> Path:
    """A wheel with nothing in it but what it needs."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n" + "".join(f"Requires-Dist: {n}\n" for n in needs)
    path = folder / f"{name}-1.0-{tags}.whl"
    path.write_bytes(zipped({f"{name}-1.0.dist-info/METADATA": metadata}))
    return path


def locked(*wheels: Path) -> list[Locked]:
    """A lock of just these files."""
    lock = wheels[0].parent / "lock.txt"
    lines = [
        f"{one.name.partition('-')[0]}==1.0 --hash=sha256:{hashlib.sha256(one.read_bytes()).hexdigest()}\n"
        for one in wheels
    ]
    lock.write_text("".join(lines), encoding="ascii")
    return read_lock(lock)


def test_a_whole_set_lacks_nothing(tmp_path: Path) -> None:
    app = wheel(tmp_path, "app", "py3-none-any", "base>=1", "other ; sys_platform == 'darwin'", "more ; extra == 'x'")
    base = wheel(tmp_path, "base", "cp312-cp312-win_amd64")
    assert lacking(tmp_path, locked(app, base), ON_WINDOWS) == []


@pytest.mark.parametrize("tags", ["cp310-abi3-win_amd64", "py2.py3-none-any", "cp311-abi3-win_amd64"])
def test_wheels_that_suit_more_than_one_python(tags: str, tmp_path: Path) -> None:
    assert lacking(tmp_path, locked(wheel(tmp_path, "base", tags)), ON_WINDOWS) == []


@pytest.mark.parametrize(
    "tags", ["cp311-cp311-win_amd64", "cp312-cp312-manylinux_2_28_x86_64", "cp313-abi3-win_amd64", "cp312-cp312-win32"]
)
def test_a_wheel_for_another_machine_does_not_count(tags: str, tmp_path: Path) -> None:
    (problem,) = lacking(tmp_path, locked(wheel(tmp_path, "base", tags)), ON_WINDOWS)
    assert problem == "base==1.0: no wheel for cp312"


@pytest.mark.parametrize("need", ["base", "app>=2", "base ; sys_platform == 'win32'"])
def test_a_requirement_that_the_set_does_not_meet_is_named(need: str, tmp_path: Path) -> None:
    (problem,) = lacking(tmp_path, locked(wheel(tmp_path, "app", "py3-none-any", need)), ON_WINDOWS)
    assert problem.startswith("app-1.0-py3-none-any.whl needs ")


def test_a_file_that_is_not_the_locked_one_is_named(tmp_path: Path) -> None:
    lock = locked(wheel(tmp_path, "app", "py3-none-any"))
    wheel(tmp_path, "app", "py3-none-any", "changed ; extra == 'x'")
    assert lacking(tmp_path, lock, ON_WINDOWS) == ["app-1.0-py3-none-any.whl: not the file the lock names"]


# --- the folder, really made ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def for_windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for both Pythons with the add-in's packages: the largest there is."""
    folder = tmp_path_factory.mktemp("配布") / "xlplan-windows"
    collect(folder, [Target(WINDOWS, version) for version in PYTHONS], server=True)
    return folder


@pytest.fixture(scope="module")
def for_here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for this machine."""
    folder = tmp_path_factory.mktemp("配布") / "xlplan"
    collect(folder, [here()])
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("version", PYTHONS)
def test_pip_finds_every_file_for_windows_in_the_folder_alone(version: str, for_windows: Path, tmp_path: Path) -> None:
    """Without dependencies, for which pip reads markers of this machine; that the lock holds them all is `lacking`'s part."""
    lock = for_windows / "requirements" / f"{Target(WINDOWS, version).tag}.txt"
    report = tmp_path / "report.json"
    (pip,) = (for_windows / "wheels").glob("pip-*.whl")  # the one that installs there; this machine's may be older
    subprocess.run(
        [
            sys.executable, pip / "pip", "install", "--isolated", "--quiet", "--dry-run", "--no-deps", "--no-index", "--require-hashes",
            "--find-links", for_windows / "wheels", "--platform", WINDOWS, "--python-version", version,
            "--only-binary", ":all:", "--target", tmp_path / "target", "--report", report, "-r", lock,
        ],
        check=True,
        env={"PIP_CONFIG_FILE": "/dev/null", "PATH": "/usr/bin"},
    )  # fmt: skip
    assert {e.name for e in read_lock(lock)} >= {"pywin32", "xlplan", "xlwings-server", "cryptography"}
    assert len(json.loads(report.read_text(encoding="utf-8"))["install"]) == len(read_lock(lock))


@pytest.mark.slow
def test_the_inventory_names_every_file_and_every_program(for_windows: Path) -> None:
    with (for_windows / INVENTORY).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    files = {row["ファイル"]: row["SHA-256"] for row in rows if row["種類"] == FILE}
    there = {path.relative_to(for_windows).as_posix() for path in for_windows.rglob("*") if path.is_file()}
    assert set(files) == there - {INVENTORY}
    for name, digest in files.items():
        assert hashlib.sha256((for_windows / name).read_bytes()).hexdigest() == digest
    programs = {row["ファイル"].rpartition("/")[2] for row in rows if row["種類"] == PROGRAM}
    assert {"xlwings64-0.37.8.dll", "xlwings32-0.37.8.dll", "pythonwin.exe", "pywintypes312.dll"} <= {
        name.lower() for name in programs
    }


@pytest.mark.slow
def test_the_dlls_go_beside_python(for_windows: Path) -> None:
    """As data of the wheel they are put into the folder of python.exe, where the macros look for them."""
    for path in (for_windows / "wheels").glob("xlwings-0*.whl"):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".dll")]
        assert sorted(names) == [f"xlwings-0.37.8.data/data/xlwings{bits}-0.37.8.dll" for bits in (32, 64)]


@pytest.mark.slow
def test_no_host_is_named_in_what_we_add(for_windows: Path) -> None:
    own = [path for path in for_windows.rglob("*") if path.suffix in {".cmd", ".py", ".txt", ".csv"}]
    assert len(own) > 5
    for path in own:
        assert b"://" not in path.read_bytes(), path


@pytest.mark.slow
def test_our_own_wheel_is_the_same_each_time(for_windows: Path, for_here: Path) -> None:
    first, second = (next(folder.glob("wheels/xlplan-*.whl")).read_bytes() for folder in (for_windows, for_here))
    assert first == second


@pytest.mark.slow
def test_install_without_a_network_and_run_the_round(for_here: Path, tmp_path: Path) -> None:
    """By the installer the officers run. Where the system grants it, in a network of its own that leads nowhere."""
    home = tmp_path / "山田 太郎"
    home.mkdir()
    base = home / "AppData" / "Local" / "xlplan"
    alone = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        alone = []
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "LANG": "C.UTF-8"}

    def run(*command: object) -> str:
        words = [*alone, *map(str, command)]
        return subprocess.run(words, check=True, env=env, cwd=tmp_path, capture_output=True, encoding="utf-8").stdout

    assert "を導入しました" in run(sys.executable, for_here / "install.py")
    assert "を導入しました" in (base / "log" / "install.log").read_text(encoding="utf-8")
    python = base / "python" / "bin" / "python"
    assert f'"INTERPRETER_WIN","{python}"' in (home / ".xlplan" / "xlplan.conf").read_text(encoding="cp932")
    run(python, "-m", "xlplan", "demo", "--out", tmp_path / "見本")
    assert len(list((tmp_path / "見本").rglob("*.xlsx"))) > 27
    assert "［要対応］" not in run(python, "-m", "xlplan", "doctor")
