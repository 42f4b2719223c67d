"""The workbook beside the paper: the same tables with number cells, one sheet each, and a sheet 口径.

Written part by part (ECMA-376) instead of through a library, so that the bytes depend on the snapshot
alone, not on which version of a library or of an XML parser is installed, and cost no import. The parts
are stored, not packed: how tightly they are packed differs from one zlib to the next, and the data file
names this workbook's digest on every system (attached to the PDF, it is packed there).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.returns.check_code import LABEL, check_code
from core.returns.document import rules_in_force
from core.returns.markup import escape
from core.returns.snapshot import Snapshot
from core.returns.tables import Cell, Column, Kind, Row, RowKind, Table
from core.returns.yearly import tables_of

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Time of every entry: the first that a ZIP file can hold."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAME, _INFO, _HEAD, _TEXT, _CENTRED, _WHOLE, _TENTH, _RATE, _BLOCK, _PARAGRAPH = range(1, 11)
_BOLD = 10
"""Added to a style's number: the same in bold, for totals."""
_WIDEST = 60.0
_STATES = {"draft": "草稿", "in_review": "送审稿", "returned": "退回稿", "approved": "已审定，未报出"}


@dataclass(slots=True)
class _Sheet:
    """One worksheet: rows as XML, column widths in characters, merged ranges, the row under the head."""

    name: str
    widths: list[float]
    rows: list[str] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    head: int = 0

    def add(self, cells: list[tuple[str, int]], height: float = 0.0) -> int:
        """Append a row of (text, style); a text that is a number becomes a number cell where so styled."""
        number = len(self.rows) + 1
        written = "".join(
            _cell(f"{_letter(column)}{number}", text, style)
            for column, (text, style) in enumerate(cells)
            if style
        )
        tall = f' ht="{height:g}" customHeight="1"' if height else ""
        self.rows.append(f'<row r="{number}"{tall}>{written}</row>')
        self.texts.append([text if style else "" for text, style in cells])
        return number


def write_workbook(snapshot: Snapshot) -> bytes:
    """The workbook's bytes: the same for the same snapshot."""
    sheets = [
        _table_sheet(_about(snapshot, table), table, number)
        for number, table in enumerate(tables_of(snapshot), 1)
    ]
    rules = _rules_sheet(snapshot)
    sheets.append(rules)
    rules.add([(LABEL + check_code(sheet.texts for sheet in sheets), _INFO)])
    title = f"{snapshot.title}（{snapshot.period.label}）".replace("\n", "")
    return _package(title, snapshot.reported_on or snapshot.month.cut_off, sheets)


def write_tables(title: str, about: str, tables: Sequence[Table], dated: date) -> bytes:
    """A workbook of other tables in the same form, one sheet each; `about` stands under each table's name.

    Same tables, same bytes: `dated` is the only time in it.
    """
    sheets = [_table_sheet(about, table, number) for number, table in enumerate(tables, 1)]
    return _package(title, dated, sheets)


def _table_sheet(about: str, table: Table, number: int) -> _Sheet:
    widest = max(table.parts, key=lambda part: len(_shown(part.columns)))
    columns = [widest.columns[index] for index in _shown(widest.columns)]
    sheet = _Sheet(f"表{number}{table.title.partition('（')[0]}"[:31], [_width(column) for column in columns])
    last = _letter(len(columns) - 1)
    sheet.add([(f"表{number}　{table.title}", _NAME)], 24)
    sheet.merged.append(f"A1:{last}1")
    sheet.add([(about, _INFO)])
    sheet.merged.append(f"A2:{last}2")
    for part in table.parts:
        _fill(sheet, [part.columns[index] for index in _shown(part.columns)], part.rows, last)
    for number_of_note, note in enumerate(table.notes, 1):
        text = f"{number_of_note}.{note}" if len(table.notes) > 1 else note
        row = sheet.add([(f"注：{text}" if number_of_note == 1 else f"　　{text}", _PARAGRAPH)], 30)
        sheet.merged.append(f"A{row}:{last}{row}")
    return sheet


def _about(snapshot: Snapshot, table: Table) -> str:
    words = [f"填报单位：{snapshot.office}", f"报告期：{snapshot.period.label}", f"编号：{snapshot.number}"]
    words += [f"计量单位：{table.units}"] if table.units else []
    words += [_STATES[snapshot.state]] if snapshot.state in _STATES else []
    words += ["演示数据　非实际统计结果"] if snapshot.demonstration else []
    return "　".join(words)


def _fill(sheet: _Sheet, columns: list[Column], rows: tuple[Row, ...], last: str) -> None:
    head = sheet.add([("".join(column.head), _HEAD) for column in columns], 30)
    sheet.head = sheet.head or head
    for row in rows:
        if row.kind is RowKind.BLOCK:
            place = sheet.add([(row.cells[0].text, _BLOCK)])
            sheet.merged.append(f"A{place}:{last}{place}")
            continue
        bold = _BOLD if row.kind is RowKind.TOTAL else 0
        shown = [cell for cell in row.cells if cell.bar is None][: len(columns)]
        sheet.add([_styled(cell, column, bold) for cell, column in zip(shown, columns, strict=True)])


