"""Rates, filled posts and tasks of a month's return, read from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import new_file, opened
from section_rows import SAMPLES, person

from core.ledger import Ledger
from core.period import Month
from core.returns.compile import Compiler, Typed
from core.returns.snapshot import Snapshot
from core.views import Query


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        yield found


def snapshot(ledger: Ledger, month: Month) -> Snapshot:
    with ledger.reading() as connection:
        standings = ledger.standings(connection, month.cut_off)
        return Compiler(connection, ledger.info, ledger.vocabulary, standings, month, {}).snapshot(Typed())


def test_rates_say_their_parts_and_source(ledger: Ledger) -> None:
    empty = {line.figure: line for line in snapshot(ledger, Month(2025, 9)).rates}
    assert all((line.numerator, line.denominator, line.source) == (None, None, "") for line in empty.values())
    ledger.save("destination_report", None, {**SAMPLES["destination_report"].row, "source": "区教委"})
    for serial, situation in ((0, "in_work"), (1, "not_willing"), (2, "served")):
        row = {**SAMPLES["unemployed_leaver"].row, **person(serial), "situation": situation}
        ledger.save("unemployed_leaver", None, row)
    made = snapshot(ledger, Month(2025, 9))
    rates = {line.figure: line for line in made.rates}
    settled, assisted = rates["destination.rate"], rates["assisted.rate"]
    assert (settled.value, settled.numerator, settled.denominator) == (Decimal("77.50"), 3100, 4000)
    assert settled.source == "8月31日，区教委，2024版"
    assert settled.gap == Decimal("2.50")
    assert (assisted.value, assisted.numerator, assisted.denominator) == (Decimal("33.33"), 1, 3)
    assert assisted.source == "9月30日，实名台账"
    assert any("不含暂无就业意愿的为50.00%" in rule for rule in made.rules)


def test_posts_say_how_many_are_filled(ledger: Ledger) -> None:
    ledger.save("vacancy", None, SAMPLES["vacancy"].row)
    posts = {line.figure: line for line in snapshot(ledger, Month(2025, 9)).posts}
    line = posts["vacancy.civil_service"]
    assert (line.value, line.filled, line.target, line.completion) == (20, 5, 80, Decimal("25.00"))
    assert posts["vacancy.government_total"].filled == 5
    assert posts["vacancy.western_plan"].filled == 0


def test_tasks_due_overdue_and_done(ledger: Ledger) -> None:
    rows = ledger.rows("task", ledger.find("task", Query()))
    ids = {(row.values["plan"], row.values["item"]): row.id for row in rows}
    done = {"situation": "done", "done_on": date(2025, 2, 20)}
    ledger.save("task", ids["city-2025", 2], done)
    ledger.save("task", ids["city-2025", 8], {"situation": "done", "done_on": date(2025, 9, 12)})

    def seen(month: int) -> list[tuple[str, str, str, str]]:
        tasks = snapshot(ledger, Month(2025, month)).tasks
        return [(line.number, line.deadline, line.state, line.done_on) for line in tasks]

    assert seen(2) == [("2", "2月28日", "按期", "2月20日")]
    assert seen(3) == [("1", "3月31日", "未办结", "")]
    assert seen(8) == [("1", "3月31日", "逾期", ""), ("8", "8月31日", "未办结", "")]
    assert seen(9) == [("1", "3月31日", "逾期", ""), ("8", "8月31日", "逾期办结", "9月12日")]
    assert seen(10) == [("1", "3月31日", "逾期", "")]
    ledger.save("task", ids["city-2025", 1], {"situation": "stopped"})
    assert seen(10) == []
