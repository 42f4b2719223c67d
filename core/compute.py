"""The one evaluator: turns a figure into a value, a series, a breakdown, or the rows behind it.

One pass over a section's rows dated in a statistical year classifies each row: valid, or left out with
the reason. Values and explanations come from the same pass, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    case,
    exists,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.codes import code_list
from core.figure import SAME_YEAR, Measure, Tally
from core.period import Month, Span, statistical_year, year_of
from core.settings import Rules
from db.models import JobFair, Person, Placement, TraineeshipPost

CHECKED = ("social_insurance", "phone", "visit", "third_party")
"""Verification states that mean: someone has checked the claim."""

VOID = "作废"
DRAFT = "草稿，没填完"
REJECTED = "核查未通过"
NO_DESTINATION = "未填毕业去向"
ALREADY = "同一人已计过（按最早一笔）"
_DESTINATION = "去向 "

Day = str
"""ISO date; compares like a date."""


@dataclass(frozen=True, slots=True)
class Source:
    """How one section's rows are read for counting."""

    dating: ColumnElement[str]
    person: ColumnElement[Any] | None
    reason: Callable[[Rules], ColumnElement[str | None]]
    dimensions: dict[str, ColumnElement[str | None]]
    """Read in every pass."""
    joined: dict[str, ColumnElement[str | None]] = field(default_factory=dict)
    """Need the person; read only when a figure asks for them."""


def _life(model: type[Placement | JobFair | TraineeshipPost]) -> list[tuple[ColumnElement[bool], str]]:
    return [(model.state == "void", VOID), (model.state == "draft", DRAFT)]


def _placement_reason(rules: Rules, model: type[Placement] = Placement) -> ColumnElement[str | None]:
    counting = sorted(rules.counting_destinations)
    return case(
        *_life(model),
        (model.verification == "rejected", literal(REJECTED)),
        (model.destination.is_(None), literal(NO_DESTINATION)),
        (model.destination.not_in(counting), literal(_DESTINATION).concat(model.destination)),
        else_=None,
    )


def _from_outside(column: InstrumentedAttribute[str | None]) -> ColumnElement[str | None]:
    """The column's value for people from outside the city ("" where it is not known), None for others."""
    return case((Placement.origin == "outside_city", func.coalesce(column, "")), else_=None)


