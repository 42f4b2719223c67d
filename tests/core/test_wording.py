"""The three lines: every case of the table in the form's description, word for word."""

from dataclasses import replace
from decimal import Decimal

import pytest
from paper_lines import target_line, townships, work
from paper_samples import usual

from core.returns.snapshot import TargetLine, TownshipLine
from core.returns.wording import lagging_line, progress_line, summary

ALL = "全区留渝来渝就业创业"


def line(target: int | None, month: int | None, value: int | None, elapsed: int = 273) -> TargetLine:
    return target_line("placement.total", "", target, month, value, elapsed=elapsed)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            line(13530, 1286, 10462),
            "本月新增1286人，累计10462人，完成年度目标13530人的77.32%，快于序时进度2.53个百分点。",
        ),
        (
            line(13530, 700, 9000),
            "本月新增700人，累计9000人，完成年度目标13530人的66.52%，"
            "慢于序时进度8.27个百分点，尚缺4530人，日均需新增49.2人。",
        ),
        (
            line(36500, 100, 27300),
            "本月新增100人，累计27300人，完成年度目标36500人的74.79%，与序时进度持平。",
        ),
        (
            line(13530, 1286, 14883),
            "本月新增1286人，累计14883人，完成年度目标13530人的110.00%，已超额完成1353人。",
        ),
        (
            line(13530, 900, 13530),
            "本月新增900人，累计13530人，完成年度目标13530人的100.00%，已完成全年目标。",
        ),
        (
            line(13530, 0, 0, elapsed=31),
            "本月无新增，累计0人，完成年度目标13530人的0.00%，"
            "慢于序时进度8.49个百分点，尚缺13530人，日均需新增40.5人。",
        ),
        (
            line(13530, 300, 13000, elapsed=365),
            "本月新增300人，累计13000人，完成年度目标13530人的96.08%，"
            "慢于序时进度3.92个百分点，全年未完成530人。",
        ),
        (line(None, 12, 345), "本月新增12人，累计345人。"),
        (line(None, 0, 345), "本月无新增，累计345人。"),
        (line(13530, None, None), "数据未录入。"),
        (
            line(40000, 5, 39999, elapsed=365),
            "本月新增5人，累计39999人，完成年度目标40000人的100.00%，全年未完成1人。",
        ),
    ],
    ids=[
        "ahead",
        "behind",
        "exactly",
        "above",
        "met",
        "none",
        "over",
        "no_target",
        "no_target_none",
        "unknown",
        "rounded_over",
    ],
)
def test_case(given: TargetLine, words: str) -> None:
    assert progress_line(ALL, given) == ALL + words


def test_subject_of_the_second_line() -> None:
    lines = summary(usual())
    assert lines[1] == (
        "其中市外来渝本月新增168人，累计1587人，完成年度目标2260人的70.22%，"
        "慢于序时进度4.57个百分点，尚缺673人，日均需新增7.3人。"
    )


def test_third_line_names_two_works_and_three_townships_the_last_one_last() -> None:
    assert summary(usual())[2] == (
        "进度滞后较多的工作：公益性岗位（慢12.79个百分点）、市内外重点高校引才活动（慢4.79个百分点）；"
        "完成率后三位的镇街：松溉镇、金龙镇、宝峰镇。"
    )


def ahead(lines: tuple[TownshipLine, ...]) -> tuple[TownshipLine, ...]:
    return tuple(replace(each, gap=None if each.gap is None else abs(each.gap)) for each in lines)


def test_third_line_with_nothing_behind() -> None:
    works = [each for each in work() if each.gap is None or each.gap > 0]
    assert lagging_line(works, ahead(townships())) == (
        "各项工作均达到或快于序时进度；各镇街均达到或快于序时进度。"
    )


def test_either_half_by_itself() -> None:
    works = [each for each in work() if each.gap is None or each.gap > 0]
    assert lagging_line(works, townships()) == (
        "各项工作均达到或快于序时进度；完成率后三位的镇街：松溉镇、金龙镇、宝峰镇。"
    )
    assert lagging_line(work(), ahead(townships())) == (
        "进度滞后较多的工作：市内外重点高校引才活动（慢4.79个百分点）、高校毕业生技能培训（慢0.59个百分点）；"
        "各镇街均达到或快于序时进度。"
    )


def test_only_townships_really_behind_are_named() -> None:
    rows = (("甲镇", 100, 1, 90, 1), ("乙镇", 100, 1, 70, 1), ("丙镇", 100, 1, 80, 1))
    assert lagging_line((), townships(rows)) == "完成率末位的镇街：乙镇。"
    rows = (("甲镇", 100, 1, 20, 1), ("乙镇", 100, 1, 70, 1), ("丙镇", 100, 1, 80, 1))
    assert lagging_line((), townships(rows)) == "完成率后两位的镇街：乙镇、甲镇。"


def test_nothing_known_says_nothing() -> None:
    none = tuple(replace(each, completion=None, gap=None) for each in townships())
    assert lagging_line((), none) == ""
    assert len(summary(replace(usual(), posts=(), work=(), townships=none))) == 2


def test_level_to_the_hundredth_is_not_behind() -> None:
    level = replace(work()[0], gap=Decimal("-0.004"))
    assert lagging_line((level,), ()) == "各项工作均达到或快于序时进度。"
