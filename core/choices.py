"""Completions while typing, and the search over everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, or_, select

from core.columns import table_of
from core.identity import mask_id
from core.listing import Listing
from core.section import Field, Kind
from core.sections import section_of
from core.views import Query
from core.vocabulary import Vocabulary
from core.wording import plain
from db.models import Employer, JobFair, Person, Placement

Choice = tuple[str, str]
"""(value, what tells it apart)"""


def choices_for(
    connection: Connection, vocabulary: Vocabulary, field: Field, typed: str, limit: int
) -> tuple[Choice, ...]:
    """At most `limit` completions: codes by word, employers and colleges by how often they were used."""
    typed = typed.strip()
    if field.kind is Kind.CODE:
        return tuple(_codes(vocabulary, field, typed))[:limit]
    if field.key == "employer.name":
        return tuple(_employers(connection, vocabulary, typed, limit))
    column = {"person.college": Person.college, "college": Person.college, "person.major": Person.major}.get(
        field.key
    )
    if column is None:
        return ()
    used = func.count()
    statement = select(column, used).where(column.contains(typed, autoescape=True)).group_by(column)
    rows = connection.execute(statement.order_by(used.desc(), column).limit(limit))
    return tuple((str(value), f"{count:,} 人") for value, count in rows if value)


def _codes(vocabulary: Vocabulary, field: Field, typed: str) -> Iterator[Choice]:
    wanted = plain(typed)
    for entry in vocabulary.list_of(field.codes):
        words = (entry.code, entry.name, *entry.aliases)
        if not wanted or any(wanted in plain(word) for word in words):
            yield entry.name, entry.code


def _employers(connection: Connection, vocabulary: Vocabulary, typed: str, limit: int) -> Iterator[Choice]:
    used = (
        select(func.count())
        .where(Placement.employer_id == Employer.id, Placement.state == "active")
        .scalar_subquery()
    )
    found = or_(Employer.name.contains(typed, autoescape=True), Employer.initials.startswith(typed.lower()))
    statement = (
        select(Employer.name, Employer.credit_code, Employer.industry, used.label("used"))
        .where(found, Employer.state == "active", Employer.name.is_not(None))
        .order_by(used.desc(), Employer.name)
        .limit(limit)
    )
    for row in connection.execute(statement):
        industry = vocabulary.list_of("industry").name_of(row.industry) if row.industry else ""
        parts = [part for part in (row.credit_code or "", industry, f"登记 {row.used:,} 人") if part]
        yield str(row.name), "，".join(parts)


def search_everywhere(
    connection: Connection, listing: Listing, text: str, limit: int
) -> tuple[tuple[str, int, str, str], ...]:
    """Names, pinyin initials, last four of the ID, employers, fairs: (section, id, title, detail)."""
    text = text.strip()
    if not text:
        return ()
    found = [*_people(connection, text, limit)]
    for key, model in (("employer", Employer), ("job_fair", JobFair)):
        section = section_of(key)
        ids = listing.find(section, Query(search=text))[:limit]
        table = table_of(model)
        title = table.c.name if key == "employer" else table.c.title
        for row in connection.execute(select(table.c.id, title.label("title")).where(table.c.id.in_(ids))):
            found.append((key, row.id, str(row.title or ""), section.title))
    return tuple(found[:limit])


def _people(connection: Connection, text: str, limit: int) -> Iterator[tuple[str, int, str, str]]:
    conditions: list[Any] = [Person.name.contains(text, autoescape=True)]
    upper = text.upper()
    if text.isascii() and text.isalpha():
        conditions.append(Person.initials.contains(text.lower(), autoescape=True))
    if text.isascii() and len(text) >= 4:
        conditions.append(Person.id_number.endswith(upper, autoescape=True))
    statement = (
        select(Person.id, Person.name, Person.id_number)
        .where(or_(*conditions), Person.state != "void")
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    for row in connection.execute(statement):
        yield "person", row.id, str(row.name or ""), mask_id(row.id_number) if row.id_number else "没有证件号"
