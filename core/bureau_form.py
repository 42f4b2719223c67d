"""The bureau's own workbook: its cells read, suggestions of what goes where, filling, what has moved.

Pure functions on a blank form's bytes. Figures come from the return's data file, never from elsewhere, so
that the filled form and the return cannot differ.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from rapidfuzz import fuzz

from core.errors import LedgerFault
from core.imports.container import FileKind, kind_of
from core.workbook_file import set_text, stable_bytes

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 400, 80
UNKNOWN = "—"
MEASURES: Mapping[str, str] = {
    "month": "本月",
    "value": "累计",
    "target": "目标",
    "completion": "完成率",
    "pro_rata": "序时进度",
    "gap": "进度差",
    "year_on_year": "同比",
    "missing": "尚缺",
}
"""What of a figure a cell may hold."""
TEXTS: Mapping[str, str] = {
    "office": "填报单位",
    "unit": "单位简称",
    "month": "报告期",
    "until": "截止日",
    "number": "编号",
    "head": "单位负责人",
    "reviewer": "审核人",
    "preparer": "填表人",
    "office_phone": "联系电话",
}
"""Words that a form asks for beside its figures."""
_WORDS_OF_MEASURES: tuple[tuple[str, str], ...] = (
    ("完成率", "completion"),
    ("完成比例", "completion"),
    ("序时", "pro_rata"),
    ("进度差", "gap"),
    ("差距", "gap"),
    ("同比", "year_on_year"),
    ("尚缺", "missing"),
    ("缺口", "missing"),
    ("目标", "target"),
    ("任务", "target"),
    ("计划", "target"),
    ("累计", "value"),
    ("本年", "value"),
    ("完成", "value"),
    ("本月", "month"),
    ("当月", "month"),
)
_WORDS_OF_TEXTS: tuple[tuple[str, str], ...] = (
    ("填报单位", "office"),
    ("报送单位", "office"),
    ("单位负责人", "head"),
    ("负责人", "head"),
    ("审核人", "reviewer"),
    ("填表人", "preparer"),
    ("填报人", "preparer"),
    ("联系电话", "office_phone"),
    ("报告期", "month"),
    ("统计月份", "month"),
    ("截止", "until"),
)
_LIKE = 86
_PLAIN = re.compile(r"[\s:：()（）\[\]【】\d.、．①-⑳]|其中|人数|情况|数量")
_LOST_PARTS = {
    "xl/charts/": "图表",
    "xl/media/": "图片",
    "xl/ctrlProps/": "控件",
    "xl/activeX/": "控件",
    "xl/vbaProject.bin": "宏",
    "xl/pivotTables/": "数据透视表",
}


@dataclass(frozen=True, slots=True)
class FormCell:
    """What goes into one cell, and the words that stand around it.

    `what` is a figure's key, or "text:" and a key of `TEXTS`. `plan` is the plan whose target is meant,
    "" for the first that has one.
    """

    sheet: str
    cell: str
    what: str
    measure: str
    plan: str
    row_words: str
    column_words: str


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The used part of a sheet: words of its cells, row by row, and which cells are merged into others."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    inside: frozenset[tuple[int, int]]
    """(row, column), from 0, of cells that lie inside a merged one and cannot be filled."""


@dataclass(frozen=True, slots=True)
class Form:
    """A blank form as it was read."""

    file_name: str
    content: bytes
    digest: str
    sheets: tuple[FormSheet, ...]
    notes: tuple[str, ...]
    """What a filled copy will not keep."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell that is not where it was: `now` is its new place, "" when it was not found again."""

    cell: FormCell
    now: str


def read_form(path: Path) -> Form:
    """Read a blank form.

    Raises:
        LedgerFault: it is no .xlsx workbook, too large, damaged or locked.
    """
    if path.stat().st_size > MOST_BYTES:
        raise LedgerFault("这个文件超过 5 MB，不像一张空白报表，没有读。", todo="请选市局发的空白表。")
    if kind_of(path) is not FileKind.XLSX:
        raise LedgerFault("这不是 xlsx 工作簿，没有读。", todo="用 Excel 或 WPS 另存为 .xlsx 再选。")
    return form_of(path.read_bytes(), path.name)


