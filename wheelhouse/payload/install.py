r"""Installs xlplan from this folder for one user, without a network and without an administrator's rights.

Run by install.cmd with a Python that needs nothing but its standard library. Everything goes below %LOCALAPPDATA%\xlplan;
outside of it only the user's own xlplan.conf and, when asked for, one file in the user's start-up folder. A new version is
made beside the one in use and takes its place at the end; the one before stays for `--rollback`.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import io
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
INVENTORY = "内容一覧.csv"
LOWEST = (3, 11)
OUR_SETTINGS = ("INTERPRETER_WIN", "USE UDF SERVER", "DEBUG UDFS")
KEPT_PROGRAMS = ("python.exe", "pythonw.exe")
WINDOWS = os.name == "nt"


class Stopped(Exception):  # noqa: N818  # a state of this PC or folder, said in Japanese
    """The installation cannot go on; nothing that was in use has been changed."""


@dataclass(frozen=True)
class Places:
    r"""Where things go.

    Attributes:
        base: all of xlplan, %LOCALAPPDATA%\xlplan unless another folder was asked for.
        profile: the user's folder; xlwings reads its settings from .xlplan\xlplan.conf there.
        startup: what Windows starts when the user logs on.
        expected: the interpreter the master's macros look for when nobody tells them of another.
    """

    base: Path
    profile: Path
    startup: Path
    expected: Path

    @classmethod
    def of(cls, env: Mapping[str, str], to: Path | None) -> Places:
        """From the environment of this user."""
        home = Path(env["USERPROFILE" if WINDOWS else "HOME"])
        local = Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local")
        roaming = Path(env.get("APPDATA") or home / "AppData" / "Roaming")
        startup = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Startup"
        usual = local / "xlplan"
        return cls(to or usual, home, startup, usual / "python" / "python.exe")

    @property
    def python(self) -> Path:
        """The Python in use."""
        return self.base / "python"

    @property
    def new(self) -> Path:
        """The one being made."""
        return self.base / "python.new"

    @property
    def before(self) -> Path:
        """The one before."""
        return self.base / "python.old"

    @property
    def conf(self) -> Path:
        """The user's settings for the macros."""
        return self.profile / ".xlplan" / "xlplan.conf"

    @property
    def at_logon(self) -> Path:
        """Starts Python when the user logs on, for PCs on which Excel may not."""
        return self.startup / "xlplan.cmd"


def main(arguments: Sequence[str] | None = None, env: Mapping[str, str] = os.environ) -> int:
    """Install, or go back one version; 0 when done, 1 when stopped."""
    parser = argparse.ArgumentParser(prog="install.cmd", description="xlplanを導入します（管理者権限は不要）。")
    parser.add_argument("--to", type=Path, help="導入先のフォルダ。省くと%%LOCALAPPDATA%%\\xlplan。")
    parser.add_argument(
        "--attach", action="store_true", help="ログオン時にPythonを起動し、Excelからつなぐ方式にします。"
    )
    parser.add_argument("--rollback", action="store_true", help="1つ前の版に戻します。")
    asked = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a redirected console's code page has no letter for some names
    places = Places.of(env, asked.to.resolve() if asked.to else None)
    try:
        log = Log(places.base / "log" / "install.log")
        if asked.rollback:
            roll_back(places, log)
        else:
            install(places, log)
            settings(places, log, attach=asked.attach)
    except Stopped as stopped:
        say(str(stopped))
        return 1
    except PermissionError as denied:
        say(f"「{denied.filename}」に書き込めません。Excelをすべて閉じ、権限を確かめて、もう一度実行してください。")
        return 1
    return 0


def say(text: str) -> None:
    """On the screen."""
    sys.stdout.write(f"{text}\n")


