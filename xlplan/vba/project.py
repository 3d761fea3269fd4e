"""A Visual Basic project: modules with their source, read from and written to the bytes of `vbaProject.bin`.

Only sources are written, no compiled code: `_VBA_PROJECT` says so by its version FFFF ([MS-OVBA] 2.3.4.1), and Office
compiles the sources when it opens the file.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlplan.vba.compound_file import compound_file
from xlplan.vba.compression import compress, decompress
from xlplan.vba.dir_stream import DirModule, new_information, new_module, read_dir, write_dir
from xlplan.vba.project_stream import Kind, kinds_of, names_stream, new_text, properties_of, with_modules
from xlplan.vba.protection import is_open

CODE_PAGE: Final = 932
_NAME: Final = "VBAProject"
_TAKEN: Final = ("dir", "_vba_project")
"""Streams beside those of the modules."""
_UNREADABLE: Final = (OSError, ValueError, LookupError, TypeError, struct.error)
"""What our readers raise for what is no project, and what olefile does for a file cut short or made up."""
_NOT_COMPILED: Final = bytes.fromhex("CC61FFFF000000")
_IDENTIFIER: Final = re.compile(r"[^\W\d_]\w{0,30}")
_ATTRIBUTE: Final = re.compile(rb"(?:Attribute [^\r\n]*(?:\r?\n|$))")


class ProjectError(ValueError):
    """Bytes that are no project, or sources no project can hold."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module.

    Attributes:
        name: its identifier.
        kind: standard module, class, document (workbook or sheet) or form.
        source: with its Attribute lines, in the project's code page.
        entry: its records in the `dir` stream when it was read; they hold its description and flags.
    """

    name: str
    kind: Kind
    source: bytes
    entry: DirModule | None = field(default=None, compare=False)

    @property
    def code(self) -> bytes:
        """The source without its leading Attribute lines, which the editor hides."""
        at = 0
        while found := _ATTRIBUTE.match(self.source, at):
            at = found.end()
        return self.source[at:]


@dataclass(frozen=True, slots=True)
class Project:
    """A project. `information` and `text` are what the `dir` and PROJECT streams say beside the modules."""

    modules: tuple[Module, ...]
    information: bytes = field(repr=False)
    text: str = field(repr=False)
    encoding: str
    protected: bool = False

    def with_modules(self, modules: Sequence[Module]) -> Project:
        """The same project (references, constants, protection) with other modules."""
        return Project(tuple(modules), self.information, self.text, self.encoding, self.protected)


def new_project(modules: Iterable[Module]) -> Project:
    """A project of ours, for Japanese Windows, without password."""
    return Project(tuple(modules), new_information(_NAME, CODE_PAGE), new_text(_NAME), f"cp{CODE_PAGE}")


def module(name: str, kind: Kind, source: str) -> Module:
    """A module of ours from its text; any kind of line end.

    ProjectError names module, line and character where one has no place in code page 932, and tells of a name that is no
    identifier of up to 31 letters, digits and underscores.
    """
    if not _IDENTIFIER.fullmatch(name) or name.casefold() in _TAKEN:
        raise ProjectError(f"no module can be called {name!r}")
    lines = source.splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            line.encode(f"cp{CODE_PAGE}")
        except UnicodeEncodeError as error:
            character = line[error.start]
            raise ProjectError(
                f"{name}, line {number}: {character!r} (U+{ord(character):04X}) has no place in code page {CODE_PAGE}"
            ) from None
    return Module(name, kind, "".join(f"{line}\r\n" for line in lines).encode(f"cp{CODE_PAGE}"))


def write_project(project: Project) -> bytes:
    """The bytes of `vbaProject.bin`, the same for the same project. ProjectError for two modules of one name, or none."""
    modules = project.modules
    if not modules or len({one.name.casefold() for one in modules}) != len(modules):
        raise ProjectError(f"two of these have one name: {', '.join(one.name for one in modules)}")
    code_page = int(project.encoding.removeprefix("cp"))
    entries = [one.entry or new_module(one.name, code_page, procedural=one.kind is Kind.MODULE) for one in modules]
    text = with_modules(project.text, [(one.name, one.kind) for one in modules])
    vba: dict[str, bytes] = {
        "_VBA_PROJECT": _NOT_COMPILED,
        "dir": compress(write_dir(project.information, entries)),
    }
    # Blanks at the very end are nothing to Visual Basic; zeros would be.
    vba |= {entry.stream: compress(one.source, b" ") for entry, one in zip(entries, modules, strict=True)}
    return compound_file(
        {
            "PROJECT": text.encode(project.encoding),
            "PROJECTwm": names_stream((one.name for one in modules), project.encoding),
            "VBA": vba,
        }
    )


def read_project(data: bytes) -> Project:
    """The project in `vbaProject.bin`. ProjectError for what cannot be read; nothing in it is ever run."""
    import olefile  # noqa: PLC0415 - only an upgrade reads a project

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            directory = read_dir(decompress(file.openstream("VBA/dir").read()))
            text = file.openstream("PROJECT").read().decode(directory.encoding)
            streams = {one.name: file.openstream(["VBA", one.stream]).read() for one in directory.modules}
        kinds = kinds_of(text)
        modules = tuple(
            Module(
                one.name,
                kinds.get(one.name, Kind.MODULE),
                decompress(streams[one.name][one.offset :]),
                one,
            )
            for one in directory.modules
        )
    except _UNREADABLE as error:
        raise ProjectError(f"not readable: {error}") from error
    properties = properties_of(text)
    open_ = is_open(properties, properties.get("ID", ""))
    return Project(modules, directory.information, text, directory.encoding, not open_)
