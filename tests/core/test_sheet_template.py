"""Templates and exports: what goes out comes in again, and can run nothing."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from sheet_samples import codes, read, resident_id

from core.export import write_export
from core.imports.aliases import SYSTEM_NUMBER
from core.imports.template import write_template
from core.sections import SECTIONS, section_of
from core.workbook_file import save_stable, stable_bytes


class Words:
    """A vocabulary without a ledger."""

    def list_of(self, name: str) -> Any:
        return codes(name)


KEYS = [each.key for each in SECTIONS]


@pytest.mark.parametrize("key", KEYS)
def test_a_template_is_empty_when_imported(tmp_path: Path, key: str) -> None:
    out = tmp_path / "template.xlsx"
    headings = write_template(section_of(key), out)
    opened, rows = read(out, key, codes=lambda _name: codes("origin"))
    assert rows == []
    assert opened.skipped["example"] == 1
    assert headings[0] == "系统编号"
    assert [column.heading for column in opened.columns] == list(headings)
    fields = [field.key for field in section_of(key).fields if not field.derived]
    assert [column.field for column in opened.columns] == [SYSTEM_NUMBER, *fields]


def test_a_template_helps_to_fill_it_in(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    headings = write_template(section_of("placement"), out, codes)
    book = load_workbook(out)
    sheet = book["就业创业登记"]
    place = {heading: get_column_letter(index) for index, heading in enumerate(headings, 1)}
    for heading in ("身份证号", "手机", "就业日期"):
        assert {sheet[f"{place[heading]}{row}"].number_format for row in (2, 3, 50)} == {"@"}
    assert sheet[f"{place['身份证号']}2002"].number_format == "@"
    assert "必填" in sheet[f"{place['身份证号']}1"].comment.text
    assert sheet.freeze_panes == "D2"
    assert sheet["A2"].value == "示例"
    offered = {
        str(each.sqref).split("2:")[0]: each.formula1 for each in sheet.data_validations.dataValidation
    }
    assert set(offered) == {
        place[heading]
        for heading in ("核查", "来源", "毕业去向", "镇街", "行业", "单位性质", "证件类型", "学历")
    }
    lists = book["可填内容"]
    assert lists.sheet_state == "hidden"
    column = place["来源"]
    assert [lists[f"{column}{row}"].value for row in range(1, 5)] == [
        "来源",
        "区内院校",
        "区外市内",
        "市外来渝",
    ]
    assert offered[column] == f"'可填内容'!${column}$2:${column}$4"


def test_a_filled_template_imports(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    headings = write_template(section_of("placement"), out)
    book = load_workbook(out)
    sheet = book["就业创业登记"]
    filled = {"姓名": "示例甲", "身份证号": resident_id(1), "就业日期": "2025-09-01", "来源": "区内院校"}
    for heading, value in filled.items():
        sheet.cell(3, headings.index(heading) + 1).value = value
    book.save(out)
    rows = read(out)[1]
    assert len(rows) == 1
    assert (rows[0].problems, rows[0].values["placed_on"]) == ((), date(2025, 9, 1))


@pytest.mark.parametrize("key", KEYS)
def test_examples_of_templates_are_right(tmp_path: Path, key: str) -> None:
    out = tmp_path / "template.xlsx"
    write_template(section_of(key), out)
    book = load_workbook(out)
    sheet = book.worksheets[0]
    sheet["A2"] = None
    book.save(out)
    own = ("figure", "plan", "scope_kind", "comparator")
    problems = [
        problem
        for row in read(out, key, codes=lambda name: codes("origin" if name in own else name))[1]
        for problem in row.problems
        if problem.field.rpartition(".")[2] != "id_number"
    ]
    missing = [problem.message for problem in problems if "没有" not in problem.message]
    assert missing == []


def exported(tmp_path: Path, values: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
    section = section_of("placement")
    out = tmp_path / "export.xlsx"
    row = ["500118-2025-000001", *(values.get(field.key) for field in section.fields)]
    vocabulary: Any = Words()
    assert write_export([(section, section.fields, [row])], out, vocabulary) == 1
    rows = read(out)[1]
    assert len(rows) == 1
    return out, rows[0].values


def test_an_export_comes_back_exactly(tmp_path: Path) -> None:
    values = {
        "person.name": "示例甲",
        "person.id_number": resident_id(3),
        "person.id_kind": "resident_id",
        "person.phone": "12800000001",
        "person.education": "21",
        "person.graduation_month": "2025-06",
        "origin": "local_institution",
        "destination": "11",
        "industry": "03",
        "township": "500118-01",
        "verification": "claimed",
        "placed_on": date(2025, 9, 1),
        "employer.name": "=重庆示例公司",
        "employer.type": "39",
        "note": "+86 备注\n第二行",
    }
    out, back = exported(tmp_path, values)
    assert back.pop(SYSTEM_NUMBER) == "500118-2025-000001"
    assert {key: value for key, value in back.items() if value is not None} == values | {
        "note": "+86 备注 第二行"
    }
    sheet = load_workbook(out).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    risky = [cell for cell in sheet[2] if str(cell.value).startswith(("=", "+"))]
    assert len(risky) == 2
    assert all(cell.quotePrefix for cell in risky)
    by_heading = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert by_heading["身份证号"].number_format == "@"
    assert by_heading["就业日期"].value == datetime(2025, 9, 1)
    assert by_heading["就业日期"].number_format == "yyyy-mm-dd"


def test_a_masked_export_comes_back_starred(tmp_path: Path) -> None:
    values = {
        "person.name": "示例甲",
        "person.id_number": "500118********2423",
        "person.phone": "128****5207",
        "placed_on": date(2025, 9, 1),
    }
    _out, back = exported(tmp_path, values)
    assert {key: back[key] for key in values} == values


def test_numbers_of_exports(tmp_path: Path) -> None:
    section = section_of("traineeship_post")
    values = {"employer.name": "甲", "headcount": 1260, "pay": 2100, "published": True}
    out = tmp_path / "export.xlsx"
    vocabulary: Any = Words()
    row = ["1", *(values.get(field.key) for field in section.fields)]
    write_export([(section, section.fields, [row])], out, vocabulary)
    sheet = load_workbook(out).worksheets[0]
    by_heading = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (by_heading["岗位数"].value, by_heading["岗位数"].number_format) == (1260, "0")
    assert by_heading["已发布"].value == "是"
    back = read(out, "traineeship_post")[1][0].values
    assert (back["headcount"], back["pay"], back["published"]) == (1260, 2100, True)
    prior = section_of("prior_actual")
    typed = {"figure": "placement.total", "month": "2024-09", "value": Decimal("12.50"), "source": "月报"}
    rows = [["1", *(typed.get(field.key) for field in prior.fields)]]
    plain: Any = _Plain()
    write_export([(prior, prior.fields, rows)], out, plain)
    sheet = load_workbook(out).worksheets[0]
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    value = cells[prior.by_key["value"].label]
    assert (value.value, value.number_format) == (12.5, "0.00####")


class _Plain:
    def list_of(self, _name: str) -> Any:
        return codes("origin")


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    def made() -> Workbook:
        book = Workbook()
        book.worksheets[0]["A1"] = "甲"
        return book

    first = stable_bytes(made())
    time.sleep(1.1)
    assert stable_bytes(made()) == first
    assert stable_bytes(made(), datetime(2025, 9, 30, 8, 0)) != first
    save_stable(made(), tmp_path / "a.xlsx", datetime(2025, 9, 30, 8, 0))
    assert load_workbook(tmp_path / "a.xlsx").properties.modified == datetime(2025, 9, 30, 8, 0)
