"""Sensitive facts at the desk: written apart from the row they belong to, hidden until asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.batch_recorder import BatchRecorder
from core.columns import fact_owner, table_of
from core.section import Section
from db.kept_rows import next_id
from db.models import SensitiveFact

HIDDEN = "已遮住"
"""What stands in a history in place of a sensitive fact."""


def kind_of(section: Section) -> str:
    """What kind of fact the section's rows record: the key of its first sensitive field."""
    return section.sensitive()[0].key


def write_fact(
    connection: Connection,
    section: Section,
    row_id: int,
    person_id: int | None,
    values: Mapping[str, Any],
    drafts: Mapping[str, str],
    batch: BatchRecorder | None = None,
) -> None:
    """Write what a row records of its person, inside the caller's transaction.

    Args:
        connection: in a transaction that began as a writer's.
        section: one with sensitive fields.
        row_id: the row that the fact is recorded with.
        person_id: the row's person.
        values: field key → value; keys that are no sensitive field of the section are passed over.
        drafts: field key → what was typed and could not be taken.
        batch: where the change is noted when it is one of many.
    """
    fields = section.sensitive()
    table = table_of(SensitiveFact)
    kept = {each.key: drafts[each.key] for each in fields if each.key in drafts}
    columns = {
        each.sensitive: None if each.key in kept else values.get(each.key)
        for each in fields
        if each.key in values
    }
    text = json.dumps(kept, ensure_ascii=False) if kept else ""
    owner = fact_owner(section)
    known = connection.execute(select(table.c.id).where(owner == row_id)).scalar()
    if known is not None:
        changed = {**columns, "person_id": person_id, "draft_values": text}
        if batch is not None:
            batch.changing(table, known)
        connection.execute(update(table).where(table.c.id == known).values(**changed))
    elif text or any(value not in (None, "") for value in columns.values()):
        made = {**columns, owner.name: row_id, "person_id": person_id, "draft_values": text}
        fact = next_id(connection, table)
        if batch is not None:
            made["batch_id"] = batch.id
            batch.added(table, fact)
        connection.execute(insert(table).values(id=fact, kind=kind_of(section), **made))