def _day(column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[str]:
    return type_coerce(column, String)


SOURCES: dict[str, Source] = {
    "placement": Source(
        dating=_day(Placement.placed_on),
        person=Placement.person_id.expression,
        reason=_placement_reason,
        dimensions={
            "origin": Placement.origin.expression,
            "industry": Placement.industry.expression,
            "township": Placement.township.expression,
            "checked": case((Placement.verification.in_(CHECKED), "yes"), else_="no"),
            "outside_by_township": _from_outside(Placement.township),
            "outside_by_industry": _from_outside(Placement.industry),
        },
        joined={"graduation_year": func.substr(Person.graduation_month, 1, 4)},
    ),
    "job_fair": Source(
        dating=_day(JobFair.starts_on),
        person=None,
        reason=lambda _rules: case(*_life(JobFair), else_=None),
        dimensions={"kind": JobFair.kind.expression},
    ),
    "traineeship_post": Source(
        dating=_day(TraineeshipPost.collected_on),
        person=None,
        reason=lambda _rules: case(*_life(TraineeshipPost), else_=None),
        dimensions={},
    ),
}

_MODELS: dict[str, type[Placement | JobFair | TraineeshipPost]] = {
    "placement": Placement,
    "job_fair": JobFair,
    "traineeship_post": TraineeshipPost,
}


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

    `instead` is the row of the same person that was counted in its place.
    """

    id: int
    day: Day
    amount: int
    reason: str | None
    dimensions: tuple[str | None, ...]
    instead: int | None = None


class Evaluator:
    """Evaluates figures on one connection under one set of rules; keeps each year's facts."""

    def __init__(self, connection: Connection, rules: Rules) -> None:
        self._connection = connection
        self.rules = rules
        self._facts: dict[tuple[str, Measure, str, str, Span], Facts] = {}
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
        """The figure over a span of days. Persons count once in each statistical year."""
        return sum(self.daily(tally, span).values()) if span.days > 0 else 0

    def series(self, tally: Tally, year: int) -> list[tuple[Month, int]]:
        """The figure of each month of a statistical year."""
        months = [Month(year, number, self.rules.cut_off_day) for number in range(1, 13)]
        return [(month, self.value(tally, month.span)) for month in months]

    def known(self, section: str, span: Span) -> bool:
        """True when the ledger holds any row of the section, but void ones, dated in the span."""
        key = (section, span)
        if key not in self._known:
            source, model = SOURCES[section], _MODELS[section]
            found = select(model.id).where(
                source.dating.between(span.start.isoformat(), span.last.isoformat()), model.state != "void"
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
        return facts.within.get(_wanted(tally, year), {})

    def _year_facts(self, tally: Tally, span: Span) -> Facts:
        joined = tally.within[0] if tally.within and tally.within[0] in SOURCES[tally.section].joined else ""
        key = (tally.section, tally.measure, tally.column, joined, span)
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
        """Every row dated in the span, with the reason why the figure leaves it out, or None."""
        names = _dimension_names(tally)
        for year, year_span in self._years(span):
            wanted = _wanted(tally, year) if tally.within else None
            for row in self.classified(tally, Span(year_span.start, min(year_span.end, span.end))):
                if date.fromisoformat(row.day) not in span:
                    continue
                reason = row.reason
                if reason is None and wanted and row.dimensions[names.index(wanted[0])] != wanted[1]:
                    reason = f"不属于“{tally.label}”"
                yield Classified(row.id, row.day, row.amount, reason, row.dimensions, row.instead)

    def reason_of(self, tally: Tally, span: Span, row_id: int) -> str | None:
        """Why one row is not counted in a statistical year; None when it is."""
        key = (tally.section, tally.measure, tally.column, tally.within, span)
        if key not in self._reasons:
            self._reasons[key] = {row.id: row.reason for row in self.explained(tally, span)}
        return self._reasons[key].get(row_id, "不在这一年")

    def _statement(self, tally: Tally, span: Span) -> Select[Any]:
        source, model = SOURCES[tally.section], _MODELS[tally.section]
        amount: ColumnElement[int] = literal(1, Integer)
        if tally.measure is Measure.SUM:
            amount = getattr(model, tally.column)
        person: ColumnElement[Any] = literal(None)
        if tally.measure is Measure.FIRST_OF_PERSON and source.person is not None:
            person = source.person
        dimensions = {**source.dimensions, **source.joined}
        columns = [dimensions[name] for name in _dimension_names(tally)]
        read: list[ColumnElement[Any]] = [source.dating, source.reason(self.rules), amount, person, *columns]
        statement: Select[Any] = select(model.id, *read).where(
            source.dating.between(span.start.isoformat(), span.last.isoformat())
        )
        if tally.within and tally.within[0] in source.joined:
            statement = statement.outerjoin(Person, Person.id == source.person)
        return statement.order_by(source.dating, model.id)


def _dimension_names(tally: Tally) -> list[str]:
    source = SOURCES[tally.section]
    names = list(source.dimensions)
    if tally.within and tally.within[0] in source.joined:
        names.append(tally.within[0])
    return names


def _wanted(tally: Tally, year: int) -> tuple[str, str | None]:
    assert tally.within is not None
    name, value = tally.within
    return name, str(year) if value == SAME_YEAR else value


def counted_once(rules: Rules) -> ColumnElement[bool]:
    """Placement rows that count: valid, and no earlier valid row of the same person in the same year.

    The evaluator's own choice as a condition, for counts over any filter; a test holds the two together.
    """
    earlier = aliased(Placement)
    year = func.strftime("%Y", Placement.placed_on, f"+{31 - (rules.cut_off_day or 31)} days")
    earlier_year = func.strftime("%Y", earlier.placed_on, f"+{31 - (rules.cut_off_day or 31)} days")
    before = tuple_(earlier.placed_on, earlier.id) < tuple_(Placement.placed_on, Placement.id)
    same = (earlier.person_id == Placement.person_id) & (earlier_year == year) & before
    taken = exists().where(same & _placement_reason(rules, earlier).is_(None))
    return _placement_reason(rules, Placement).is_(None) & Placement.placed_on.is_not(None) & ~taken


def worded(reason: str) -> str:
    """A reason as the clerk reads it: 去向 80 becomes 去向 80 升学."""
    code = reason.removeprefix(_DESTINATION)
    if code == reason:
        return reason
    name = code_list("destination").name_of(code)
    return f"{_DESTINATION}{code} {name}" if name else reason


def recent(days: dict[Day, int], as_of: date, length: int = 30) -> int:
    """Sum over the last `length` days up to and including `as_of`."""
    first = (as_of - timedelta(days=length - 1)).isoformat()
    return sum(amount for day, amount in days.items() if first <= day <= as_of.isoformat())
