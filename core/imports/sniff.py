"""What the reading library does not tell of an .xlsx: formulas, hidden rows and columns, macros, 1904 dates.

The sheet's XML is searched as bytes, piece by piece; it is never built into a tree.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.imports.container import FileKind

_PIECE = 1 << 20
_MAX_CARRY = 32 << 20
_LIMIT = 1_000
_MOST_HIDDEN = 1_048_576
"""Rows of a sheet: hidden ones are all kept, so that the clerk can leave them out."""
_MOST_MERGES = 100_000
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


def _attributes(tag: bytes) -> dict[str, str]:
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
        found.macros = _OLD_MACROS in path.read_bytes()
    if kind not in (FileKind.XLSX, FileKind.XLSB):
        return found
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        found.macros = any(name.endswith("vbaProject.bin") for name in names)
        if "xl/workbook.xml" in names:
            book = archive.read("xl/workbook.xml")
            found.date_1904 = re.search(rb'date1904=["\'](?:1|true)["\']', book) is not None
    return found


def sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Name of the part that holds a sheet, None when the workbook does not say."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    book = archive.read("xl/workbook.xml")
    relation = next(
        (
            tag.get("r:id") or next((value for key, value in tag.items() if key.endswith(":id")), "")
            for tag in map(_attributes, re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", book))
            if tag.get("name") == sheet
        ),
        None,
    )
    links = map(
        _attributes, re.findall(rb"<Relationship\s[^>]*>", archive.read("xl/_rels/workbook.xml.rels"))
    )
    target = next((tag.get("Target", "") for tag in links if relation and tag.get("Id") == relation), "")
    part = posixpath.normpath(posixpath.join("xl", target)).lstrip("/") if target else ""
    if target.startswith("/"):
        part = target.lstrip("/")
    return part if part in names else None


def sniff_sheet(path: Path, sheet: str, found: Findings) -> None:
    """Search one sheet's XML and add what is found."""
    with zipfile.ZipFile(path) as archive:
        part = sheet_part(archive, sheet)
        if part is not None and part.endswith(".xml"):
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
    if b"<mergeCell " in piece and len(found.merges) < _MOST_MERGES:
        found.merges += [
            ((int(top) - 1, column_index(left.decode())), (int(bottom) - 1, column_index(right.decode())))
            for left, top, right, bottom in _MERGE.findall(piece)
        ]
    formulas = 0
    if b"<f" in piece:
        formulas = piece.count(b"<f>") + piece.count(b"<f ") + piece.count(b"<f/")
    found.formulas += formulas
    if formulas and len(found.uncached) < _LIMIT:
        for match in _UNCACHED.finditer(piece):
            if match[4] is None or b't="str"' not in match[3]:  # a formula may well give an empty text
                found.uncached.append((int(match[2]), column_index(match[1].decode())))
    if b't="e"' in piece and len(found.faulty) < _LIMIT:
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
            values = _attributes(tag)
            first, last = int(values.get("min", "1")), int(values.get("max", "1"))
            found.hidden_columns.extend(range(first - 1, min(last, first + 255)))
    for tag in _ROW.findall(piece):
        if _HIDDEN.search(tag) and len(found.hidden_rows) < _MOST_HIDDEN:
            found.hidden_rows.append(int(_attributes(tag).get("r", "0")))