def form_of(content: bytes, file_name: str) -> Form:
    """A form from its bytes; the zip has been looked at before."""
    book = _opened(content)
    sheets = tuple(_sheet(sheet) for sheet in book.worksheets)
    return Form(file_name, content, hashlib.sha256(content).hexdigest(), sheets, _notes(content))


def _opened(content: bytes) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content))
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise LedgerFault("这张表打不开，文件可能损坏。", todo="请向市局重新索取空白表。") from error


def _notes(content: bytes) -> tuple[str, ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    found = {word for part, word in _LOST_PARTS.items() if any(name.startswith(part) for name in names)}
    return tuple(f"表里的{word}填出来后不保留" for word in sorted(found))


def _sheet(sheet: Any) -> FormSheet:
    inside = {
        (row - 1, column - 1)
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, merged.max_col + 1)
        if (row, column) != (merged.min_row, merged.min_col)
    }
    last_row, last_column = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    rows = tuple(
        tuple("" if cell.value is None else str(cell.value).strip() for cell in row)
        for row in sheet.iter_rows(min_row=1, max_row=last_row, min_col=1, max_col=last_column)
    )
    return FormSheet(sheet.title, rows, frozenset(inside))


def words_around(sheet: FormSheet, row: int, column: int) -> tuple[str, str]:
    """The label left of a cell and the heading above it; a merged label or heading counts throughout."""
    left = next((sheet.rows[row][at] for at in range(column - 1, -1, -1) if _label(sheet.rows[row][at])), "")
    above = []
    for at in range(row - 1, -1, -1):
        text = sheet.rows[at][column] or _merged_above(sheet, at, column)
        if _label(text):
            above.append(text)
        if len(above) == 2:
            break
    return left, " ".join(reversed(above))


def _merged_above(sheet: FormSheet, row: int, column: int) -> str:
    """The words of the merged cell that a cell lies in, where it spreads along the row."""
    while column >= 0 and (row, column) in sheet.inside:
        column -= 1
    return sheet.rows[row][column] if column >= 0 else ""


def _label(text: str) -> bool:
    return bool(text) and not re.fullmatch(r"[\d.,%\-—/]+", text)


def plain_words(text: str) -> str:
    """Words as they are compared: no widths, spaces, numbering or brackets."""
    return _PLAIN.sub("", unicodedata.normalize("NFKC", text))


def suggestions(form: Form, figures: Mapping[str, Sequence[str]]) -> tuple[FormCell, ...]:
    """What each empty cell most likely holds, by the words around it.

    Args:
        form: the blank form.
        figures: key of a figure → its names.
    """
    known = [(plain_words(name), key) for key, names in figures.items() for name in names if name]
    found: list[FormCell] = []
    for sheet in form.sheets:
        for row, cells in enumerate(sheet.rows):
            for column, text in enumerate(cells):
                made = None if text or (row, column) in sheet.inside else _figure(sheet, row, column, known)
                made = made or _text(sheet, row, column)
                if made is not None:
                    found.append(made)
    return tuple(found)


def _figure(sheet: FormSheet, row: int, column: int, known: list[tuple[str, str]]) -> FormCell | None:
    left, above = words_around(sheet, row, column)
    last = above.split(" ")[-1] if above else ""
    measure = next((key for word, key in _WORDS_OF_MEASURES if word in last), "")
    measure = measure or next((key for word, key in _WORDS_OF_MEASURES if word in above), "")
    label = plain_words(left)
    if not measure or len(label) < 2:
        return None
    best = max(known, key=lambda each: fuzz.ratio(label, each[0]), default=None)
    if best is None or fuzz.ratio(label, best[0]) < _LIKE:
        return None
    return FormCell(sheet.name, place_of(row, column), best[1], measure, "", left, above)


