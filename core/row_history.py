"""What happened to a row: single changes, imports, ends and checks of many rows at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.batch_recorder import ADDED
from core.columns import table_of
from core.deregistration import ACTION as DEREGISTER
from core.journal_words import ACTIONS, BATCH_WORDS, changes_of
from core.section import Section
from core.verification import runs, stamps
from core.views import HistoryEntry
from core.vocabulary import Vocabulary
from db.kept_rows import REMOVED
from db.models import Batch, BatchRow, Journal


class RowHistory:
    """Reads the journal and the kept rows of batches inside the caller's transaction."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._vocabulary = vocabulary

    def of_row(self, section: Section, row_id: int) -> tuple[HistoryEntry, ...]:
        """Everything that happened to a row, newest first, imports included."""
        found = [*self._journaled(section, row_id), *self._imported(section, row_id)]
        found += self._ended_together(section, row_id)
        if section.key == stamps.SECTION:
            found += self._verified_in_runs(section, row_id)
        return tuple(sorted(found, key=lambda each: each.sequence, reverse=True))

    def _journaled(self, section: Section, row_id: int) -> Iterable[HistoryEntry]:
        statement = select(Journal.__table__).where(Journal.section == section.key, Journal.row_id == row_id)
        for row in self._connection.execute(statement).mappings():
            changes = changes_of(
                section, json.loads(row["before"]), json.loads(row["after"]), self._vocabulary
            )
            yield self._entry(dict(row), ACTIONS.get(row["action"], row["action"]), changes)

    def _ended_together(self, section: Section, row_id: int) -> Iterable[HistoryEntry]:
        """Ends of many registrations that this row was one of."""
        statement = select(Journal.__table__).where(
            Journal.section == section.key, Journal.action == DEREGISTER, Journal.row_id.is_(None)
        )
        for row in self._connection.execute(statement).mappings():
            before, after = json.loads(row["before"]), json.loads(row["after"])
            if str(row_id) in after:
                changes = changes_of(section, before[str(row_id)], after[str(row_id)], self._vocabulary)
                yield self._entry(dict(row), "注销", changes)

    def _imported(self, section: Section, row_id: int) -> Iterable[HistoryEntry]:
        table = table_of(section.model)
        own = self._connection.execute(select(table.c.batch_id).where(table.c.id == row_id)).scalar()
        if own is not None:
            yield from self._of_batch(section, own, "新增", {}, {})
        statement = select(BatchRow.batch_id, BatchRow.before, BatchRow.after).where(
            BatchRow.section == section.key,
            BatchRow.row_id == row_id,
            BatchRow.before != ADDED,
            BatchRow.after != REMOVED,
        )
        for batch_id, before, after in self._connection.execute(statement):
            yield from self._of_batch(section, batch_id, "修改", json.loads(before), json.loads(after))

    def _verified_in_runs(self, section: Section, row_id: int) -> Iterable[HistoryEntry]:
        """Checks of many rows that this row was one of, and their being taken back."""
        for entry_row, before, after in runs.history(self._connection, row_id):
            action = ACTIONS[entry_row["action"]]
            yield self._entry(entry_row, action, changes_of(section, before, after, self._vocabulary))

    def _of_batch(
        self, section: Section, batch_id: int, what: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterable[HistoryEntry]:
        """What a batch did to a row, and each time that it was taken back or done again."""
        name = self._connection.execute(select(Batch.file_name).where(Batch.id == batch_id)).scalar()
        entries = select(Journal.__table__).where(Journal.batch_id == batch_id).order_by(Journal.seq)
        for row in self._connection.execute(entries).mappings():
            kind, word = str(row["action"]).rpartition("_")[2], ""
            if row["action"] == kind:
                word = f"{BATCH_WORDS.get(kind, kind)}{what}"
            elif row["action"].startswith("undo_"):
                word = f"撤销{BATCH_WORDS.get(kind, kind)}"
            else:
                word = f"重做{BATCH_WORDS.get(kind, kind)}"
            back = row["action"].startswith("undo_")
            changes = changes_of(section, *((after, before) if back else (before, after)), self._vocabulary)
            reason = row["reason"] or (f"导入 {name}" if name and row["action"] == "import" else "")
            yield self._entry({**row, "reason": reason}, word, changes)

    def _entry(
        self, row: Mapping[str, Any], action: str, changes: tuple[tuple[str, str, str], ...]
    ) -> HistoryEntry:
        return HistoryEntry(
            sequence=row["seq"],
            at=datetime.fromisoformat(row["at"]),
            account=row["account"],
            action=action,
            reason=row["reason"],
            changes=changes,
        )
