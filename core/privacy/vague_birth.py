"""Another day of birth in the place of a person's own, where figures ask for ages."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select

from core.columns import table_of
from db.models import Person, Placement


def vague_birth(born: date, days: Iterable[date]) -> date:
    """Another day of the year of birth that gives the same age on each of these days."""
    own = (born.month, born.day)
    later = [(day.month, day.day) for day in days if (day.month, day.day) >= own]
    month, last = min(later, default=(12, 31))
    if (month, last) == (2, 29) and not isleap(born.year):
        last = 28  # nobody was placed on the 28th: that day would be the earlier one
    return date(born.year, month, last)


def vague_births(connection: Connection, people: Sequence[int]) -> dict[int, date]:
    """Person → a day of birth that gives the same age on each of the days of their placements."""
    person, placed = table_of(Person), table_of(Placement)
    days: dict[int, list[date]] = {}
    found = select(placed.c.person_id, placed.c.placed_on).where(
        placed.c.person_id.in_(people), placed.c.placed_on.is_not(None)
    )
    for whose, day in connection.execute(found):
        days.setdefault(whose, []).append(day)
    born = select(person.c.id, person.c.birth_date).where(
        person.c.id.in_(list(days)), person.c.birth_date.is_not(None)
    )
    return {row.id: vague_birth(row.birth_date, days[row.id]) for row in connection.execute(born)}
