"""The one evaluator: turns a figure into a value, a series, a breakdown, or the rows behind it.

One pass over a section's rows dated in a statistical year classifies each row: valid, or left out with
the reason. Values and explanations come from the same pass, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from core import arithmetic
from core.codes import code_list
from core.figure import SAME_YEAR, STANDING, Measure, Tally
from core.period import Month, Span, statistical_year, year_of
from core.returns.snapshot import Number
from core.settings import Rules
from core.sources import DESTINATION, SOURCES, Source, placement_reason
from db.models import Person, Placement

ALREADY = "同一人已计过（按最早一笔）"
NEWER = "同一院校有更新的统计"
ENDED = "截止日前已停用或到期"
DAWN = date(1900, 1, 1)
"""Before any row: a stock begins here."""

Day = str
"""ISO date; compares like a date."""


@dataclass(slots=True)
class Facts:
    """Amounts per day of one statistical year: of all valid rows, and of each dimension's values."""

    total: dict[Day, int] = field(default_factory=dict)
    within: dict[tuple[str, str | None], dict[Day, int]] = field(default_factory=dict)

    def add(self, day: Day, amount: int, dimensions: list[tuple[str, str | None]]) -> None:
        """Count one valid row."""
        self.total[day] = self.total.get(day, 0) + amount
        for each in dimensions:
            days = self.within.get(each)
            if days is None:
                days = self.within[each] = {}
            days[day] = days.get(day, 0) + amount


@dataclass(frozen=True, slots=True)
class Classified:
    """One row: its id, day, amount, the reason it is left out (None: valid), and its dimensions.

    `instead` is the row of the same person or group that was counted in its place.
    """

    id: int
    day: Day
    amount: int
    reason: str | None
    dimensions: tuple[str | None, ...]
    instead: int | None = None
    group: object = None


