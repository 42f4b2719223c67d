"""Which backups are kept: every one of two days, then the newest of each day, week and month.

The rule, from the newest to the oldest: all of the last 48 hours; the newest of each day for 14 days; the
newest of each ISO week for 10 weeks; the newest of each month for 36 months; older ones the newest of each
year. The newest of all is always kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta

ALL, DAILY, WEEKLY, MONTHLY = (
    timedelta(hours=48),
    timedelta(days=14),
    timedelta(weeks=10),
    timedelta(days=36 * 31),
)


def _shelf(moment: datetime, now: datetime) -> Hashable:
    """What at most one backup is kept of; the moment itself while every one is kept."""
    age = now - moment
    local = moment.astimezone()
    if age <= ALL:
        return moment
    if age <= DAILY:
        return ("day", local.date())
    if age <= WEEKLY:
        return ("week", local.isocalendar()[:2])
    if age <= MONTHLY:
        return ("month", local.year, local.month)
    return ("year", local.year)


def to_thin(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Moments of the backups that may go.

    Args:
        moments: when each was made, aware.
        now: aware. A moment after it (a clock that went back) is kept.
    """
    kept: set[Hashable] = set()
    gone = set()
    for moment in sorted(set(moments), reverse=True):
        shelf = _shelf(moment, now)
        if shelf in kept:
            gone.add(moment)
        kept.add(shelf)
    return gone