def _styled(cell: Cell, column: Column, bold: int) -> tuple[str, int]:
    if column.kind is Kind.NUMBER and _NUMBER.fullmatch(cell.text):
        places = len(cell.text.partition(".")[2])
        return cell.text, (_WHOLE, _TENTH, _RATE)[min(places, 2)] + bold
    indent = "　" * int(cell.indent)
    return indent + cell.text, (_TEXT if column.kind is Kind.TEXT else _CENTRED) + bold


def _rules_sheet(snapshot: Snapshot) -> _Sheet:
    sheet = _Sheet("口径", [90.0])
    sheet.head = sheet.add([("统计口径", _NAME)], 24)
    for number, rule in enumerate(rules_in_force(snapshot), 1):
        sheet.add([(f"{number}.{rule}", _PARAGRAPH)], 15.0 * (1 + len(rule) // 45))
    for title, words in (("存在问题", snapshot.difficulties), ("下一步打算", snapshot.next_steps)):
        if words.strip():
            sheet.add([(f"{title}：{words.strip()}", _PARAGRAPH)], 15.0 * (1 + len(words) // 42))
    return sheet


def _shown(columns: tuple[Column, ...]) -> list[int]:
    return [index for index, column in enumerate(columns) if column.kind is not Kind.BAR]


def _width(column: Column) -> float:
    return round(min(max(column.width * 0.62, 8.0), _WIDEST), 1)


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _cell(place: str, text: str, style: int) -> str:
    if style % _BOLD in (_WHOLE, _TENTH, _RATE) and style != _PARAGRAPH:
        return f'<c r="{place}" s="{style}"><v>{Decimal(text):f}</v></c>'
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'


# -- parts of the package ------------------------------------------------------------------------
def _package(title: str, dated: date, sheets: list[_Sheet]) -> bytes:
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations(
            [
                (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _properties(title, dated),
        "xl/workbook.xml": _book(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in _numbers(sheets)]
            + [(f"{_OFFICE}/styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
    }
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _worksheet(sheet)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 0
            package.writestr(entry, (_DECLARATION + text).encode("utf-8"))
    return written.getvalue()


def _numbers(sheets: list[_Sheet]) -> range:
    return range(1, len(sheets) + 1)


def _content_types(count: int) -> str:
    overrides = [
        ("/xl/workbook.xml", f"{_SPREADSHEET}.sheet.main+xml"),
        ("/xl/styles.xml", f"{_SPREADSHEET}.styles+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    overrides += [
        (f"/xl/worksheets/sheet{number}.xml", f"{_SPREADSHEET}.worksheet+xml")
        for number in range(1, count + 1)
    ]
    body = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{body}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def _properties(title: str, dated: date) -> str:
    when = f"{dated.isoformat()}T00:00:00Z"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _book(sheets: list[_Sheet]) -> str:
    entries = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        f"'{escape(sheet.name)}'!$1:${sheet.head}</definedName>"
        for number, sheet in enumerate(sheets)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets>'
        f"<definedNames>{titles}</definedNames></workbook>"
    )


def _worksheet(sheet: _Sheet) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, 1)
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    across = sum(sheet.widths) > 95
    below = f"A{sheet.head + 1}"
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0" showGridLines="0">'
        f'<pane ySplit="{sheet.head}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews>"
        f"<cols>{columns}</cols><sheetData>{''.join(sheet.rows)}</sheetData>"
        + (f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else "")
        + '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.7" right="0.7" top="0.9" bottom="0.9" header="0.4" footer="0.4"/>'
        f'<pageSetup paperSize="9" orientation="{"landscape" if across else "portrait"}"'
        ' fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter></worksheet>"
    )


def _styles() -> str:
    fonts = ("等线", False, 11), ("黑体", False, 14), ("黑体", False, 11), ("等线", True, 11)
    font_parts = "".join(
        f'<font>{"<b/>" if bold else ""}<sz val="{size}"/><name val="{name}"/></font>'
        for name, bold, size in fonts
    )
    edge = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    styles = [_style(0, 0, 0, "")]
    for bold in (False, True):
        text = 3 if bold else 0
        styles += [
            _style(0, 1, 0, "center"),
            _style(0, 0, 0, "left"),
            _style(0, 2, 1, "center", wrapped=True),
            _style(0, text, 1, "left", wrapped=True),
            _style(0, text, 1, "center"),
            _style(1, text, 1, "right"),
            _style(164, text, 1, "right"),
            _style(2, text, 1, "right"),
            _style(0, 2, 1, "left"),
            _style(0, 0, 0, "left", wrapped=True),
        ]
    return (
        f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts>'
        f'<fonts count="{len(fonts)}">{font_parts}</fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{edge}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(styles)}">{"".join(styles)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _style(number: int, font: int, border: int, align: str, *, wrapped: bool = False) -> str:
    placed = f' horizontal="{align}"' if align else ""
    wrap = ' wrapText="1"' if wrapped else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="{border}" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1">'
        f'<alignment{placed} vertical="center"{wrap}/></xf>'
    )
