"""The empty workbook of a section: what to fill in, how, and with which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.codes import code_list
from core.imports.aliases import EXAMPLE_MARK, SYSTEM_NUMBER_LABEL
from core.imports.values import Codes
from core.section import Field, Kind, Section
from core.workbook_file import TEXT_FORMAT, column_width, save_stable, set_text

FILLED_ROWS = 2_000
"""Rows that are prepared as text and with drop-down lists."""
_LISTS_SHEET = "可填内容"
_TEXT_KINDS = (Kind.TEXT, Kind.RESIDENT_ID, Kind.PHONE, Kind.MONTH, Kind.CODE, Kind.DATE)
_HEADING_FILL = PatternFill("solid", fgColor="FFF1F3F6")
_NEEDED_FILL = PatternFill("solid", fgColor="FFDCE8F7")
_EXAMPLE_FONT = Font(color="FF8A9099", italic=True)
_LINE = Side("thin", color="FFC9CED6")

_KIND_NOTES = {
    Kind.DATE: "写成 2025-09-01 的样子。",
    Kind.MONTH: "写成 2025-06 的样子；只知道年份时写 2025。",
    Kind.RESIDENT_ID: "18 位，本列已设为文本，末位 X 用大写。",
    Kind.PHONE: "本列已设为文本。",
    Kind.FLAG: "填 是 或 否。",
    Kind.INTEGER: "填整数。",
    Kind.MONEY: "填数字。",
}


def write_template(
    section: Section, out: Path, codes: Callable[[str], Codes] | None = None
) -> tuple[str, ...]:
    """Write a section's template.

    Args:
        section: whose rows are to be filled in.
        out: where to write, .xlsx.
        codes: the ledger's code lists; without a ledger those that ship with the program.

    Returns:
        The headings in order.

    Raises:
        LedgerFault: the file cannot be written.
    """
    fields = [field for field in section.fields if not field.derived]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = section.title
    lists = book.create_sheet(_LISTS_SHEET)
    headings = (SYSTEM_NUMBER_LABEL, *(field.label for field in fields))
    _write_heading(sheet, 1, SYSTEM_NUMBER_LABEL, "由程序给出，新填的行留空。", needed=False)
    _write_example_mark(sheet)
    for place, field in enumerate(fields, 2):
        _write_heading(sheet, place, field.label, _note(field), field.required)
        _prepare_column(sheet, place, field)
        words = _words(field, codes or code_list)
        if words:
            _offer_words(sheet, lists, place, field, words)
    sheet.column_dimensions["A"].width = 12
    sheet.row_dimensions[1].height = 24
    frozen = 2 + sum(field.key in section.frozen for field in fields[:3])
    sheet.freeze_panes = f"{get_column_letter(frozen)}2"
    if lists.max_column == 1 and lists["A1"].value is None:
        book.remove(lists)
    else:
        lists.sheet_state = "hidden"
    save_stable(book, out)
    return headings


def _write_heading(sheet: Worksheet, place: int, label: str, note: str, needed: bool) -> None:
    cell: Any = sheet.cell(1, place)
    set_text(cell, label)
    cell.font = Font(bold=True)
    cell.fill = _NEEDED_FILL if needed else _HEADING_FILL
    cell.border = Border(bottom=_LINE, right=_LINE)
    cell.alignment = Alignment(horizontal="center", vertical="center")
    if note:
        cell.comment = Comment(note, "", height=90, width=240)


def _note(field: Field) -> str:
    parts = [
        "必填。" if field.required else "",
        _KIND_NOTES.get(field.kind, ""),
        f"{field.hint}。" if field.hint else "",
    ]
    if field.unit and field.kind in (Kind.INTEGER, Kind.MONEY):
        parts.append(f"单位：{field.unit}。")
    if field.kind is Kind.CODE:
        parts.append("从下拉列表里选。")
    return "".join(parts)


def _write_example_mark(sheet: Worksheet) -> None:
    cell: Any = sheet.cell(2, 1)
    set_text(cell, EXAMPLE_MARK)
    cell.font = _EXAMPLE_FONT
    cell.comment = Comment("灰色的一行是示例，导入时会跳过，也可以删掉。", "", height=60, width=240)


def _prepare_column(sheet: Worksheet, place: int, field: Field) -> None:
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = column_width(field)
    text = field.kind in _TEXT_KINDS
    if text:
        sheet.column_dimensions[letter].number_format = TEXT_FORMAT
        for row in (
            range(3, FILLED_ROWS + 3) if field.kind in (Kind.RESIDENT_ID, Kind.PHONE) else range(3, 103)
        ):
            sheet.cell(row, place).number_format = TEXT_FORMAT
    cell: Any = sheet.cell(2, place)
    if field.example:
        if field.kind is Kind.INTEGER:
            cell.value = int(field.example)
        else:
            set_text(cell, field.example)
    cell.number_format = TEXT_FORMAT if text else "0"
    cell.font = _EXAMPLE_FONT


def _words(field: Field, codes: Callable[[str], Codes]) -> list[str]:
    if field.kind is Kind.FLAG:
        return ["是", "否"]
    if field.kind is not Kind.CODE:
        return []
    try:
        known = codes(field.codes)
    except KeyError:
        # A list that only a ledger has, such as its townships: the column is then typed freely.
        return []
    return [known.name_of(code) for code in known.codes]


def _offer_words(sheet: Worksheet, lists: Worksheet, place: int, field: Field, words: Sequence[str]) -> None:
    """A drop-down list over the column, its words on a hidden sheet; other words are let through."""
    letter = get_column_letter(place)
    set_text(lists[f"{letter}1"], field.label)
    for row, word in enumerate(words, 2):
        set_text(lists[f"{letter}{row}"], word)
    reference = f"{quote_sheetname(_LISTS_SHEET)}!${letter}$2:${letter}${len(words) + 1}"
    offered = DataValidation("list", formula1=reference, allow_blank=True, showErrorMessage=False)
    offered.add(f"{letter}2:{letter}{FILLED_ROWS + 2}")
    sheet.add_data_validation(offered)
