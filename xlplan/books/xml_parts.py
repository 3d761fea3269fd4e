"""The XML parts of a package, read with suspicion: Unicode only, no entity declared, no file fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from xlplan.books.refusal import Refused
from xlplan.books.xml_tags import escape

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
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([\w.-]+)")
_UNUSUAL: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_OUTSIDE: Final = "External"


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
    data = _as_utf8(data, part)
    unusual = b"<!" in data
    if unusual and b"<!DOCTYPE" in data:
        raise Refused("entity", part)
    _parse(expat.ParserCreate("utf-8"), data, part)
    declaration = _DECLARATION.match(data)
    if unusual or data.find(b"<?", declaration.end() if declaration else 0) >= 0:
        data = _UNUSUAL.sub(lambda found: escape((found[1] or b"").decode()).encode(), data)
    return data


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
    encoding = _ENCODING.search(declaration.group()) if declaration else None
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refused("bad_xml", f"{part}: encoding {encoding[1].decode('ascii', 'replace')}")
    return data


def _parse(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("bad_xml", f"{part}: {error}") from error


def elements(data: bytes, part: str) -> list[Element]:
    """All elements of a small part in order of their opening tags; refusals as `clean_part`."""
    found: list[Element] = []
    open_elements: list[tuple[int, list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        open_elements.append((len(found), []))
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.append(Element(name.rpartition(":")[2], local, ""))

    def end(_: str) -> None:
        index, texts = open_elements.pop()
        if texts:
            found[index] = found[index]._replace(text="".join(texts))

    def characters(text: str) -> None:
        open_elements[-1][1].append(text)

    def doctype(*_: object) -> None:
        raise Refused("entity", part)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    _parse(parser, _as_utf8(data, part), part)
    return found


def excel_unescape(text: str) -> str:
    """Excel's own `_xHHHH_` escapes in names resolved: a header with a line break is stored as `a_x000a_b`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


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