class Log:
    """What was done, on the screen and in a file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path

    def __call__(self, text: str) -> None:
        """One line."""
        say(text)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} {text}\n")  # noqa: DTZ005  # the office's clock


def install(places: Places, log: Log) -> None:
    """Make the new Python beside the one in use, try it, and let it take its place."""
    verify(HERE)
    log("配布フォルダの内容は、一覧のSHA-256と一致しています。")
    shutil.rmtree(places.new, ignore_errors=True)
    package = embeddable(HERE)
    python = from_this_python(places.new) if package is None else from_embeddable(package, places.new)
    log(f"Pythonを用意しました（{package.name if package else sys.version.split()[0]}）。")
    tag = answer(python, "import sys; print('cp%d%d' % sys.version_info[:2])")
    lock = HERE / "requirements" / f"{tag}.txt"
    if not lock.is_file():
        kept = "、".join(sorted(path.stem for path in lock.parent.glob("cp*.txt")))
        raise Stopped(f"この配布フォルダには、Python（{tag}）用の部品がありません（あるもの：{kept}）。")
    run(python, pip(HERE), *pip_arguments(lock), log=log)
    take_launchers_away(python.parent)
    version = answer(python, "import importlib.metadata as m; print(m.version('xlplan'))")
    run(python, "-m", "xlplan", "--help", log=log, quiet=True)
    swap(places.new, places.python, places.before)
    command(places, python.relative_to(places.new))
    log(f"xlplan {version}を導入しました（{places.python}）。")


def verify(folder: Path) -> None:
    """Every file listed is there with its SHA-256, and no wheel or script that is not listed."""
    with (folder / INVENTORY).open(encoding="utf-8-sig", newline="") as file:
        listed = {row["ファイル"]: row["SHA-256"] for row in csv.DictReader(file) if not row["入っているもの"]}
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file() or sha256(path) != digest:
            raise Stopped(f"「{name}」が一覧と違います。配布フォルダを写し直してください。")
    for path in (*folder.glob("wheels/*"), *folder.glob("requirements/*")):
        if path.relative_to(folder).as_posix() not in listed:
            raise Stopped(f"一覧にないファイル「{path.name}」があります。配布フォルダを写し直してください。")


def sha256(path: Path) -> str:
    """Of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def embeddable(folder: Path) -> Path | None:
    """Python's embeddable package, if it lies in the folder python and its SHA-256 is the one in SHA256.txt beside it."""
    found = sorted((folder / "python").glob("python-3.*-embed-amd64.zip"))
    if not found:
        return None
    note = folder / "python" / "SHA256.txt"
    if not note.is_file():
        raise Stopped("pythonフォルダにSHA256.txtがありません。配布元で確かめたSHA-256を書いてください。")
    if sha256(found[-1]) not in note.read_text(encoding="utf-8-sig").lower():
        raise Stopped(f"「{found[-1].name}」のSHA-256が、SHA256.txtと違います。入手し直してください。")
    return found[-1]


def from_embeddable(package: Path, folder: Path) -> Path:
    """Unpack it, and let it see packages: as it comes, it looks at nothing but its own library."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    (paths,) = folder.glob("python3*._pth")
    lines = [
        line for line in paths.read_text(encoding="utf-8").splitlines() if line.strip().lstrip("#") != "import site"
    ]
    paths.write_text("\n".join([*lines, r"Lib\site-packages", "import site"]) + "\n", encoding="utf-8")
    (folder / "Lib" / "site-packages").mkdir(parents=True)
    return folder / "python.exe"


def from_this_python(folder: Path) -> Path:
    """A virtual environment of the Python that runs this; it goes on needing that Python."""
    if sys.version_info < LOWEST or sys.maxsize < 2**32:
        raise Stopped("64ビット版のPython 3.11以上が必要です。")
    venv.create(folder, with_pip=False, symlinks=not WINDOWS)
    return folder / "Scripts" / "python.exe" if WINDOWS else folder / "bin" / "python"


def pip(folder: Path) -> str:
    """pip, run from its wheel as it is."""
    (wheel,) = (folder / "wheels").glob("pip-*.whl")
    return str(wheel / "pip")


def pip_arguments(lock: Path) -> list[str]:
    """Only files of this folder, and only those the lock names."""
    return [
        "install", "--quiet", "--isolated", "--no-index", "--no-cache-dir", "--disable-pip-version-check",
        "--no-warn-script-location", "--require-hashes", "--only-binary", ":all:",
        "--find-links", str(lock.parent.parent / "wheels"), "-r", str(lock),
    ]  # fmt: skip


def run(python: Path, *arguments: str, log: Callable[[str], None], quiet: bool = False) -> None:
    """Run the new Python; Stopped with what it wrote when it fails."""
    ended = subprocess.run([python, *arguments], capture_output=True, text=True, check=False, env=clean_environment())  # noqa: S603  # ours
    if ended.returncode != 0:
        log(ended.stderr)
        raise Stopped("導入の途中で止まりました。記録（log\\install.log）を情報システム担当に渡してください。")
    if not quiet and ended.stdout.strip():
        log(ended.stdout.strip())


def answer(python: Path, code: str) -> str:
    """What a line of Python prints."""
    ended = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False, env=clean_environment())  # noqa: S603  # ours
    if ended.returncode != 0:
        raise Stopped(f"Pythonが起動しません。ウイルス対策などの記録を確かめてください：{ended.stderr.strip()}")
    return ended.stdout.strip()


def clean_environment() -> dict[str, str]:
    """Without what would lead Python or pip elsewhere, settings of pip for all users included."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    return own | {"PIP_CONFIG_FILE": os.devnull}


