"""A workbook of plain rows, written straight as XML: a hundred thousand rows in seconds.

Text is always text, whatever it begins with; same rows, same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from core.imports.sniff import column_letters
from core.workbook_file import risky, writable

Cell = str | int | float | Decimal | date | None

_MOMENT = (2000, 1, 1, 0, 0, 0)
_STAMP = "2000-01-01T00:00:00Z"
_EPOCH = date(1899, 12, 30).toordinal()
_LEVEL = 3
_FLUSH_ROWS = 500
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|^\s|\s$|^[=+\-@]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT, _GUARDED, _DAY, _WHOLE, _BROKEN, _HEADING = 1, 2, 3, 4, 5, 6
"""Places of the cell formats in `_STYLES`."""

_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>'
    '<numFmt numFmtId="165" formatCode="0.00####"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF1F3F6"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1">'
    '<alignment horizontal="center" vertical="center"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "{sheets}"
    '<Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType='
    '"application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_PARTS = {
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    ),
    "docProps/core.xml": (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_STAMP}</dcterms:created></cp:coreProperties>'
    ),
    "xl/styles.xml": _STYLES,
}


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """One sheet.

    Attributes:
        title: its name.
        columns: heading and width in characters of each column.
        rows: cells in the order of the columns: text stays text, dates become days, numbers numbers.
        frozen: how many columns stay in place when the sheet scrolls sideways; the heading always does.
        lists: place of a column, from 0 → words that its drop-down offers; together at most 255 characters.
    """

    title: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[Cell]]
    frozen: int
    lists: Mapping[int, Sequence[str]] = field(default_factory=dict)


def plain_workbook(*sheets: PlainSheet) -> bytes:
    """The bytes of a workbook with these sheets, the first one shown."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for part, text in (_PARTS | _listed(sheets)).items():
            archive.writestr(_entry(part), _DECLARATION + text, compresslevel=_LEVEL)
        for number, each in enumerate(sheets, 1):
            entry = _entry(f"xl/worksheets/sheet{number}.xml")
            entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # open() takes no level, writestr does
            with archive.open(entry, "w", force_zip64=True) as sheet:
                for piece in _sheet(each, shown=number == 1):
                    sheet.write(piece.encode("utf-8"))
    return result.getvalue()


def _listed(sheets: Sequence[PlainSheet]) -> dict[str, str]:
    """The parts that name every sheet."""
    named, typed, related = [], [], []
    for number, each in enumerate(sheets, 1):
        name = quoteattr(re.sub(r"[\[\]:*?/\\]", " ", each.title)[:31])
        named.append(f'<sheet name={name} sheetId="{number}" r:id="rId{number}"/>')
        typed.append(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
        related.append(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
    related.append(f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>')
    return {
        "[Content_Types].xml": _CONTENT_TYPES.replace("{sheets}", "".join(typed)),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(named)}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(related)}</Relationships>'
        ),
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _sheet(made: PlainSheet, *, shown: bool) -> Iterator[str]:
    columns, frozen = made.columns, made.frozen
    selected = ' tabSelected="1"' if shown else ""
    letters = [column_letters(place) for place in range(len(columns))]
    pane = f'xSplit="{frozen}" ySplit="1" topLeftCell="{column_letters(frozen)}2"'
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width:.2f}" style="{_TEXT}" customWidth="1"/>'
        for place, (_heading, width) in enumerate(columns, 1)
    )
    yield (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"{selected}>'
        f'<pane {pane} activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    )
    headings = (
        _text(f"{letter}1", heading, _HEADING)
        for letter, (heading, _width) in zip(letters, columns, strict=True)
    )
    yield f'<row r="1" ht="22" customHeight="1">{"".join(headings)}</row>'
    pieces: list[str] = []
    for number, row in enumerate(made.rows, 2):
        place = str(number)
        cells = [
            _cell(letter + place, value)
            for letter, value in zip(letters, row, strict=True)
            if value is not None and value != ""
        ]
        pieces.append(f'<row r="{place}">{"".join(cells)}</row>')
        if len(pieces) >= _FLUSH_ROWS:
            yield "".join(pieces)
            pieces.clear()
    yield "".join(pieces) + "</sheetData>" + _drop_downs(made.lists) + "</worksheet>"


def _drop_downs(lists: Mapping[int, Sequence[str]]) -> str:
    """Drop-downs over whole columns: they help to choose, and refuse nothing."""
    if not lists:
        return ""
    made = "".join(
        f'<dataValidation type="list" allowBlank="1" sqref="{letter}2:{letter}1048576">'
        f"<formula1>{escape(chr(34) + ','.join(words) + chr(34))}</formula1></dataValidation>"
        for letter, words in ((column_letters(place), words) for place, words in lists.items())
    )
    return f'<dataValidations count="{len(lists)}">{made}</dataValidations>'


def _cell(place: str, value: Cell) -> str:
    if value.__class__ is str:
        text = str(value)
        if _SPECIAL.search(text) is None:
            return f'<c r="{place}" s="{_TEXT}" t="inlineStr"><is><t>{text}</t></is></c>'
        return _text(place, text, _GUARDED if risky(text) else _TEXT)
    if isinstance(value, date):
        return f'<c r="{place}" s="{_DAY}"><v>{value.toordinal() - _EPOCH}</v></c>'
    if isinstance(value, int | float | Decimal):
        style = _WHOLE if value == int(value) else _BROKEN
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    return _text(place, str(value), _TEXT)


def _text(place: str, text: str, style: int) -> str:
    clean = escape(writable(text), {"\r": "&#13;"})
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'
