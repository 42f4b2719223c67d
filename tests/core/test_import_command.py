"""`import` and `export` on real ledgers: what is refused, what enters with a warning, what comes back."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import (
    HEADINGS,
    Commands,
    files_in,
    line,
    new_file,
    opened,
    placement,
    sheet,
)
from openpyxl import load_workbook
from sheet_samples import as_text, credit_code, resident_id, write_xls, write_xlsx

from core.views import Query, RowState

KEYS = ["added", "changed", "unchanged", "refused", "problems", "batch"]
PROBLEM_KEYS = ["row", "column", "value_masked", "message", "severity"]
SAME_PERSON = "已有同人登记，按最早一笔计"
BAD_ID = "500118200001011111"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_file(tmp_path)


def counts(answer: dict[str, Any]) -> tuple[int, int, int, int]:
    return answer["added"], answer["changed"], answer["unchanged"], answer["refused"]


# -- the answer ------------------------------------------------------------------------------------
def test_the_answer_to_the_letter(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1), line(2, 身份证号=BAD_ID), line(3, 镇街="桃花源镇"))
    answer = commands("import", ledger, "placement", book, code=1)
    assert list(answer) == KEYS
    assert counts(answer) == (2, 0, 0, 1)
    assert all(list(each) == PROBLEM_KEYS for each in answer["problems"])
    refused = [each for each in answer["problems"] if each["severity"] == "refused"]
    assert [(each["row"], each["column"]) for each in refused] == [(3, "身份证号")]
    assert BAD_ID not in str(answer)
    warned = [each for each in answer["problems"] if each["severity"] == "warning"]
    assert [(each["row"], each["column"], each["value_masked"]) for each in warned] == [
        (4, "镇街", "桃花源镇")
    ]
    assert isinstance(answer["batch"], int)


def test_a_dry_run_changes_no_byte(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", *(line(serial) for serial in range(300)), line(3, 身份证号=BAD_ID))
    before = files_in(tmp_path)
    answer = commands("import", ledger, "placement", book, "--dry-run", code=1)
    assert (counts(answer), answer["batch"]) == ((300, 0, 0, 1), None)
    assert files_in(tmp_path) == before
    commands("import", ledger, "placement", book, "--dry-run", "--errors", tmp_path / "e.xlsx", code=1)
    (tmp_path / "e.xlsx").unlink()
    assert files_in(tmp_path) == before
    assert counts(commands("import", ledger, "placement", book, code=1)) == (300, 0, 0, 1)
    assert counts(commands("import", ledger, "placement", book, "--dry-run", code=1)) == (0, 0, 300, 1)


def test_the_same_file_again(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    rows = [line(serial, 镇街="桃花源镇" if serial % 3 else "朱沱镇") for serial in range(9)]
    rows += [line(3, 就业单位="重庆另一家有限公司"), line(4, 就业时间="2025-09-09")]
    total = ["合计", *([""] * (len(HEADINGS) - 1))]
    book = sheet(tmp_path / "a.xlsx", *rows, total)
    first = commands("import", ledger, "placement", book)
    assert first["added"] == 10
    state = commands.total(ledger)
    for _ in range(2):
        again = commands("import", ledger, "placement", book)
        assert counts(again) == (0, 0, 11, 0)
        assert [each["severity"] for each in again["problems"]] == ["warning"]
        assert "已经导入过" in again["problems"][0]["message"]
    assert commands.total(ledger) == state == 9
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(book.read_bytes())
    assert counts(commands("import", ledger, "placement", copy)) == (0, 0, 11, 0)


def test_errors_come_back_as_the_senders_sheet(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "a.xlsx",
        [
            ["三教镇9月登记表"],
            list(HEADINGS),
            line(1),
            line(2, 身份证号=BAD_ID),
            line(3, 就业单位=""),
            line(4, 就业时间="2025-02-30"),
            line(5),
        ],
    )
    errors = tmp_path / "退回" / "错误.xlsx"
    answer = commands("import", ledger, "placement", book, "--errors", errors, code=1)
    assert counts(answer) == (2, 0, 0, 3)
    page = load_workbook(errors).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][0] == "三教镇9月登记表"
    assert rows[1][: len(HEADINGS)] == list(HEADINGS)
    assert rows[1][-1] == "错误原因"
    assert len(rows) == 5
    assert all(row[-1] for row in rows[2:])
    fixed = load_workbook(errors)
    page = fixed.worksheets[0]
    page["B3"], page["E4"], page["H5"] = resident_id(2), "重庆示例制造有限公司", "2025-02-28"
    fixed.save(errors)
    again = commands("import", ledger, "placement", errors)
    assert counts(again) == (3, 0, 0, 0)
    assert commands.total(ledger) == 5
    assert not list(tmp_path.rglob("none*"))
    commands("import", ledger, "placement", book, code=1)
    assert commands.total(ledger) == 5


def test_no_error_sheet_without_refused_rows(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1))
    commands("import", ledger, "placement", book, "--errors", tmp_path / "e.xlsx")
    assert not (tmp_path / "e.xlsx").exists()


# -- which row is it -------------------------------------------------------------------------------
def test_same_person_same_employer_is_a_change(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1), line(2)))
    book = sheet(tmp_path / "b.xlsx", line(1, 就业时间="2025-08-15"), line(2, 行业="建筑业", 备注="改过"))
    assert counts(commands("import", ledger, "placement", book)) == (0, 2, 0, 0)
    with opened(ledger) as made:
        rows = {row.values["person.id_number"]: row.values for row in _all(made)}
        assert rows[resident_id(1)]["placed_on"] == date(2025, 8, 15)
        assert (rows[resident_id(2)]["industry"], rows[resident_id(2)]["note"]) == ("05", "改过")
        ids = made.find("placement", Query())
        assert "导入修改" in {entry.action for row_id in ids for entry in made.history("placement", row_id)}
    assert commands.total(ledger) == 2


def test_a_change_into_another_year_is_said(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1, 就业时间="2024-03-01")))
    answer = commands("import", ledger, "placement", sheet(tmp_path / "b.xlsx", line(1)))
    assert counts(answer) == (0, 1, 0, 0)
    assert any("不再计入 2024 年" in message for message in commands.warnings(answer))
    again = commands("import", ledger, "placement", sheet(tmp_path / "c.xlsx", line(1, 备注="同年")))
    assert again["problems"] == []


def test_same_person_other_employer_is_added_with_the_warning(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1)))
    book = sheet(
        tmp_path / "b.xlsx", line(1, 就业单位="重庆另一家有限公司", 就业时间="2025-07-01", 来源="市外")
    )
    answer = commands("import", ledger, "placement", book)
    assert counts(answer) == (1, 0, 0, 0)
    assert commands.warnings(answer) == [SAME_PERSON]
    told = answer["problems"][0]["value_masked"]
    assert "《a.xlsx》" in told, "whoever is warned knows the file that the other row came with"
    assert "重庆" in told
    assert commands.total(ledger) == 1
    found = commands("explain", ledger, "placement.origin.outside_city", "--as-of", "2025-12-31")
    assert found["value"] == 1, "the earliest row of the person is the later import's"
    inside = sheet(tmp_path / "c.xlsx", line(5), line(5, 就业单位="重庆另一家有限公司"))
    answer = commands("import", ledger, "placement", inside)
    assert commands.warnings(answer) == [SAME_PERSON]
    assert "第 2 行" in answer["problems"][0]["value_masked"]


def test_a_person_employed_again_by_the_same_employer(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    headings = (*HEADINGS, "离职日期")
    first = [*line(1, 就业时间="2025-01-10"), "2025-03-31"]
    second = [*line(1, 就业时间="2025-06-01"), ""]
    book = sheet(tmp_path / "a.xlsx", first, second, headings=headings)
    assert commands("import", ledger, "placement", book)["added"] == 2
    assert counts(commands("import", ledger, "placement", book)) == (0, 0, 2, 0)
    later = [*line(1, 就业时间="2025-06-01"), "2025-12-01"]
    other = sheet(tmp_path / "b.xlsx", first, later, headings=headings)
    assert counts(commands("import", ledger, "placement", other)) == (0, 1, 1, 0)


def test_the_same_id_under_another_name_is_refused_masked(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1, 姓名="赵示例甲")))
    book = sheet(
        tmp_path / "b.xlsx", line(1, 姓名="钱示例乙"), line(2, 姓名="孙示例"), line(2, 姓名="李示例")
    )
    answer = commands("import", ledger, "placement", book, code=1)
    assert counts(answer) == (1, 0, 0, 2)
    told = str(answer)
    assert not [name for name in ("赵示例甲", "钱示例乙", "孙示例", "李示例", resident_id(1)) if name in told]
    first = next(each for each in answer["problems"] if each["row"] == 2)
    assert "赵" in first["message"]
    assert "钱" in first["message"]
    assert first["severity"] == "refused"


@pytest.mark.parametrize("full", [False, True])
def test_the_own_export_comes_back_with_no_change(
    commands: Commands, ledger: Path, tmp_path: Path, full: bool
) -> None:
    with opened(ledger) as made:
        for serial in range(12):
            made.save("placement", None, placement(serial, person__major="机械\u3000工程", note="=1+1"))
        made.save("placement", None, placement(3, employer__name="重庆另一家有限公司"))
        made.save("placement", None, placement(20, destination="75", employer__name=None, township=None))
        made.save("placement", None, placement(21, person__id_kind="passport", person__id_number="E12345678"))
        made.save("placement", None, placement(22, person__id_number=BAD_ID))
        made.save("placement", None, placement(23, person__id_number=None))
        made.save("placement", None, placement(24, placed_on="2025-02-30"))
        made.save("placement", None, placement(25, employer__name=None))
        change = made.save("placement", None, placement(26))
        made.void("placement", change.ids, "重复")
    for section in ("placement", "person", "employer"):
        out = tmp_path / f"{section}.xlsx"
        words = ("--full-ids", "--reason", "核对") if full else ()
        rows = commands("export", ledger, section, out, *words)["rows"]
        answer = commands("import", ledger, section, out)
        assert counts(answer) == (0, 0, rows, 0), (section, answer["problems"])


def test_an_edited_export_changes_just_what_was_edited(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1), line(2)))
    out = tmp_path / "out.xlsx"
    commands("export", ledger, "placement", out)
    book = load_workbook(out)
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    page.cell(2, headings.index("就业日期") + 1).value = "2025-05-05"
    page.cell(2, headings.index("用人单位") + 1).value = "重庆换过的有限公司"
    book.save(out)
    assert counts(commands("import", ledger, "placement", out)) == (0, 1, 1, 0)
    with opened(ledger) as made:
        found = [row.values for row in _all(made) if row.values["placed_on"] == date(2025, 5, 5)]
        assert [values["employer.name"] for values in found] == ["重庆换过的有限公司"]


def test_another_ledgers_numbers_are_not_ones_own(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    commands("create", tmp_path / "b.ledger", "--unit", "永川区", "--year", 2025)
    commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1), line(2)))
    commands("import", tmp_path / "b.ledger", "placement", sheet(tmp_path / "b.xlsx", line(8), line(9)))
    commands("export", ledger, "placement", tmp_path / "out.xlsx", "--full-ids", "--reason", "移交")
    answer = commands("import", tmp_path / "b.ledger", "placement", tmp_path / "out.xlsx")
    assert counts(answer) == (2, 0, 0, 0)
    assert len(commands.warnings(answer)) == 2


def test_voided_people_and_employers_come_back(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    code = credit_code(7)
    headings = (*HEADINGS, "统一社会信用代码")
    book = sheet(tmp_path / "a.xlsx", [*line(1), code], headings=headings)
    commands("import", ledger, "placement", book)
    with opened(ledger) as made:
        for section in ("placement", "person", "employer"):
            made.void(section, list(made.find(section, Query())), "录错")
    answer = commands("import", ledger, "placement", book)
    assert counts(answer) == (1, 0, 0, 0)
    assert commands.total(ledger) == 1
    assert all(each["ok"] for each in commands("verify", ledger)["checks"])
    with opened(ledger) as made:
        for section in ("placement", "person", "employer"):
            assert len(made.find(section, Query(state=RowState.ACTIVE))) == 1, section


# -- refused or warned -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changes",
    [
        {"姓名": ""},
        {"身份证号": ""},
        {"就业时间": ""},
        {"身份证号": BAD_ID},
        {"身份证号": 500118200203040116},
        {"身份证号": 5.00118200203040e17},
        {"就业时间": "2025-02-30"},
        {"就业时间": "2025年13月1日"},
        {"毕业去向": "10", "就业单位": ""},
        {"毕业去向": "11", "就业单位": ""},
        {"毕业去向": "签劳动合同形式就业", "就业单位": " "},
        {"毕业去向": "12", "就业单位": ""},
    ],
)
def test_refused(commands: Commands, ledger: Path, tmp_path: Path, changes: dict[str, Any]) -> None:
    answer = commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1, **changes)), code=1)
    assert counts(answer) == (0, 0, 0, 1)
    assert answer["batch"] is None
    assert commands("export", ledger, "person", tmp_path / "p.xlsx") == {"rows": 0}


TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changes", "warned", "counts_in"),
    [
        ({"镇街": "桃花源镇"}, True, "placement.township.none"),
        ({"镇街": ""}, False, "placement.township.none"),
        ({"行业": "炼金术"}, True, "placement.industry.unknown"),
        ({"行业": ""}, False, "placement.industry.unknown"),
        ({"联系电话": "123"}, True, "placement.total"),
        ({"联系电话": "12345678901"}, False, "placement.total"),
        ({"联系电话": ""}, False, "placement.total"),
        ({"毕业去向": "75", "就业单位": ""}, False, "placement.total"),
        ({"毕业去向": "51", "就业单位": ""}, False, "placement.total"),
        ({"来源": "火星"}, True, "placement.total"),
        ({"就业时间": TOMORROW}, True, ""),
        ({"毕业去向": ""}, True, ""),
        ({"身份证号": "E12345678"}, None, "placement.total"),
        ({"身份证号": resident_id(1, area="810000")}, None, "placement.total"),
    ],
)
def test_enters(
    commands: Commands,
    ledger: Path,
    tmp_path: Path,
    changes: dict[str, Any],
    warned: bool | None,
    counts_in: str,
) -> None:
    answer = commands("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1, **changes)))
    assert counts(answer) == (1, 0, 0, 0)
    if warned is not None:
        assert bool(answer["problems"]) is warned, answer["problems"]
    if counts_in:
        assert commands("explain", ledger, counts_in, "--as-of", "2025-12-31")["value"] == 1


def test_other_documents_by_column_and_by_form(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    headings = (*HEADINGS, "证件类型")
    book = sheet(
        tmp_path / "a.xlsx",
        [*line(1, 身份证号="E12345678"), "护照"],
        [*line(2, 身份证号="E87654321"), ""],
        [*line(3, 身份证号=resident_id(3, area="830000")), "港澳台居民居住证"],
        [*line(4, 身份证号="E12345678", 姓名=line(1)[0], 就业单位="重庆另一家有限公司"), "护照"],
        headings=headings,
    )
    answer = commands("import", ledger, "placement", book)
    assert answer["added"] == 4, answer
    assert commands.total(ledger) == 3
    assert "E12345678" not in str(answer)


def test_rows_after_the_units_end_are_warned(commands: Commands, tmp_path: Path) -> None:
    path = new_file(tmp_path, "江北区")
    book = sheet(
        tmp_path / "a.xlsx", line(1, 就业时间="2025-11-05", 镇街=""), line(2, 就业时间="2025-11-06", 镇街="")
    )
    answer = commands("import", path, "placement", book)
    assert counts(answer) == (2, 0, 0, 0)
    assert [each["row"] for each in answer["problems"]] == [3]
    assert "江北区" in answer["problems"][0]["message"]


def test_totals_and_blank_rows(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    blank = [""] * len(HEADINGS)
    total = ["合计", "2人", *([""] * (len(HEADINGS) - 2))]
    answer = commands(
        "import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1), blank, line(2), total)
    )
    assert counts(answer) == (2, 0, 0, 0)
    assert len(commands.warnings(answer)) == 1
    only_blank = sheet(tmp_path / "b.xlsx", line(3), blank, blank)
    assert commands("import", ledger, "placement", only_blank)["problems"] == []


# -- shapes ----------------------------------------------------------------------------------------
SPELLINGS = (
    (
        "姓名",
        "证件号码",
        "生源类型",
        "就业形式",
        "单位名称",
        "所属镇街",
        "所属行业",
        "就业日期",
        "手机号码",
        "备注",
    ),
    (
        "学生姓名",
        "公民身份号码",
        "来源地",
        "毕业去向",
        "就业单位",
        "镇街",
        "行业",
        "签约时间",
        "联系电话",
        "备注",
    ),
    (
        "姓 名",
        "身份证号码",
        "来源",
        "毕业去向",
        "用人单位",
        "镇（街道）",
        "行业",
        "就业时间",
        "联系方式",
        "备注",
    ),
)


@pytest.mark.parametrize("headings", SPELLINGS)
def test_spellings_of_the_header(
    commands: Commands, ledger: Path, tmp_path: Path, headings: tuple[str, ...]
) -> None:
    book = write_xlsx(
        tmp_path / "a.xlsx",
        [["永川区三教镇登记表"], ["填报日期：2025年9月"], list(headings), line(1), line(2)],
    )
    answer = commands("import", ledger, "placement", book)
    assert counts(answer) == (2, 0, 0, 0)
    for key in ("origin.within_city", "industry.03"):
        assert commands("explain", ledger, f"placement.{key}", "--as-of", "2025-12-31")["value"] == 2, key
    with opened(ledger) as made:
        assert {row.values["township"] is not None for row in _all(made)} == {True}
        assert {row.values["person.phone"] for row in _all(made)} == {line(1)[8], line(2)[8]}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv(commands: Commands, ledger: Path, tmp_path: Path, encoding: str, separator: str) -> None:
    book = tmp_path / "a.csv"
    book.write_bytes(as_text([HEADINGS, line(1), line(2, 姓名="䶮示例")], separator).encode(encoding))
    assert counts(commands("import", ledger, "placement", book)) == (2, 0, 0, 0)
    with opened(ledger) as made:
        assert "䶮示例" in {row.values["person.name"] for row in _all(made)}


def test_old_workbook_and_chosen_sheet(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    old = write_xls(tmp_path / "a.xls", [list(HEADINGS), line(1, 就业时间=date(2025, 9, 3)), line(2)])
    assert counts(commands("import", ledger, "placement", old)) == (2, 0, 0, 0)

    def more(book: Any, _page: Any) -> None:
        page = book.create_sheet("十月")
        for row in (HEADINGS, line(7)):
            page.append(list(row))

    both = write_xlsx(tmp_path / "b.xlsx", [list(HEADINGS), line(8), line(9)], more)
    assert counts(commands("import", ledger, "placement", both, "--sheet", "十月")) == (1, 0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\n", b"<html><table></table></html>", b"\x00" * 3000])
def test_a_file_that_is_no_sheet(commands: Commands, ledger: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    commands.fails("import", ledger, "placement", tmp_path / "a.xlsx")
    commands.fails("import", ledger, "placement", tmp_path)


# -- every section ---------------------------------------------------------------------------------
SECTIONS: dict[str, tuple[tuple[str, ...], list[list[Any]]]] = {
    "person": (
        ("姓名", "身份证号", "学历"),
        [["赵示例", resident_id(1), "本科"], ["钱示例", resident_id(2), "专科"]],
    ),
    "employer": (
        ("单位名称", "统一社会信用代码", "单位性质", "联系电话"),
        [["重庆甲有限公司", credit_code(1), "其他企业", "12300000001"], ["重庆乙有限公司", "", "", ""]],
    ),
    "job_fair": (
        ("活动名称", "活动类型", "开始日期", "地点", "参会单位", "提供岗位", "进场人次"),
        [
            ["秋季招聘会", "区内高校招聘", "2025-09-20", "体育馆", 52, 1260, 2300],
            ["秋季招聘会", "区内高校招聘", "2025-09-21", "体育馆", 5, 126, 230],
        ],
    ),
    "traineeship_host": (
        ("单位名称", "级别", "认定日期"),
        [["重庆甲有限公司", "区级", "2025-03-10"], ["重庆乙有限公司", "", "2025-03-11"]],
    ),
    "traineeship_post": (
        ("单位名称", "岗位名称", "岗位数", "募集日期"),
        [["重庆甲有限公司", "见习生", 10, "2025-09-12"], ["重庆甲有限公司", "见习生", 5, "2025-09-13"]],
    ),
    "target": (
        ("方案", "指标", "范围", "对象", "开始日期", "截止日期", "比较", "目标值", "计量单位"),
        [
            [
                "yongchuan-2025",
                "招聘活动进场人次",
                "本单位",
                "500118",
                "2025-01-01",
                "2025-12-31",
                "≥",
                5000,
                "人次",
            ],
        ],
    ),
    "prior_actual": (
        ("指标", "月份", "数值", "来源"),
        [
            ["留渝来渝就业创业人数", "2024-08", 100, "月报"],
            ["留渝来渝就业创业人数", "2024-09", 120.5, "月报"],
        ],
    ),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_in_and_out(commands: Commands, ledger: Path, tmp_path: Path, section: str) -> None:
    headings, rows = SECTIONS[section]
    book = write_xlsx(tmp_path / "a.xlsx", [list(headings), *rows])
    out = tmp_path / "out.xlsx"
    before = commands("export", ledger, section, out)["rows"]
    answer = commands("import", ledger, section, book)
    assert counts(answer) == (len(rows), 0, 0, 0), answer["problems"]
    again = commands("import", ledger, section, book)
    assert (counts(again), len(again["problems"])) == ((0, 0, len(rows), 0), 1)
    assert commands("export", ledger, section, out)["rows"] == before + len(rows)
    answer = commands("import", ledger, section, out)
    assert counts(answer) == (0, 0, before + len(rows), 0), answer["problems"]
    assert all(each["ok"] for each in commands("verify", ledger)["checks"])


def _all(made: Any) -> Any:
    return made.rows("placement", made.find("placement", Query()))
