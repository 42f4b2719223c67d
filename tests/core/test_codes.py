"""Code lists: order, words of clerks' sheets, no silent guess, speed."""

from __future__ import annotations

import time

import pytest

from core.codes import code_list, code_list_names

INDUSTRIES = [
    "农、林、牧、渔业",
    "采矿业",
    "制造业",
    "电力、热力、燃气及水生产和供应业",
    "建筑业（含勘察设计和物业管理）",
    "批发和零售业",
    "交通运输、仓储和邮政业",
    "住宿和餐饮业",
    "信息传输、软件和信息技术服务业",
    "金融业",
    "房地产业",
    "租赁和商务服务业",
    "科学研究和技术服务业",
    "水利、环境和公共设施管理业",
    "居民服务、修理和其他服务业",
    "教育业",
    "卫生和社会工作",
    "文化、体育和娱乐业",
    "公共管理、社会保障和社会组织",
]


def test_the_lists_that_sections_name_are_there() -> None:
    assert set(code_list_names()) >= {
        "destination",
        "education",
        "employer_type",
        "fair_channel",
        "fair_kind",
        "host_level",
        "id_kind",
        "industry",
        "origin",
        "verification",
    }


def test_industries_are_the_nineteen_rows_in_order() -> None:
    industry = code_list("industry")
    assert [entry.name for entry in industry] == INDUSTRIES
    assert industry.codes == tuple(f"{number:02d}" for number in range(1, 20))
    assert "".join(entry.section for entry in industry) == "ABCDEFGHIJKLMNOPQRS"


def test_the_counting_destinations_are_the_default_of_the_rule() -> None:
    destination = code_list("destination")
    assert set(destination.codes) - destination.with_flag("counts") == {"80", "85", "70", "71", "72"}
    assert destination.with_flag("needs_employer") == {"10", "11", "12"}
    assert destination.codes[:4] == ("10", "11", "12", "27")


@pytest.mark.parametrize("name", code_list_names())
def test_no_word_of_a_list_means_two_codes(name: str) -> None:
    for unit in ("", "500118"):
        meaning: dict[str, str] = {}
        for word, code in code_list(name, unit).words():
            assert word, f"an empty word for {code}"
            assert meaning.setdefault(word, code) == code, word


@pytest.mark.parametrize("name", code_list_names())
def test_every_entry_is_found_by_all_its_words(name: str) -> None:
    codes = code_list(name)
    for entry in codes:
        for word in (entry.code, entry.name, f"{entry.code} {entry.name}", *entry.aliases):
            assert codes.resolve(word) == entry.code
        assert codes.name_of(entry.code) == entry.name


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("destination", "11", "11"),
        ("destination", "１１ 签劳动合同形式就业", "11"),
        ("destination", "11-签劳动合同形式就业", "11"),
        ("destination", " 已签 劳动合同 ", "11"),
        ("destination", "签就业协议形式就业", "10"),
        ("destination", "“三支一扶”", "50"),
        ("destination", "创业", "75"),
        ("destination", "出国（境）", "85"),
        ("education", "大学本科", "21"),
        ("education", "硕士研究生", "14"),
        ("education", "高职", "31"),
        ("education", "大专", "31"),
        ("industry", "it", "09"),
        ("industry", "信息技术业", "09"),
        ("industry", "批发零售", "06"),
        ("industry", "C 制造业", "03"),
        ("industry", "农林牧渔业", "01"),
        ("industry", "农，林，牧，渔业", "01"),
        ("industry", "建筑业(含勘察设计和物业管理)", "05"),
        ("industry", "物业管理", "05"),
        ("industry", "教育", "16"),
        ("industry", "3", "03"),
        ("origin", "市外", "outside_city"),
        ("origin", "外省", "outside_city"),
        ("origin", "区内院校", "local_institution"),
        ("origin", "区外市内来永", "within_city"),
        ("verification", "社保比对", "social_insurance"),
        ("fair_channel", "线上", "online"),
        ("id_kind", "身份证", "resident_id"),
        ("employer_type", "民营企业", "39"),
    ],
)
def test_words_of_clerks_sheets(name: str, text: str, code: str) -> None:
    assert code_list(name).resolve(text) == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("destination", "灵活就业"),
        ("destination", "已就业"),
        ("destination", "公司就业"),
        ("destination", "99"),
        ("destination", ""),
        ("education", "研究生"),
        ("education", "中职"),
        ("employer_type", "事业单位"),
        ("employer_type", "企业"),
        ("industry", "专业技术服务业"),
        ("industry", "未分类"),
        ("origin", "四川"),
        ("origin", "市内"),
    ],
)
def test_a_word_that_may_mean_several_codes_is_never_guessed(name: str, text: str) -> None:
    assert code_list(name).resolve(text) is None


def test_a_college_of_the_unit_is_local_in_that_units_ledger_only() -> None:
    assert code_list("origin", "500118").resolve("永川院校") == "local_institution"
    assert code_list("origin", "500117").resolve("永川院校") is None
    assert code_list("origin").resolve("永川院校") is None


def test_a_code_outside_the_list_is_shown_as_it_is() -> None:
    destination = code_list("destination")
    assert destination.name_of("98") == "98"
    assert destination.name_of(None) == ""
    assert "98" not in destination
    with pytest.raises(KeyError):
        code_list("no_such_list")


def test_a_sheet_of_36000_rows_with_six_code_columns_costs_little() -> None:
    names = ("origin", "destination", "industry", "education", "verification", "employer_type")
    lists = [code_list(name) for name in names]
    words = [[entry.name for entry in codes] for codes in lists]
    started = time.perf_counter()
    for row in range(36_000):
        for codes, texts in zip(lists, words, strict=True):
            codes.resolve(texts[row % len(texts)])
    assert time.perf_counter() - started < 1.0  # 0.05 s alone; ten times as much only when something hangs
