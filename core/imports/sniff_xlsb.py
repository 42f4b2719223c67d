"""What the reading library does not tell of a binary workbook (.xlsb, MS-XLSB): see `sniff`."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator

from core.imports.sniff import ERROR_WORDS, LIMIT, MOST_HIDDEN, Findings, tag_attributes

_PIECE = 1 << 20
_ROW, _ERROR_CELL, _ERROR_FORMULA = 0, 3, 11
_FORMULAS = frozenset((8, 9, 10, _ERROR_FORMULA))
_COLUMN, _PROPERTIES, _SHEET = 60, 153, 156
_HIDDEN_ROW = 0x10
_TWO, _FOUR = struct.Struct("<II"), struct.Struct("<I")


def binary_counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts its days from 1904."""
    return any(
        kind == _PROPERTIES and bool(body[:1]) and bool(body[0] & 1)
        for kind, body in _records(archive, "xl/workbook.bin")
    )


def sniff_binary_sheet(archive: zipfile.ZipFile, sheet: str, found: Findings) -> None:
    """Search one sheet and add what is found.

    Raises:
        ValueError: no such sheet, or one that is built otherwise.
    """
    row = 0
    for kind, body in _records(archive, _part(archive, sheet)):
        if kind == _ROW and len(body) >= 12:
            row = _FOUR.unpack_from(body)[0] + 1
            if body[11] & _HIDDEN_ROW and len(found.hidden_rows) < MOST_HIDDEN:
                found.hidden_rows.append(row)
        elif kind in _FORMULAS or kind == _ERROR_CELL:
            found.formulas += kind != _ERROR_CELL
            if kind in (_ERROR_CELL, _ERROR_FORMULA) and len(body) >= 9 and len(found.faulty) < LIMIT:
                column = _FOUR.unpack_from(body)[0]
                found.faulty.append((row, column, ERROR_WORDS.get(body[8], "#N/A")))
        elif kind == _COLUMN and len(body) >= 18 and body[16] & 1:
            first, last = _TWO.unpack_from(body)
            found.hidden_columns.extend(range(first, min(last, first + 255) + 1))


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    relation = next((link for name, link in _sheets(archive) if name == sheet), None)
    links = archive.read("xl/_rels/workbook.bin.rels")
    for tag in map(tag_attributes, re.findall(rb"<Relationship\s[^>]*>", links)):
        if relation is not None and tag.get("Id") == relation:
            return posixpath.normpath(posixpath.join("/xl", tag.get("Target", ""))).lstrip("/")
    raise ValueError("no such sheet")


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and link of each sheet."""
    for kind, body in _records(archive, "xl/workbook.bin"):
        if kind == _SHEET:
            link, after = _text(body, 8)
            yield _text(body, after)[0], link


def _text(body: bytes, at: int) -> tuple[str, int]:
    (length,) = _FOUR.unpack_from(body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    """The records of a part, read piece by piece: number (one or two bytes), length (up to four), content."""
    carry = b""
    with archive.open(part) as stream:
        while block := stream.read(_PIECE):
            block = carry + block
            at, size = 0, len(block)
            while at + 6 <= size:
                start = at
                kind = block[at]
                at += 1
                if kind & 0x80:
                    kind = kind & 0x7F | block[at] << 7
                    at += 1
                length = block[at] & 0x7F
                shift = 7
                while block[at] & 0x80 and shift <= 21 and at + 1 < size:
                    at += 1
                    length |= (block[at] & 0x7F) << shift
                    shift += 7
                at += 1
                if at + length > size:
                    at = start
                    break
                yield kind, block[at : at + length]
                at += length
            carry = block[at:]
