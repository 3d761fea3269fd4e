"""Collects the folder: wheels by the lock, xlplan's own wheel, the master, the manuals, the installer."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from wheelhouse.completeness import lacking
from wheelhouse.inventory import write_inventory
from wheelhouse.lock import Locked, needed, read_lock, write_lock
from wheelhouse.target import Target

ROOT: Final = Path(__file__).resolve().parent.parent
PAYLOAD: Final = Path(__file__).resolve().parent / "payload"
TOOLS_LOCK: Final = ROOT / "requirements" / "wheelhouse.txt"
INSTALLER: Final = "pip"
"""The package that installs the others; its wheel is run as it is, so that a Python without pip will do."""
_SCRIPTS: Final = (".cmd", ".txt")


class Incomplete(Exception):  # noqa: N818  # a state of the registry's files, not an error in the program
    """The wheels do not make a whole; the text lists what is lacking."""


def collect(folder: Path, targets: Sequence[Target], *, server: bool = False, embedded: Path | None = None) -> None:
    """Make the folder anew.

    Args:
        folder: where to; what was there is replaced.
        targets: the machines it is for.
        server: take the packages of the browser-based add-in along.
        embedded: Python's embeddable package, as downloaded and checked by the one who builds.

    Raises:
        Incomplete: a target could not be installed from what was collected.
        subprocess.CalledProcessError: pip could not get or build a wheel.
    """
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as tools:
        _download(read_lock(TOOLS_LOCK), Path(tools), [])
        shutil.copy2(_one(Path(tools), INSTALLER), wheels)
        own = _own_wheel(Path(tools), wheels)
    lock = read_lock(ROOT / "requirements" / ("server.txt" if server else "run.txt"))
    for target in targets:
        entries = needed(lock, target)
        _download(entries, wheels, target.pip_arguments)
        whole = [*entries, own]
        if problems := lacking(wheels, whole, target):
            raise Incomplete("\n".join(problems))
        write_lock(whole, folder / "requirements" / f"{target.tag}.txt")
    _copies(folder)
    if embedded is not None:
        _take_python(embedded, folder / "python")
    write_inventory(folder)


def _download(entries: Iterable[Locked], folder: Path, arguments: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        lock = Path(scratch) / "lock.txt"
        write_lock(entries, lock)
        _pip(
            "download", "--no-deps", "--require-hashes", "--only-binary", ":all:",
            "--dest", str(folder), *arguments, "-r", str(lock),
        )  # fmt: skip


def _own_wheel(tools: Path, wheels: Path) -> Locked:
    """Build xlplan's wheel with the locked build backend; the same commit gives the same bytes."""
    _pip("wheel", "--no-deps", "--no-index", "--find-links", str(tools), "--wheel-dir", str(wheels), str(ROOT))
    wheel = _one(wheels, "xlplan")
    name, version, _, _ = parse_wheel_filename(wheel.name)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Locked(Requirement(f"{name}=={version}"), (f"sha256:{digest}",))


def _one(folder: Path, package: str) -> Path:
    (wheel,) = folder.glob(f"{package}-*.whl")
    return wheel


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1577836800"}
    subprocess.run(command, check=True, env=environment)  # noqa: S603  # our own arguments


def _copies(folder: Path) -> None:
    """The master, the manuals and the installer; batch files with the line ends and code page cmd.exe reads."""
    (folder / "book").mkdir()
    shutil.copy2(ROOT / "workbook" / "master.xlsm", folder / "book")
    (folder / "docs").mkdir()
    for page in sorted((ROOT / "docs").glob("*.md")):
        shutil.copy2(page, folder / "docs")
    shutil.copytree(ROOT / "docs" / "images", folder / "docs" / "images")
    shutil.copy2(ROOT / "LICENSE", folder / "docs")
    (folder / "python").mkdir()
    for source in sorted(PAYLOAD.iterdir()):
        if source.suffix in _SCRIPTS:
            text = source.read_text(encoding="utf-8").replace("\n", "\r\n")
            (folder / source.name).write_bytes(text.encode("cp932"))
        elif source.suffix == ".py":
            shutil.copy2(source, folder)


def _take_python(package: Path, folder: Path) -> None:
    """The embeddable package and the hash by which each PC checks its copy."""
    shutil.copy2(package, folder)
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    (folder / "SHA256.txt").write_text(f"{digest}  {package.name}\r\n", encoding="ascii", newline="")
