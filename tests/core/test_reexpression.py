"""Earlier actuals on the units of after November 2025: what is known adds up, what is not stays unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import new_file, opened, placement

from core.ledger import Ledger
from core.plans import prior_actual
from core.reexpression import all_parts, parts_of
from core.units import unit_of_key

NEW, TOTAL = "500100-LJ2025", "placement.total"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path, "两江新区", 2026)) as found:
        yield found


def typed(ledger: Ledger, unit: str, month: str, value: int) -> None:
    row = {"figure": TOTAL, "month": month, "value": Decimal(value), "unit": unit, "source": "区人力社保局函"}
    saved = ledger.save("prior_actual", None, row).row
    assert saved is not None
    assert saved.state.value == "active", saved.problems


def test_every_part_names_units_that_were_and_are() -> None:
    for part in all_parts():
        former = unit_of_key(part.former)
        assert part.successor in {*former.successors, part.former} or "划出" in former.note
        assert unit_of_key(part.successor).valid_to is None
    assert {each.former for each in parts_of(NEW)} == {"500105", "500112", "500109", "500100-LJ"}
    assert parts_of("500118") == ()


def test_only_whole_units_are_known_from_the_document(ledger: Ledger) -> None:
    found = ledger.reexpressed(TOTAL, 2024)
    assert found is not None
    assert found.total is None, "no share of a divided unit is invented"
    known = {each.part.key: each.value for each in found.lines}
    assert known["500105"] == prior_actual("500105", TOTAL, 2024)
    assert known["500112-main"] is None
    divided = next(each for each in found.lines if each.part.key == "500112-main")
    assert divided.former_value == prior_actual("500112", TOTAL, 2024)
    assert "不按人口或面积估算" in divided.how
    assert "整体并入" in found.assumption


def test_typed_parts_make_it_known(ledger: Ledger) -> None:
    typed(ledger, "500112-five", "2024", 300)
    typed(ledger, "500109-five", "2024", 900)
    found = ledger.reexpressed(TOTAL, 2024)
    assert found is not None
    wholes = [prior_actual(key, TOTAL, 2024) or 0 for key in ("500105", "500112", "500100-LJ")]
    assert found.total == sum(wholes) - 300 + 900


def test_year_on_year_of_the_new_unit(ledger: Ledger) -> None:
    ledger.save("placement", None, placement(1, placed_on=date(2026, 1, 8), township=None))
    ledger.save("placement", None, placement(2, placed_on=date(2026, 1, 9), township=None))

    def change() -> Decimal | None:
        views = ledger.figures(date(2026, 1, 31))
        return next(each.year_on_year for each in views if each.key == TOTAL)

    assert change() is None
    for unit, value in (("500105", 1), ("500112", 4), ("500112-five", 1), ("500100-LJ", 1)):
        typed(ledger, unit, "2025-01", value)
    assert change() is None, "a part of 北碚区 is still missing"
    typed(ledger, "500109-five", "2025-01", 0)
    assert change() == Decimal("-60.00"), "two people against 1 + 4 − 1 + 1 + 0"


def test_other_units_have_nothing_to_re_express(tmp_path: Path) -> None:
    with opened(new_file(tmp_path)) as ledger:
        assert ledger.reexpressed(TOTAL, 2024) is None
