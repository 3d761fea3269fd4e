"""Find and splice XML tags in bytes, so that everything not changed keeps its very bytes.

``<`` cannot stand unescaped in well-formed XML except where a tag, comment, CDATA section, processing instruction or
DOCTYPE begins. :func:`refuse_unusual` turns away all of the latter, and every changed part goes through
:func:`refuse_malformed`; between the two a scan for tags is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from xlplan.books.refusal import Refused
from xlplan.declaring import NamedTuple

# The rest of a tag up to its end: attribute values may hold ">". Possessive, so a broken tag cannot make it slow;
# only single characters are, because before Python 3.11.5 a possessive group matches wrongly (cpython#106052).
_REST: Final = rb"(?:[^>\"']*+(?:\"[^\"]*+\"|'[^']*+'))*[^>\"']*+>"
_TAG_END: Final = re.compile(_REST)
_AFTER_NAME: Final = (b" ", b"/", b">", b"\n", b"\r", b"\t")
_ANY_TAG: Final = re.compile(rb"<[^\s/>!?]" + _REST + rb"|</[^>]*+>")
_ATTRIBUTE: Final = re.compile(rb"([^\s=/<>\"']+)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)')")
_DECLARATION: Final = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_ENCODING: Final = rb"encoding\s*=\s*[\"']([^\"']+)[\"']"
_ENTITY: Final = r"&(?:#x([0-9A-Fa-f]+)|#(\d+)|(lt|gt|amp|quot|apos));"
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_MANY_DIGITS: Final = 12
_BOM: Final = b"\xef\xbb\xbf"


class Element(NamedTuple):
    """Where an element lies: ``start`` to ``tag_end`` its opening tag, ``inner_end`` to ``end`` its closing one.

    ``name`` has its prefix. A self-closing element has ``tag_end == inner_end == end``.
    """

    name: bytes
    start: int
    tag_end: int
    inner_end: int
    end: int


def refuse_unusual(data: bytes, part: str) -> None:
    """Raise :class:`Refused` ``unusual_xml`` for what a tag scan cannot be trusted with; the detail names it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        raise Refused("unusual_xml", f"{part}: UTF-16")
    body = data.removeprefix(_BOM)
    declaration = _DECLARATION.match(body)
    if declaration:
        encoding = re.search(_ENCODING, declaration.group())
        if encoding and encoding.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            raise Refused("unusual_xml", f"{part}: {encoding.group(1).decode('latin-1')}")
    if b"<!" in data:
        raise Refused("unusual_xml", f"{part}: DOCTYPE, CDATA or comment")
    if body.find(b"<?", declaration.end() if declaration else 0) >= 0:
        raise Refused("unusual_xml", f"{part}: processing instruction")


def refuse_malformed(data: bytes, part: str) -> None:
    """Raise :class:`Refused` ``malformed_xml`` unless ``data`` is well-formed."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("malformed_xml", f"{part}: {error}") from None


def tag_at(data: bytes, name: bytes, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Start and end of the first opening (or self-closing) tag of this name, prefix included."""
    limit = len(data) if end is None else end
    begin = b"<" + name
    while (start := data.find(begin, start, limit)) >= 0:
        after = start + len(begin)
        if data[after : after + 1] in _AFTER_NAME:
            rest = _TAG_END.match(data, after, limit)
            if rest is None:
                break
            return start, rest.end()
        start = after
    return None


