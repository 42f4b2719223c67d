"""What the reading library does not tell of an old workbook (BIFF5 and BIFF8, MS-XLS).

Formulas and their errors, hidden rows and columns, and the system by which it counts days.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Container, Iterator

from core.imports.compound import CompoundFile
from core.imports.sniff import ERROR_WORDS, LIMIT, MOST_HIDDEN, Findings

_FORMULA, _END, _DATE_MODE, _HIDDEN_COLUMN = 0x0006, 0x000A, 0x0022, 0x007D
_SHEET, _ERROR_CELL, _ROW, _BEGIN = 0x0085, 0x0205, 0x0208, 0x0809
_NAMES_OF_8, _BIFF8 = 0x01, 0x0600
_HIDDEN_ROW, _STILL_TO_CALCULATE = 0x20, 0x02
_NOTHING = (bytes(8), b"\x03" + bytes(5) + b"\xff\xff")
"""A zero and an empty text as the value of a formula."""
_HEAD = struct.Struct("<HH")


def workbook_stream(content: bytes) -> bytes:
    """The stream that holds the workbook.

    Raises:
        ValueError: the file is not built as old workbooks are.
    """
    if content[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        return content
    return CompoundFile(content).stream("Workbook", "Book")


def counts_from_1904(stream: bytes) -> bool:
    """Whether the workbook counts its days from 1904."""
    return any(body[:2] == b"\x01\x00" for _kind, body in _records(stream, 0, {_DATE_MODE}))


def sniff_old_sheet(stream: bytes, sheet: str, found: Findings) -> None:
    """Search one sheet of a workbook's stream and add what is found.

    Raises:
        ValueError: no such sheet, or a broken stream.
    """
    start = next((at for name, at in _sheets(stream) if name == sheet), None)
    if start is None:
        raise ValueError("no such sheet")
    kinds: dict[int, Callable[[bytes, Findings], None]] = {
        _FORMULA: _formula,
        _ERROR_CELL: _error_cell,
        _ROW: _row,
        _HIDDEN_COLUMN: _column,
    }
    for kind, body in _records(stream, start, kinds.keys()):
        kinds[kind](body, found)


def _records(stream: bytes, at: int, wanted: Container[int]) -> Iterator[tuple[int, bytes]]:
    """The records wanted of the part that begins at a place; parts inside it (charts) are left out."""
    depth, last = 0, len(stream) - 4
    head = _HEAD.unpack_from
    while at <= last:
        kind, length = head(stream, at)
        at += 4
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif kind in wanted and depth == 1:
            yield kind, stream[at : at + length]
        at += length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Name and place of each sheet."""
    version = struct.unpack_from("<4xH", stream, 0)[0]
    for _kind, body in _records(stream, 0, {_SHEET}):
        if len(body) < 8:
            continue
        (place,) = struct.unpack_from("<I", body)
        if version < _BIFF8:
            yield body[7 : 7 + body[6]].decode("gb18030", "replace"), place
        elif body[7] & _NAMES_OF_8:
            yield body[8 : 8 + 2 * body[6]].decode("utf-16-le", "replace"), place
        else:
            yield body[8 : 8 + body[6]].decode("latin-1"), place


def _formula(body: bytes, found: Findings) -> None:
    """A formula with the value it had last.

    Programs that cannot calculate leave nothing there, and ask for it to be done when the file is opened.
    """
    found.formulas += 1
    if len(body) < 16:
        return
    row, column = _HEAD.unpack_from(body)
    value, flags = body[6:14], body[14]
    if value[6:8] == b"\xff\xff" and value[0] == 2:
        _faulty(row, column, value[2], found)
    elif flags & _STILL_TO_CALCULATE and value in _NOTHING and len(found.uncached) < LIMIT:
        found.uncached.append((row + 1, column))


def _error_cell(body: bytes, found: Findings) -> None:
    if len(body) >= 8 and body[7]:
        row, column = _HEAD.unpack_from(body)
        _faulty(row, column, body[6], found)


def _faulty(row: int, column: int, code: int, found: Findings) -> None:
    if len(found.faulty) < LIMIT:
        found.faulty.append((row + 1, column, ERROR_WORDS.get(code, "#N/A")))


def _row(body: bytes, found: Findings) -> None:
    if len(body) > 12 and body[12] & _HIDDEN_ROW and len(found.hidden_rows) < MOST_HIDDEN:
        found.hidden_rows.append(int.from_bytes(body[:2], "little") + 1)


def _column(body: bytes, found: Findings) -> None:
    if len(body) >= 10 and body[8] & 1:
        first, last = _HEAD.unpack_from(body)
        found.hidden_columns.extend(range(first, min(last, first + 255) + 1))
