"""One change of many rows as one batch: what every row was before and is after, and one journal entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Date, Table, insert, select, update

from db import journal
from db.base import Scaled, UtcText, moment_text, utc_now
from db.kept_rows import table_named
from db.models import Batch, BatchRow

ADDED = ""
"""What stands as `before` of a row that a batch added; imports leave such rows out, they may be many."""
MARKS = ("updated_at", "updated_by")
"""Columns that every change sets; a row that holds the batch's own was not changed since."""


def as_json(values: Mapping[str, Any]) -> str:
    """Column values as `batch_row` keeps them."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_text)


def _text(value: object) -> str:
    return moment_text(value) if isinstance(value, datetime) else str(value)


def from_json(table: Table, text: str) -> dict[str, Any]:
    """The column values again; columns that the table no longer has are left out."""
    return {
        key: _value(table.c[key], value) for key, value in json.loads(text or "{}").items() if key in table.c
    }


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcText):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return Decimal(str(value)) if isinstance(column.type, Scaled) else value


class BatchRecorder:
    """Notes what one change does to rows; `finish` writes the notes and the one journal entry.

    Everything happens inside the caller's writing transaction. Rows that are added have to carry `id` as
    their batch; a row that is changed has to be shown to `changing` before.
    """

    def __init__(self, connection: Connection, account: str, kind: str, section: str, name: str = "") -> None:
        self._connection = connection
        self._account = account
        self._kind = kind
        self._section = section
        self._added: dict[str, list[int]] = {}
        self._before: dict[tuple[str, int], tuple[Table, dict[str, Any]]] = {}
        self.moment = utc_now()
        values = {"section": section, "file_name": name, "digest": "", "at": moment_text(self.moment)}
        counts = {"added": 0, "changed": 0, "unchanged": 0, "refused": 0, "undone": False}
        made = connection.execute(
            insert(Batch).values(**values, **counts, account=account, kind=kind)
        ).inserted_primary_key
        assert made is not None
        self.id = int(made[0])

    def added(self, table: Table, row_id: int) -> None:
        """A row was added with this batch."""
        self._added.setdefault(table.name, []).append(row_id)

    def changing(self, table: Table, row_id: int) -> None:
        """A row is about to be changed."""
        key = (table.name, row_id)
        if key not in self._before and row_id not in self._added.get(table.name, ()):
            self._before[key] = (table, self._row(table, row_id))

    def _row(self, table: Table, row_id: int) -> dict[str, Any]:
        return dict(self._connection.execute(select(table).where(table.c.id == row_id)).mappings().one())

    def finish(self, *, reason: str = "", after: Mapping[str, Any] | None = None) -> frozenset[str]:
        """Write what was noted and journal it. Gives the sections that were touched."""
        changes = [each for each in map(self._change, self._before.values()) if each is not None]
        fresh = []
        for name, ids in self._added.items():
            self._stamp(table_named(name), ids)
            fresh += [self._fresh(table_named(name), row_id) for row_id in ids]
        if changes or fresh:
            self._connection.execute(insert(BatchRow), [*changes, *fresh])
        own = self._added.get(self._section, [])
        changed = [each["row_id"] for each in changes if each["section"] == self._section]
        counts = {"added": len(own), "changed": len(changed)}
        self._connection.execute(update(Batch).where(Batch.id == self.id).values(**counts))
        touched = {name: sorted(ids) for name, ids in self._added.items()}
        told = {**counts, "ids": {key: [ids[0], ids[-1]] for key, ids in touched.items()}, **(after or {})}
        journal.append(
            self._connection,
            self._account,
            self._kind,
            self._section,
            batch_id=self.id,
            reason=reason,
            after=told,
        )
        return frozenset((*self._added, *(each["section"] for each in changes)))

    def _stamp(self, table: Table, ids: list[int]) -> None:
        """Rows of one batch are of one moment, so that a later change of one of them shows."""
        if "updated_at" in table.c:
            stamps = {"created_at": self.moment, "updated_at": self.moment}
            self._connection.execute(update(table).where(table.c.id.in_(ids)).values(**stamps))

    def _fresh(self, table: Table, row_id: int) -> dict[str, Any]:
        """An added row as it was written, so that a later edit of it shows."""
        row = {key: value for key, value in self._row(table, row_id).items() if key not in MARKS}
        keys = {"batch_id": self.id, "section": table.name, "row_id": row_id}
        return {**keys, "before": ADDED, "after": as_json(row)}

    def _change(self, noted: tuple[Table, dict[str, Any]]) -> dict[str, Any] | None:
        table, before = noted
        row_id = int(before["id"])
        now = self._row(table, row_id)
        keys = [key for key in now if key not in MARKS and now[key] != before[key]]
        marks = [key for key in MARKS if key in table.c]
        if not keys:
            back = {key: before[key] for key in marks}
            self._connection.execute(update(table).where(table.c.id == row_id).values(**back))
            return None
        stamps = {"updated_at": self.moment, "updated_by": self._account} if marks else {}
        if stamps:
            self._connection.execute(update(table).where(table.c.id == row_id).values(**stamps))
        return {
            "batch_id": self.id,
            "section": table.name,
            "row_id": row_id,
            "before": as_json({key: before[key] for key in (*keys, *marks)}),
            "after": as_json({**{key: now[key] for key in keys}, **stamps}),
        }
