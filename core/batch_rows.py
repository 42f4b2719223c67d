"""The rows of a batch: those it added and those it changed, and what keeps an undo from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, select

from core.batch_recorder import ADDED, MARKS, from_json
from db.base import Base
from db.kept_rows import REMOVED, batch_tables, table_named
from db.models import BatchRow, PhoneSampleRow, Placement, SensitiveFact, VerificationRow

_SOFT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "employer": (("employer", "merged_into"), ("name_alias", "employer_id"))
}
"""Columns that point to a record without being declared as foreign keys: target → (table, column)."""
IMPORT = "import"
"""Kind of a batch that stands only while nobody touched its rows; the others go by values."""
Ids = dict[str, set[int]]
"""Table name → ids."""


class KeptRow(NamedTuple):
    """What is kept of a row that a batch touched: its values before and after, as JSON."""

    table: str
    id: int
    before: str
    after: str


@dataclass(slots=True)
class BatchRows:
    """The rows of a batch, and which of them were edited since."""

    added: Ids = field(default_factory=dict)
    changed: list[KeptRow] = field(default_factory=list)
    edited: Ids = field(default_factory=dict)


def changed_rows(connection: Connection, batch: int) -> list[KeptRow]:
    """Rows that the batch changed, in the order in which it did."""
    return _kept(connection, batch, BatchRow.before != ADDED, BatchRow.after != REMOVED)


def _kept(connection: Connection, batch: int, *where: ColumnElement[bool]) -> list[KeptRow]:
    columns = (BatchRow.section, BatchRow.row_id, BatchRow.before, BatchRow.after)
    statement = select(*columns).where(BatchRow.batch_id == batch, *where).order_by(BatchRow.id)
    return [KeptRow(*row) for row in connection.execute(statement)]


def rows_of(connection: Connection, row: Mapping[str, Any]) -> BatchRows:
    """The rows of a batch (its row in the list of batches), as they are now."""
    batch, strict = int(row["id"]), row["kind"] == IMPORT
    found = BatchRows(changed=changed_rows(connection, batch))
    for table in batch_tables():
        ids = set(connection.scalars(select(table.c.id).where(table.c.batch_id == batch)))
        if not ids:
            continue
        found.added[table.name] = ids
        edited = _attached(connection, table, batch)
        if strict and "updated_at" in table.c:
            later = (table.c.batch_id == batch, table.c.updated_at != table.c.created_at)
            edited |= set(connection.scalars(select(table.c.id).where(*later)))
        if edited:
            found.edited[table.name] = edited
    told = [*found.changed, *(() if strict else _kept(connection, batch, BatchRow.before == ADDED))]
    for each in told:
        fresh = each.id in found.added.get(each.table, ())
        if fresh == (each.before == ADDED) and not stands(connection, each, each.after, strict=strict):
            found.edited.setdefault(each.table, set()).add(each.id)
    _keep_facts_with_rows(connection, found)
    return found


def _keep_facts_with_rows(connection: Connection, found: BatchRows) -> None:
    """A sensitive fact and the row it was recorded with are edited together, or neither."""
    facts = table_named(SensitiveFact.__tablename__)
    own = {*found.added.get(facts.name, ())}
    own |= {each.id for each in found.changed if each.table == facts.name}
    owners = {key.parent.name: key.column.table.name for key in facts.foreign_keys if key.ondelete}
    for row in connection.execute(select(facts)).mappings() if own else ():
        if row["id"] not in own:
            continue
        for column, section in owners.items():
            row_id = row[column]
            if row_id is not None and row["id"] in found.edited.get(facts.name, ()):
                found.edited.setdefault(section, set()).add(row_id)
            elif row_id is not None and row_id in found.edited.get(section, ()):
                found.edited.setdefault(facts.name, set()).add(row["id"])


def _attached(connection: Connection, table: Table, batch: int) -> set[int]:
    """Rows of the batch that something was attached to later: evidence, a check of many rows, a draw."""
    found: set[int] = set()
    own = select(table.c.id).where(table.c.batch_id == batch)
    for model in (VerificationRow, PhoneSampleRow):
        if table.name == Placement.__tablename__:
            found |= set(connection.scalars(select(model.row_id).where(model.row_id.in_(own))))
    for other in Base.metadata.sorted_tables:
        if other.name in ("journal", "batch_row") or not {"section", "row_id"} <= set(other.c.keys()):
            continue
        found |= set(
            connection.scalars(
                select(other.c.row_id).where(other.c.section == table.name, other.c.row_id.in_(own))
            )
        )
    return found


def stands(connection: Connection, kept: KeptRow, text: str, *, strict: bool) -> bool:
    """Whether a row still has these values; when `strict`, whether nobody touched it since."""
    table = table_named(kept.table)
    values = from_json(table, text)
    if not strict:
        values = {key: value for key, value in values.items() if key not in MARKS}
    if not values:
        return True
    columns = [table.c[key] for key in values]
    row = connection.execute(select(*columns).where(table.c.id == kept.id)).mappings().first()
    return row is not None and all(row[key] == value for key, value in values.items())


def removable(connection: Connection, batch: int, found: BatchRows) -> Ids:
    """Added rows that can go: not edited since, and nothing that stays refers to them."""
    out = {name: ids - found.edited.get(name, set()) for name, ids in found.added.items()}
    while True:
        before = sum(map(len, out.values()))
        for name in list(out):
            out[name] -= _referred(connection, table_named(name), batch, out)
        if sum(map(len, out.values())) == before:
            return out


def _referred(connection: Connection, table: Table, batch: int, out: Ids) -> set[int]:
    """Rows that a batch added and that rows which stay refer to."""
    found: set[int] = set()
    own = select(table.c.id).where(table.c.batch_id == batch)
    for other in Base.metadata.sorted_tables:
        columns = [key.parent for key in other.foreign_keys if key.column.table is table]
        columns += [other.c[column] for each, column in _SOFT.get(table.name, ()) if each == other.name]
        for column in columns:
            refers = select(column, other.c.id).where(column.in_(own))
            going = out.get(other.name, set())
            found |= {row[0] for row in connection.execute(refers) if row[1] not in going}
    return found
