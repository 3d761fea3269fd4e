"""Workbooks made by hand, for what no library writes: every part is in plain sight and can be made awkward."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplan.books.package import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;"/></numFmts>\
<fonts count="1"><font><sz val="11"/><name val="游ゴシック"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/><bgColor indexed="64"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"><alignment wrapText="1"/></xf>\
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><alignment wrapText="1"/></xf></cellXfs>\
<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


@dataclass(frozen=True)
class Handmade:
    """A workbook with one sheet 調査票. ``rows`` is the inside of ``sheetData``, ``after`` what follows it."""

    rows: str = ""
    after: str = ""
    before: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    styles: str = STYLES
    workbook_properties: str = ""
    names: str = ""
    calculation: str = '<calcPr calcId="191029"/>'
    calculation_chain: str = ""
    strict: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    sheet_relationships: str = ""
    whole_sheet: str | bytes | None = None

    @property
    def sheet(self) -> str:
        main = STRICT_MAIN if self.strict else MAIN
        parts = "".join(f'<tablePart r:id="rIdT{number}"/>' for number in range(1, len(self.tables) + 1))
        listed = f'<tableParts count="{len(self.tables)}">{parts}</tableParts>' if self.tables else ""
        relationships = _STRICT_RELATIONSHIPS if self.strict else _RELATIONSHIPS
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
            f'<worksheet xmlns="{main}" xmlns:r="{relationships}">{self.before}'
            f"<sheetData>{self.rows}</sheetData>{self.after}{listed}</worksheet>"
        )

    def parts(self) -> dict[str, str | bytes]:
        main = STRICT_MAIN if self.strict else MAIN
        types = _STRICT_RELATIONSHIPS if self.strict else _RELATIONSHIPS
        related = [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]
        overrides = {
            "xl/workbook.xml": "sheet.main",
            "xl/worksheets/sheet1.xml": "worksheet",
            "xl/styles.xml": "styles",
        }
        parts: dict[str, str | bytes] = {}
        if self.shared:
            related.append(("rId3", "sharedStrings", "sharedStrings.xml"))
            overrides["xl/sharedStrings.xml"] = "sharedStrings"
            items = "".join(f"<si>{item}</si>" for item in self.shared)
            parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}" count="9" uniqueCount="9">{items}</sst>'
        if self.calculation_chain:
            related.append(("rId4", "calcChain", "calcChain.xml"))
            overrides["xl/calcChain.xml"] = "calcChain"
            parts["xl/calcChain.xml"] = f'<calcChain xmlns="{main}">{self.calculation_chain}</calcChain>'
        tables = ""
        for number, (name, xml) in enumerate(self.tables.items(), 1):
            tables += f'<Relationship Id="rIdT{number}" Type="{types}/table" Target="../tables/{name}.xml"/>'
            overrides[f"xl/tables/{name}.xml"] = "table"
            parts[f"xl/tables/{name}.xml"] = xml.replace("MAIN", main)
        if tables or self.sheet_relationships:
            parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relationships(tables + self.sheet_relationships)
        listed = "".join(
            f'<Relationship Id="{id_}" Type="{types}/{kind}" Target="{target}"/>' for id_, kind, target in related
        )
        override = "".join(
            f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in overrides.items()
        )
        return {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/><Default Extension="rels" ContentType="application/'
            f'vnd.openxmlformats-package.relationships+xml"/>{override}</Types>',
            "_rels/.rels": _relationships(
                f'<Relationship Id="rId1" Type="{types}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{types}">{self.workbook_properties}<sheets>'
            f'<sheet name="調査票" sheetId="1" r:id="rId1"/></sheets>{self.names}{self.calculation}</workbook>',
            "xl/_rels/workbook.xml.rels": _relationships(listed),
            "xl/worksheets/sheet1.xml": self.sheet if self.whole_sheet is None else self.whole_sheet,
            "xl/styles.xml": self.styles.replace(MAIN, main),
            **parts,
            **self.more,
        }

    def package(self) -> Package:
        return Package.from_bytes(zipped(self.parts()))


def table(ref: str, *columns: str, attributes: str = "", inside: str = "") -> str:
    """A table part 実績表. A column written ``名=式`` has a calculated-column formula."""
    listed = ""
    for number, column in enumerate(columns, 1):
        name, _, formula = column.partition("=")
        inner = f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" if formula else ""
        listed += f'<tableColumn id="{number}" name="{name}">{inner}</tableColumn>'
    return (
        f'<table xmlns="MAIN" id="1" name="実績表" displayName="実績表" ref="{ref}" totalsRowShown="0" {attributes}>'
        f'{inside or f"""<autoFilter ref="{ref}"/>"""}<tableColumns count="{len(columns)}">{listed}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2"/></table>'
    )


def cell(name: str, value: str | float, style: int = 0) -> str:
    """A ``<c>`` with inline text or a number."""
    if isinstance(value, str):
        return f'<c r="{name}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{name}" s="{style}"><v>{value}</v></c>'


def _relationships(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip package of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
