"""Cells as clerks write them, by kind of field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_samples import TODAY, codes, credit_code, resident_id

from core.imports.dates import read_day
from core.imports.values import Rules, read_value
from core.problems import Severity, refused
from core.section import Field, Kind
from core.sections import section_of

RULES = Rules(TODAY)
NEEDED_DAY = Field("placed_on", "就业日期", Kind.DATE, required=True)
DAY = Field("ended_on", "离职日期", Kind.DATE)
MONTH = Field("person.graduation_month", "毕业时间", Kind.MONTH)
PHONE = Field("person.phone", "手机", Kind.PHONE, masked=True)
COUNT = Field("headcount", "岗位数", Kind.INTEGER, required=True, unit="个")
YUAN = Field("pay", "补助", Kind.MONEY, unit="元")
TEN_THOUSANDS = Field("amount", "金额", Kind.MONEY, unit="万元")
FLAG = Field("published", "已发布", Kind.FLAG)
ID_NUMBER = Field("person.id_number", "身份证号", Kind.RESIDENT_ID, required=True, masked=True)
NAME = Field("person.name", "姓名", required=True, masked=True)
NOTE = Field("note", "备注")
CREDIT = Field("employer.credit_code", "统一社会信用代码")


def value_of(field: Field, cell: Any, rules: Rules = RULES) -> Any:
    return read_value(field, cell, rules)[0]


def sentence(field: Field, cell: Any, rules: Rules = RULES) -> str:
    return "；".join(problem.message for problem in read_value(field, cell, rules)[1])


def keeps_out(field: Field, cell: Any) -> bool:
    return refused(read_value(field, cell, RULES)[1])


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_day(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    ways = [
        f"{year}.{month}.{number}",
        f"{year}年{month}月{number}日",
        f"{year}年{month:02d}月{number:02d}号",
        f"{year}{month:02d}{number:02d}",
        f"{year}/{month}/{number}",
        f"{year}-{month}-{number} 00:00",
        f"{year}-{month:02d}-{number:02d}T08:30:00",
        f" {year} . {month} . {number} ",
    ]
    assert {read_day(way)[0] for way in ways} == {day}
    serial = float((day - date(1899, 12, 30)).days)
    assert value_of(DAY, serial) == day
    assert value_of(DAY, serial - 1462, Rules(TODAY, date_1904=True)) == day
    assert value_of(DAY, float(f"{year}{month:02d}{number:02d}")) == day
    assert value_of(DAY, datetime(year, month, number, 9, 30)) == day


def test_days_in_chinese_digits_and_full_width() -> None:
    assert value_of(DAY, "二〇二五年九月十五日") == date(2025, 9, 15)
    assert value_of(DAY, "二〇二五年十二月三十一日") == date(2025, 12, 31)
    assert value_of(DAY, "２０２５．９．１") == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2026年2月30日", "2026 年 2 月只有 28 日，现为 30 日"),
        ("2025-09-31", "2025 年 9 月只有 30 日，现为 31 日"),
        ("2025-13-01", "没有 13 月"),
        ("20250931", "9 月只有 30 日"),
        ("0025-09-01", "年份 25 不对"),
    ],
)
def test_impossible_days_keep_the_row_out_needed_or_not(text: str, part: str) -> None:
    for field in (NEEDED_DAY, DAY):
        assert part in sentence(field, text)
        assert keeps_out(field, text)
        assert value_of(field, text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("25.9.1", "年份不是四位"),
        ("1/9/2025", "分不清月和日"),
        ("2025.9", "只有年月，没有日"),
        ("202509", "只有年月"),
        ("2025-9-1至2025-9-3", "一段日期"),
        ("九月初", "不是日期"),
        (12.0, "不是日期"),
    ],
)
def test_days_that_are_not_guessed(text: Any, part: str) -> None:
    assert part in sentence(NEEDED_DAY, text)
    assert keeps_out(NEEDED_DAY, text)
    assert value_of(DAY, text) is None
    assert not keeps_out(DAY, text)
    assert "未取用" in sentence(DAY, text)


@pytest.mark.parametrize(
    "text",
    ["2025年9月20日（周六）", "2025年9月20日上午9:00", "2025-9-20 9:00-12:00", "2025.9.20.", "'2025-09-20"],
)
def test_days_with_their_hour_or_weekday(text: str) -> None:
    assert (value_of(NEEDED_DAY, text), sentence(NEEDED_DAY, text)) == (date(2025, 9, 20), "")


def test_a_serial_number_as_text_is_read_and_said() -> None:
    assert value_of(DAY, "45901") == date(2025, 9, 1)
    assert "日期序号" in sentence(DAY, "45901")


def test_a_day_after_today_is_a_warning_of_the_dating_field_alone() -> None:
    rules = Rules(TODAY, dating="placed_on")
    assert "在今天之后" in sentence(NEEDED_DAY, "2026-11-22", rules)
    assert value_of(NEEDED_DAY, "2026-11-22", rules) == date(2026, 11, 22)
    assert sentence(NEEDED_DAY, "2026-11-21", rules) == ""
    assert sentence(DAY, "2027-01-01", rules) == ""


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025届", "2025"),
        ("2025届毕业生", "2025"),
        (2025.0, "2025"),
        ("2025年6月", "2025-06"),
        ("2025.06", "2025-06"),
        ("2025/6", "2025-06"),
        ("202506", "2025-06"),
        (202506.0, "2025-06"),
        (2025.6, "2025-06"),
        ("2025-06-30", "2025-06"),
        (45838.0, "2025-06"),
        (date(2025, 6, 30), "2025-06"),
        ("2025年6月毕业", "2025-06"),
    ],
)
def test_months_and_years(cell: Any, value: str) -> None:
    assert (value_of(MONTH, cell), sentence(MONTH, cell)) == (value, "")


def test_months_that_cannot_be_read() -> None:
    assert (value_of(MONTH, 2025.1), "1 月还是 10 月" in sentence(MONTH, 2025.1)) == ("2025", True)
    assert value_of(MONTH, "25届") is None
    assert not keeps_out(MONTH, "应届")
    assert keeps_out(MONTH, "2025年13月")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12803871234.0, "12803871234"),
        (1.38e10, "13800000000"),
        ("128 0387 1234", "12803871234"),
        ("128-0387-1234", "12803871234"),
        ("+8612803871234", "12803871234"),
        ("１２８０３８７１２３４", "12803871234"),
        ("023-49861234", "023-49861234"),
    ],
)
def test_phones(cell: Any, value: str) -> None:
    assert (value_of(PHONE, cell), sentence(PHONE, cell)) == (value, "")


def test_unusual_phones_enter_with_a_warning_and_masked() -> None:
    value, problems = read_value(PHONE, "1280387123", RULES)
    assert value == "1280387123"
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert "0387" not in problems[0].value_masked + problems[0].message
    assert "成了数字" in sentence(PHONE, "1.28E+10")


@pytest.mark.parametrize(
    ("cell", "value"),
    [(50.0, 50), ("1,260个", 1260), ("５２家", 52), ("1.2万", 12000), ("共30人", 30), ("-3", -3)],
)
def test_whole_numbers(cell: Any, value: int) -> None:
    assert value_of(COUNT, cell) == value
    assert isinstance(value_of(COUNT, cell), int)


def test_numbers_that_are_no_whole_numbers() -> None:
    for cell in (50.5, "若干", "20-25", True, date(2025, 1, 1)):
        assert value_of(COUNT, cell) is None
        assert keeps_out(COUNT, cell)
    assert (value_of(COUNT, "约50人"), "按 50 记" in sentence(COUNT, "约50人")) == (50, True)


@pytest.mark.parametrize(
    ("field", "cell", "heading", "value"),
    [
        (YUAN, "2,100.50元", None, "2100.5"),
        (YUAN, 2100.55, None, "2100.55"),
        (YUAN, "0.21万元", None, "2100"),
        (YUAN, 0.21, 10_000, "2100"),
        (YUAN, "2100元", 10_000, "2100"),
        (TEN_THOUSANDS, 13.5, None, "13.5"),
        (TEN_THOUSANDS, "135000元", None, "13.5"),
        (TEN_THOUSANDS, 135000.0, 1, "13.5"),
        (TEN_THOUSANDS, "13.5万元", 1, "13.5"),
    ],
)
def test_money_minds_its_unit(field: Field, cell: Any, heading: int | None, value: str) -> None:
    rules = Rules(TODAY, heading_factor=None if heading is None else Decimal(heading))
    assert value_of(field, cell, rules) == Decimal(value)


def test_what_arithmetic_leaves_behind_a_number_is_not_its_value() -> None:
    assert value_of(YUAN, 0.1 + 0.2) == Decimal("0.3")
    assert value_of(YUAN, 2100.3000000000002) == Decimal("2100.3")


def test_flags() -> None:
    assert [value_of(FLAG, cell) for cell in ("是", "√", "有", "Y", True, 1.0)] == [True] * 6
    assert [value_of(FLAG, cell) for cell in ("否", "×", "无", "n", False, 0.0)] == [False] * 6
    assert value_of(FLAG, "") is None
    assert "应填是或否" in sentence(FLAG, "也许")


def test_identity_numbers_that_became_numbers_are_never_repaired() -> None:
    for cell in (5.00118199001011e17, 5.00118199001011e17 + 1024):
        assert value_of(ID_NUMBER, cell) is None
        assert "请将该列设为文本后重新录入" in sentence(ID_NUMBER, cell)
    assert "请将该列设为文本后重新录入" in sentence(ID_NUMBER, "5.00118E+17")
    assert value_of(ID_NUMBER, resident_id(12)) == resident_id(12)


def test_problems_of_persons_are_masked() -> None:
    number = resident_id(12)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    problem = read_value(ID_NUMBER, wrong, RULES)[1][0]
    assert problem.value_masked == "500118********" + wrong[14:]
    assert wrong not in problem.message
    starred = "500118********2423"
    assert refused(read_value(ID_NUMBER, starred, RULES)[1])
    assert read_value(ID_NUMBER, starred, Rules(TODAY, starred=True)) == (starred, ())


@pytest.mark.parametrize("cell", ["", None, "/", "—", "无", "#N/A", "  ", "\u3000"])
def test_marks_for_nothing_are_nothing(cell: Any) -> None:
    assert (value_of(NOTE, cell), sentence(NOTE, cell)) == (None, "")
    assert sentence(NAME, cell) == "没有姓名"
    assert keeps_out(NAME, cell)


def test_names() -> None:
    assert value_of(NAME, "张 三") == "张三"
    assert value_of(NAME, "欧阳\u3000示例") == "欧阳示例"
    assert value_of(NAME, "Jane  Doe") == "Jane  Doe"
    assert value_of(NAME, "阿布都•热合曼") == "阿布都·热合曼"
    assert "数字" in sentence(NAME, "张三1")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@x", "=cmd|' /c calc'!A1"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    assert value_of(NOTE, text) == (text if text != "-" else None)


@given(
    st.one_of(
        st.text(max_size=30),
        st.floats(allow_nan=False),
        st.booleans(),
        st.dates(),
        st.times(),
        st.datetimes(),
        st.none(),
    )
)
def test_no_cell_breaks_a_reader(cell: Any) -> None:
    for field in (NEEDED_DAY, MONTH, PHONE, COUNT, YUAN, FLAG, ID_NUMBER, NAME, NOTE, CREDIT):
        value, problems = read_value(field, cell, RULES)
        assert value is not None or problems or not field.required
        assert all(problem.message and "！" not in problem.message for problem in problems)


def test_codes() -> None:
    township = Field("township", "镇街", Kind.CODE, codes="township")
    assert read_value(township, "朱沱", RULES, codes("township")) == ("500118-01", ())
    value, problems = read_value(township, "火星镇", RULES, codes("township"))
    assert (value, problems[0].severity, "未分镇街" in problems[0].message) == (None, Severity.WARNING, True)
    industry = Field("industry", "行业", Kind.CODE, codes="industry")
    assert "未分类" in read_value(industry, "炼丹", RULES, codes("industry"))[1][0].message
    education = Field("education", "学历", Kind.CODE, codes="education")
    assert read_value(education, 21.0, RULES, codes("education"))[0] == "21"
    unknown = read_value(education, "研究生", RULES, codes("education"))[1][0]
    assert unknown.severity is Severity.WARNING
    assert "硕士" in unknown.message
    kind = Field("kind", "活动类型", Kind.CODE, codes="fair_kind", required=True)
    assert refused(read_value(kind, "庙会", RULES, codes("fair_kind"))[1])


def test_credit_codes_are_normalised_and_warned_of() -> None:
    code = credit_code(7)
    assert value_of(CREDIT, f" {code.lower()} ") == code
    wrong = code[:17] + ("A" if code[17] != "A" else "B")
    assert value_of(CREDIT, wrong) == wrong
    assert "校验码不对" in sentence(CREDIT, wrong)
    assert value_of(CREDIT, 9.1500118e17) is None


@pytest.mark.parametrize("key", ["industry", "township", "placed_on", "person.phone", "origin"])
def test_an_identity_number_in_the_wrong_column_is_masked(key: str) -> None:
    field = section_of("placement").by_key[key]
    number = resident_id(7)
    _value, problems = read_value(field, number, RULES, codes(field.codes) if field.codes else None)
    assert problems
    assert number not in str(problems)
