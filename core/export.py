"""Rows of a section as a workbook that imports again exactly, and cannot run anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
_LONGEST_LIST = 255
"""Characters that a drop-down written into the sheet may have."""


SectionRows = tuple[Section, Sequence[Field], Iterable[Sequence[object]]]
"""A section, its fields that go out, and of each row its 系统编号 and then their typed values."""


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export would carry, said before anything is written."""

    rows: int
    columns: int
    personal: tuple[str, ...]
    """Labels of the columns that hold personal data."""
    masked: tuple[str, ...]
    """Labels of those whose numbers are masked unless asked for with a reason."""
    sensitive: tuple[str, ...]
    """Labels of facts of hardship: empty in a masked export."""

    def sentence(self, full: bool) -> str:
        """As the dialog says it."""
        if not self.personal:
            return f"{self.rows:,} 行，{self.columns} 列，不含个人信息。"
        said = f"{self.rows:,} 行，含个人信息 {len(self.personal)} 列：{'、'.join(self.personal)}。"
        if full:
            return said + "号码是完整的，文件离开台账就没有加密，请妥善保管。"
        hidden = f"；{'、'.join(self.sensitive)}留空" if self.sensitive else ""
        return said + (f"{'、'.join(self.masked)}遮住中间几位{hidden}。" if self.masked else "")


def fields_of(section: Section, columns: Sequence[str] | None) -> tuple[Field, ...]:
    """The fields that go out, in the section's order; without those it needs a row could not come back."""
    needed = (*section.frozen, *(each.key for each in section.required()))
    wanted = None if columns is None else {*columns, *needed}
    return tuple(each for each in section.fields if wanted is None or each.key in wanted)


def preview_export(section: Section, rows: int, columns: Sequence[str] | None) -> ExportPreview:
    """What personal data an export of so many rows would carry."""
    fields = fields_of(section, columns)
    personal = [each for each in fields if each.masked or each.sensitive]
    return ExportPreview(
        rows,
        len(fields),
        tuple(each.label for each in personal),
        tuple(each.label for each in personal if each.kind in (Kind.RESIDENT_ID, Kind.PHONE)),
        tuple(each.label for each in personal if each.sensitive),
    )


def write_export(sheets: Sequence[SectionRows], out: Path, vocabulary: Vocabulary) -> int:
    """Write rows of a section, and on sheets after it rows that are parts of them.

    Args:
        sheets: the section's rows first; values are already masked where they have to be.
        out: where to write, .xlsx.
        vocabulary: the ledger's code lists; codes are written in words, with a drop-down of them.

    Returns:
        How many rows the first sheet has.

    Raises:
        LedgerFault: the file cannot be written.
    """
    counted: list[_Counted] = []
    made: list[PlainSheet] = []
    for section, fields, rows in sheets:
        columns = [(SYSTEM_NUMBER_LABEL, _NUMBER_WIDTH)]
        columns += [(field.label, column_width(field)) for field in fields]
        written = _Counted(_cells(fields, rows, vocabulary))
        counted.append(written)
        lists = {at: words for at, field in enumerate(fields, 1) if (words := _choices(field, vocabulary))}
        made.append(PlainSheet(section.title, columns, written, 1 + len(section.frozen), lists))
    write_whole(out, plain_workbook(*made))
    return counted[0].count


def _choices(field: Field, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words that a coded column may hold, where a drop-down can take them all."""
    if field.kind is Kind.FLAG:
        return ("是", "否")
    if field.kind is not Kind.CODE or field.derived:
        return ()
    words = tuple(code_text(field, each.code, vocabulary) for each in vocabulary.list_of(field.codes))
    fits = len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words)
    return words if fits else ()


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
    shown: Sequence[Field], rows: Iterable[Sequence[object]], vocabulary: Vocabulary
) -> Iterator[Sequence[Cell]]:
    """The rows with codes in words; every code is looked up once."""
    words: list[dict[object, Cell] | None] = [None]
    words += [{} if field.kind is Kind.CODE else None for field in shown]
    fields: list[Field | None] = [None, *shown]
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
