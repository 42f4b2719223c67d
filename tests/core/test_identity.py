"""Identity numbers: right ones pass, wrong ones are refused with both values named."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_samples import TODAY, credit_code, resident_id
from stdnum.cn import uscc

from core.identity import (
    RESIDENT_ID_CHECK,
    RESIDENT_ID_WEIGHTS,
    IdKind,
    age_on,
    birth_date,
    check_credit_code,
    check_document,
    check_resident_id,
    is_sound_resident_id,
    kind_of_words,
    mask_id,
    mask_name,
    mask_phone,
    resident_id_check_digit,
    sex,
)

DAYS = st.dates(min_value=date(1920, 1, 1), max_value=date(2020, 12, 31))
AREAS = st.integers(110000, 659999).map(str)


def checked_by_hand(body: str) -> str:
    """The check character in the standard's own words."""
    total = sum(int(digit) * weight for digit, weight in zip(body, RESIDENT_ID_WEIGHTS, strict=True))
    return RESIDENT_ID_CHECK[total % 11]


@given(DAYS, AREAS, st.integers(1, 999))
def test_a_number_made_by_the_rule_passes(born: date, area: str, sequence: int) -> None:
    body = f"{area}{born:%Y%m%d}{sequence:03d}"
    number = body + checked_by_hand(body)
    assert resident_id_check_digit(body) == number[17]
    assert check_resident_id(number, TODAY) == (number, "")
    assert birth_date(number) == born
    assert sex(number) == ("male" if sequence % 2 else "female")


@given(DAYS, st.integers(1, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(born: date, sequence: int, place: int, step: int) -> None:
    number = resident_id(sequence, born)
    old = number[place]
    new = "0" if old == "X" else str((int(old) + step) % 10)
    changed = number[:place] + new + number[place + 1 :]
    assert check_resident_id(changed, TODAY)[1]
    assert not is_sound_resident_id(changed)


@given(DAYS, st.integers(1, 999))
def test_the_quick_look_agrees_with_the_full_one(born: date, sequence: int) -> None:
    number = resident_id(sequence, born)
    document = check_document(number, None, TODAY)
    assert is_sound_resident_id(number) == (not document.error and not document.warning)


def test_an_area_that_no_longer_is_does_not_matter() -> None:
    number = resident_id(7, date(2001, 5, 6), area="513023")
    assert check_resident_id(number)[1] == ""
    number = resident_id(7, date(2001, 5, 6), area="990099")
    assert check_resident_id(number)[1] == ""


def test_the_sentence_names_both_check_digits() -> None:
    number = resident_id(123)
    wrong = "3" if number[17] != "3" else "4"
    sentence = check_resident_id(number[:17] + wrong)[1]
    assert sentence == (
        f"末位校验码不对：按前 17 位应为 {number[17]}，现为 {wrong}。请对照证件逐位核对，不要只改末位。"
    )


@pytest.mark.parametrize(
    ("spoilt", "note"),
    [
        ("".join(chr(ord(char) + 0xFEE0) for char in "110105194912310028"), "全角"),
        ("110105 19491231 0028", "空格"),
        ("110105\u00a0194912310028", "空格"),
        ("\u200b110105194912310028\ufeff", "不可见"),
    ],
)
def test_what_is_normalised_is_said(spoilt: str, note: str) -> None:
    body = "11010519491231002"
    document = check_document(spoilt)
    assert document.number == body + "8"
    assert note in document.note


@pytest.mark.parametrize("letter", ["x", "Х", "х", "Ｘ", "×"])
def test_letters_that_look_like_x(letter: str) -> None:
    document = check_document("11010519491231002" + letter)
    assert (document.number, document.error) == ("11010519491231002X", "")
    assert document.note


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("", "没有身份证号"),
        ("110105491231002", "15 位"),
        ("5.00222E+17", "科学计数"),
        ("1101051949123100", "现为 16 位"),
        ("1101051949123100200", "现为 19 位"),
        ("11010519491231A02X", "第 15 位不是数字"),
        ("11010519491231002Y", "末位应为数字或 X，现为 Y"),
        ("110105194913310021", "出生月份不对：第 11、12 位应为 01 至 12，现为 13"),
        ("110105194902300021", "2 月应为 01 至 28 日，第 13、14 位现为 30"),
        ("110105189902280021", "不早于 1900，现为 1899"),
        ("110105299902280021", "不晚于今天"),
    ],
)
def test_each_wrong_number_has_its_sentence(number: str, part: str) -> None:
    sentence = check_resident_id(number, TODAY)[1]
    assert part in sentence
    assert "！" not in sentence
    assert not number or len(number) < 6 or number not in sentence


