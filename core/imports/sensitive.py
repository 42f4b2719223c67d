"""The sensitive facts that an import meets: planned with their row, written to the table apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.batch_recorder import as_json
from core.columns import fact_owner, table_of
from core.imports.pending import Pending, Pendings
from core.section import Section
from core.sensitive import kind_of
from db.kept_rows import next_id
from db.models import SensitiveFact


class FactPendings(Pendings):
    """Facts that are journaled with the row they belong to, under the keys of its fields."""

    def __init__(self, section: Section, connection: Connection) -> None:
        super().__init__(section.key, table_of(SensitiveFact), next_id(connection, table_of(SensitiveFact)))
        self._owner = fact_owner(section).name
        self._keys = {each.sensitive: each.key for each in section.sensitive()}
        self.new_of_known: list[Pending] = []
        """New facts of rows that were there before the import."""

    def write(
        self, connection: Connection, account: str, batch: int, now: datetime
    ) -> list[tuple[str, int, str, str]]:
        """Write new and changed facts; what changed is told of the fact itself, and of its row."""
        del account, now
        names = [each.name for each in self.table.c if each.name not in ("id", "draft_values", "batch_id")]
        own = {"draft_values": "", "batch_id": batch}
        rows = [
            {"id": each.id, **own, **{name: each.values.get(name) for name in names}} for each in self.new
        ]
        if rows:
            connection.execute(insert(self.table), rows)
        changes = [self._told(each.values, {}, self._filled(each)) for each in self.new_of_known]
        for pending, keys in self.changed():
            values = {key: pending.values[key] for key in keys}
            connection.execute(update(self.table).where(self.table.c.id == pending.id).values(**values))
            assert pending.before is not None
            before = {key: pending.before[key] for key in keys}
            changes.append((self.table.name, pending.id, as_json(before), as_json(values)))
            told = {key: name for key, name in self._keys.items() if key in keys}
            if told:
                changes.append(self._told(pending.values, pending.before, told))
        return changes

    def _filled(self, fact: Pending) -> dict[str, str]:
        return {key: name for key, name in self._keys.items() if fact.values.get(key) is not None}

    def _told(
        self, values: Mapping[str, Any], before: Mapping[str, Any], keys: Mapping[str, str]
    ) -> tuple[str, int, str, str]:
        """A change of the row, under the keys of its fields."""
        old = {name: before.get(column) for column, name in keys.items()}
        new = {name: values.get(column) for column, name in keys.items()}
        return self.section, values[self._owner], as_json(old), as_json(new)


class Facts:
    """The facts of one section's rows by the id of their row."""

    def __init__(self, connection: Connection, section: Section) -> None:
        self._section = section
        self._owner = fact_owner(section)
        self.pendings = FactPendings(section, connection)
        self._columns = {each.key: each.sensitive for each in section.sensitive()}
        known = select(table_of(SensitiveFact)).where(self._owner.is_not(None))
        self._by_row: dict[int, Pending] = {
            row[self._owner.name]: self.pendings.known(dict(row))
            for row in connection.execute(known).mappings()
        }

    def taken_from(self, own: dict[str, Any]) -> dict[str, Any]:
        """The sensitive part of a row's own values, which it is taken out of: column → value."""
        return {column: own.pop(key) for key, column in self._columns.items() if key in own}

    def put(self, target: Pending, given: dict[str, Any]) -> bool:
        """Set what a sheet says of a row; True when something is different now."""
        fact = self._by_row.get(target.id)
        person = target.values.get("person_id")
        if fact is None:
            if not given:
                return False
            values = {**given, self._owner.name: target.id, "person_id": person}
            fact = self.pendings.added({**values, "kind": kind_of(self._section)})
            self._by_row[target.id] = fact
            if not target.new:
                self.pendings.new_of_known.append(fact)
            return True
        touched = False
        for key, value in {**given, "person_id": person}.items():
            if fact.values.get(key) != value:
                fact.set(key, value)
                touched = True
        if fact.values.get("draft_values") and target.values.get("state") == "active":
            fact.set("draft_values", "")
        return touched

    def changes_of(self, target: Pending) -> list[tuple[str, Any, Any]]:
        """(field key, before, after) of what an import changes of a row that was there."""
        fact = self._by_row.get(target.id)
        if fact is None or target.new:
            return []
        if fact.new:
            return [(key, None, fact.values[col]) for key, col in self._columns.items() if col in fact.values]
        before = fact.before or {}
        changed = set(fact.changed())
        return [
            (key, before[col], fact.values.get(col)) for key, col in self._columns.items() if col in changed
        ]