class Evaluator:
    """Evaluates figures on one connection under one set of rules; keeps each year's facts."""

    def __init__(
        self, connection: Connection, rules: Rules, only: tuple[int | None, int] | None = None
    ) -> None:
        """Evaluate on one connection. `only` (person, row) narrows to what decides about that row."""
        self._connection = connection
        self._only = only
        self.rules = rules
        self._facts: dict[tuple[object, ...], Facts] = {}
        self._known: dict[tuple[str, Span], bool] = {}
        self._reasons: dict[object, dict[int, str | None]] = {}

    # -- values ----------------------------------------------------------------------------------
    def daily(self, tally: Tally, span: Span) -> dict[Day, int]:
        """Amount per day with a change, over the span (several years add up)."""
        days: dict[Day, int] = {}
        first, last = span.start.isoformat(), span.last.isoformat()
        for year, year_span in self._years(span):
            for day, amount in self._of_year(tally, year, year_span).items():
                if first <= day <= last:
                    days[day] = days.get(day, 0) + amount
        return days

    def value(self, tally: Tally, span: Span) -> int:
        """A figure that is a whole number, over a span of days (see `amount`)."""
        return int(self.amount(tally, span))

    def amount(self, tally: Tally, span: Span) -> Number:
        """The figure over a span of days, in its unit. Persons count once in each statistical year.

        A standing figure is read at the span's last day.
        """
        if tally.measure in STANDING:
            total = sum(row.amount for row in self.explained(tally, span) if row.reason is None)
        else:
            total = sum(self.daily(tally, span).values()) if span.days > 0 else 0
        return total if tally.divisor == 1 else arithmetic.rounded(Decimal(total) / tally.divisor)

    def of_month(self, tally: Tally, month: Span) -> Number:
        """The figure of one month: what it brought, of a stock how it differs from the last cut-off."""
        if tally.measure is not Measure.STOCK:
            return self.amount(tally, month)
        before = self.amount(tally, Span(DAWN, month.start))
        return self.amount(tally, month) - before

    def series(self, tally: Tally, year: int) -> list[tuple[Month, Number]]:
        """The figure of each month of a statistical year; of a stock its height at the cut-off."""
        months = [Month(year, number, self.rules.cut_off_day) for number in range(1, 13)]
        return [(month, self.amount(tally, month.span)) for month in months]

    def known(self, section: str, span: Span) -> bool:
        """True when the ledger holds any row of the section, but void ones, dated in the span."""
        key = (section, span)
        if key not in self._known:
            source = SOURCES[section]
            found = select(source.model.id).where(
                source.dating.between(span.start.isoformat(), span.last.isoformat()),
                source.model.state != "void",
            )
            self._known[key] = self._connection.execute(found.limit(1)).first() is not None
        return self._known[key]

    def _years(self, span: Span) -> Iterator[tuple[int, Span]]:
        cut = self.rules.cut_off_day
        for year in range(year_of(span.start, cut), year_of(span.last, cut) + 1):
            yield year, statistical_year(year, cut)

    def _of_year(self, tally: Tally, year: int, span: Span) -> dict[Day, int]:
        facts = self._year_facts(tally, span)
        if tally.within is None:
            return facts.total
        name, values = _wanted(tally, year)
        days: dict[Day, int] = {}
        for value in values:
            for day, amount in facts.within.get((name, value), {}).items():
                days[day] = days.get(day, 0) + amount
        return days

    def _year_facts(self, tally: Tally, span: Span) -> Facts:
        joined = tally.within[0] if tally.within and tally.within[0] in SOURCES[tally.section].joined else ""
        key = (tally.section, tally.measure, tally.column, tally.dated, tally.same_year, joined, span)
        if key not in self._facts:
            names = _dimension_names(tally)
            facts = Facts()
            for row in self.classified(tally, span):
                if row.reason is None:
                    facts.add(row.day, row.amount, list(zip(names, row.dimensions, strict=True)))
            self._facts[key] = facts
        return self._facts[key]

    # -- rows ------------------------------------------------------------------------------------
    def classified(self, tally: Tally, span: Span) -> Iterator[Classified]:
        """Every row of the section dated in one statistical year (or a part of it from its start).

        In order of date, then of entry. `within` is not looked at: see `explained`.
        """
        first_rows: dict[int, int] = {}
        persons = tally.measure is Measure.FIRST_OF_PERSON
        for row_id, day, reason, amount, person, *dimensions in self._connection.execute(
            self._statement(tally, span)
        ):
            first = first_rows.setdefault(person, row_id) if persons and reason is None else row_id
            already = first != row_id
            yield Classified(
                row_id,
                day,
                amount or 0,
                ALREADY if already else reason,
                tuple(dimensions),
                first if already else None,
            )

    def explained(self, tally: Tally, span: Span) -> Iterator[Classified]:
        """Every row dated in the span, with the reason why the figure leaves it out, or None.

        Where an event dates the figure, rows of the span without it are among those left out. A stock
        looks at every row that began up to the span's last day.
        """
        if tally.measure in STANDING:
            yield from self._judged(tally, self._standing(tally, span), year_of(span.last, self._cut))
            return
        met: set[int] = set()
        for year, year_span in self._years(span):
            part = Span(year_span.start, min(year_span.end, span.end))
            inside = (row for row in self.classified(tally, part) if date.fromisoformat(row.day) in span)
            for row in self._judged(tally, inside, year):
                met.add(row.id)
                yield row
        if tally.dated:
            yield from (row for row in self._without_event(tally, span) if row.id not in met)

    @property
    def _cut(self) -> int:
        return self.rules.cut_off_day

    def _judged(self, tally: Tally, rows: Iterator[Classified], year: int) -> Iterator[Classified]:
        """Rows with `within` and the deadline looked at."""
        names = _dimension_names(tally)
        name, values = _wanted(tally, year) if tally.within else ("", ())
        last = date(year, *tally.deadline).isoformat() if tally.deadline else ""
        for row in rows:
            reason = row.reason
            if reason is None and values and row.dimensions[names.index(name)] not in values:
                reason = f"不属于“{tally.label}”"
            if reason is None and last and row.day > last:
                reason = _after(tally)
            yield Classified(row.id, row.day, row.amount, reason, row.dimensions, row.instead)

    def _standing(self, tally: Tally, span: Span) -> Iterator[Classified]:
        """Rows that a standing figure looks at, in order of date."""
        rows = list(self._dated_rows(tally, span))
        if tally.measure is not Measure.LATEST:
            yield from rows
            return
        last = date(year_of(span.last, self._cut), *(tally.deadline or (12, 31))).isoformat()
        newest = {row.group: row.id for row in rows if row.reason is None and row.day <= last}
        for row in rows:
            kept = row.reason is not None or row.day > last or newest[row.group] == row.id
            yield row if kept else replace(row, reason=NEWER, instead=newest[row.group])

    def _dated_rows(self, tally: Tally, span: Span) -> Iterator[Classified]:
        for row_id, day, reason, amount, group, *dimensions in self._connection.execute(
            self._statement(tally, span)
        ):
            yield Classified(row_id, day, amount or 0, reason, tuple(dimensions), group=group)

    def _without_event(self, tally: Tally, span: Span) -> Iterator[Classified]:
        """Rows dated in the span by the section's own day, as if their event had not come."""
        source = SOURCES[tally.section]
        reason = source.reason(self.rules)
        missing = source.events[tally.dated].missing
        statement = select(source.model.id, source.dating, reason).where(
            source.dating.between(span.start.isoformat(), span.last.isoformat()), self._narrowed(source)
        )
        for row_id, day, why in self._connection.execute(statement.order_by(source.dating, source.model.id)):
            yield Classified(row_id, day, 0, why or missing, ())

    def reason_of(self, tally: Tally, span: Span, row_id: int) -> str | None:
        """Why one row is not counted in a statistical year; None when it is."""
        key = (tally, span)
        if key not in self._reasons:
            self._reasons[key] = {row.id: row.reason for row in self.explained(tally, span)}
        return self._reasons[key].get(row_id, "不在这一年")

    def _statement(self, tally: Tally, span: Span) -> Select[Any]:
        source = SOURCES[tally.section]
        day = source.events[tally.dated].day(self.rules) if tally.dated else source.dating
        dimensions = {**source.dimensions, **source.joined}
        columns = [dimensions[name] for name in _dimension_names(tally)]
        first, last = span.start.isoformat(), span.last.isoformat()
        reason = source.reason(self.rules)
        within: ColumnElement[bool] = day.between(first, last)
        if tally.measure is Measure.STOCK:
            reason, within = self._stock(source, tally, day, last)
            day = func.coalesce(day, source.dating)
        elif tally.same_year:
            within = within & source.dating.between(first, last)
        read: list[ColumnElement[Any]] = [day, reason, _amount(source, tally), _one(source, tally), *columns]
        statement: Select[Any] = select(source.model.id, *read).where(within, self._narrowed(source))
        if tally.within and tally.within[0] in source.joined:
            statement = statement.outerjoin(Person, Person.id == source.person)
        return statement.order_by(day, source.model.id)

    def _narrowed(self, source: Source) -> ColumnElement[bool]:
        """The rows that decide whether one row counts: its person's, its group's (all), or itself."""
        if self._only is None or source.group is not None:
            return true()
        person, row = self._only
        decides: ColumnElement[bool] = source.model.id == row
        if source.person is not None and person is not None:
            decides = source.person == person
        return decides

    def _stock(
        self, source: Source, tally: Tally, day: ColumnElement[Any], last: Day
    ) -> tuple[ColumnElement[Any], ColumnElement[bool]]:
        """Why a row does not stand at the last day, and which rows there are to ask."""
        why = source.reason(self.rules)
        reasons: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = [(why.is_not(None), why)]
        if source.ends is not None:
            reasons.append((source.ends <= last, literal(ENDED)))
        if tally.dated:
            missing = source.events[tally.dated].missing
            reasons.append((day.is_(None) | (day > last), literal(missing)))
        return case(*reasons, else_=None), or_(day <= last, source.dating <= last)


