"""A return's workbook read alone: who it is of, its figures, and whether its check code still holds.

Runs in the reading process alone: a workbook may come from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from core.imports.container import FileKind, kind_of
from core.returns.check_code import LABEL, check_code

_MAX_SHEETS, _MAX_ROWS = 40, 5_000
_NUMBER = re.compile(r"编号：([0-9A-Za-z][0-9A-Za-z\-]{2,18})-(\d{4}-\d{2})-(\d{1,3})(?:　|$)")
_DRAFTS = ("草稿", "送审稿", "退回稿", "已审定，未报出")
_DEMONSTRATION = "演示数据"

Rows = list[list[object]]


@dataclass(frozen=True, slots=True)
class BookParts:
    """What a return's workbook says."""

    unit: str
    office: str
    month: str
    version: int
    draft: bool
    demonstration: bool
    code_holds: bool
    total: Decimal | None
    new: Decimal | None
    outside: Decimal | None
    target: Decimal | None
    outside_target: Decimal | None
    industries: tuple[tuple[str, Decimal, Decimal], ...]
    """Name, this month, cumulative."""


def read_book(path: Path) -> BookParts | None:
    """What the workbook says; None where it is no return's.

    Raises:
        Refusal: it is damaged, or made to do harm.
    """
    if kind_of(path) is not FileKind.XLSX:
        return None
    book = CalamineWorkbook.from_path(str(path))
    names = book.sheet_names
    if not names or not names[0].startswith("表1") or "口径" not in names or len(names) > _MAX_SHEETS:
        return None
    sheets = [_rows(book, name) for name in names]
    about = _text(sheets[0], 1)
    number = _NUMBER.search(about)
    if number is None:
        return None
    words = about.split("　")
    total, outside = _core(sheets[0])
    industries = next((rows for name, rows in zip(names, sheets, strict=True) if "分行业" in name), [])
    return BookParts(
        unit=number.group(1),
        office=words[0].removeprefix("填报单位："),
        month=number.group(2),
        version=int(number.group(3)),
        draft=any(word in words for word in _DRAFTS),
        demonstration=any(word.startswith(_DEMONSTRATION) for word in words),
        code_holds=_code(sheets) == check_code(sheets),
        total=_cell(total, 3),
        new=_cell(total, 2),
        outside=_cell(outside, 3),
        target=_cell(total, 1),
        outside_target=_cell(outside, 1),
        industries=_industries(industries),
    )


def _rows(book: CalamineWorkbook, name: str) -> Rows:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > _MAX_ROWS:
        raise ValueError("rows")
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def _text(rows: Rows, row: int) -> str:
    return str(rows[row][0]) if len(rows) > row and rows[row] else ""


def _code(sheets: Sequence[Rows]) -> str:
    for row in sheets[-1]:
        if row and str(row[0]).startswith(LABEL):
            return str(row[0]).removeprefix(LABEL).strip()
    return ""


def _core(rows: Rows) -> tuple[list[object], list[object]]:
    """The rows of the first two core figures: the first with figures, and the first below it of 市外来渝."""
    figures = [row for row in rows if len(row) > 3 and _cell(row, 3) is not None]
    outside = next((row for row in figures[1:] if "市外" in str(row[0])), [])
    return (figures[0] if figures else []), outside


def _cell(row: Sequence[object], column: int) -> Decimal | None:
    value = row[column] if len(row) > column else None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
        return None
    return Decimal(str(value)).normalize() if value % 1 else Decimal(int(value))


def _industries(rows: Rows) -> tuple[tuple[str, Decimal, Decimal], ...]:
    found = []
    for row in rows[3:]:
        new, value = _cell(row, 2), _cell(row, 3)
        if new is not None and value is not None and len(row) > 3:
            name = "".join(str(row[1]).split())
            if name != "合计":
                found.append((name, new, value))
    return tuple(found)
