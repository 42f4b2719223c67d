"""The city's quota beside the own plan: same rows, other spans, other origins, other words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import new_file, opened, placement

from core.ledger import Ledger
from core.two_masters import MasterLine


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        for serial in range(6):
            found.save("placement", None, placement(serial, placed_on=date(2025, 3, 1 + serial)))
        found.save("placement", None, placement(6, placed_on=date(2025, 4, 1), origin=None))
        yield found


def lines(ledger: Ledger, day: date) -> dict[str, MasterLine]:
    return {each.key: each for each in ledger.two_masters(day).lines}


def test_the_same_rows_under_both(ledger: Ledger) -> None:
    total = lines(ledger, date(2025, 9, 30))["placement.total"]
    assert total.city is not None
    assert total.own is not None
    assert (total.city.figure.value, total.city.figure.target, total.city.span) == (7, 13_530, "2025年")
    assert (total.own.figure.value, total.own.figure.target, total.own.span) == (7, 40_000, "2025—2027年")
    assert total.city.figure.pro_rata != total.own.figure.pro_rata
    said = "\n".join(total.why)
    assert "时段不同" in said
    assert "同一批行" in said
    assert "有 1 人没有填来源" in said
    assert "3种来源" in said
    figures = {(each.key, each.plan): each.value for each in ledger.figures(date(2025, 9, 30))}
    assert figures["placement.total", total.own.plan] == total.own.figure.value


def test_years_outside_the_citys_are_counted_apart(ledger: Ledger) -> None:
    for serial in range(10, 13):
        ledger.save("placement", None, placement(serial, placed_on=date(2026, 2, 3)))
    ledger.save(
        "placement", None, placement(0, placed_on=date(2026, 2, 5), employer__name="重庆新家有限公司")
    )
    found = lines(ledger, date(2026, 6, 30))
    total = found["placement.total"]
    assert total.own is not None
    assert total.own.figure.value == 7 + 4, "next year the person counts again"
    assert total.city is None or total.city.reference


def test_words_of_text_and_annex(ledger: Ledger) -> None:
    found = lines(ledger, date(2025, 9, 30))
    rate = "\n".join(found["destination.rate"].why)
    assert "≥75%" in rate
    assert "＞75%" in rate
    skills = "\n".join(found["training.skills.attendances"].why)
    assert "人和人次不同" in skills
    assert "3,000人次" in skills
    assert "1,000人；" in skills
    desks = found["startup.desks"]
    assert desks.city is not None
    assert desks.city.reference
    assert any("全市的数" in each for each in desks.why)


def test_a_unit_without_a_plan_of_its_own(tmp_path: Path) -> None:
    with opened(new_file(tmp_path, "忠县")) as ledger:
        view = ledger.two_masters(date(2025, 9, 30))
    assert view.own_title == ""
    assert all(each.own is None for each in view.lines)
    assert view.lines[0].key == "placement.total"
