"""Refused rows come back as the sender's own sheet, and go in again once corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import (
    HEADINGS,
    as_text,
    person_row,
    read,
    resident_id,
    table,
    write_ods,
    write_xls,
    write_xlsx,
)

from core.errors import LedgerFault
from core.imports import error_sheet
from core.imports.error_sheet import write_error_sheet
from core.problems import Problem

WRONG_ID = resident_id(9)[:17] + ("0" if resident_id(9)[17] != "0" else "1")
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"身份证号": WRONG_ID, "备注": "=1+1不是公式"},
    {},
    {"就业时间": "2025-09-31", "就业单位": "同上", "联系电话": 12800000004.0},
    {"身份证号": 5.00118199001011e17, "姓名": ""},
)


def hand_back(path: Path, out: Path) -> int:
    opened, rows = read(path)
    refused = {row.row: row.problems for row in rows if row.refused}
    return write_error_sheet(
        path, opened.sheet, opened.header_row, opened.columns, refused, out, opened.encoding
    )


def cells(path: Path) -> list[list[Any]]:
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def write(kind: str, path: Path, rows: list[list[Any]]) -> Path:
    if kind == "xls":
        return write_xls(path, rows)
    if kind == "ods":
        return write_ods(path, [["" if cell is None else cell for cell in row] for row in rows])
    if kind == "csv":
        path.write_bytes(as_text(rows).encode("gb18030"))
        return path
    return write_xlsx(path, rows)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_only_the_refused_rows_with_reasons(tmp_path: Path, kind: str) -> None:
    rows = table(*CHANGES, titles=["朱沱镇台账"])
    out = tmp_path / "errors.xlsx"
    assert hand_back(write(kind, tmp_path / f"a.{kind}", rows), out) == 3
    back = cells(out)
    assert back[0][0] == "朱沱镇台账"
    assert back[1] == [*HEADINGS, "错误原因"]
    assert len(back) == 5
    assert [row[2] for row in back[2:4]] == [WRONG_ID, resident_id(14)]
    assert "校验码不对" in back[2][-1]
    assert "就业时间：没有这一天：2025 年 9 月只有 30 日" in back[3][-1]
    assert "请将该列设为文本后重新录入" in back[4][-1] or "截断" in back[4][-1]
    assert "姓名" in back[4][-1]
    assert back[3][5] == "重庆示例制造有限公司"


def test_cells_are_coloured_and_numbers_are_text(tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"

    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet["K3"].data_type = "s"

    hand_back(write_xlsx(tmp_path / "a.xlsx", table(*CHANGES), touch), out)
    sheet = load_workbook(out).worksheets[0]
    assert sheet["C2"].fill.fill_type == "solid"
    assert sheet["B2"].fill.fill_type is None
    assert sheet["I3"].fill.fill_type == "solid"
    assert [(sheet[place].value, sheet[place].number_format) for place in ("C4", "J3")] == [
        ("500118199001011000", "@"),
        ("12800000004", "@"),
    ]
    assert (sheet["K2"].data_type, sheet["K2"].value) == ("s", "=1+1不是公式")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_senders_styles_stay(tmp_path: Path) -> None:
    def touch(book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("A1:K1")
        sheet["A1"].font = Font(size=20, bold=True)
        sheet["D3"].font = Font(italic=True)
        sheet["D4"].font = Font(color="FF00AA00")
        sheet.row_dimensions[4].height = 40
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].width = 30
        sheet.column_dimensions["C"].hidden = True
        sheet.merge_cells("G4:G5")
        lists = book.create_sheet("下拉")
        lists["A1"] = "区外市内"
        book.create_sheet("别的")["A1"] = resident_id(99)
        offered = DataValidation("list", formula1="下拉!$A$1:$A$1")
        offered.add("D3:D99")
        sheet.add_data_validation(offered)

    path = write_xlsx(tmp_path / "a.xlsx", table(*CHANGES, titles=["朱沱镇台账"]), touch)
    out = tmp_path / "errors.xlsx"
    assert hand_back(path, out) == 3
    book = load_workbook(out)
    sheet = book.worksheets[0]
    assert (sheet["A1"].font.size, str(next(iter(sheet.merged_cells.ranges)))) == (20, "A1:K1")
    assert sheet["D3"].font.color.rgb == "FF00AA00"
    assert sheet.row_dimensions[3].height == 40
    assert not sheet.row_dimensions[3].hidden
    assert (sheet.column_dimensions["C"].width, sheet.column_dimensions["C"].hidden) == (30, False)
    assert [(each.title, each.sheet_state) for each in book.worksheets] == [
        ("Sheet", "visible"),
        ("下拉", "hidden"),
    ]
    assert sheet.data_validations.dataValidation[0].formula1 == "下拉!$A$1:$A$1"
    assert sheet["G3"].value == sheet["G4"].value == "朱沱镇"


def test_corrected_it_imports_again(tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    hand_back(write_xlsx(tmp_path / "a.xlsx", table(*CHANGES, titles=["朱沱镇台账"])), out)
    opened, rows = read(out)
    assert (len(rows), all(row.refused for row in rows)) == (3, True)
    assert "错误原因" not in [column.heading for column in opened.columns if column.field]
    book = load_workbook(out)
    sheet = book.worksheets[0]
    sheet["C3"], sheet["I4"], sheet["B5"], sheet["C5"] = (
        resident_id(9),
        "2025-09-30",
        "示例己",
        resident_id(15),
    )
    book.save(out)
    opened, rows = read(out)
    assert [row.problems for row in rows] == [(), (), ()]
    assert [row.values["person.id_number"] for row in rows] == [
        resident_id(9),
        resident_id(14),
        resident_id(15),
    ]


def test_a_second_round_reuses_the_reason_column(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    hand_back(write_xlsx(tmp_path / "a.xlsx", table(*CHANGES)), first)
    hand_back(first, second)
    assert cells(second)[0] == [*HEADINGS, "错误原因"]
    assert len(cells(second)) == 4


def test_reasons_of_the_plan_of_changes_come_too(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table({}, {}))
    opened, _rows = read(path)
    problems = [Problem("person.name", "这个证件号已登记为别人"), Problem("township", "看一眼")]
    out = tmp_path / "errors.xlsx"
    assert write_error_sheet(path, opened.sheet, 1, opened.columns, {3: problems}, out) == 1
    assert cells(out)[1][-1] == "姓名：这个证件号已登记为别人；镇街：看一眼。"


def test_a_large_sheet_comes_back_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_sheet, "STYLED_CELLS", 100)
    rows = [HEADINGS, *(person_row(number) for number in range(20))]
    path = write_xlsx(
        tmp_path / "a.xlsx", rows, lambda _book, sheet: setattr(sheet["A1"], "font", Font(size=30))
    )
    opened, _rows = read(path)
    out = tmp_path / "errors.xlsx"
    assert write_error_sheet(path, opened.sheet, 1, opened.columns, {9: [Problem("note", "不对")]}, out) == 1
    assert cells(out)[1][1:3] == [person_row(7)[1], resident_id(17)]
    assert load_workbook(out).worksheets[0]["A1"].font.size != 30


def test_same_rows_same_bytes(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table(*CHANGES))
    hand_back(path, tmp_path / "1.xlsx")
    hand_back(path, tmp_path / "2.xlsx")
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table(*CHANGES))
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(LedgerFault, match="不是文件，没有写"):
        hand_back(path, tmp_path / "out.xlsx")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xlsx", "out.xlsx"]
