"""Setting text: what may stand where on a line, and how lines are filled."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.returns.fonts import Fonts, Role
from core.returns.text import Setting, break_by_sense, break_lines, measure, words

FONTS = Fonts()
CLOSING, OPENING = "，。、；：？！）》”", "（《“"
PHRASES = st.sampled_from(
    [
        "全区",
        "留渝来渝",
        "本月新增",
        "1286人",
        "，",
        "。",
        "、",
        "（慢",
        "4.57个百分点",
        "）",
        "；",
        "77.32%",
        "“",
        "”",
        "就业",
        "9月30日",
    ]
)
SIZE, WIDTH = 15.79, 442.2


def body(text: str, width: float = WIDTH) -> list[str]:
    setting = Setting(Role.FANG, SIZE, width, 2 * SIZE)
    return [line.text for line in break_lines(FONTS, text, setting)]


@given(st.lists(PHRASES, min_size=1, max_size=60).map("".join))
def test_lines_keep_the_text_and_the_rules(text: str) -> None:
    lines = body(text, 200)
    assert "".join(lines) == text
    for line in lines[1:]:
        if not re.search(f"[{CLOSING}]{{3}}", text) and not re.search(f"[{OPENING}]{{2}}", text):
            assert line[0] not in CLOSING
    for line, following in pairwise(lines):
        assert not (line[-1].isdigit() and following[0].isdigit())
        assert not (line[-1].isdigit() and following[0] in "人%个月日.")


@given(st.lists(PHRASES, min_size=10, max_size=60).map("".join))
def test_filled_lines_end_at_the_edge(text: str) -> None:
    setting = Setting(Role.FANG, SIZE, 200)
    for line in break_lines(FONTS, text, setting)[:-1]:
        hanging = SIZE / 2 if line.letters[-1].text in CLOSING else 0.0
        assert line.width(SIZE) <= 200 + hanging + 0.02
        if line.spread:
            assert line.width(SIZE) == pytest.approx(200 + hanging, abs=0.02)


def test_a_number_stays_with_its_sign_and_unit() -> None:
    assert words("累计10462人的77.32%，慢-4.57个百分点") == [
        "累", "计", "10462人", "的", "77.32%，", "慢", "-4.57个", "百", "分", "点"
    ]  # fmt: skip


def test_spacing_never_opens_a_number() -> None:
    setting = Setting(Role.FANG, SIZE, WIDTH)
    (line, *_) = break_lines(
        FONTS, "全区留渝来渝就业创业本月新增1286人，累计10462人，完成年度目标" * 2, setting
    )
    assert line.spread
    inside = [
        gap
        for letter, gap, following in zip(line.letters, line.gaps, line.letters[1:], strict=False)
        if letter.text.isdigit() and following.text.isdigit()
    ]
    assert inside
    assert not any(inside)


def test_two_marks_that_meet_take_one_blank_half_less() -> None:
    assert measure(FONTS, Role.SONG, "）、", 10) == pytest.approx(15)
    assert measure(FONTS, Role.SONG, "；“", 10) == pytest.approx(15)
    assert measure(FONTS, Role.SONG, "人、", 10) == pytest.approx(20)


def test_a_cell_breaks_by_sense_where_that_costs_no_line() -> None:
    setting = Setting(Role.SONG, 9, 66, justified=False)
    lines = break_by_sense(FONTS, "区人力社保局、区教委", setting)
    assert [line.text for line in lines] == ["区人力社保局、", "区教委"]


def test_an_endless_word_is_broken_where_it_must_be() -> None:
    lines = body("a" * 200)
    assert "".join(lines) == "a" * 200
    assert len(lines) > 2
