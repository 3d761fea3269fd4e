"""The XML parts of a package, read with suspicion: Unicode only, no entity declared, no file fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from xlplan.books.refusal import Refused
from xlplan.books.xml_tags import escape
from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.books.package import Package

__all__ = [
    "Element",
    "Relationship",
    "clean_part",
    "elements",
    "excel_unescape",
    "read_part",
    "relationships",
]

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_DECLARATION: Final = re.compile(rb"\s*<\?xml\b[^>]*\?>")
_ENCODING: Final = rb"encoding\s*=\s*[\"']([\w.-]+)"
_UNUSUAL: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_ESCAPED: Final = "_x([0-9A-Fa-f]{4})_"
_OUTSIDE: Final = "External"
_WORTH_REMEMBERING: Final = 32 << 10  # bytes; larger parts are mostly a workbook's own


class Element(NamedTuple):
    """An element of a small part: name and attribute names without prefix, and the text directly inside it."""

    name: str
    attributes: Mapping[str, str]
    text: str


class Relationship(NamedTuple):
    """Where a part points. `kind`: last step of the type (worksheet, table …). `part` is as written if `outside`."""

    kind: str
    part: str
    outside: bool


def clean_part(data: bytes, part: str) -> bytes:
    """A sheet, styles or strings part as well-formed UTF-8 in which `<` begins a tag and nothing else.

    Comments, CDATA sections and processing instructions, which no spreadsheet program writes, are resolved. Looking
    whether all is well-formed costs a third of reading it, but calamine takes strings with a lost tag for others.
    Raises :class:`Refused` ``entity`` for a DOCTYPE (the only way to declare entities), ``bad_xml`` for a part that is
    not well-formed or not in Unicode.
    """
    return (_remembered_clean if len(data) <= _WORTH_REMEMBERING else _clean)(data, part)


def _clean(data: bytes, part: str) -> bytes:
    data = _as_utf8(data, part)
    unusual: list[object] = []
    parser = _parser(part)
    # The parser says at no cost what else there is beside tags and text; a search would pass over every tag.
    parser.CommentHandler = unusual.append
    parser.ProcessingInstructionHandler = lambda target, _: unusual.append(target)
    parser.StartCdataSectionHandler = lambda: unusual.append("CDATA")
    _parse(parser, data, part)
    return _UNUSUAL.sub(lambda found: escape((found[1] or b"").decode()).encode(), data) if unusual else data


_remembered_clean: Final = lru_cache(maxsize=16)(_clean)
"""As `_remembered`: the returns of a round share their styles."""


def _as_utf8(data: bytes, part: str) -> bytes:
    if data.startswith(_UTF16):
        try:
            text = data.decode("utf-16" if data[0] > ord("<") else "utf-16-le" if data[0] else "utf-16-be")
        except UnicodeDecodeError as error:
            raise Refused("bad_xml", f"{part}: {error}") from error
        data = text.removeprefix("\ufeff").encode()
        return data[found.end() :] if (found := _DECLARATION.match(data)) else data
    data = data.removeprefix(b"\xef\xbb\xbf")
    declaration = _DECLARATION.match(data)
    encoding = re.search(_ENCODING, declaration.group()) if declaration else None
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refused("bad_xml", f"{part}: encoding {encoding[1].decode('ascii', 'replace')}")
    return data


def _parser(part: str) -> expat.XMLParserType:
    def refuse(*_: object) -> None:
        raise Refused("entity", part)

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("bad_xml", f"{part}: {error}") from error


def elements(data: bytes, part: str, *, texts: bool = False) -> tuple[Element, ...]:
    """All elements of a small part in order of their opening tags; refusals as `clean_part`.

    Their `text` stays empty unless `texts` is set: the formulas of a wide table outweigh all else of its part.
    """
    return (_remembered if len(data) <= _WORTH_REMEMBERING else _elements)(data, part, texts)


def _elements(data: bytes, part: str, texts: bool) -> tuple[Element, ...]:
    found: list[tuple[str, dict[str, str]]] = []
    text_of: dict[int, str] = {}
    inside: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name, attributes))

    def start_of_text(name: str, attributes: dict[str, str]) -> None:
        inside.append(len(found))
        found.append((name, attributes))

    def end(_: str) -> None:
        inside.pop()

    def characters(text: str) -> None:
        text_of[inside[-1]] = text_of.get(inside[-1], "") + text

    parser = _parser(part)
    parser.StartElementHandler = start
    if texts:
        parser.buffer_text = True
        parser.StartElementHandler = start_of_text
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
    _parse(parser, _as_utf8(data, part), part)
    return tuple(
        [
            Element(name.rpartition(":")[2], _without_prefixes(attributes), text_of.get(index, ""))
            for index, (name, attributes) in enumerate(found)
        ]
    )


_remembered: Final = lru_cache(maxsize=128)(_elements)
"""The workbooks of a round share most of their small parts byte for byte."""


def _without_prefixes(attributes: dict[str, str]) -> dict[str, str]:
    for name in attributes:
        if ":" in name:
            return {name.rpartition(":")[2]: value for name, value in attributes.items()}
    return attributes


def excel_unescape(text: str) -> str:
    """Excel's own `_xHHHH_` escapes in names resolved: a header with a line break is stored as `a_x000a_b`."""
    return re.sub(_ESCAPED, lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_part(package: Package, part: str) -> bytes:
    """A part's bytes; :class:`Refused` ``missing_part`` if there is none."""
    if part not in package:
        raise Refused("missing_part", part)
    return package.read(part)


def relationships(package: Package, source: str) -> dict[str, Relationship]:
    """The relationships of a part by id; those of the package itself with an empty source. None is no error."""
    folder, slash, name = source.rpartition("/")
    part = f"{folder}{slash}_rels/{name}.rels"
    if part not in package:
        return {}
    found: dict[str, Relationship] = {}
    for element in elements(read_part(package, part), part):
        if element.name == "Relationship":
            kind = element.attributes.get("Type", "").rpartition("/")[2]
            target, outside = element.attributes.get("Target", ""), element.attributes.get("TargetMode") == _OUTSIDE
            target = target if outside else package.spelled(_resolve(folder, target))
            found[element.attributes.get("Id", "")] = Relationship(kind, target, outside)
    return found


def _resolve(folder: str, target: str) -> str:
    """A relationship's target as a part name; steps that lead out of the package stay in it, so they match no part."""
    if "%" in target:
        from urllib.parse import unquote  # noqa: PLC0415 - costs milliseconds, and no Excel file needs it

        target = unquote(target)
    path = target[1:] if target.startswith("/") else f"{folder}/{target}"
    if "/." not in f"/{path}":
        return path.removeprefix("/")
    steps: list[str] = []
    for step in path.split("/"):
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
