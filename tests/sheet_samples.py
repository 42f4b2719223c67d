"""Made-up people and small workbooks of every kind, for the tests of sheets."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from stdnum.cn import ric, uscc

from core.codes import CodeEntry, CodeList, code_list
from core.imports.clean_rows import CleanRow
from core.imports.container import Refusal
from core.imports.table import CleanTable, read_clean
from core.sections import section_of

TODAY = date(2026, 11, 21)
HEADINGS = [
    "序号",
    "姓名",
    "身份证号",
    "来源",
    "毕业去向",
    "就业单位",
    "镇街",
    "行业",
    "就业时间",
    "联系电话",
    "备注",
]
TOWNSHIPS = CodeList("township", "镇街", "", (CodeEntry("500118-01", "朱沱镇", ("朱沱",)),))


def codes(name: str) -> CodeList:
    """Code lists as a ledger would give them."""
    return TOWNSHIPS if name == "township" else code_list(name)


def resident_id(sequence: int, born: date = date(2002, 3, 4), area: str = "500118") -> str:
    """A number that nobody need have, with a check digit by another library's arithmetic."""
    body = f"{area}{born:%Y%m%d}{sequence:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def credit_code(sequence: int) -> str:
    """A credit code with a check character by another library's arithmetic."""
    body = f"91500118MA{sequence:07d}"
    return body + str(uscc.calc_check_digit(body))


def person_row(number: int, **changes: Any) -> list[Any]:
    """One row under `HEADINGS`; changes by heading."""
    row = dict(
        zip(
            HEADINGS,
            [
                number,
                f"示例{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
                resident_id(number + 10),
                "区外市内",
                "11",
                "重庆示例制造有限公司",
                "朱沱镇",
                "制造业",
                date(2025, 9, 1 + number % 28),
                f"12{number:09d}",
                "",
            ],
            strict=True,
        )
    )
    row.update(changes)
    return [row[heading] for heading in HEADINGS]


def table(*changes: dict[str, Any], titles: Sequence[str] = ()) -> list[list[Any]]:
    """A whole sheet: titles, headings, and one row per set of changes."""
    rows: list[list[Any]] = [[title] for title in titles]
    rows.append(list(HEADINGS))
    return rows + [person_row(number, **each) for number, each in enumerate(changes, 1)]


def write_xlsx(
    path: Path, rows: Sequence[Sequence[Any]], touch: Callable[[Workbook, Worksheet], None] | None = None
) -> Path:
    """A workbook by openpyxl; `touch` may spoil it before it is saved."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if touch is not None:
        touch(book, sheet)
    book.save(path)
    return path


def write_xls(
    path: Path, rows: Sequence[Sequence[Any]], touch: Callable[[xlwt.Workbook, Any], None] | None = None
) -> Path:
    """An old workbook by xlwt; `touch` may spoil it before it is saved."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("九月")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row_number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and value != "":
                sheet.write(
                    row_number, column, value, day if isinstance(value, date) else xlwt.Style.default_style
                )
    if touch is not None:
        touch(book, sheet)
    book.save(str(path))
    return path


def as_text(rows: Sequence[Sequence[Any]], separator: str = ",") -> str:
    """Rows as separated text."""
    return "".join(separator.join("" if cell is None else str(cell) for cell in row) + "\r\n" for row in rows)


def write_ods(path: Path, rows: Sequence[Sequence[Any]], columns: str = "", after: str = "") -> Path:
    """The smallest OpenDocument spreadsheet, every cell as text; a cell that begins with < stands as it is.

    `columns` is what is said of the columns before the rows, `after` stands behind the rows.
    """
    cells = columns
    for row in rows:
        cells += "<table:table-row>"
        for cell in row:
            text = f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            given = cell if isinstance(cell, str) and cell.startswith("<") else text
            cells += "<table:table-cell/>" if cell is None else given
        cells += "</table:table-row>"
    cells += after
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0" xmlns:calcext="urn:calcext">'
        "<office:body><office:spreadsheet>"
        f'<table:table table:name="九月">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def write_xlsb(
    path: Path,
    rows: Sequence[Sequence[Any]],
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    date_1904: bool = False,
) -> Path:
    """The smallest binary workbook: records of number, length and content (MS-XLSB 2.1.4).

    Rows and columns to hide count from 0; a cell of bytes is the content of an error of a formula.
    """
    book = _record(131) + _record(153, struct.pack("<II", date_1904, 0) + _wide("")) + _record(143)
    book += (
        _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("九月")) + _record(144) + _record(132)
    )
    width = max(map(len, rows))
    sheet = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))
    shapes = (struct.pack("<IIIIH", each, each, 2000, 0, 1) for each in hidden_columns)
    sheet += _record(390) + b"".join(_record(60, each) for each in shapes) + _record(391) + _record(145)
    for number, row in enumerate(rows):
        flags = b"\x00\x10" if number in hidden_rows else bytes(2)
        sheet += _record(0, struct.pack("<I", number) + bytes(6) + flags + bytes(13))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, bytes):
                sheet += _record(11, head + value + bytes(10))
            elif isinstance(value, float):
                sheet += _record(5, head + struct.pack("<d", value))
            elif value is not None and value != "":
                sheet += _record(6, head + _wide(str(value)))
    sheet += _record(146) + _record(130)
    package = "http://schemas.openxmlformats.org/package/2006"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{link}" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _record(number: int, content: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length = len(content)
    while True:
        head += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def read(path: Path, section: str = "placement", **options: Any) -> tuple[CleanTable, list[CleanRow]]:
    """The whole of a sheet."""
    options.setdefault("codes", codes)
    options.setdefault("today", TODAY)
    with read_clean(section_of(section), path, **options) as opened:
        return opened, list(opened.rows())


def messages(row: CleanRow) -> list[str]:
    """What is wrong with a row."""
    return [problem.message for problem in row.problems]


def notices(opened: CleanTable) -> str:
    """What was said of the whole file."""
    return "\n".join(problem.message for problem in opened.notices)


def refusal(path: Path, section: str = "placement", **options: Any) -> str:
    """The sentence that a file is refused with, in Chinese alone."""
    with pytest.raises(Refusal) as caught:
        read(path, section, **options)
    sentence = f"{caught.value.happened}{caught.value.todo}"
    assert caught.value.safe.startswith("安全。")
    assert "！" not in sentence
    assert not re.search("[a-z]", re.sub(r"Excel|Word|Sheet|\.xlsx|\.et", "", sentence)), sentence
    return sentence


def zipped(path: Path, parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip archive of these parts."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