def find(data: bytes, name: bytes, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of this name; it must not nest in itself. Plain searches: patterns cost more to compile."""
    limit = len(data) if end is None else end
    tag = tag_at(data, name, start, limit)
    if tag is None:
        return None
    if data.endswith(b"/>", *tag):
        return Element(name, tag[0], tag[1], tag[1], tag[1])
    close, begin = tag[1], b"</" + name
    while (close := data.find(begin, close, limit)) >= 0:
        after = close + len(begin)
        while data[after : after + 1].isspace():
            after += 1
        if data[after : after + 1] == b">":
            return Element(name, tag[0], tag[1], close, after + 1)
        close = after
    raise Refused("malformed_xml", f"<{name.decode('latin-1')}> is not closed")


def find_all(data: bytes, name: bytes, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """Every element of this name, at any depth; it must not nest in itself."""
    while (element := find(data, name, start, end)) is not None:
        yield element
        start = element.end


def root(data: bytes) -> Element:
    """The document element. Raises ``malformed_xml`` if there is none."""
    match = _ANY_TAG.search(data)
    close = data.rfind(b"</")
    if match is None or match.group().startswith(b"</"):
        raise Refused("malformed_xml", "no document element")
    name = _name_of(match.group())
    if match.group().endswith(b"/>"):
        return Element(name, match.start(), match.end(), match.end(), match.end())
    if close < match.end():
        raise Refused("malformed_xml", "document element is not closed")
    return Element(name, match.start(), match.end(), close, len(data))


def children(data: bytes, parent: Element) -> Iterator[Element]:
    """The direct children of an element, in order."""
    depth = 0
    first: re.Match[bytes] | None = None
    for match in _ANY_TAG.finditer(data, parent.tag_end, parent.inner_end):
        tag = match.group()
        if tag.startswith(b"</"):
            depth -= 1
            if depth == 0 and first is not None:
                yield Element(_name_of(first.group()), first.start(), first.end(), match.start(), match.end())
        elif tag.endswith(b"/>"):
            if depth == 0:
                yield Element(_name_of(tag), match.start(), match.end(), match.end(), match.end())
        else:
            if depth == 0:
                first = match
            depth += 1
    if depth:
        raise Refused("malformed_xml", f"<{parent.name.decode('latin-1')}>")


def _name_of(tag: bytes) -> bytes:
    return re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]


def prefix_of(name: bytes) -> bytes:
    """``b"x:"`` of ``b"x:row"``; empty without a prefix."""
    head, colon, _ = name.rpartition(b":")
    return head + colon


def local(name: bytes) -> bytes:
    """``b"row"`` of ``b"x:row"``."""
    return name.rpartition(b":")[2]


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of an opening tag, prefixes kept, entities resolved."""
    return {
        match.group(1).decode(): unescape((match.group(2) or match.group(3) or b"").decode())
        for match in _ATTRIBUTE.finditer(tag)
    }


def number(attributes: dict[str, str], name: str, default: int = 0) -> int:
    """A whole-number attribute. Raises :class:`Refused` ``malformed_xml`` if it is none."""
    text = attributes.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < _MANY_DIGITS):
        raise Refused("malformed_xml", f"{name}={text[:20]}")
    return int(text)


def value_span(data: bytes, start: int, end: int, name: str) -> tuple[int, int] | None:
    """Where the value of an attribute lies, quotes excluded, in the opening tag from ``start`` to ``end``."""
    wanted = name.encode()
    for match in _ATTRIBUTE.finditer(data, start, end):
        if match[1] == wanted:
            return match.span(2) if match[2] is not None else match.span(3)
    return None


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The opening tag with one attribute set (in its old place, else last) or, with ``None``, left out."""
    found = value_span(tag, 0, len(tag), name)
    if found and value is not None:
        return tag[: found[0]] + escape(value).encode() + tag[found[1] :]
    if found:
        before = tag[: tag.rindex(name.encode(), 0, found[0])]
        return before.rstrip() + tag[found[1] + 1 :]
    if value is None:
        return tag
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + f' {name}="{escape(value)}"'.encode() + tag[end:]


def text_of(data: bytes, element: Element) -> str:
    """The character data of an element without children, line ends normalised as XML asks."""
    raw = data[element.tag_end : element.inner_end].decode()
    return unescape(raw.replace("\r\n", "\n").replace("\r", "\n"))


def unescape(text: str) -> str:
    """Resolve the five named entities and character references."""
    if "&" not in text:
        return text

    def resolve(match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name:
            return _NAMED[name]
        return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))

    return re.sub(_ENTITY, resolve, text)


def escape(text: str) -> str:
    """Text as it stands in an element or a double-quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def splice(data: bytes, pieces: list[tuple[int, int, bytes]]) -> bytes:
    """``data`` with each (start, end) replaced; pieces must not overlap."""
    out: list[bytes] = []
    position = 0
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        if start < position:
            raise ValueError(f"overlapping splices at {start}")
        out += (data[position:start], new)
        position = end
    out.append(data[position:])
    return b"".join(out)
