"""A strict reading of a page: nesting, ids, references, headings and tables, each fault as one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
DRAWN_VOID = frozenset(("rect",))
"""SVG shapes closed in their own tag."""
NO_BLOCK_INSIDE = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "label", "button", "option"])
BLOCKS = frozenset(
    [
        "p",
        "div",
        "table",
        "ul",
        "ol",
        "dl",
        "section",
        "article",
        "header",
        "footer",
        "nav",
        "main",
        "form",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "table": {"caption", "thead", "tbody", "tfoot"}, "thead": {"tr"}, "tbody": {"tr"},
    "tfoot": {"tr"}, "tr": {"th", "td"}, "dl": {"div"}, "select": {"option"},
}  # fmt: skip


@dataclass
class Element:
    """An element with its attributes and what stands in it: texts and elements in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    content: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        """The elements directly in it."""
        return [one for one in self.content if isinstance(one, Element)]

    def all(self, *tags: str) -> Iterator[Element]:
        """Itself and everything below, in order; only these tags when any is named."""
        if not tags or self.tag in tags:
            yield self
        for child in self.children:
            yield from child.all(*tags)

    @property
    def text(self) -> str:
        """Its text and that of everything below, white space as one space."""
        return " ".join(self._joined().split())

    def _joined(self) -> str:
        return "".join(one if isinstance(one, str) else one._joined() for one in self.content)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> names an attribute twice")
        parent = self.open[-1]
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        parent.content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in DRAWN_VOID:
            self.faults.append(f"<{tag}/> closes itself")
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def read_page(html: str) -> tuple[Element, list[str]]:
    """The page's root and every fault found."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    left = [f"<{one.tag}> is never closed" for one in reader.open[1:]]
    return reader.root, [*reader.faults, *left, *_faults(reader.root)]


def _faults(root: Element) -> Iterator[str]:
    ids = Counter(one.attributes["id"] for one in root.all() if "id" in one.attributes)
    yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
    level = 0
    for one in root.all():
        yield from _references(one, ids)
        yield from _nesting(one)
        if one.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            if int(one.tag[1]) > level + 1:
                yield f"<{one.tag}> {one.text} follows a heading of level {level}"
            level = int(one.tag[1])
            if not one.text:
                yield f"<{one.tag}> is empty"
    if len(list(root.all("h1"))) != 1 or len(list(root.all("main"))) != 1:
        yield "not one h1 and one main"
    for select in root.all("select"):
        if select.attributes["id"] not in {label.attributes.get("for") for label in root.all("label")}:
            yield f"<select> {select.attributes['id']} has no label"


def _references(one: Element, ids: Counter[str]) -> Iterator[str]:
    wanted = f"{one.attributes.get('aria-labelledby', '')} {one.attributes.get('for', '')}".split()
    if one.attributes.get("href", "").startswith("#"):
        wanted.append(one.attributes["href"][1:])
    yield from (f"<{one.tag}> refers to {name}, which is not there" for name in wanted if name not in ids)


def _nesting(one: Element) -> Iterator[str]:
    allowed = CHILDREN.get(one.tag)
    if allowed:
        yield from (f"<{child.tag}> inside <{one.tag}>" for child in one.children if child.tag not in allowed)
    if one.tag in NO_BLOCK_INSIDE:
        yield from (f"<{child.tag}> inside <{one.tag}>" for child in one.children if child.tag in BLOCKS)
    if one.tag == "table":
        yield from _table_faults(one)
    if one.tag == "svg" and [child.tag for child in one.children[:2]] != ["title", "desc"]:
        yield "<svg> without title and desc"
    if any(name.startswith("on") or name == "style" for name in one.attributes):
        yield f"<{one.tag}> carries script or style in an attribute"


def _table_faults(table: Element) -> Iterator[str]:
    name = table.children[0].text if table.children and table.children[0].tag == "caption" else ""
    if not name:
        yield "<table> without caption"
    widths = {sum(int(cell.attributes.get("colspan", "1")) for cell in row.children) for row in table.all("tr")}
    if len(widths) != 1:
        yield f"table {name} has rows of {sorted(widths)} cells"
    yield from (
        f"<th> {cell.text} of {name} has no scope" for cell in table.all("th") if "scope" not in cell.attributes
    )
    yield from (f"<td> in the head of {name}" for head in table.all("thead") for _ in head.all("td"))