def test_a_leap_day_only_in_a_leap_year() -> None:
    assert check_resident_id(resident_id(5, date(2000, 2, 29)))[1] == ""
    body = "50011819000229005"
    assert "28 日" in check_resident_id(body + checked_by_hand(body))[1]


def test_digits_that_a_spreadsheet_lost() -> None:
    truncated = next(
        number for sequence in range(100, 1000, 100) if (number := resident_id(sequence))[17] != "0"
    )
    assert "被表格软件截断" in check_resident_id(truncated[:15] + "000")[1]
    genuine = next(
        number
        for day in range(400)
        if (number := resident_id(100, date(1999, 1, 1) + timedelta(days=day))).endswith("000")
    )
    document = check_document(genuine)
    assert document.error == ""
    assert "000" in document.warning


@pytest.mark.parametrize(
    ("number", "kind", "warned"),
    [
        ("E12345678", IdKind.PASSPORT, True),
        ("123456789", IdKind.PASSPORT, True),
        ("CHN110012345678", IdKind.RESIDENCE_PERMIT, False),
        ("810000199408230021", IdKind.RESIDENCE_PERMIT, False),
        ("830000199408230021", None, False),
    ],
)
def test_other_documents(number: str, kind: IdKind | None, warned: bool) -> None:
    document = check_document(number)
    if kind is None:
        assert document.error
        return
    assert (document.kind, document.error) == (kind, "")
    assert bool(document.warning) == warned


def test_a_told_kind_decides() -> None:
    assert check_document("12803871234").error
    told = check_document("H0123456789", IdKind.PASSPORT)
    assert (told.kind, told.error, told.warning) == (IdKind.PASSPORT, "", "")
    assert check_document("E12345678", IdKind.RESIDENT_ID).error
    assert check_document("??", IdKind.PASSPORT).error


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("居民身份证", IdKind.RESIDENT_ID),
        ("passport", IdKind.PASSPORT),
        ("港澳居民来往内地通行证", IdKind.PASSPORT),
        ("港澳台居民居住证", IdKind.RESIDENCE_PERMIT),
        ("外国人永久居留身份证", IdKind.RESIDENCE_PERMIT),
        ("其他", None),
    ],
)
def test_words_for_kinds(words: str, kind: IdKind | None) -> None:
    assert kind_of_words(words) is kind


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_credit_codes_agree_with_the_other_library(body: str) -> None:
    code = body + str(uscc.calc_check_digit(body))
    assert check_credit_code(code) == (code, "")
    wrong = "A" if code[17] != "A" else "B"
    sentence = check_credit_code(body + wrong)[1]
    assert f"应为 {code[17]}，现为 {wrong}" in sentence


@pytest.mark.parametrize(
    ("code", "part"),
    [("9135010", "现为 7 位"), ("9135O100M000100Y43", "第 5 位不对"), ("91350100M00010０Y4三", "只含")],
)
def test_wrong_credit_codes(code: str, part: str) -> None:
    assert part in check_credit_code(code)[1]


def test_age_is_counted_in_whole_years() -> None:
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18


def test_masks() -> None:
    assert mask_id(resident_id(242)) == "500118********" + resident_id(242)[14:]
    assert mask_id("E12345678") == "E1*****78"
    assert (mask_name("张三"), mask_name("欧阳示例"), mask_name("张")) == ("张*", "欧***", "*")
    assert mask_phone("12800005207") == "128****5207"
    assert "1234" not in mask_phone("49861234")


def test_a_year_of_numbers_is_checked_quickly() -> None:
    ids = [resident_id(1 + n % 998, date(1995, 1, 1) + timedelta(days=n % 4000)) for n in range(36_000)]
    companies = [credit_code(n) for n in range(36_000)]
    start = time.process_time()
    wrong = sum(1 for number in ids if check_resident_id(number)[1])
    wrong += sum(1 for code in companies if check_credit_code(code)[1])
    assert wrong == 0
    assert time.process_time() - start < 2.5