def _amount(source: Source, tally: Tally) -> ColumnElement[Any]:
    """What a row adds: one, or a column's number as it is stored (money in fen)."""
    if not tally.column:
        return literal(1, Integer)
    known = source.amounts.get(tally.column)
    return type_coerce(getattr(source.model, tally.column), Integer) if known is None else known


def _one(source: Source, tally: Tally) -> ColumnElement[Any]:
    """Of what only one row counts: a person, or a group."""
    of = {Measure.FIRST_OF_PERSON: source.person, Measure.LATEST: source.group}.get(tally.measure)
    return literal(None) if of is None else of


def _after(tally: Tally) -> str:
    month, day = tally.deadline or (12, 31)
    return f"{month}月{day}日以后的不计入"


def _dimension_names(tally: Tally) -> list[str]:
    source = SOURCES[tally.section]
    names = list(source.dimensions)
    if tally.within and tally.within[0] in source.joined:
        names.append(tally.within[0])
    return names


def _wanted(tally: Tally, year: int) -> tuple[str, tuple[str | None, ...]]:
    assert tally.within is not None
    name, value = tally.within
    if isinstance(value, tuple):
        return name, value
    return name, (str(year) if value == SAME_YEAR else value,)


def counted_once(rules: Rules) -> ColumnElement[bool]:
    """Placement rows that count: valid, and no earlier valid row of the same person in the same year.

    The evaluator's own choice as a condition, for counts over any filter; a test holds the two together.
    """
    earlier = aliased(Placement)
    year = func.strftime("%Y", Placement.placed_on, f"+{31 - (rules.cut_off_day or 31)} days")
    earlier_year = func.strftime("%Y", earlier.placed_on, f"+{31 - (rules.cut_off_day or 31)} days")
    before = tuple_(earlier.placed_on, earlier.id) < tuple_(Placement.placed_on, Placement.id)
    same = (earlier.person_id == Placement.person_id) & (earlier_year == year) & before
    taken = exists().where(same & placement_reason(rules, earlier).is_(None))
    return placement_reason(rules, Placement).is_(None) & Placement.placed_on.is_not(None) & ~taken


def worded(reason: str) -> str:
    """A reason as the clerk reads it: 去向 80 becomes 去向 80 升学."""
    code = reason.removeprefix(DESTINATION)
    if code == reason:
        return reason
    name = code_list("destination").name_of(code)
    return f"{DESTINATION}{code} {name}" if name else reason


def recent(days: dict[Day, int], as_of: date, length: int = 30) -> int:
    """Sum over the last `length` days up to and including `as_of`."""
    first = (as_of - timedelta(days=length - 1)).isoformat()
    return sum(amount for day, amount in days.items() if first <= day <= as_of.isoformat())
