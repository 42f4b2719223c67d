"""The header is found where clerks put it, and its columns mean what clerks mean."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_samples import HEADINGS, TODAY, resident_id, table

from core.imports.columns import ColumnReader
from core.imports.header import (
    Header,
    bare_heading,
    find_header,
    plain_heading,
    with_columns,
    with_suggestions,
)
from core.imports.rows import RowSieve
from core.imports.values import Rules
from core.sections import SECTIONS, section_of

PLACEMENT = section_of("placement").fields


def found(rows: list[list[Any]], section: str = "placement", header_row: int | None = None) -> Header:
    header = find_header(rows, section_of(section).fields, header_row)
    assert header is not None
    return header


def test_title_rows_above_the_header() -> None:
    header = found(table({}, {}, titles=["永川区就业创业登记表", "填报单位：朱沱镇"]))
    assert (header.first_row, header.last_row) == (3, 3)
    assert header.titles == ("永川区就业创业登记表", "填报单位：朱沱镇")
    assert header.fields() == {
        "person.name": 1,
        "person.id_number": 2,
        "origin": 3,
        "destination": 4,
        "employer.name": 5,
        "township": 6,
        "industry": 7,
        "placed_on": 8,
        "person.phone": 9,
        "note": 10,
    }


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("证件号码", "person.id_number"),
        ("公民身份号码\n（必填）", "person.id_number"),
        ("*身 份 证 号", "person.id_number"),
        ("身份证号码(18位)", "person.id_number"),
        ("毕业学校", "person.college"),
        ("毕业年份", "person.graduation_month"),
        ("来源地", "origin"),
        ("生源类型", "origin"),
        ("单位名称", "employer.name"),
        ("所属行业", "industry"),
        ("就业形式", "destination"),
        ("所属镇街", "township"),
        ("镇（街道）", "township"),
        ("签约时间", "placed_on"),
        ("就业（签约）时间", "placed_on"),
        ("就业日期", "placed_on"),
        ("联系电话", "person.phone"),
        ("统一社会信用代码", "employer.credit_code"),
        ("专业", "person.major"),
        ("学历", "person.education"),
        ("备注", "note"),
        ("系统编号", "number"),
    ],
)
def test_headings_that_clerks_use(heading: str, key: str) -> None:
    rows: list[list[Any]] = [["姓名", heading], ["示例甲", "x"]]
    assert found(rows, header_row=1).fields().get(key) == 1


@pytest.mark.parametrize(
    ("section", "headings"),
    [
        (
            "job_fair",
            {"招聘会名称": "title", "举办时间": "starts_on", "地点": "venue", "参会企业数": "employers"},
        ),
        (
            "job_fair",
            {"活动主题": "title", "活动类别": "kind", "进场人数": "visitors", "意向人数": "matches"},
        ),
        (
            "traineeship_post",
            {
                "见习单位": "employer.name",
                "岗位名称": "title",
                "需求人数": "headcount",
                "归集时间": "collected_on",
            },
        ),
        (
            "employer",
            {
                "企业名称": "name",
                "信用代码": "credit_code",
                "单位联系人": "contact",
                "单位电话": "contact_phone",
            },
        ),
    ],
)
def test_other_sections(section: str, headings: dict[str, str]) -> None:
    header = found([list(headings), ["甲"] * len(headings)], section)
    assert {column.heading: column.field for column in header.columns} == headings


def test_a_header_of_two_rows() -> None:
    rows: list[list[Any]] = [
        ["就业登记表"],
        ["序号", "基本信息", "", "就业单位", "", "就业时间"],
        ["", "姓名", "身份证号", "名称", "行业", ""],
        [1, "示例甲", resident_id(1), "甲公司", "制造业", date(2025, 9, 1)],
    ]
    header = found(rows)
    assert (header.first_row, header.last_row) == (2, 3)
    assert header.fields() == {
        "person.name": 1,
        "person.id_number": 2,
        "employer.name": 3,
        "industry": 4,
        "placed_on": 5,
    }


def test_a_title_of_one_cell_is_no_upper_half() -> None:
    assert found([["姓名"], ["姓名", "身份证号", "就业时间"], ["甲", "1", "2"]]).first_row == 2


def test_data_is_no_lower_half() -> None:
    rows = [["姓名", "身份证号", "就业时间"], ["示例甲", resident_id(1), "2025-9-1"]]
    assert found(rows).last_row == 1


@given(st.permutations(range(len(HEADINGS))))
def test_the_order_of_columns_does_not_matter(order: list[int]) -> None:
    straight = found(table({}, {}))
    mixed = found([[row[index] for index in order] for row in table({}, {})])
    assert {key: order[index] for key, index in mixed.fields().items()} == straight.fields()


def test_one_field_takes_one_column() -> None:
    header = found([["姓名", "身份证号", "联系电话", "手机", "就业时间"]])
    keys = [column.field for column in header.columns if column.field]
    assert len(keys) == len(set(keys))
    assert header.columns[3].field == "person.phone"
    assert header.columns[2].field == ""


def test_without_a_header_nothing_is_guessed() -> None:
    assert find_header([["示例甲", resident_id(1)], ["示例乙", resident_id(2)]], PLACEMENT) is None
    assert find_header([], PLACEMENT) is None


CELLS = st.one_of(
    st.just(""),
    st.sampled_from([*HEADINGS, "合计", "同上", "示例", "填表人：", resident_id(1)]),
    st.text(max_size=8),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.timedeltas(),
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6), st.integers(1, 6) | st.none())
def test_no_sheet_breaks_the_search_or_the_sieve(rows: list[list[Any]], header_row: int | None) -> None:
    header = find_header(rows, PLACEMENT, header_row)
    if header is None:
        return
    header, _named = with_suggestions(header, PLACEMENT)
    keys = [column.field for column in header.columns if column.field]
    assert len(keys) == len(set(keys))
    width = max(map(len, rows), default=0)
    data = [row + [""] * (width - len(row)) for row in rows[header.last_row :]]
    sieve = RowSieve(header, 0)
    numbers, kept = sieve.data(data, header.last_row + 1)
    assert len(numbers) == len(kept)
    assert len(kept) + sum(sieve.counts().values()) == len(data)
    by_key = {field.key: field for field in PLACEMENT}
    for column in header.columns:
        if column.field in by_key:
            reader = ColumnReader(by_key[column.field], Rules(TODAY))
            cells = [row[column.index] for row in kept]
            numbers_of_words, problems = reader.take(cells, None)
            new, bad = reader.taken_words()
            assert len(numbers_of_words) == len(cells)
            assert max(numbers_of_words, default=-1) < len(new)
            json.dumps([new, bad, problems])


def test_content_suggests_where_headings_say_nothing() -> None:
    rows = [
        ["姓名", "号码", "手机号", "哪天"],
        ["示例甲", resident_id(1), "12800000001", "2025-9-1"],
        ["示例乙", resident_id(2), "12800000002", "2025-9-2"],
    ]
    header = found(rows)
    by_heading = {column.heading: column for column in header.columns}
    assert (by_heading["号码"].field, by_heading["号码"].suggestion) == ("", "person.id_number")
    assert by_heading["哪天"].suggestion == "placed_on"
    taken, named = with_suggestions(header, PLACEMENT)
    assert taken.fields()["person.id_number"] == 1
    assert {column.heading for column in named} == {"号码", "哪天"}
    assert resident_id(1) not in str(header.columns)


def test_a_part_of_a_heading_only_suggests() -> None:
    rows = [["姓名", "监护人身份证号码", "就业时间"], ["甲", "x", "2025-9-1"]]
    column = found(rows).columns[1]
    assert (column.field, column.suggestion) == ("", "person.id_number")


def test_the_clerk_has_the_last_word() -> None:
    header = found(table({}))
    changed = with_columns(header, {2: "", 10: "person.id_number"})
    assert changed.fields()["person.id_number"] == 10
    moved = with_columns(header, {10: "person.phone"})
    assert moved.fields()["person.phone"] == 10
    assert moved.columns[9].field == ""


def test_the_unit_of_a_heading() -> None:
    header = found([["单位名称", "岗位名称", "见习补助（万元）", "岗位数"]], "traineeship_post")
    assert [str(column.factor) for column in header.columns] == ["None", "None", "10000", "None"]


def test_plain_headings() -> None:
    assert plain_heading(" ＊姓　名\n(必填)：") == "姓名必填"
    assert bare_heading("身份证号（必填）") == "身份证号"


@pytest.mark.parametrize("section", [each.key for each in SECTIONS])
def test_no_two_fields_of_a_section_have_one_label(section: str) -> None:
    labels = [plain_heading(field.label) for field in section_of(section).fields]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("section", [each.key for each in SECTIONS])
def test_every_own_label_is_found(section: str) -> None:
    labels = [field.label for field in section_of(section).fields]
    header = found([labels, ["x"] * len(labels)], section)
    assert [column.field for column in header.columns] == [field.key for field in section_of(section).fields]
