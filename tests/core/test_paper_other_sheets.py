"""The other papers of the same engine: a township's sheet, a fair's card, the call list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from paper_lines import target_line
from paper_reading import compare, run, text_of, words_of

from core.period import Month
from core.returns.call_list import Call, CallList, render_call_list
from core.returns.fair_card import FairCard, Stand, render_fair_card
from core.returns.paper import Printed
from core.returns.sheet import BOTTOM, LEFT, PAGE_HEIGHT, RIGHT, TOP
from core.returns.township_sheet import (
    ToCheck,
    TownshipFigure,
    TownshipSheet,
    render_township_sheet,
    sentence,
)

SHEET = TownshipSheet(
    unit="重庆市永川区人力资源和社会保障局",
    area_word="全区",
    township="三教镇",
    addressee="三教镇人民政府",
    month=Month(2025, 9),
    cumulative_from=date(2025, 1, 1),
    number="500118-2025-09-1",
    answer_by=date(2025, 10, 15),
    demonstration=True,
    townships=23,
    figures=(
        TownshipFigure(target_line("placement.total", "留渝来渝就业创业人数", 650, 78, 568), 2, 3),
        TownshipFigure(
            target_line("placement.origin.outside_city", "其中：市外来渝", 90, 11, 108, indent=1), 1, 1
        ),
        TownshipFigure(target_line("leaver.in_work", "离校未就业毕业生帮扶就业", 74, 9, 51), 14, 12),
        TownshipFigure(target_line("traineeship.posts", "就业见习岗位募集", 120, 6, 88), 9, None),
    ),
    this_year=(21, 24, 55, 49, 52, 101, 112, 76, 78),
    last_year=(19, 20, 51, 47, 44, 93, 97, 60, 63, 56, 48, 40),
    to_check=(
        ToCheck("身份证件号码与其他镇街登记重复", 3, date(2025, 10, 12)),
        ToCheck("缺少劳动合同或社会保险佐证材料", 12, date(2025, 10, 20)),
        ToCheck("行业未分类", 5, date(2025, 10, 12)),
        ToCheck("离校未就业毕业生逾期未回访", 8, date(2025, 10, 10)),
    ),
)
CARD = FairCard(
    number="HD-2025-0087",
    title="“逐浪奔永”秋季高校毕业生专场招聘会",
    when="2025年9月5日 9:00—13:00",
    held_on=date(2025, 9, 5),
    kind="区内高校招聘（现场）",
    venue="演示职业技术大学体育馆",
    hosts="重庆市永川区人力资源和社会保障局",
    unit="重庆市永川区人力资源和社会保障局",
    demonstration=True,
    stands=tuple(
        Stand(f"A{number:02d}", name, 4 * number, number != 10)
        for number, name in enumerate(
            ("演示汽车零部件（重庆）有限公司", "演示数字产业园运营有限公司", "重庆䶮㛃精密铸造有限公司") * 7,
            1,
        )
    ),
)
CALLS = CallList(
    unit="重庆市永川区人力资源和社会保障局",
    officer="演示人员甲",
    place="中山路街道",
    day=date(2025, 10, 10),
    printed_on=date(2025, 10, 9),
    demonstration=True,
    calls=tuple(
        Call(
            f"LX-{317 + 13 * number:04d}",
            "𬱖*" if number == 18 else "王**",
            "863X",
            "1067",
            (1, 0, 2, 1),
            None,
        )
        for number in range(45)
    ),
)
PAPERS: dict[str, Callable[[], Printed]] = {
    "township": lambda: render_township_sheet(SHEET),
    "fair_card": lambda: render_fair_card(CARD),
    "call_list": lambda: render_call_list(CALLS),
}


@pytest.mark.parametrize("name", PAPERS)
def test_text_and_geometry(name: str, tmp_path: Path) -> None:
    result, path = PAPERS[name](), tmp_path / "paper.pdf"
    assert result.problems == ()
    assert result.bytes == PAPERS[name]().bytes
    run("qpdf", "--check", "PDF", pdf=result.bytes, path=path)
    words = words_of(result.bytes, path)
    compare(f"paper_{name}.txt", "\n".join(map(str, words)) + "\n")
    for word in words:
        upper, lower = PAGE_HEIGHT - word.top, PAGE_HEIGHT - word.bottom
        if lower >= BOTTOM - 0.5 and upper <= TOP + 0.5:
            assert word.left >= LEFT - 0.1, word
            assert word.right <= RIGHT + 0.1, word


def test_the_township_sheet_says_its_rank() -> None:
    assert sentence(SHEET) == (
        "三教镇本月新增78人，累计568人，完成年度任务650人的87.38%，"
        "快于序时进度12.59个百分点，列全区23个镇街第2位。"
    )


def test_a_fair_of_21_stands_makes_two_cards(tmp_path: Path) -> None:
    result = PAPERS["fair_card"]()
    assert result.pages == 2
    first, second = text_of(result.bytes, tmp_path / "paper.pdf").split("\f")[:2]
    assert "第1张" in first
    assert "第2张" in second
    assert "待补" in first
    assert "A13" in second


def test_the_call_list_prints_no_name_that_is_not_masked() -> None:
    calls = (replace(CALLS.calls[0], masked_name="王小明"),)
    result = render_call_list(replace(CALLS, calls=calls))
    assert result.bytes == b""
    assert "王小明" not in result.problems[0].message


def test_more_to_check_than_a_sheet_holds_is_said() -> None:
    assert render_township_sheet(replace(SHEET, to_check=(*SHEET.to_check, SHEET.to_check[0]))).problems == ()
    assert render_township_sheet(replace(SHEET, to_check=())).problems == ()
    result = render_township_sheet(replace(SHEET, to_check=SHEET.to_check * 5))
    assert result.bytes == b""
    assert "排不下" in result.problems[0].message


def test_no_two_words_of_the_township_sheet_overlap(tmp_path: Path) -> None:
    words = words_of(PAPERS["township"]().bytes, tmp_path / "paper.pdf")
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            across = min(one.right, other.right) - max(one.left, other.left)
            along = min(one.bottom, other.bottom) - max(one.top, other.top)
            assert across < 1.0 or along < 1.0, (one, other)
