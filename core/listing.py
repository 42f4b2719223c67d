"""Filter, search, sort → ids; ids → frozen rows; totals at a table's foot."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    distinct,
    false,
    func,
    or_,
    select,
    type_coerce,
)

from core.columns import (
    Stored,
    column_of,
    row_of_number,
    rows_statement,
    source_of,
    stored,
    system_number,
    table_of,
    text_of,
)
from core.compute import counted_once
from core.problems import Problem
from core.section import Field, Kind, Section
from core.settings import Rules
from core.views import Query, RowState, RowView, Sort, Totals
from core.vocabulary import Vocabulary
from db.models import Employer, Person
from db.portions import portions

_SUMMED = (Kind.INTEGER, Kind.MONEY)
_SEARCHED = (Kind.TEXT, Kind.RESIDENT_ID, Kind.PHONE)
_RANGE = re.compile(r"^(.*?)\.\.(.*)$")
_COMPARED = re.compile(r"^(>=|<=|>|<|=)?\s*(-?[0-9.]+)$")


class Listing:
    """Reads sections on one connection."""

    def __init__(
        self,
        connection: Connection,
        vocabulary: Vocabulary,
        tag: str,
        revealed: frozenset[str] = frozenset(),
    ) -> None:
        """Sensitive facts are in the views of the `revealed` sections alone."""
        self._connection = connection
        self._revealed = revealed
        self._vocabulary = vocabulary
        self._tag = tag

    def find(self, section: Section, query: Query) -> array[int]:
        """Ids of the rows that the query wants, in its order; newest first where it has none."""
        own = table_of(section.model)
        statement = self._narrowed(select(own.c.id), section, query).order_by(*self._order(section, query))
        found = array("q", (row[0] for row in self._connection.execute(statement)))
        if query.ids is None:
            return found
        wanted = set(query.ids)
        return array("q", (each for each in found if each in wanted))

    def rows(self, section: Section, ids: Sequence[int]) -> tuple[RowView, ...]:
        """Frozen rows in the order of the ids; ids that are gone are left out."""
        found = {row.id: row for row in self._views(section, ids)}
        return tuple(found[each] for each in ids if each in found)

    def totals(self, section: Section, query: Query, rules: Rules) -> Totals:
        """The line at the table's foot, over all rows that the query wants."""
        own = table_of(section.model)
        numbers = [each for each in section.fields if each.kind in _SUMMED and each.summed]
        words = [each for each in section.fields if each.key in ("employer.name", "township")]
        columns: list[ColumnElement[Any]] = [func.count(), _number_of(own.c.state == "draft")]
        columns += [func.count(distinct(own.c.person_id))] if section.people else []
        columns += [_number_of(counted_once(rules))] if section.key == "placement" else []
        columns += [func.sum(column_of(section, each.key)) for each in numbers]
        columns += [func.count(distinct(column_of(section, each.key))) for each in words]
        statement = self._narrowed(select(*columns), section, query)
        if query.ids is not None:
            wanted = func.json_each(json.dumps([int(each) for each in query.ids])).table_valued("value")
            statement = statement.where(own.c.id.in_(select(wanted.c.value)))
        values = iter(self._connection.execute(statement).one())
        return Totals(
            rows=next(values),
            drafts=next(values) or 0,
            persons=next(values) if section.people else None,
            counted=(next(values) or 0) if section.key == "placement" else None,
            sums=_known({each.key: next(values) for each in numbers}),
            distinct={each.key: next(values) for each in words},
        )

    def count(self, section: Section) -> int:
        """Rows of the section but void ones."""
        own = table_of(section.model)
        statement = select(func.count()).select_from(own).where(own.c.state != "void")
        return int(self._connection.execute(statement).scalar_one())

    # -- rows ------------------------------------------------------------------------------------
    def stored_rows(self, section: Section, ids: Sequence[int]) -> Iterator[Stored]:
        """Rows as they are stored, in the order of the ids."""
        for chunk in portions(ids):
            found = {row["#id"]: row for row in self._chunk(section, chunk)}
            yield from (stored(section, found[each]) for each in chunk if each in found)

    def _chunk(self, section: Section, ids: list[int]) -> Iterator[dict[str, Any]]:
        own = table_of(section.model)
        statement = rows_statement(section).where(own.c.id.in_(ids))
        for row in self._connection.execute(statement).mappings():
            yield dict(row)

    def _views(self, section: Section, ids: Sequence[int]) -> Iterator[RowView]:
        for chunk in portions(ids):
            for row in self._chunk(section, chunk):
                yield self._view(section, row)

    def _view(self, section: Section, row: dict[str, Any]) -> RowView:
        each = stored(section, row)
        texts = {
            field.key: text_of(field, each.values[field.key], self._vocabulary) for field in section.fields
        }
        values = {**each.values, **each.drafts}
        for key, text in each.drafts.items():
            texts[key] = (
                text_of(section.by_key[key], text, self._vocabulary) if section.by_key[key].masked else text
            )
        for key in ("township", "industry"):
            if not texts.get(key) and row.get(f"#{key}_text"):
                texts[key] = f"{row[f'#{key}_text']}？"
        if section.key not in self._revealed:
            for field in section.sensitive():
                texts.pop(field.key, None)
                values.pop(field.key, None)
        return RowView(
            id=each.id,
            number=system_number(self._tag, each.id),
            state=RowState(each.state),
            values=values,
            texts=texts,
            problems=tuple(_draft_problems(section, each.values, each.drafts))
            if each.state == "draft"
            else (),
        )

    # -- narrowing -------------------------------------------------------------------------------
    def _narrowed(self, statement: Select[Any], section: Section, query: Query) -> Select[Any]:
        own = table_of(section.model)
        state = own.c.state == query.state.value if query.state else own.c.state != "void"
        if query.ids is not None and query.state is None:
            state = own.c.id.is_not(None)
        conditions = [state]
        for key, text in query.filters.items():
            if text.strip() and key in section.by_key:
                conditions.append(self._condition(section, section.by_key[key], text.strip()))
        if query.search.strip():
            conditions.append(self._searched(section, query.search.strip()))
        return statement.select_from(source_of(section)).where(and_(*conditions))

    def _condition(self, section: Section, field: Field, text: str) -> ColumnElement[bool]:
        column = column_of(section, field.key)
        if field.kind is Kind.CODE:
            return self._coded(field, column, text)
        if field.kind is Kind.FLAG:
            return column.is_(text in ("是", "1", "true", "True"))
        if field.kind in (Kind.DATE, Kind.MONTH):
            return dated(column, text)
        if field.kind in (Kind.INTEGER, Kind.MONEY):
            return compared(column, text)
        if field.kind is Kind.ROW:
            return column == (int(text) if text.isdigit() else row_of_number(self._tag, text))
        return column.contains(text, autoescape=True)

    def _coded(self, field: Field, column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
        if text in ("—", "none", "unknown"):
            return column.is_(None)
        codes = [part for part in text.split(",") if part]
        known = self._vocabulary.list_of(field.codes)
        if all(part in known for part in codes):
            return column.in_(codes)
        return column.in_([each.code for each in known if text in each.name])

    def _searched(self, section: Section, text: str) -> ColumnElement[bool]:
        columns = [
            column_of(section, each.key)
            for each in section.fields
            if each.kind in _SEARCHED and not each.derived and not each.sensitive
        ]
        conditions = [column.contains(text, autoescape=True) for column in columns]
        if text.isascii() and text.isalpha():
            for model, present in ((Person, section.people), (Employer, section.employers)):
                if present or section.model is model:
                    conditions.append(model.initials.contains(text.lower(), autoescape=True))
        return or_(false(), *conditions)

    def _order(self, section: Section, query: Query) -> list[ColumnElement[Any]]:
        own = table_of(section.model)
        sort = query.sort or (Sort(section.dating, descending=True),) if section.dating else query.sort
        order: list[ColumnElement[Any]] = []
        for each in sort:
            column = own.c.id if each.field == "" else column_of(section, each.field)
            order.append(column.desc() if each.descending else column.asc())
        return [*order, own.c.id.desc()]


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition. (A bare sum of it would come back as true or false.)"""
    return func.sum(case((condition, 1), else_=0))


def dated(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Condition of a date filter: a prefix ("2025-09") or a range ("2025-09-01..2025-09-30")."""
    day = type_coerce(column, String)
    ends = _RANGE.match(text)
    if ends is None:
        return day.startswith(text, autoescape=True)
    low, high = ends.group(1).strip(), ends.group(2).strip()
    conditions = []
    if low:
        conditions.append(day >= low)
    if high:
        conditions.append(day <= high + "~")
    return and_(day.is_not(None), *conditions)


def compared(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Condition of a number filter: 5, =5, >5, >=5, 1..9. What is no number finds nothing."""
    ends = _RANGE.match(text)
    try:
        if ends:
            return column.between(Decimal(ends.group(1)), Decimal(ends.group(2)))
        match = _COMPARED.match(text)
        if match is None:
            return false()
        number = Decimal(match.group(2))
    except InvalidOperation:
        return false()
    by_sign = {">": column > number, "<": column < number, ">=": column >= number, "<=": column <= number}
    return by_sign.get(match.group(1) or "=", column == number)


def _draft_problems(section: Section, values: dict[str, Any], drafts: dict[str, str]) -> list[Problem]:
    problems = [Problem(key, f"{section.by_key[key].label}要改") for key in drafts]
    for field in section.required():
        if values.get(field.key) in (None, "") and field.key not in drafts:
            problems.append(Problem(field.key, f"{field.label}未填"))
    return problems


def _known(sums: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sums.items() if value is not None}
