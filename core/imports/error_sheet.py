"""Refused rows handed back as the sender's own workbook, with the reason beside each row.

The title rows and the header stay, of the rows only the refused ones; the offending cells are coloured and
a column 错误原因 stands first free to the right. Corrected, the sheet imports again like any other.
The workbook is opened in the reading process, like every foreign file.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.files import write_whole
from core.imports.aliases import ERROR_LABEL
from core.imports.cells import MAX_SAFE_DIGITS, is_ditto, text_of
from core.imports.container import FileKind
from core.imports.frames import Head
from core.imports.header import plain_heading
from core.imports.merges import Merges
from core.imports.reader import ReadingProcess
from core.imports.source import Sheet, Source
from core.imports.views import ColumnMatch
from core.problems import Problem, Severity
from core.workbook_file import TEXT_FORMAT, risky, set_text, stable_bytes

STYLED_CELLS = 250_000
"""Up to this many cells the sender's workbook is kept with its styles; beyond, only its texts."""
_MEMORY = 900 * 1024 * 1024
_TEXT_FIELDS = ("id_number", "phone", "credit_code")
_REASON_WIDTH = 56
_CELL = re.compile(r"^[A-Z]{1,3}\d{1,7}[： ]")
"""The name of a cell before a sentence: the row has another number in the sheet handed back."""
_NUMBER_WIDTH = 22
_BAD_FILL = PatternFill("solid", fgColor="FFFCEBE9")
_REASON_FONT = Font(color="FFB0231C")


def write_error_sheet(
    source: Path,
    sheet: str,
    header_row: int,
    columns: Sequence[ColumnMatch],
    rows: Mapping[int, Sequence[Problem]],
    out: Path,
    encoding: str = "",
) -> int:
    """Write the refused rows of a sheet.

    Args:
        source: the sender's file.
        sheet: name of the sheet that was read.
        header_row: (last) row of its header, from 1.
        columns: its columns as they were matched.
        rows: row number → its problems, for each row to hand back.
        out: where to write, .xlsx.
        encoding: of a text file, where it was chosen by the clerk.

    Returns:
        How many rows were written.

    Raises:
        Refusal: the sender's file cannot be read any more.
        LedgerFault: the error sheet cannot be written.
    """
    by_field = {each.field: each for each in columns if each.field}
    request: Head = {
        "job": "error_sheet",
        "path": str(source.resolve()),
        "sheet": sheet,
        "header_row": header_row,
        "encoding": encoding or None,
        "memory": _MEMORY,
        "styled_cells": STYLED_CELLS,
        "rows": {
            str(number): [_plain_problem(by_field.get(each.field), each) for each in problems]
            for number, problems in rows.items()
        },
        "text_columns": [each.index for key, each in by_field.items() if key.endswith(_TEXT_FIELDS)],
    }
    with ReadingProcess(request) as process:
        head = [each for each, _block in process.frames("written")][-1]
    write_whole(out, base64.b64decode(str(head["content"])))
    return int(head["rows"])


def _plain_problem(column: ColumnMatch | None, problem: Problem) -> tuple[int, str, str]:
    """Index of the offending column (-1 for none), the sentence with its column, the severity."""
    message = _CELL.sub("", problem.message.rstrip("。"))
    if column is None:
        return -1, message, problem.severity.value
    heading = "".join(column.heading.split())
    sentence = message if not heading or heading in message else f"{heading}：{message}"
    return column.index, sentence, problem.severity.value


# -- in the reading process ----------------------------------------------------------------------
def write_refused(request: Head) -> Head:
    """Make the error sheet; its bytes go back to the parent, which writes the file."""
    source = Source(Path(request["path"]), request.get("encoding"))
    sheet = source.sheet(request["sheet"])
    wanted = {int(number): problems for number, problems in request["rows"].items()}
    shown = _shown_rows(sheet, request["header_row"], wanted)
    if source.kind is FileKind.XLSX and sheet.height * sheet.width <= request["styled_cells"]:
        content = stable_bytes(_styled(request, wanted, shown))
    else:
        content = stable_bytes(_plain(request, wanted, shown))
    written = sum(number in shown for number in wanted)
    return {"t": "written", "rows": written, "content": base64.b64encode(content).decode("ascii")}


