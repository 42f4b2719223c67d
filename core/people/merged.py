"""Merges that were made: what refers to a person, and whether a merge can still be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, or_, select

from core.columns import table_of
from core.people.views import MergeRecord
from core.sections import SECTIONS
from db.base import Base
from db.models import BatchRow, Journal, Person

Moved = dict[str, list[int]]
"""Table → ids of its rows."""


def referring() -> tuple[Column[Any], ...]:
    """Every column of another table that refers to a person, whatever table that is."""
    person = table_of(Person)
    return tuple(
        column
        for table in Base.metadata.sorted_tables
        if table is not person
        for column in table.c
        if any(key.column is person.c.id for key in column.foreign_keys)
    )


def rows_referring(connection: Connection, person_id: int) -> Moved:
    """Every row that refers to a person, by table."""
    found: Moved = {}
    for column in referring():
        table = column.table
        ids = list(connection.scalars(select(table.c.id).where(column == person_id).order_by(table.c.id)))
        if ids:
            found.setdefault(table.name, []).extend(ids)
    return found


def merges_of(connection: Connection, person_id: int) -> tuple[MergeRecord, ...]:
    """Merges into a record, newest first, each with what keeps it from being taken back."""
    statement = (
        select(Journal.__table__)
        .where(Journal.section == "person", Journal.row_id == person_id)
        .where(Journal.action.in_(("merge", "unmerge")))
        .order_by(Journal.seq)
    )
    made: list[dict[str, Any]] = []
    undone: set[int] = set()
    for row in connection.execute(statement).mappings():
        told = json.loads(row["after"])
        if "merged" not in told:
            continue
        if row["action"] == "merge":
            made.append(dict(row) | {"told": told})
        else:
            same = [each for each in made if each["told"]["merged"] == told["merged"]]
            undone |= {each["seq"] for each in same}
    open_ones = [each["seq"] for each in made if each["seq"] not in undone]
    return tuple(
        MergeRecord(
            sequence=each["seq"],
            at=datetime.fromisoformat(each["at"]),
            account=each["account"],
            reason=each["reason"],
            other=each["told"]["merged"],
            undone=each["seq"] in undone,
            obstacle=_obstacle(connection, person_id, each, last=each["seq"] == open_ones[-1])
            if each["seq"] in open_ones
            else "",
        )
        for each in reversed(made)
    )


def _obstacle(connection: Connection, kept_id: int, entry: Mapping[str, Any], *, last: bool) -> str:
    """Why a merge cannot be taken back; "" when it can."""
    if not last:
        return "之后又合并过一次，先撤销后一次"
    told = entry["told"]
    if "own" not in told or entry["erased_by"] is not None:
        return "个人信息已删除，或其中有已删除的人"
    moved: Moved = told["moved"]
    keys = {table_of(each.model).name: each.key for each in SECTIONS}
    rows = [(keys.get(table, table), row) for table, ids in moved.items() for row in ids]
    rows += [("person", kept_id), ("person", told["merged"])]
    end = entry["seq"] + 1 + sum(len(ids) for ids in moved.values())
    if _changed_since(connection, rows, end):
        return "合并以后改过其中的行"
    expected = {
        name: sorted({*told["own"].get(name, ()), *moved.get(name, ())}) for name in {*told["own"], *moved}
    }
    if {name: sorted(ids) for name, ids in rows_referring(connection, kept_id).items()} != expected:
        return "合并以后这个人又有了新的登记"
    return ""


def _changed_since(connection: Connection, rows: Sequence[tuple[str, int]], end: int) -> bool:
    """Whether one of these rows was changed by hand or by an import after a journal entry."""
    by_section: dict[str, list[int]] = {}
    for section, row in rows:
        by_section.setdefault(section, []).append(row)
    touched = or_(
        *((Journal.section == section) & Journal.row_id.in_(ids) for section, ids in by_section.items())
    )
    later = select(Journal.seq).where(Journal.seq > end, Journal.business, touched).limit(1)
    if connection.execute(later).first() is not None:
        return True
    imported = or_(
        *((BatchRow.section == section) & BatchRow.row_id.in_(ids) for section, ids in by_section.items())
    )
    batch = (
        select(BatchRow.id)
        .join(Journal, (Journal.batch_id == BatchRow.batch_id) & (Journal.seq > end))
        .where(imported)
        .limit(1)
    )
    return connection.execute(batch).first() is not None


def journal_entry(connection: Connection, sequence: int) -> Mapping[str, Any]:
    """One entry of the journal."""
    return dict(connection.execute(select(Journal.__table__).where(Journal.seq == sequence)).mappings().one())
