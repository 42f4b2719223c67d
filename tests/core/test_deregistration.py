"""Candidates for the end of a registration, by ground; ended together with one journal entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import new_file, opened
from section_rows import person
from sqlalchemy import func, select

from core.deregistration import Ending, pension_age
from core.errors import LedgerFault
from core.identity import resident_id_check_digit
from core.ledger import Ledger
from db.models import Journal

TODAY = date(2026, 6, 30)
ENDING = Ending("in_work", date(2026, 6, 30), date(2026, 6, 29), "phone", "电话核实", {})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path, year=2026)) as found:
        yield found


def registered(ledger: Ledger, serial: int, **values: Any) -> int:
    row = {**person(serial), "registered_on": date(2026, 2, 10), "cause": "contract_ended", **values}
    return ledger.save("unemployment", None, row).ids[0]


def of(ledger: Ledger, ground: str) -> list[tuple[int, date]]:
    found = ledger.deregistration_candidates(TODAY)
    return [(each.row, each.since) for each in found if each.ground == ground]


@pytest.mark.parametrize(
    ("sex", "born", "reached"),
    [
        ("male", date(1964, 12, 31), date(2024, 12, 31)),
        ("male", date(1965, 1, 15), date(2025, 2, 15)),
        ("male", date(1965, 5, 15), date(2025, 7, 15)),
        ("male", date(1990, 1, 1), date(2053, 1, 1)),
        ("female", date(1970, 4, 30), date(2025, 5, 30)),
        ("female", date(1981, 9, 1), date(2039, 9, 1)),
        ("male", date(1965, 3, 31), date(2025, 4, 30)),
    ],
)
def test_the_age_at_which_registration_ends(sex: str, born: date, reached: date) -> None:
    assert pension_age(sex, born) == reached


def test_each_ground_lists_whom_it_should(ledger: Ledger) -> None:
    first = "50011819640301003"
    old = {"person.name": "示例老", "person.id_number": first + resident_id_check_digit(first)}
    aged = registered(ledger, 0, **old)
    assert of(ledger, "over_age") == [(aged, date(2024, 3, 1))]
    placed, gone, quiet, answered = (registered(ledger, serial) for serial in (1, 2, 3, 4))
    place = {**person(1), "employer.name": "重庆样例有限公司", "origin": "within_city", "destination": "11"}
    ledger.save("placement", None, {**place, "placed_on": date(2026, 1, 5)})
    assert of(ledger, "in_work") == [], "before the registration"
    ledger.save(
        "placement", None, {**place, "placed_on": date(2026, 5, 6), "employer.name": "重庆别家有限公司"}
    )
    assert of(ledger, "in_work") == [(placed, date(2026, 5, 6))]
    ledger.save(
        "unemployed_leaver",
        None,
        {
            **person(2),
            "cohort": "2025",
            "handed_over_on": date(2026, 1, 5),
            "situation": "study",
            "situation_on": date(2026, 4, 1),
        },
    )
    assert of(ledger, "ended_request") == [(gone, date(2026, 4, 1))]
    for serial, kinds in ((3, ("follow_up", *["unanswered"] * 3)), (4, (*["unanswered"] * 3, "follow_up"))):
        for number, kind in enumerate(kinds):
            day = date(2026, 3, 2 + number)
            ledger.save("service", None, {**person(serial), "kind": kind, "provided_on": day})
    assert of(ledger, "out_of_contact") == [(quiet, date(2026, 3, 5))]
    assert answered not in {row for row, _since in of(ledger, "out_of_contact")}


def test_nothing_ends_by_itself_and_everything_by_one_entry(ledger: Ledger) -> None:
    rows = [registered(ledger, serial) for serial in (1, 2)]
    ledger.deregistration_candidates(TODAY)
    assert all(row.values["deregistered_on"] is None for row in ledger.rows("unemployment", rows))
    with ledger.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(Journal))
    ending = Ending("in_work", TODAY, TODAY, "phone", "电话核实", {rows[0]: date(2026, 5, 6)})
    ledger.deregister(rows, ending, TODAY)
    with ledger.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Journal)) == (before or 0) + 1
    found = ledger.rows("unemployment", rows)
    assert [row.values["reemployed_on"] for row in found] == [date(2026, 5, 6), None]
    assert {row.values["ground"] for row in found} == {"in_work"}
    assert {row.values["notified_how"] for row in found} == {"phone"}
    newest = ledger.history("unemployment", rows[0])[0]
    assert (newest.action, newest.reason) == ("注销", "电话核实")
    assert ("注销原因", "", "处于就业状态") in newest.changes
    assert ledger.deregistration_candidates(TODAY) == ()
    figures = {each.key: each.value for each in ledger.figures(TODAY)}
    assert figures["unemployment.reemployed"] == 1
    with pytest.raises(LedgerFault):
        ledger.deregister(rows, ending, TODAY)
    assert {each.level for each in ledger.verify()} <= {"pass", "warn"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"ground": "随便"},
        {"on": date(2026, 7, 1)},
        {"on": date(2026, 1, 1)},
        {"notified_how": ""},
        {"notified_on": date(2026, 7, 1)},
    ],
)
def test_what_does_not_fit_ends_nothing(ledger: Ledger, wrong: dict[str, Any]) -> None:
    row = registered(ledger, 1)
    facts = {field: getattr(ENDING, field) for field in ENDING.__slots__}
    with pytest.raises(LedgerFault):
        ledger.deregister([row], Ending(**{**facts, **wrong}), TODAY)
    with pytest.raises(LedgerFault):
        ledger.deregister([row, 99], ENDING, TODAY)
    assert ledger.rows("unemployment", [row])[0].values["deregistered_on"] is None