def _shown_rows(sheet: Sheet, header_row: int, wanted: Mapping[int, Any]) -> dict[int, list[Any]]:
    """Title, header and wanted rows; 同上 and merged cells get the value that they stand for."""
    merges = Merges(sheet.merges, header_row, sheet.first_column)
    offset = [""] * sheet.first_column
    shown: dict[int, list[Any]] = {}
    above: list[Any] = []
    for number, plain in enumerate(sheet.rows, 1):
        if number <= header_row:
            shown[number] = offset + plain
            continue
        row = merges.filled([plain], [number])[0]
        above += [""] * (len(row) - len(above))
        for index, cell in enumerate(row):
            if is_ditto(cell):
                row[index] = above[index]
        above[: len(row)] = row
        if number in wanted:
            shown[number] = offset + row
    return shown


def _reasons(problems: Sequence[Sequence[Any]]) -> str:
    refused = [each[1] for each in problems if each[2] == Severity.REFUSED.value]
    return "；".join(dict.fromkeys(refused or [each[1] for each in problems])) + "。"


def _bad_columns(problems: Sequence[Sequence[Any]]) -> set[int]:
    return {each[0] for each in problems if each[0] >= 0 and each[2] == Severity.REFUSED.value}


def _reason_column(header: Iterable[Any], width: int) -> int:
    """Index of the reason column: the sheet's own from an earlier round, or the first free one."""
    for index, cell in enumerate(header):
        if plain_heading(text_of(cell)) == plain_heading(ERROR_LABEL):
            return index
    return width


def _width(rows: Iterable[Sequence[Any]]) -> int:
    """One more than the index of the last column that holds anything."""
    return max((index + 1 for row in rows for index, cell in enumerate(row) if cell != ""), default=0)


def full_text(cell: Any) -> str:
    """A cell as text; a long number keeps the fifteen digits that the sheet still had."""
    if isinstance(cell, float) and abs(cell) >= MAX_SAFE_DIGITS:
        return f"{Decimal(f'{cell:.14e}'):f}"
    return text_of(cell)


def _plain(request: Head, wanted: Mapping[int, Any], shown: Mapping[int, Sequence[Any]]) -> Workbook:
    """A new workbook with the same columns, everything as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", request["sheet"])[:31] or "Sheet1")
    header_row = request["header_row"]
    place = _reason_column(shown.get(header_row, []), _width(shown.values()))
    sheet.column_dimensions[get_column_letter(place + 1)].width = _REASON_WIDTH
    for index in request["text_columns"]:
        sheet.column_dimensions[get_column_letter(index + 1)].width = _NUMBER_WIDTH
    for number, row in sorted(shown.items()):
        texts = [full_text(cell) for cell in row[:place]] + [""] * (place - len(row))
        problems = wanted.get(number, ())
        texts.append(ERROR_LABEL if number == header_row else _reasons(problems) if problems else "")
        bad = _bad_columns(problems)
        sheet.append([_text_cell(sheet, text, index in bad) for index, text in enumerate(texts)])
    return book


def _text_cell(sheet: Any, text: str, bad: bool) -> Any:
    if not text and not bad:
        return None
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    cell.number_format = TEXT_FORMAT
    if bad:
        cell.fill = _BAD_FILL
    return cell


def _styled(request: Head, wanted: Mapping[int, Any], shown: Mapping[int, Sequence[Any]]) -> Workbook:
    """The sender's own workbook, cut down to its head and the refused rows."""
    book = load_workbook(request["path"])
    sheet = book[request["sheet"]]
    header_row = request["header_row"]
    place = _reason_column(shown.get(header_row, []), _width(shown.values()))
    rows = [number for number in sorted(shown) if number > header_row]
    _unmerge(sheet, header_row)
    _keep_rows(sheet, header_row, rows)
    for new, number in enumerate(rows, header_row + 1):
        _fill_row(sheet, new, shown[number], wanted[number], request["text_columns"], place)
    _write_heading(sheet, header_row, place)
    for index in request["text_columns"]:
        dimension = sheet.column_dimensions[get_column_letter(index + 1)]
        dimension.width = max(dimension.width, _NUMBER_WIDTH)
    _drop_other_sheets(book, sheet)
    return book


