"""Trends on a known ledger: groups, shares, employers, days to work; every number with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import new_file, opened
from openpyxl import load_workbook
from section_rows import person

from core.ledger import Ledger
from core.trends import Wanted

AS_OF = date(2025, 9, 30)
HANDED = date(2025, 7, 15)
TOWNS = ("500118-01", "500118-02")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        fill(found)
        yield found


def town(serial: int) -> dict[str, str]:
    return {"township": TOWNS[serial % 2]}


def fill(ledger: Ledger) -> None:
    """Five leavers of two majors, three of them placed; four registrations, three of them in work."""
    for serial, (major, cohort) in enumerate((("机械", "2025"),) * 3 + (("会计", "2025"), ("会计", "2024"))):
        row = {**person(serial), "person.major": major, "person.college": "重庆文理学院", "cohort": cohort}
        ledger.save(
            "unemployed_leaver", None, {**row, "handed_over_on": HANDED, "township": TOWNS[serial % 2]}
        )
    for serial, days, firm in ((0, 10, "甲"), (1, 20, "甲"), (3, 40, "乙")):
        placed = {
            **person(serial),
            "origin": "within_city",
            "destination": "11",
            "township": TOWNS[serial % 2],
        }
        day = HANDED + timedelta(days=days)
        ledger.save(
            "placement", None, {**placed, "employer.name": f"重庆样例{firm}有限公司", "placed_on": day}
        )
    for serial, days in ((5, 12), (6, 40), (7, 90)):
        began = date(2025, 1 + serial - 5, 10)
        row = {**person(serial), "registered_on": began, "cause": "resigned"}
        ledger.save("unemployment", None, {**row, "reemployed_on": began + timedelta(days=days)})
    ledger.save(
        "unemployment", None, {**person(8 + 10), "registered_on": date(2025, 3, 1), "cause": "resigned"}
    )


def test_majors_and_colleges_with_the_share_that_found_work(ledger: Ledger) -> None:
    view = ledger.trends(AS_OF)
    told = [(each.name, len(each.rows), len(each.in_work), each.share) for each in view.majors]
    assert told == [("机械", 3, 2, Decimal("66.67")), ("会计", 2, 1, Decimal("50.00"))]
    assert [(each.name, each.rows) for each in view.colleges] == [("重庆文理学院", (1, 2, 3, 4, 5))]
    figures = {each.key: each.value for each in ledger.figures(AS_OF)}
    assert figures["leaver.roster"] == sum(len(each.rows) for each in view.majors)
    assert figures["leaver.in_work"] == sum(len(each.in_work) for each in view.majors)
    assert ledger.trends(date(2025, 7, 20)).majors[0].in_work == (), "nobody had work by then"


def test_filters(ledger: Ledger) -> None:
    view = ledger.trends(AS_OF, Wanted(cohort="2024"))
    assert [(each.name, each.rows) for each in view.majors] == [("会计", (5,))]
    assert view.cohorts == ("2025", "2024")
    view = ledger.trends(AS_OF, Wanted(township=TOWNS[1]))
    assert [(each.name, each.rows) for each in view.majors] == [("会计", (4,)), ("机械", (2,))]
    assert sum(len(each.rows) for each in view.employers) == 2


def test_who_hired_most(ledger: Ledger) -> None:
    again = {**person(0), "origin": "within_city", "destination": "11", "placed_on": date(2025, 9, 1)}
    ledger.save("placement", None, {**again, "employer.name": "重庆样例乙有限公司"})
    found = [(each.name, len(each.rows)) for each in ledger.trends(AS_OF).employers]
    assert found == [("重庆样例甲有限公司", 2), ("重庆样例乙有限公司", 1)], "a person counts once"


def test_days_to_work(ledger: Ledger) -> None:
    found = ledger.trends(AS_OF).registered
    assert (len(found.rows), len(found.in_work), found.waiting, found.median_days) == (4, 3, (4,), 40)
    counts = [len(each.rows) for each in found.buckets]
    assert counts == [1, 1, 1, 0, 0, 0]
    assert found.buckets[0].share == Decimal("33.33")
    assert [(each.month, len(each.rows), each.median_days) for each in found.months] == [
        ("2025-01", 1, 12),
        ("2025-02", 1, 40),
        ("2025-03", 2, 90),
    ]
    assert ledger.trends(AS_OF).handed_over.median_days == 20


def test_an_empty_ledger_has_no_trends_and_no_fault(tmp_path: Path) -> None:
    with opened(new_file(tmp_path)) as ledger:
        view = ledger.trends(AS_OF)
    assert (view.majors, view.employers, view.registered.median_days) == ((), (), None)


def test_the_export_holds_totals_and_no_person(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "趋势.xlsx"
    assert ledger.export_trends(AS_OF, Wanted(), out) > 0
    book = load_workbook(out)
    assert book.sheetnames == ["专业", "院校", "用人单位", "登记到就业", "交接到就业"]
    assert [cell.value for cell in book["专业"][2]] == ["机械", 3, 2, 66.67]
    words = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    assert "示例甲" not in words