def _text(sheet: FormSheet, row: int, column: int) -> FormCell | None:
    """A label such as 填报单位：, filled in the cell itself; or the empty cell right of 填报单位."""
    text = sheet.rows[row][column]
    if text.endswith(("：", ":")):
        key = next((key for word, key in _WORDS_OF_TEXTS if word in text), "")
        beside = sheet.rows[row][column + 1] if column + 1 < len(sheet.rows[row]) else "there is none"
        free = not beside and (row, column + 1) not in sheet.inside
        place = place_of(row, column + 1 if free else column)
        return FormCell(sheet.name, place, f"text:{key}", "", "", text, "") if key else None
    return None


def place_of(row: int, column: int) -> str:
    """B4 for row 3, column 1, both from 0."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def moved(form: Form, cells: Iterable[FormCell]) -> tuple[Moved, ...]:
    """Cells around which other words stand now, with the place where their words are found."""
    at_place: dict[tuple[str, str], tuple[str, str]] = {}
    by_words: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for sheet in form.sheets:
        for row, texts in enumerate(sheet.rows):
            for column in range(len(texts)):
                place, around = (sheet.name, place_of(row, column)), words_around(sheet, row, column)
                at_place[place] = around
                if not texts[column] and (row, column) not in sheet.inside:
                    by_words.setdefault(around, []).append(place)
    found = []
    for each in cells:
        here = at_place.get((each.sheet, each.cell))
        if each.what.startswith("text:"):
            if here is None:
                found.append(Moved(each, ""))
            continue
        if here == (each.row_words, each.column_words):
            continue
        places = by_words.get((each.row_words, each.column_words), [])
        found.append(Moved(each, f"{places[0][0]}!{places[0][1]}" if len(places) == 1 else ""))
    return tuple(found)


def following(cells: Iterable[FormCell], changes: Iterable[Moved]) -> tuple[FormCell, ...]:
    """The cells at their new places, without those that were not found again."""
    now = {each.cell: each.now for each in changes}
    result = []
    for each in cells:
        place = now.get(each)
        if place is None:
            result.append(each)
        elif place:
            sheet, _, cell = place.rpartition("!")
            result.append(replace(each, sheet=sheet, cell=cell))
    return tuple(result)


def fill(
    content: bytes,
    cells: Iterable[FormCell],
    numbers: Mapping[tuple[str, str], Mapping[str, Any]],
    texts: Mapping[str, str],
) -> tuple[bytes, tuple[FormCell, ...]]:
    """A filled copy of a form: styles, merged cells and print settings stay as they are.

    Args:
        content: the blank form.
        cells: what goes where.
        numbers: (figure, plan) → measure → number; plan "" is the first that has the figure.
        texts: key of `TEXTS` → words.

    Returns:
        The workbook, and the cells whose number is unknown: they hold a dash.
    """
    book = _opened(content)
    unknown = []
    for each in cells:
        target = book[each.sheet][each.cell] if each.sheet in book.sheetnames else None
        if target is None or isinstance(target, MergedCell):
            unknown.append(each)
        elif each.what.startswith("text:"):
            words = texts.get(each.what.removeprefix("text:"), "")
            before = str(target.value or "").strip()
            set_text(target, f"{before}{words}" if before.endswith(("：", ":")) else words)
        else:
            value = numbers.get((each.what, each.plan), {}).get(each.measure)
            if value is None:
                unknown.append(each)
            _put(target, value)
    return stable_bytes(book), tuple(unknown)


def _put(target: Any, value: Any) -> None:
    if value is None:
        set_text(target, UNKNOWN)
        return
    number = Decimal(str(value))
    whole = number == number.to_integral_value()
    target.value = int(number) if whole else float(number)
    if target.number_format == "General":
        target.number_format = "0" if whole else "0.00"
