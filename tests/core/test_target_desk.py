"""Targets at the desk: plans taken over once, values changed with a reason, the split held to its whole."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import TOWNSHIPS, new_file, opened, placement
from sqlalchemy import select

from core.errors import LedgerFault, NotFound
from core.ledger import Ledger
from core.target_views import TargetView
from db.models import Journal

TOTAL = "placement.total"
AS_OF = date(2025, 9, 30)
QUOTA = 13_530


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as made:
        yield made
        assert all(each.level != "block" for each in made.verify())


def quota(ledger: Ledger) -> TargetView:
    return next(each for each in ledger.targets(2025) if (each.figure, each.plan) == (TOTAL, "city-2025"))


def entries(ledger: Ledger) -> list[tuple[str, int | None, str, str, str]]:
    with ledger.reading() as connection:
        found = connection.execute(
            select(Journal.action, Journal.row_id, Journal.reason, Journal.before, Journal.after)
            .where(Journal.section == "target")
            .order_by(Journal.seq)
        )
        return [(row.action, row.row_id, row.reason, row.before, row.after) for row in found]


def even_split(total: int) -> dict[str, int | None]:
    """Parts that add up to the whole."""
    part, rest = divmod(total, len(TOWNSHIPS))
    return {key: part + (place < rest) for place, key in enumerate(TOWNSHIPS)}


# -- plans -----------------------------------------------------------------------------------------
def test_the_years_plans_are_loaded_and_the_next_years_are_offered(ledger: Ledger) -> None:
    plans = {each.key: each.loaded for each in ledger.plans()}
    assert (plans["city-2025"], plans["yongchuan-2025"]) == (True, True)
    assert plans["service-2026"] is False
    count = len(ledger.targets(2026))
    ledger.load_plan("service-2026")
    assert len(ledger.targets(2026)) > count
    assert {each.key: each.loaded for each in ledger.plans()}["service-2026"] is True
    with pytest.raises(NotFound):
        ledger.load_plan("five-year")


def test_loading_again_keeps_what_a_clerk_changed(ledger: Ledger) -> None:
    ledger.set_target(quota(ledger).id, Decimal(14000), "市局调整")
    before, count = entries(ledger), len(ledger.targets(2025))
    ledger.load_plan("city-2025")
    assert (len(ledger.targets(2025)), entries(ledger)) == (count, before)
    assert quota(ledger).value == 14000


# -- values ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("value", "reason"), [(14000, ""), (14000, " \t"), (-1, "调整")])
def test_a_change_that_may_not_be(ledger: Ledger, value: int, reason: str) -> None:
    before = entries(ledger)
    with pytest.raises(LedgerFault):
        ledger.set_target(quota(ledger).id, Decimal(value), reason)
    assert (quota(ledger).value, quota(ledger).changed) == (Decimal(QUOTA), False)
    assert entries(ledger) == before


def test_a_change_is_journaled_and_judged_by(ledger: Ledger) -> None:
    before = entries(ledger)
    ledger.save("placement", None, placement(1))
    ledger.set_target(quota(ledger).id, Decimal(800), "市局调整，渝人社〔2025〕1号")
    assert (quota(ledger).value, quota(ledger).changed) == (Decimal(800), True)
    assert entries(ledger)[len(before) :] == [
        ("change", quota(ledger).id, "市局调整，渝人社〔2025〕1号", '{"value":"13530"}', '{"value":"800"}')
    ]
    judged = ledger.explain(TOTAL, AS_OF, "city-2025").figure
    assert (judged.target, judged.completion, judged.missing) == (800, Decimal("0.13"), 799)
    ledger.set_target(quota(ledger).id, Decimal(800), "再存一次")
    assert len(entries(ledger)) == len(before) + 1, "nothing changed, nothing journaled"
    with pytest.raises(NotFound):
        ledger.set_target(10**6, Decimal(5), "改")


def test_the_clause_stays_with_the_target(ledger: Ledger) -> None:
    assert quota(ledger).clause
    assert (quota(ledger).start, quota(ledger).end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert quota(ledger).scope_name == "永川区"
    assert {each.scope_name for each in ledger.targets(2025) if each.scope_kind == "city"} == {"全市"}


# -- split -----------------------------------------------------------------------------------------
def test_the_split_adds_up_or_says_by_how_much(ledger: Ledger) -> None:
    view = ledger.split(TOTAL, 2025)
    assert view is not None
    assert len(view.lines) == 23
    assert (view.total, view.difference) == (0, -QUOTA)
    assert {value for _key, _name, value in view.lines} == {None}
    ledger.set_split(TOTAL, 2025, even_split(QUOTA), "区政府分解")
    view = ledger.split(TOTAL, 2025)
    assert view is not None
    assert (view.total, view.difference) == (QUOTA, 0)
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: 600, TOWNSHIPS[1]: None}, "调整")
    view = ledger.split(TOTAL, 2025)
    assert view is not None
    values = {key: value for key, _name, value in view.lines}
    assert (values[TOWNSHIPS[0]], values[TOWNSHIPS[1]], values[TOWNSHIPS[2]]) == (600, None, 589)
    assert view.difference == view.total - QUOTA == sum(value or 0 for value in values.values()) - QUOTA
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[1]: 0}, "调整")
    view = ledger.split(TOTAL, 2025)
    assert view is not None
    assert {key: value for key, _name, value in view.lines}[TOWNSHIPS[1]] == 0


def test_each_part_is_journaled_once(ledger: Ledger) -> None:
    before = len(entries(ledger))
    change = ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: 500, TOWNSHIPS[1]: 400, TOWNSHIPS[2]: None}, "分解")
    assert len(change.ids) == 2
    assert [each[0] for each in entries(ledger)[before:]] == ["add", "add"]
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: 500, TOWNSHIPS[1]: 401}, "调整")
    assert [(each[0], each[2]) for each in entries(ledger)[before + 2 :]] == [("change", "调整")]
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: None}, "并入他镇")
    assert entries(ledger)[-1][0] == "void"


def test_changing_a_part_needs_a_reason_entering_it_does_not(ledger: Ledger) -> None:
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: 500}, "")
    before = entries(ledger)
    for value in (600, None):
        with pytest.raises(LedgerFault):
            ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: value}, " ")
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: 500}, "")
    assert entries(ledger) == before
    view = ledger.split(TOTAL, 2025)
    assert view is not None
    assert view.total == 500


def test_a_split_that_may_not_be(ledger: Ledger) -> None:
    before = entries(ledger)
    for figure, year, values in (
        (TOTAL, 2025, {TOWNSHIPS[0]: 5, TOWNSHIPS[1]: -1}),
        (TOTAL, 2025, {TOWNSHIPS[0]: 5, "500118-99": 1}),
        (TOTAL, 2031, {TOWNSHIPS[0]: 5}),
        ("destination.rate", 2025, {TOWNSHIPS[0]: 5}),
    ):
        with pytest.raises(LedgerFault):
            ledger.set_split(figure, year, dict(values), "分解")
    assert entries(ledger) == before
    assert ledger.split("destination.rate", 2025) is None
    assert ledger.split(TOTAL, 2031) is None


def test_townships_are_judged_by_their_parts_and_ranked(ledger: Ledger) -> None:
    ledger.set_split(TOTAL, 2025, {TOWNSHIPS[0]: 2, TOWNSHIPS[1]: 8}, "分解")
    for serial in (1, 2, 3):
        ledger.save("placement", None, placement(serial, township=TOWNSHIPS[min(serial, 2) - 1]))
    ledger.save("placement", None, placement(4, township=None))
    dashboard = ledger.dashboard(AS_OF)
    shown = [(bar.key, bar.value, bar.target, bar.completion) for bar in dashboard.townships[:2]]
    assert shown == [(TOWNSHIPS[0], 1, 2, Decimal("50.00")), (TOWNSHIPS[1], 2, 8, Decimal("25.00"))]
    assert dashboard.townships[2].completion is None
    assert dashboard.township_none == 1
    view = {each.key: each for each in ledger.figures(AS_OF)}[f"placement.township.{TOWNSHIPS[0]}"]
    assert (view.target, view.completion) == (2, Decimal("50.00"))
