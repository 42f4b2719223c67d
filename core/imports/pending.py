"""Records as an import would leave them: new ones, and known ones with what they were before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Date, Table, select, update

from core.batch_recorder import MARKS, as_json
from db.base import Scaled, moment_text

_STAMPS = (
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "batch_id",
    "state",
    "void_reason",
    "draft_values",
)
_DEFAULTS = {
    "note": "",
    "verification": "claimed",
    "vetting": "pending",
    "id_kind": "resident_id",
    "reference": False,
}
"""Values of columns that may not be empty."""


class Pending:
    """One record. `before` holds the earlier values of the fields that were set; new ones have none.

    A record that was written, or that nothing has changed, may `rest`: its values are given back, and read
    from the ledger again should anyone ask for them.
    """

    __slots__ = ("before", "id", "new", "of", "resting", "row", "stored", "values")

    def __init__(
        self, record_id: int, values: dict[str, Any], new: bool, row: int = 0, of: Pendings | None = None
    ) -> None:
        self.id = record_id
        self.values = values
        self.new = new
        self.row = row
        self.of = of
        self.stored = not new
        self.resting = False
        self.before: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        """Only what is not there comes here: the values of a record at rest."""
        if name != "values" or self.of is None:
            raise AttributeError(name)
        self.wake(self.of.read_again(self.id))
        return self.values

    def rest(self) -> None:
        """Give the values back; only for a record that is stored as it stands."""
        if self.stored and self.before is None and not self.resting:
            self.resting = True
            del self.values

    def wake(self, values: dict[str, Any]) -> None:
        """Take the values back."""
        self.resting = False
        self.values = values
        if self.of is not None:
            self.of.awake.append(self)

    def set(self, key: str, value: Any) -> None:
        """Set a value, and remember the first one of a stored record."""
        if self.stored:
            if self.before is None:
                self.before = {}
            self.before.setdefault(key, self.values.get(key))
        self.values[key] = value

    def changed(self) -> list[str]:
        """Fields whose value differs from before the import."""
        if self.before is None:
            return []
        return [key for key, old in self.before.items() if self.values.get(key) != old]


class Pendings:
    """The records of one table that an import adds or changes."""

    def __init__(self, section: str, table: Table, first_id: int) -> None:
        self.section = section
        self.table = table
        self._next = first_id
        self.new: list[Pending] = []
        self._known: dict[int, Pending] = {}
        self._connection: Connection | None = None
        self._stored = 0
        self.awake: list[Pending] = []
        """Stored records that may rest at the next `store`."""
        self.rests = True
        """False where the records are few and asked for again and again."""

    def known(self, row: dict[str, Any]) -> Pending:
        """A record of the ledger; the same value for the same id."""
        found = self._known.get(row["id"])
        if found is None:
            found = self._known[row["id"]] = Pending(row["id"], row, new=False, of=self)
            self.awake.append(found)
        elif found.resting:
            found.wake(row)
        return found

    def of_id(self, record_id: int) -> Pending | None:
        """A record of the ledger that was loaded."""
        return self._known.get(record_id)

    def added(self, values: dict[str, Any], row: int = 0) -> Pending:
        """A new record with the next id."""
        pending = Pending(self._next, values, new=True, row=row, of=self)
        self._next += 1
        self.new.append(pending)
        return pending

    def all(self) -> Iterator[Pending]:
        """Every known record, then every new one."""
        yield from self._known.values()
        yield from self.new

    def changed(self) -> Iterator[tuple[Pending, list[str]]]:
        """Known records that end up different, with the fields that do."""
        for pending in self._known.values():
            keys = pending.changed()
            if keys:
                yield pending, keys

    def read_again(self, record_id: int) -> dict[str, Any]:
        """The values of a record at rest, as the running transaction has them."""
        assert self._connection is not None  # nothing rests before something was stored
        found = self._connection.execute(select(self.table).where(self.table.c.id == record_id))
        return dict(found.mappings().one())

    def unstored(self) -> int:
        """How many new records are not written yet."""
        return len(self.new) - self._stored

    def store(self, connection: Connection, account: str, batch: int, now: datetime) -> None:
        """Write what is new so far and let it rest, with what was looked at and not changed.

        A large import stays small in memory; the transaction is the caller's as ever.
        """
        self._connection = connection
        if "verified_by" in self.table.c:
            self._sign(account, self.new[self._stored :])
        self._insert(connection, moment_text(now), account, batch)
        for pending in self.new[self._stored :]:
            pending.stored = True
        self.awake += self.new[self._stored :]
        self._stored = len(self.new)
        self.rest(connection)

    def rest(self, connection: Connection) -> None:
        """Let every stored record rest that nothing has changed."""
        self._connection = connection
        if self.rests:
            for pending in self.awake:
                pending.rest()
            self.awake.clear()

    def write(
        self, connection: Connection, account: str, batch: int, now: datetime
    ) -> list[tuple[str, int, str, str]]:
        """Write new and changed records inside the caller's transaction, all as of one moment.

        New ones go by the driver's own executemany: an import of 36,000 rows is mostly this.

        Returns:
            (section, id, fields before, fields after) of every changed record, as JSON.
        """
        if "verified_by" in self.table.c:
            self._sign(account, self.all())
        self._insert(connection, moment_text(now), account, batch)
        for pending in self.new[: self._stored]:
            if keys := pending.changed():
                values = {key: pending.values[key] for key in keys}
                connection.execute(update(self.table).where(self.table.c.id == pending.id).values(**values))
        changes = []
        for pending, keys in self.changed():
            values = {key: pending.values[key] for key in keys}
            values |= {"updated_at": now, "updated_by": account}
            connection.execute(update(self.table).where(self.table.c.id == pending.id).values(**values))
            assert pending.before is not None
            before = {key: pending.before[key] for key in keys}
            before |= {key: pending.values[key] for key in MARKS}
            changes.append((self.section, pending.id, as_json(before), as_json(values)))
        return changes

    def _sign(self, account: str, pendings: Iterable[Pending]) -> None:
        """Who brought in a state of verification is who answers for it."""
        for pending in pendings:
            fresh = not pending.stored or "verification" in pending.changed()
            if fresh and pending.values.get("verification") not in (None, "claimed"):
                pending.set("verified_by", account)

    def _insert(self, connection: Connection, now: str, account: str, batch: int) -> None:
        """Write what is new by one prepared statement; what all rows share stands in the statement itself.

        Binding a value costs as much as storing it: columns that no record fills are left out.
        """
        if not self.unstored():
            return
        columns, shared = self._columns()
        stamps = (now, account, now, account, batch, "active", "", "")
        shared |= dict(zip(_STAMPS, stamps, strict=True))
        driver = connection.connection.driver_connection
        assert driver is not None
        cursor = driver.cursor()
        quoted = cursor.execute(f"SELECT {', '.join(['quote(?)'] * len(shared))}", (*shared.values(),))
        values = ", ".join([*["?"] * len(columns), *quoted.fetchone()])
        names = ", ".join([*columns, *shared])
        cursor.executemany(
            f"INSERT INTO {self.table.name} ({names}) VALUES ({values})", zip(*columns.values(), strict=True)
        )

    def _columns(self) -> tuple[dict[str, list[Any]], dict[str, Any]]:
        """New records as the driver takes them: days as ISO text, exact numbers as whole ones.

        Returns:
            The columns that some record fills, by name, and what the others hold where that is not NULL.
        """
        fresh = self.new[self._stored :]
        filled = {"id": [each.id for each in fresh]}
        shared: dict[str, Any] = {}
        records = [each.values for each in fresh]
        given = set[str]().union(*records)
        for column in self.table.c:
            name = column.name
            if name == "id" or name in _STAMPS:
                continue
            found = [*map(dict.get, records, repeat(name))] if name in given else []
            default = _DEFAULTS.get(name)
            if found.count(None) == len(found):
                if default is not None:
                    shared[name] = default
                continue
            filled[name] = _driven(column.type, found)
            if default is not None:
                filled[name] = [default if each is None else each for each in filled[name]]
        return filled, shared


def _driven(kind: Any, values: list[Any]) -> list[Any]:
    """The values of a column as the driver takes them."""
    if isinstance(kind, Date):
        texts = {each: each.isoformat() for each in {*values} if each is not None}
        return [*map(texts.get, values)]
    if isinstance(kind, Scaled):
        return [None if each is None else int(Decimal(each).scaleb(kind.places)) for each in values]
    return values


def written(batch: int, changes: Iterable[tuple[str, int, str, str]]) -> list[dict[str, Any]]:
    """The rows of `batch_row` for changed records: one for each record, its sensitive fact with it."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for section, row_id, before, after in changes:
        known = found.get((section, row_id))
        if known is None:
            known = {"batch_id": batch, "section": section, "row_id": row_id}
            found[section, row_id] = {**known, "before": before, "after": after}
        else:
            known["before"] = as_json(json.loads(known["before"]) | json.loads(before))
            known["after"] = as_json(json.loads(known["after"]) | json.loads(after))
    return [*found.values()]
