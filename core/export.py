"""Rows of a section as a workbook that imports again exactly, and cannot run anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.columns import code_text
from core.imports.aliases import SYSTEM_NUMBER_LABEL
from core.section import Field, Kind, Section
from core.vocabulary import Vocabulary
from core.workbook_file import TEXT_FORMAT, save_stable, set_text

_DAY_FORMAT = "yyyy-mm-dd"
_PIXELS_PER_CHARACTER = 7.0
_HEADING_FONT = Font(bold=True)
_HEADING_FILL = PatternFill("solid", fgColor="FFF1F3F6")
_NUMBER_WIDTH = 16


def write_export(
    section: Section, out: Path, rows: Iterable[Sequence[object]], vocabulary: Vocabulary
) -> int:
    """Write rows of a section.

    Args:
        section: whose rows they are.
        out: where to write, .xlsx.
        rows: of each row its 系统编号 and then the typed value of every field in the section's order,
            already masked where it has to be.
        vocabulary: the ledger's code lists; codes are written in words.

    Returns:
        How many rows were written.

    Raises:
        LedgerFault: the file cannot be written.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(section.title)
    sheet.freeze_panes = f"{get_column_letter(2 + len(section.frozen))}2"
    sheet.column_dimensions["A"].width = _NUMBER_WIDTH
    for place, field in enumerate(section.fields, 2):
        width = max(field.width / _PIXELS_PER_CHARACTER, 2.2 * len(field.label) + 2)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append(
        [_heading(sheet, text) for text in (SYSTEM_NUMBER_LABEL, *(each.label for each in section.fields))]
    )
    words: dict[tuple[str, str], str] = {}
    written = 0
    for number, *values in rows:
        cells = [_text(sheet, str(number))]
        for field, value in zip(section.fields, values, strict=True):
            cells.append(_cell(sheet, field, value, words, vocabulary))
        sheet.append(cells)
        written += 1
    save_stable(book, out)
    return written


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    cell.font, cell.fill = _HEADING_FONT, _HEADING_FILL
    cell.alignment = Alignment(horizontal="center", vertical="center")
    return cell


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    cell.number_format = TEXT_FORMAT
    return cell


def _cell(
    sheet: Any, field: Field, value: object, words: dict[tuple[str, str], str], vocabulary: Vocabulary
) -> Any:
    """A value as a cell: days as days, numbers as numbers with format 0, everything else as text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _text(sheet, "是" if value else "否")
    if isinstance(value, date):
        cell: Any = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = _DAY_FORMAT
        return cell
    if isinstance(value, int | Decimal):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = "0" if value == int(value) else "0.00####"
        return cell
    text = str(value)
    if field.kind is Kind.CODE:
        known = words.get((field.codes, text))
        if known is None:
            known = words[field.codes, text] = code_text(field, text, vocabulary)
        text = known
    return _text(sheet, text)
