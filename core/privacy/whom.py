"""Whom an erasure is about: the persons' records, rows and documents, and the traces they are found by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, select

from core.columns import PERSON, table_of
from core.people.merged import referring
from core.privacy.columns import STAYS
from core.privacy.marks import Document
from core.privacy.traces import Traces
from db.base import Base
from db.models import BatchRow, Evidence, Person
from db.portions import portions

_PERSON = table_of(Person)
Ids = dict[str, list[int]]
"""Table → ids."""


@dataclass(frozen=True)
class Whom:
    """The persons who are erased, as the ledger has them before anything goes."""

    people: tuple[int, ...]
    """Records that are kept."""
    records: tuple[int, ...]
    """Those, and the ones that were merged into them."""
    rows: Ids
    """Table → rows of theirs: records, rows that refer to them, and the evidence of both."""
    documents: Mapping[int, Sequence[Document]]
    """Kept record → the documents by which the person was known."""
    traces: Traces
    """What is looked for in what is their own."""
    said: Traces
    """What is looked for in rows of others."""


def whom(connection: Connection, people: Sequence[int], *, names: bool) -> Whom:
    """Look up the persons.

    Args:
        connection: in a transaction.
        people: records that are kept, not merged into others.
        names: whether the name alone is enough for another row's words to be about the person.
    """
    records = _with_merged(connection, people)
    traces = _traces(connection, records)
    return Whom(
        people=tuple(people),
        records=tuple(records),
        rows=_rows(connection, records),
        documents=_documents(connection, people, records),
        traces=traces,
        said=traces if names else traces.without_names(),
    )


def owned_columns() -> tuple[Column[Any], ...]:
    """Columns by which rows belong to a person."""
    return tuple(each for each in referring() if each.table.name in STAYS)


def _with_merged(connection: Connection, people: Sequence[int]) -> list[int]:
    found = list(dict.fromkeys(people))
    fresh = found
    while fresh:
        fresh = [
            each
            for chunk in portions(fresh)
            for each in connection.scalars(select(_PERSON.c.id).where(_PERSON.c.merged_into.in_(chunk)))
            if each not in found
        ]
        found += fresh
    return found


def _rows(connection: Connection, records: Sequence[int]) -> Ids:
    found: Ids = {"person": list(records)}
    for column in owned_columns():
        table = column.table
        for chunk in portions(records):
            ids = connection.scalars(select(table.c.id).where(column.in_(chunk)))
            found.setdefault(table.name, []).extend(ids)
    evidence = table_of(Evidence)
    attached: list[int] = []
    for name, rows in found.items():
        for chunk in portions(rows):
            own = select(evidence.c.id).where(evidence.c.section == name, evidence.c.row_id.in_(chunk))
            attached += connection.scalars(own)
    return found | {"evidence": attached}


def _documents(
    connection: Connection, people: Sequence[int], records: Sequence[int]
) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = {each: [] for each in people}
    into = {}
    for chunk in portions(records):
        rows = connection.execute(
            select(_PERSON.c.id, _PERSON.c.merged_into, _PERSON.c.id_kind, _PERSON.c.id_number).where(
                _PERSON.c.id.in_(chunk)
            )
        )
        for row in rows:
            into[row.id] = row.merged_into
            kept = row.id
            while kept not in found and into.get(kept) is not None:
                kept = into[kept]
            if row.id_number and kept in found:
                found[kept].append((row.id_kind, row.id_number))
    return found


# -- traces --------------------------------------------------------------------------------------------
def _traces(connection: Connection, records: Sequence[int]) -> Traces:
    """Names and numbers of the persons as they are, as they were, and as they were typed."""
    names, numbers, phones = set(), set(), set()
    for values in _said_of(connection, records):
        for key, value in values.items():
            own = key.removeprefix(PERSON)
            if not isinstance(value, str):
                continue
            if own == "name":
                names.add(value)
            elif own == "id_number":
                numbers.add(value)
            elif own == "phone":
                phones.add(value)
    return Traces.of(names, numbers, phones)


def _said_of(connection: Connection, records: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    """Values by key that the records, what imports keep, the journal and drafts say of the persons."""
    kept, entries = table_of(BatchRow), Base.metadata.tables["journal"]
    for chunk in portions(records):
        for row in connection.execute(select(_PERSON).where(_PERSON.c.id.in_(chunk))).mappings():
            yield dict(row)
            yield json.loads(row["draft_values"] or "{}")
        found = select(kept.c.before, kept.c.after).where(
            kept.c.section == "person", kept.c.row_id.in_(chunk)
        )
        for pair in connection.execute(found):
            yield from (json.loads(each or "{}") for each in pair)
        told = select(entries.c.before, entries.c.after).where(
            entries.c.section == "person", entries.c.row_id.in_(chunk)
        )
        for pair in connection.execute(told):
            for each in pair:
                value = json.loads(each)
                yield value
                yield value.get("other_before") or {}
    for column in owned_columns():
        for chunk in portions(records):
            drafts = select(column.table.c.draft_values).where(
                column.in_(chunk), column.table.c.draft_values != ""
            )
            yield from map(json.loads, connection.scalars(drafts))
