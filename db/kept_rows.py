"""Rows taken out of their tables whole, kept as JSON in `batch_row`, and put back as they were.

The engine itself turns a row into JSON and back, so that what comes back is what was there, bit for bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from sqlalchemy import Connection, Table, func, select

from db.base import Base
from db.models import BatchRow

_KEPT: Table = BatchRow.__table__  # type: ignore[assignment]  # typed as FromClause by the mapping
REMOVED = ""
"""What stands as `after` of a row that was taken out."""


def table_named(name: str) -> Table:
    """The table with this name, which for a section is its key."""
    return Base.metadata.tables[name]


def batch_tables() -> list[Table]:
    """Tables whose rows say by which batch they came, children before those they refer to."""
    return [
        table
        for table in reversed(Base.metadata.sorted_tables)
        if "batch_id" in table.c and table.name not in (_KEPT.name, "journal")
    ]


def take_out(connection: Connection, table: Table, ids: Collection[int], batch: int) -> str:
    """Move rows from their table into `batch_row`.

    Returns:
        SHA-256 over what was taken out, in the order of the ids.
    """
    wanted = json.dumps(sorted(ids))
    pairs = ", ".join(f"'{column.name}', \"{column.name}\"" for column in table.c)
    connection.exec_driver_sql(
        f'INSERT INTO batch_row (batch_id, section, row_id, "before", "after") '
        f'SELECT ?, ?, id, json_object({pairs}), ? FROM "{table.name}" '
        f"WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (batch, table.name, REMOVED, wanted),
    )
    digest = hashlib.sha256()
    kept = select(_KEPT.c.before).where(
        _KEPT.c.batch_id == batch, _KEPT.c.section == table.name, _KEPT.c.after == REMOVED
    )
    for text in connection.execute(kept.order_by(_KEPT.c.row_id)).scalars():
        digest.update(text.encode())
    connection.exec_driver_sql(
        f'DELETE FROM "{table.name}" WHERE id IN (SELECT value FROM json_each(?))', (wanted,)
    )
    return digest.hexdigest()


def kept_tables(connection: Connection, batch: int) -> list[Table]:
    """Tables that rows of a batch were taken out of, those referred to before their children."""
    found = select(_KEPT.c.section).where(_KEPT.c.batch_id == batch, _KEPT.c.after == REMOVED).distinct()
    names = set(connection.scalars(found))
    return [table for table in Base.metadata.sorted_tables if table.name in names]


def put_back(connection: Connection, table: Table, batch: int) -> tuple[int, ...]:
    """Move rows that were taken out back into their table. Gives their ids.

    Raises:
        IntegrityError: another row has taken a number that may be there only once.
    """
    where = (_KEPT.c.batch_id == batch, _KEPT.c.section == table.name, _KEPT.c.after == REMOVED)
    first = connection.execute(select(_KEPT.c.before).where(*where).limit(1)).scalar_one()
    names = [name for name in json.loads(first) if name in table.c]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f"json_extract(\"before\", '$.{name}')" for name in names)
    ids = tuple(connection.scalars(select(_KEPT.c.row_id).where(*where).order_by(_KEPT.c.row_id)))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM batch_row '
        f'WHERE batch_id = ? AND section = ? AND "after" = ? ORDER BY row_id',
        (batch, table.name, REMOVED),
    )
    connection.execute(_KEPT.delete().where(*where))
    return ids


def next_id(connection: Connection, table: Table) -> int:
    """The id that the next row gets: above every row that is there or was taken out.

    A number once given never means another row, in a sheet that went out or in the journal.
    """
    there = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    out = select(func.coalesce(func.max(_KEPT.c.row_id), 0)).where(_KEPT.c.section == table.name)
    return max(int(there), int(connection.execute(out).scalar_one())) + 1