def _unmerge(sheet: Worksheet, header_row: int) -> None:
    for merged in list(sheet.merged_cells.ranges):
        if merged.max_row > header_row:
            sheet.unmerge_cells(str(merged))


def _keep_rows(sheet: Worksheet, header_row: int, rows: Sequence[int]) -> None:
    """Move the kept rows up below the header; cells keep their styles, rows their heights."""
    moved = {number: number for number in range(1, header_row + 1)}
    moved |= {number: new for new, number in enumerate(rows, header_row + 1)}
    cells = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if row in moved:
            cell.row = moved[row]
            cells[(moved[row], column)] = cell
    sheet._cells = cells
    heights = {moved[row]: copy(each) for row, each in sheet.row_dimensions.items() if row in moved}
    sheet.row_dimensions.clear()
    for row, dimension in heights.items():
        dimension.index = row
        dimension.hidden = False
        sheet.row_dimensions[row] = dimension
    sheet.auto_filter.ref = None


def _fill_row(
    sheet: Worksheet,
    row: int,
    values: Sequence[Any],
    problems: Sequence[Sequence[Any]],
    text_columns: Sequence[int],
    place: int,
) -> None:
    """Values instead of formulas, numbers of persons as text, colour where it is wrong, the reason."""
    for index, value in enumerate(values):
        cell: Any = sheet.cell(row, index + 1)
        if index in text_columns and value != "":
            set_text(cell, full_text(value))
            cell.number_format = TEXT_FORMAT
        elif cell.data_type == "f" or is_ditto(cell.value):
            cell.value = None
            _put(cell, value)
        elif isinstance(cell.value, str) and risky(cell.value):
            set_text(cell, cell.value)
        elif cell.value is None:
            _put(cell, value)
    for index in _bad_columns(problems):
        sheet.cell(row, index + 1).fill = _BAD_FILL
        sheet.column_dimensions[get_column_letter(index + 1)].hidden = False
    reason: Any = sheet.cell(row, place + 1)
    set_text(reason, _reasons(problems))
    reason.font = _REASON_FONT
    reason.alignment = Alignment(wrap_text=True, vertical="center")


def _put(cell: Any, value: Any) -> None:
    """A value read from the sheet, text always as text."""
    if isinstance(value, str):
        if value:
            set_text(cell, value)
    else:
        cell.value = value


def _write_heading(sheet: Worksheet, header_row: int, place: int) -> None:
    heading: Any = sheet.cell(header_row, place + 1)
    neighbour: Any = sheet.cell(header_row, max(place, 1))
    heading._style = copy(neighbour._style)
    set_text(heading, ERROR_LABEL)
    dimension = sheet.column_dimensions[get_column_letter(place + 1)]
    dimension.width, dimension.hidden = _REASON_WIDTH, False


def _drop_other_sheets(book: Workbook, sheet: Worksheet) -> None:
    """Leave only what the kept sheet needs: sheets that its drop-down lists name stay, hidden."""
    lists = " ".join(str(each.formula1 or "") for each in sheet.data_validations.dataValidation)
    for other in list(book.worksheets) + list(book.chartsheets):
        if other is sheet:
            continue
        if other.title in lists or any(name in lists for name in book.defined_names):
            other.sheet_state = "hidden"
        else:
            book.remove(other)
    book.active = book.index(sheet)
    sheet.sheet_state = "visible"
