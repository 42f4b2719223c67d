"""What the reading library does not tell of a workbook: formulas, what is hidden, macros, 1904 dates.

The XML of an .xlsx sheet is searched here, as bytes, piece by piece; it is never built into a tree. The
other kinds of workbook have a module each (`sniff_xls`, `sniff_xlsb`, `sniff_ods`).
"""

from __future__ import annotations

import html
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.imports.container import FileKind

_PIECE = 1 << 20
_MAX_CARRY = 32 << 20
LIMIT = 1_000
MOST_HIDDEN = 1_048_576
"""Rows of a sheet: hidden ones are all kept, so that the clerk can leave them out."""
MOST_MERGES = 100_000
ERROR_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""What an error's number in the binary kinds of workbook is shown as."""
_MERGE = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_LAST_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,7})"')
_OLD_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_HIDDEN = re.compile(rb'hidden=["\'](?:1|true)["\']')
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_UNCACHED = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"([^>]*)>\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)\s*(<v\s*/>|<v></v>)?\s*</c>'
)
_FAULTY = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>(?:(?!</c>).){0,2000}?<v>([^<]{1,20})</v>',
    re.DOTALL,
)


@dataclass(slots=True)
class Findings:
    """What was found beside the values.

    Rows count from 1, columns from 0. `uncached` names cells with a formula whose value was never
    calculated, `faulty` cells that hold an error value (#N/A) and which; these lists stop at a thousand.
    `merges` are the merged cells as ((row, column), (row, column)) from 0, both inside.
    """

    formulas: int = 0
    rows: int = 0
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    uncached: list[tuple[int, int]] = field(default_factory=list)
    faulty: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    macros: bool = False
    date_1904: bool = False
    doctype: bool = False
    unsearched: bool = False
    """The search failed: whether anything is hidden or calculated is not known."""


def column_index(letters: str) -> int:
    """Index from 0 of a column named by letters: A → 0, XFD → 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Letters of the column with this index from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def tag_attributes(tag: bytes) -> dict[str, str]:
    """The attributes of one XML tag, without a parser."""
    return {
        match[1].decode("ascii", "replace"): html.unescape(
            (match[2] or match[3] or b"").decode("utf-8", "replace")
        )
        for match in _ATTRIBUTE.finditer(tag)
    }


def workbook_findings(path: Path, kind: FileKind) -> Findings:
    """Macros and the date system: cheap, so it comes first."""
    found = Findings()
    if kind is FileKind.XLS:
        from core.imports.sniff_xls import counts_from_1904, workbook_stream

        content = path.read_bytes()
        found.macros = _OLD_MACROS in content
        with suppress(ValueError, IndexError, struct.error):  # the reading itself says what is wrong
            found.date_1904 = counts_from_1904(workbook_stream(content))
    if kind in (FileKind.XLSX, FileKind.XLSB, FileKind.ODS):
        with zipfile.ZipFile(path) as archive:
            _look_at_parts(archive, found)
    return found


def _look_at_parts(archive: zipfile.ZipFile, found: Findings) -> None:
    names = frozenset(archive.namelist())
    found.macros = any(name.endswith("vbaProject.bin") for name in names)
    if "xl/workbook.xml" in names:
        book = archive.read("xl/workbook.xml")
        found.date_1904 = re.search(rb'date1904=["\'](?:1|true)["\']', book) is not None
    elif "xl/workbook.bin" in names:
        from core.imports.sniff_xlsb import binary_counts_from_1904

        with suppress(IndexError, struct.error):  # the reading itself says what is wrong
            found.date_1904 = binary_counts_from_1904(archive)
    elif "content.xml" in names:
        from core.imports.sniff_ods import macros_in

        found.macros = macros_in(names)


def sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Name of the part that holds a sheet, None when the workbook does not say."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    book = archive.read("xl/workbook.xml")
    relation = next(
        (
            tag.get("r:id") or next((value for key, value in tag.items() if key.endswith(":id")), "")
            for tag in map(tag_attributes, re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", book))
            if tag.get("name") == sheet
        ),
        None,
    )
    links = map(
        tag_attributes, re.findall(rb"<Relationship\s[^>]*>", archive.read("xl/_rels/workbook.xml.rels"))
    )
    target = next((tag.get("Target", "") for tag in links if relation and tag.get("Id") == relation), "")
    part = posixpath.normpath(posixpath.join("xl", target)).lstrip("/") if target else ""
    if target.startswith("/"):
        part = target.lstrip("/")
    return part if part in names else None


def sniff_sheet(path: Path, kind: FileKind, sheet: str, found: Findings) -> None:
    """Search one sheet of any kind of workbook and add what is found.

    Raises:
        Exception: of many classes, where the file is built otherwise than its format says.
    """
    if kind is FileKind.XLS:
        from core.imports.sniff_xls import sniff_old_sheet, workbook_stream

        sniff_old_sheet(workbook_stream(path.read_bytes()), sheet, found)
        return
    with zipfile.ZipFile(path) as archive:
        if kind is FileKind.XLSB:
            from core.imports.sniff_xlsb import sniff_binary_sheet

            sniff_binary_sheet(archive, sheet, found)
        elif kind is FileKind.ODS:
            from core.imports.sniff_ods import sniff_open_sheet

            sniff_open_sheet(archive, sheet, found)
        else:
            part = sheet_part(archive, sheet)
            if part is None or not part.endswith(".xml"):
                raise ValueError("no such sheet")
            sniff_part(archive, part, found)


def sniff_part(archive: zipfile.ZipFile, part: str, found: Findings) -> None:
    """The same for the part that holds a sheet."""
    for piece in _pieces(archive, part):
        _search(piece, found)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces of about a megabyte that end at the end of a row."""
    carry = b""
    with archive.open(part) as stream:
        while block := stream.read(_PIECE):
            block = carry + block
            cut = block.rfind(b"</row>") + 6
            if cut < 6 and len(block) < _MAX_CARRY:
                carry = block
                continue
            cut = cut if cut >= 6 else len(block)
            carry = block[cut:]
            yield block[:cut]
    yield carry