def take_launchers_away(folder: Path) -> None:
    """The .exe starters pip makes differ on each PC, so no list of hashes can allow them; xlplan.cmd does without."""
    for place in (folder, folder / "Scripts"):
        for path in place.glob("*.exe"):
            if path.name.lower() not in KEPT_PROGRAMS:
                path.unlink()


def swap(new: Path, used: Path, before: Path) -> None:
    """Two renames; when the second fails, the first is taken back."""
    shutil.rmtree(before, ignore_errors=True)
    if used.exists():
        used.rename(before)
    try:
        new.rename(used)
    except OSError:
        if before.exists():
            before.rename(used)
        raise


def command(places: Places, python: Path) -> None:
    """xlplan.cmd: the command line, for a shell or a shortcut."""
    line = f'@"%~dp0python\\{str(python).replace("/", chr(92))}" -m xlplan %*\r\n'
    (places.base / "xlplan.cmd").write_text(line, encoding="ascii", newline="")


def roll_back(places: Places, log: Log) -> None:
    """Change places with the version before; once more changes back."""
    if not places.before.is_dir():
        raise Stopped("1つ前の版はありません。")
    shutil.rmtree(places.new, ignore_errors=True)
    places.before.rename(places.new)
    swap(places.new, places.python, places.before)
    log(f"1つ前の版に戻しました（{places.python}）。")


def settings(places: Places, log: Log, *, attach: bool) -> None:
    """Tell the macros where Python is if it is not where they look, and whether to attach to one that runs already."""
    candidates = (places.python / name for name in ("python.exe", "Scripts/python.exe", "bin/python"))
    python = next(path for path in candidates if path.exists())
    wanted = {} if python == places.expected else {"INTERPRETER_WIN": str(python)}
    if attach:
        wanted |= {"USE UDF SERVER": "True", "DEBUG UDFS": "True"}
        places.at_logon.parent.mkdir(parents=True, exist_ok=True)
        line = f'@start "" /min "{python.with_name("pythonw.exe")}" -c "import xlwings; xlwings.serve()"\r\n'
        places.at_logon.write_text(line, encoding="cp932", newline="")
        log(f"ログオン時の起動を加えました（{places.at_logon}）。いちどログオンし直してください。")
    else:
        places.at_logon.unlink(missing_ok=True)
    write_settings(places.conf, wanted)
    if wanted:
        log(f"マクロの設定を書きました（{places.conf}）。")


def write_settings(path: Path, wanted: Mapping[str, str]) -> None:
    """Our settings in the user's file, in the form and code page VBA reads; other people's lines stay."""
    with suppress(FileNotFoundError):
        lines = path.read_text(encoding="cp932").splitlines()
        wanted = dict(row[:2] for row in csv.reader(lines) if len(row) > 1 and row[0] not in OUR_SETTINGS) | dict(
            wanted
        )
    path.unlink(missing_ok=True)
    if wanted:
        path.parent.mkdir(exist_ok=True)
        text = "".join(f'"{name}","{value}"\r\n' for name, value in wanted.items())
        path.write_text(text, encoding="cp932", newline="")


if __name__ == "__main__":
    sys.exit(main())
