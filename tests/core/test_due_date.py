"""When a month's return is due."""

from datetime import date

import pytest

from core.due_date import due_on, next_due
from core.period import Month


def test_due_on_the_tenth_of_the_next_month() -> None:
    assert due_on(Month(2025, 9)) == date(2025, 10, 10)
    assert due_on(Month(2025, 12)) == date(2026, 1, 10)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2025, 9, 30), "2025-09"),
        (date(2025, 10, 1), "2025-09"),
        (date(2025, 10, 10), "2025-09"),
        (date(2025, 10, 11), "2025-10"),
        (date(2026, 1, 5), "2025-12"),
    ],
)
def test_last_month_until_its_day_is_past(today: date, month: str) -> None:
    assert str(next_due(today)) == month
