"""Rows of a section as a workbook that imports again exactly, and cannot run anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from core.columns import code_text
from core.files import write_whole
from core.imports.aliases import SYSTEM_NUMBER_LABEL
from core.plain_workbook import Cell, PlainSheet, plain_workbook
from core.section import Field, Kind, Section
from core.vocabulary import Vocabulary
from core.workbook_file import column_width

_NUMBER_WIDTH = 20.0


SectionRows = tuple[Section, Iterable[Sequence[object]]]
"""A section and, of each row, its 系统编号 and then the typed value of every field in the section's order."""


def write_export(sheets: Sequence[SectionRows], out: Path, vocabulary: Vocabulary) -> int:
    """Write rows of a section, and on sheets after it rows that are parts of them.

    Args:
        sheets: the section's rows first; values are already masked where they have to be.
        out: where to write, .xlsx.
        vocabulary: the ledger's code lists; codes are written in words.

    Returns:
        How many rows the first sheet has.

    Raises:
        LedgerFault: the file cannot be written.
    """
    counted: list[_Counted] = []
    made: list[PlainSheet] = []
    for section, rows in sheets:
        columns = [(SYSTEM_NUMBER_LABEL, _NUMBER_WIDTH)]
        columns += [(field.label, column_width(field)) for field in section.fields]
        written = _Counted(_cells(section, rows, vocabulary))
        counted.append(written)
        made.append(PlainSheet(section.title, columns, written, 1 + len(section.frozen)))
    write_whole(out, plain_workbook(*made))
    return counted[0].count


class _Counted:
    """An iterable that knows how many rows went by."""

    def __init__(self, rows: Iterator[Sequence[Cell]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.count += 1
            yield row


def _cells(
    section: Section, rows: Iterable[Sequence[object]], vocabulary: Vocabulary
) -> Iterator[Sequence[Cell]]:
    """The rows with codes in words; every code is looked up once."""
    words: list[dict[object, Cell] | None] = [None]
    words += [{} if field.kind is Kind.CODE else None for field in section.fields]
    fields: list[Field | None] = [None, *section.fields]
    for row in rows:
        cells: list[Cell] = []
        for field, known, value in zip(fields, words, row, strict=True):
            if known is None or field is None or not value:
                cells.append(_plain(value))
                continue
            if value not in known:
                known[value] = code_text(field, str(value), vocabulary)
            cells.append(known[value])
        yield cells


def _plain(value: object) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or isinstance(value, str | int | Decimal | date):
        return value
    return str(value)
