"""What stands in a readable sheet: totals, merged cells, hidden rows, formulas, days, documents."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import (
    HEADINGS,
    as_text,
    messages,
    notices,
    person_row,
    read,
    resident_id,
    table,
    write_xlsx,
    zipped,
)

from core.problems import Severity

ROWS = table({}, {}, {})


def test_totals_blanks_headers_and_foot_notes_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["登记表"],
        HEADINGS,
        person_row(1),
        [None] * len(HEADINGS),
        ["小计", "", "", "", "", "1"],
        HEADINGS,
        person_row(2),
        ["", "合 计", "2人"],
        ["填表人：某某", "", "审核人：某某"],
        ["注：以上数据截至9月底"],
    ]
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.row for row in found] == [3, 7]
    assert all(not row.problems for row in found)
    assert opened.skipped == {"blank": 1, "total": 2, "header": 1, "foot": 2}
    assert "第 5、8 行是合计行" in notices(opened)


def test_merged_cells_and_ditto(tmp_path: Path) -> None:
    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("F2:F3")

    rows = table({}, {"就业单位": None, "镇街": "同上"}, {"就业单位": "〃", "身份证号": "同上"})
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", rows, touch))
    assert [row.values["employer.name"] for row in found] == ["重庆示例制造有限公司"] * 3
    assert found[1].values["township"] == "500118-01"
    assert any("同上" in message for message in messages(found[1]))
    assert found[2].refused
    assert "合并单元格" in notices(opened)


def test_ditto_reaches_over_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [HEADINGS, person_row(1), *(person_row(2, 就业单位="同上") for _ in range(4_500))]
    path.write_text(as_text(rows), encoding="utf-8")
    found = read(path)[1]
    assert {row.values["employer.name"] for row in found} == {"重庆示例制造有限公司"}
    assert len(messages(found[-1])) == 1


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["F"].hidden = True

    opened, found = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert len(found) == 3
    assert "第 3 行是隐藏行" in notices(opened)
    assert "“就业单位”是隐藏列" in notices(opened)


def test_hidden_sheets_are_not_chosen(tmp_path: Path) -> None:
    def touch(book: Workbook, sheet: Worksheet) -> None:
        book.create_sheet("填表说明", 0)["A1"] = "说明"
        other = book.create_sheet("旧表", 0)
        for row in ROWS[:2]:
            other.append(row)
        other.sheet_state = "hidden"

    opened, found = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert (opened.sheet, opened.sheets, len(found)) == ("Sheet", ("旧表", "填表说明", "Sheet"), 3)
    assert "另有 1 个工作表没有读：“填表说明”" in notices(opened)
    assert len(read(tmp_path / "a.xlsx", sheet="旧表")[1]) == 1


def test_formulas_are_never_calculated(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table({"备注": "=1+1"}, {"备注": "甲"}))
    opened, found = read(path)
    assert "1 个公式" in notices(opened)
    assert any("K2 是公式，没有算好的值" in message for message in messages(found[0]))
    assert found[0].refused
    assert not found[1].problems


def test_formulas_with_cached_values_are_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table({"备注": "=1+1"}))
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    sheet = parts["xl/worksheets/sheet1.xml"]
    cached = (
        sheet.replace(b"<v/>", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    )
    assert cached != sheet
    _opened, found = read(zipped(tmp_path / "b.xlsx", parts | {"xl/worksheets/sheet1.xml": cached}))
    assert (found[0].values["note"], found[0].refused) == ("2", False)


def test_days_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def touch(book: Workbook, sheet: Worksheet) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["I3"] = 44439

    _opened, found = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert found[0].values["placed_on"] == date(2025, 9, 2)
    assert found[1].values["placed_on"] == date(1904, 1, 1).fromordinal(date(1904, 1, 1).toordinal() + 44439)


def test_a_dragged_series_is_noticed(tmp_path: Path) -> None:
    start = int(resident_id(100)[:17] + "0")
    changes = [{"身份证号": str(start + step)} for step in range(7)]
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", table({}, *changes, {})))
    assert "第 3 至 9 行的身份证号逐行加 1" in notices(opened)
    assert sum(row.refused for row in found) >= 6


def test_true_and_one_are_not_mixed_up(tmp_path: Path) -> None:
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", table({"备注": 1}, {"备注": True}, {"备注": 1})))
    assert [row.values["note"] for row in found] == ["1", "是", "1"]
    assert opened.header_row == 1


def test_other_documents_by_column_and_by_length(tmp_path: Path) -> None:
    rows = [
        [*HEADINGS, "证件类型"],
        [*person_row(1, 身份证号="E12345678"), "护照"],
        [*person_row(2, 身份证号="12345678901"), "港澳居民来往内地通行证"],
        [*person_row(3), ""],
        [*person_row(4, 身份证号="E12345678"), "居民身份证"],
    ]
    found = read(write_xlsx(tmp_path / "a.xlsx", rows))[1]
    assert [row.values["person.id_kind"] for row in found[:3]] == ["passport", "passport", "resident_id"]
    assert [bool(row.refused) for row in found] == [False, False, False, True]
    found = read(write_xlsx(tmp_path / "b.xlsx", table({"身份证号": "E12345678"})))[1]
    assert found[0].values["person.id_kind"] == "passport"
    assert [problem.severity for problem in found[0].problems] == [Severity.WARNING]


def test_missing_needed_columns_are_said(tmp_path: Path) -> None:
    rows = [[cell for index, cell in enumerate(row) if index != 8] for row in ROWS]
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert "没有找到这些必填的列：就业日期" in notices(opened)
    assert "placed_on" not in found[0].values


def test_own_columns_of_the_clerk(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    found = read(path, columns={10: "", 5: "note", 7: ""})[1]
    assert found[0].values["note"] == "重庆示例制造有限公司"
    assert "industry" not in found[0].values
    assert "employer.name" not in found[0].values


def test_no_personal_data_in_problems(tmp_path: Path) -> None:
    wrong = resident_id(9)[:17] + ("0" if resident_id(9)[17] != "0" else "1")
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", table({"身份证号": wrong, "联系电话": "12800"})))
    said = notices(opened) + "".join(message for row in found for message in messages(row))
    said += "".join(problem.value_masked for row in found for problem in row.problems)
    said += "".join(sample for column in opened.columns for sample in column.samples)
    assert wrong not in said
    assert wrong[6:14] not in said