def _search(piece: bytes, found: Findings) -> None:
    last = piece.rfind(b"<row ")
    if last >= 0 and (number := _LAST_ROW.match(piece, last)):
        found.rows = max(found.rows, int(number[1]))
    if b"<mergeCell " in piece and len(found.merges) < MOST_MERGES:
        found.merges += [
            ((int(top) - 1, column_index(left.decode())), (int(bottom) - 1, column_index(right.decode())))
            for left, top, right, bottom in _MERGE.findall(piece)
        ]
    formulas = 0
    if b"<f" in piece:
        formulas = piece.count(b"<f>") + piece.count(b"<f ") + piece.count(b"<f/")
    found.formulas += formulas
    if formulas and len(found.uncached) < LIMIT:
        for match in _UNCACHED.finditer(piece):
            if match[4] is None or b't="str"' not in match[3]:  # a formula may well give an empty text
                found.uncached.append((int(match[2]), column_index(match[1].decode())))
    if b't="e"' in piece and len(found.faulty) < LIMIT:
        for match in _FAULTY.finditer(piece):
            value = match[3].decode("ascii", "replace")
            found.faulty.append((int(match[2]), column_index(match[1].decode()), value))
    if b"hidden=" in piece and _HIDDEN.search(piece):
        _search_hidden(piece, found)
    if b"<!" in piece and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
        found.doctype = True


def _search_hidden(piece: bytes, found: Findings) -> None:
    for tag in _COLUMN.findall(piece):
        if _HIDDEN.search(tag):
            values = tag_attributes(tag)
            first, last = int(values.get("min", "1")), int(values.get("max", "1"))
            found.hidden_columns.extend(range(first - 1, min(last, first + 255)))
    for tag in _ROW.findall(piece):
        if _HIDDEN.search(tag) and len(found.hidden_rows) < MOST_HIDDEN:
            found.hidden_rows.append(int(tag_attributes(tag).get("r", "0")))
