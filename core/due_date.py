"""When a month's return is due."""

from __future__ import annotations

from datetime import date

from core.period import Month

DUE_DAY = 10
"""Day of the next month by which the city bureau wants a month's return."""


def due_on(month: Month) -> date:
    """The last day to hand a month's return in."""
    following = month.shifted(1)
    return date(following.year, following.number, DUE_DAY)


def next_due(today: date, cut_off_day: int = 0) -> Month:
    """The month whose return is due next: last month's until its day is past, then this month's."""
    current = Month.holding(today, cut_off_day)
    before = current.previous()
    return before if today <= due_on(before) else current
