"""Working days as dated data: `resources/holidays.toml` and the ledger's updates of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from core.policy import HOLIDAYS, SHIPPED, Updates, in_force
from core.resources import read_toml, resource

YEARS = "year"
_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """A year's days off (weekends that are off anyway may stand among them) and its working weekends."""

    year: int
    source: str
    off: frozenset[date]
    work: frozenset[date]


def read_year(table: dict[str, Any]) -> Holidays:
    """The days of one table of the file.

    Raises:
        KeyError, TypeError, ValueError: something is missing, is no day, or lies in another year.
    """
    off = frozenset(day for text in table["off"] for day in _days(text))
    work = frozenset(day for text in table["work"] for day in _days(text))
    year = table["year"]
    if (
        table.keys() != {"year", "source", "off", "work"}
        or {each.year for each in off | work} - {year}
        or off & work
    ):
        raise ValueError("days of another year, or a day both off and worked")
    return Holidays(year, table["source"], off, work)


@lru_cache(maxsize=4)
def all_years(updates: Updates = SHIPPED) -> dict[int, Holidays]:
    """Year → its days. A later update words a year anew, but for the days before its own first day."""
    found = {each.year: each for each in map(read_year, read_toml(resource(HOLIDAYS))[YEARS])}
    for update in updates:
        if update.name == HOLIDAYS:
            for fresh in map(read_year, update.table()[YEARS]):
                found[fresh.year] = _from(fresh, found.get(fresh.year), update.effective_from)
    return found


def is_workday(day: date) -> bool:
    """Whether offices work on a day; by the week alone in a year whose holidays are not known."""
    year = all_years(in_force()).get(day.year)
    if year is not None and day in year.off:
        return False
    return day.weekday() < _SATURDAY or (year is not None and day in year.work)


def next_workday(day: date) -> date:
    """The first working day after a day."""
    day += _DAY
    while not is_workday(day):
        day += _DAY
    return day


def _from(fresh: Holidays, known: Holidays | None, first: date) -> Holidays:
    if known is None:
        return fresh
    return Holidays(
        fresh.year,
        fresh.source,
        frozenset(day for day in known.off if day < first) | {day for day in fresh.off if day >= first},
        frozenset(day for day in known.work if day < first) | {day for day in fresh.work if day >= first},
    )


def _days(text: str) -> Iterator[date]:
    first, _, last = text.partition("/")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if not day <= end <= day + timedelta(days=31):
        raise ValueError("a span of holidays is no longer than a month")
    while day <= end:
        yield day
        day += _DAY
