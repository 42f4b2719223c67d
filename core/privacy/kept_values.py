"""What imports, checks of many rows and phone samples keep of rows beside them, when somebody is erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, update

from core.columns import table_of
from core.privacy import journal_texts
from core.privacy.columns import STAYS, dropped
from core.privacy.traces import pruned, rewritten
from core.privacy.whom import Whom
from db.cells import rows_with
from db.kept_rows import REMOVED
from db.models import BatchRow, PhoneSampleRow, VerificationRow
from db.portions import portions

_NOTE = "verification_note"


class KeptValues:
    """Takes the persons out of kept values, inside the caller's writing transaction."""

    def __init__(self, connection: Connection, whom: Whom) -> None:
        self._connection = connection
        self._whom = whom
        self.changed = 0
        """Kept rows that went or lost something, so far."""

    def empty_batches(self) -> None:
        """What imports keep of rows: rows that were taken out go, of others only the statistic stays."""
        kept = table_of(BatchRow)
        of_person = func.json_extract(func.nullif(kept.c.before, ""), "$.person_id")
        out = kept.c.after == REMOVED
        for chunk in portions([*self._whom.records, *self._taken_out()]):
            gone = or_(
                of_person.in_(chunk) & out, (kept.c.section == "person") & kept.c.row_id.in_(chunk) & out
            )
            removed = self._connection.execute(delete(kept).where(gone, kept.c.before != ""))
            self.changed += removed.rowcount
        for name, ids in self._whom.rows.items():
            for chunk in portions(ids) if name in STAYS else ():
                found = select(kept).where(kept.c.section == name, kept.c.row_id.in_(chunk))
                for row in self._connection.execute(found).mappings().all():
                    self._prune(kept, dict(row), dropped(name))
        looked = {kept: (kept.c.before, kept.c.after)}
        for _table, found_row in rows_with(self._connection, looked, self._whom.said.found_in):
            self._prune(kept, found_row, frozenset())

    def _taken_out(self) -> list[int]:
        """Records of the same persons that an undo took out and that doing it again would bring back."""
        kept = table_of(BatchRow)
        number = func.json_extract(func.nullif(kept.c.before, ""), "$.id_number")
        found: list[int] = []
        for wanted in portions(sorted(self._whom.traces.numbers)):
            out = (kept.c.section == "person", kept.c.after == REMOVED, number.in_(wanted))
            found += self._connection.scalars(select(kept.c.row_id).where(*out))
        return found

    def empty_samples(self) -> None:
        """Notes of phone samples on the persons' placements."""
        rows = table_of(PhoneSampleRow)
        for chunk in portions(self._whom.rows.get("placement", [])):
            for row in self._connection.execute(select(rows).where(rows.c.row_id.in_(chunk))).mappings():
                before = rewritten(row["before"], lambda value: pruned(value, lambda key: key == _NOTE))
                self._connection.execute(
                    update(rows).where(rows.c.id == row["id"]).values(note="", before=before)
                )

    def empty_checks(self, texts: Mapping[int, Mapping[str, str]]) -> journal_texts.Texts:
        """Rows kept of checks of many placements; their journal entries get the digest of what is left."""
        rows = table_of(VerificationRow)
        runs: set[int] = set()
        for chunk in portions(self._whom.rows.get("placement", [])):
            for row in self._connection.execute(select(rows).where(rows.c.row_id.in_(chunk))).mappings():
                if self._prune(rows, dict(row), frozenset((_NOTE,))):
                    runs.add(row["run_id"])
        looked = (rows.c.before, rows.c.after)
        for _table, found in rows_with(self._connection, {rows: looked}, self._whom.said.found_in):
            self._prune(rows, found, frozenset())
            own = select(rows.c.run_id).where(rows.c.id == found["id"])
            runs.add(self._connection.execute(own).scalar_one())
        return journal_texts.checks_anew(self._connection, sorted(runs), texts)

    def _prune(self, table: Table, row: Mapping[str, Any], drops: frozenset[str]) -> bool:
        """Take the traces and the keys that go out of a kept row; whether anything changed."""
        traces = self._whom.traces if drops else self._whom.said
        new = {
            key: rewritten(
                row[key], lambda value: traces.taken_out_of(pruned(value, lambda each: each in drops))
            )
            for key in ("before", "after")
            if row.get(key)
        }
        if all(row[key] == text for key, text in new.items()):
            return False
        self._connection.execute(update(table).where(table.c.id == row["id"]).values(**new))
        self.changed += 1
        return True
