"""Trends: where leavers without work come from, who hires, how long work takes; each number with its rows.

All of it is read by SQL on one connection, at one day, under the counting rules in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select
from sqlalchemy.orm import aliased

from core import arithmetic
from core.compute import counted_once
from core.period import statistical_year, year_of
from core.returns.snapshot import Number
from core.settings import Rules
from core.sources import SOURCES, day_of, placement_reason
from db.models import Employer, Person, Placement, UnemployedLeaver, Unemployment

LEAVER, REGISTRATION, PLACED = "unemployed_leaver", "unemployment", "placement"
UNKNOWN = "未填"
BUCKETS: tuple[tuple[str, int | None], ...] = (
    ("30 天以内", 30),
    ("31–60 天", 60),
    ("61–90 天", 90),
    ("91–180 天", 180),
    ("181–365 天", 365),
    ("一年以上", None),
)
"""Words, and the last day that belongs to them."""
MOST_EMPLOYERS = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at: one cohort's year of the roster, one township of everything; "" for all."""

    cohort: str = ""
    township: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A major, a college or an employer: its rows, those of them in work, and the share in percent."""

    name: str
    rows: tuple[int, ...]
    in_work: tuple[int, ...]
    share: Number | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """Rows that took so long, with their share of those in work."""

    words: str
    rows: tuple[int, ...]
    share: Number | None


@dataclass(frozen=True, slots=True)
class MonthOfDurations:
    """The rows that began in a month, those in work by now, and the median of their days."""

    month: str
    rows: tuple[int, ...]
    in_work: tuple[int, ...]
    median_days: Number | None


@dataclass(frozen=True, slots=True)
class Durations:
    """From registration (or hand-over) to work, of the rows that began in the year."""

    section: str
    rows: tuple[int, ...]
    in_work: tuple[int, ...]
    waiting: tuple[int, ...]
    median_days: Number | None
    buckets: tuple[Bucket, ...]
    months: tuple[MonthOfDurations, ...]


@dataclass(frozen=True, slots=True)
class TrendsView:
    """Everything that the page shows."""

    as_of: date
    wanted: Wanted
    cohorts: tuple[str, ...]
    majors: tuple[Group, ...]
    colleges: tuple[Group, ...]
    employers: tuple[Group, ...]
    registered: Durations
    handed_over: Durations


class Trends:
    """Reads trends on one connection: the statistical year of a day, up to it."""

    def __init__(self, connection: Connection, rules: Rules, as_of: date, wanted: Wanted) -> None:
        self._connection = connection
        self._rules = rules
        self._as_of = as_of.isoformat()
        self._wanted = wanted
        self._first = statistical_year(year_of(as_of, rules.cut_off_day), rules.cut_off_day).start.isoformat()
        self._day = as_of

    def view(self) -> TrendsView:
        """All trends in one go."""
        return TrendsView(
            as_of=self._day,
            wanted=self._wanted,
            cohorts=self._cohorts(),
            majors=self.leavers_by(Person.major),
            colleges=self.leavers_by(Person.college),
            employers=self.employers(),
            registered=self._durations(REGISTRATION, self._registrations()),
            handed_over=self._durations(LEAVER, self._hand_overs()),
        )

    # -- groups ----------------------------------------------------------------------------------
    def leavers_by(self, column: Any) -> tuple[Group, ...]:
        """Members of the roster by a fact of their person, the largest group first."""
        leaver = UnemployedLeaver
        works = self._in_work_on()
        known = (works <= self._as_of) & works.is_not(None)
        name = func.coalesce(func.nullif(func.trim(column), ""), UNKNOWN)
        statement = (
            select(name, func.group_concat(leaver.id), func.group_concat(case((known, leaver.id))))
            .join(Person, Person.id == leaver.person_id)
            .where(*self._of_roster())
            .group_by(name)
        )
        return self._groups(statement)

    def employers(self) -> tuple[Group, ...]:
        """Employers by the people of the year who count with them, those who hired most first."""
        day = day_of(Placement.placed_on)
        statement = (
            select(Employer.name, func.group_concat(Placement.id), literal(None))
            .join(Employer, Employer.id == Placement.employer_id)
            .where(counted_once(self._rules), day.between(self._first, self._as_of), *self._in(Placement))
            .group_by(Employer.id)
        )
        return self._groups(statement)[:MOST_EMPLOYERS]

    def _groups(self, statement: Select[Any]) -> tuple[Group, ...]:
        made = []
        for name, rows, works in self._connection.execute(statement):
            all_rows, in_work = _ids(rows), _ids(works)
            share = arithmetic.percent(len(in_work), len(all_rows))
            made.append(Group(str(name or UNKNOWN), all_rows, in_work, share))
        return tuple(sorted(made, key=lambda each: (-len(each.rows), each.name)))

    # -- durations -------------------------------------------------------------------------------
    def _registrations(self) -> Select[Any]:
        """Registrations of the year: row, day, day of work."""
        own = aliased(Placement)
        placed = (
            select(func.min(day_of(own.placed_on)))
            .where(
                own.person_id == Unemployment.person_id,
                day_of(own.placed_on) >= day_of(Unemployment.registered_on),
                placement_reason(self._rules, own).is_(None),
            )
            .correlate(Unemployment)
            .scalar_subquery()
        )
        never = "9999"
        recorded = func.coalesce(day_of(Unemployment.reemployed_on), never)
        works = func.nullif(func.min(recorded, func.coalesce(placed, never)), never)
        day = day_of(Unemployment.registered_on)
        return select(Unemployment.id, day, works).where(
            Unemployment.state == "active", day.between(self._first, self._as_of), *self._in(Unemployment)
        )

    def _hand_overs(self) -> Select[Any]:
        day = day_of(UnemployedLeaver.handed_over_on)
        columns: tuple[Any, ...] = (UnemployedLeaver.id, day, self._in_work_on())
        return select(*columns).where(*self._of_roster())

    def _durations(self, section: str, statement: Select[Any]) -> Durations:
        took: dict[int, int] = {}
        months: dict[str, list[int]] = {}
        for row, day, works in self._connection.execute(statement.order_by(statement.selected_columns[0])):
            months.setdefault(day[:7], []).append(row)
            if works is not None and works <= self._as_of:
                took[row] = (date.fromisoformat(works) - date.fromisoformat(day)).days
        rows = tuple(row for month in months.values() for row in month)
        return Durations(
            section=section,
            rows=tuple(sorted(rows)),
            in_work=tuple(took),
            waiting=tuple(row for row in sorted(rows) if row not in took),
            median_days=_median(list(took.values())),
            buckets=tuple(_buckets(took)),
            months=tuple(_month(month, found, took) for month, found in sorted(months.items())),
        )

    # -- narrowing -------------------------------------------------------------------------------
    def _in_work_on(self) -> ColumnElement[str | None]:
        """The day since which a member of the roster is in work, as the figures have it."""
        return SOURCES[LEAVER].events["in_work_on"].day(self._rules)

    def _of_roster(self) -> tuple[ColumnElement[bool], ...]:
        """Members of the year's roster; of a named cohort whenever they were handed over."""
        leaver, cohort = UnemployedLeaver, self._wanted.cohort
        day = day_of(leaver.handed_over_on)
        first = "" if cohort else self._first
        found = (leaver.state == "active", day.between(first, self._as_of), *self._in(leaver))
        return (*found, func.substr(leaver.cohort, 1, 4) == cohort) if cohort else found

    def _in(self, model: Any) -> tuple[ColumnElement[bool], ...]:
        return (model.township == self._wanted.township,) if self._wanted.township else ()

    def _cohorts(self) -> tuple[str, ...]:
        year = func.substr(UnemployedLeaver.cohort, 1, 4)
        statement = select(year).where(UnemployedLeaver.state == "active", year.is_not(None)).distinct()
        return tuple(sorted(self._connection.scalars(statement), reverse=True))


def _ids(text: Any) -> tuple[int, ...]:
    """The ids of a group as SQL puts them together."""
    return tuple(sorted(map(int, str(text).split(",")))) if text else ()


def _median(days: Sequence[int]) -> Number | None:
    """The middle value; half a day where two stand in the middle."""
    if not days:
        return None
    middle = median(days)
    return int(middle) if middle == int(middle) else arithmetic.rounded(Decimal(str(middle)))


def _buckets(took: dict[int, int]) -> Iterator[Bucket]:
    low = -1
    for words, high in BUCKETS:
        rows = tuple(row for row, days in took.items() if days > low and (high is None or days <= high))
        yield Bucket(words, rows, arithmetic.percent(len(rows), len(took)))
        low = high if high is not None else low


def _month(month: str, rows: list[int], took: dict[int, int]) -> MonthOfDurations:
    in_work = tuple(row for row in rows if row in took)
    return MonthOfDurations(month, tuple(rows), in_work, _median([took[row] for row in in_work]))
