"""Many rows at once: saved as one batch, and batches taken back and done again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from core.batch_list import BatchView
from core.batch_recorder import BatchRecorder
from core.batches import BatchDesk, UndoPlan
from core.completion import completed
from core.errors import LedgerFault
from core.facade.base import OpenLedger, Progress
from core.known_records import KnownRecords
from core.records import Records
from core.section import Values
from core.sections import section_of
from core.views import Change


class Batches(OpenLedger):
    """Many rows at once."""

    @cached_property
    def _batch_desk(self) -> BatchDesk:
        return BatchDesk(self)

    def save_rows(
        self,
        section: str,
        rows: Sequence[tuple[int | None, Values]],
        kind: str = "paste",
        progress: Progress | None = None,
    ) -> Change:
        """Write rows as typed in one go: one transaction, one journal entry, one undo.

        What is not valid is kept as typed, and that row stays a draft. What the ledger knows of a person
        or an employer that is named completes the row, as it does at the desk.

        Args:
            section: key of the section.
            rows: id (None for a new row) and the values that were typed.
            kind: paste, fill or clear.
            progress: told after each row; a cancel from it leaves nothing written.

        Raises:
            LedgerFault: nothing to write, or a row is void; nothing has changed.
        """
        if not rows:
            raise LedgerFault("没有要写入的行，台账没有改动。")
        which = section_of(section)
        with self.changing() as connection:
            batch = BatchRecorder(connection, self.info.account, kind, section)
            records = Records(connection, self.vocabulary, self.info.account, date.today(), batch)
            known, ids = KnownRecords(connection), []
            for done, (row_id, values) in enumerate(rows):
                if progress is not None:
                    progress(done / len(rows), f"写入第 {done + 1:,} 行")
                whole = completed(known, which, values, frozenset(values))
                ids.append(records.save(which, row_id, whole).id)
            sections = batch.finish()
        return Change(sections | {section}, tuple(dict.fromkeys(ids)), batch.id)

    def batches(self, kinds: tuple[str, ...] = ()) -> tuple[BatchView, ...]:
        """Imports, pastes and merges, or those of some kinds, newest first."""
        return self._batch_desk.batches(kinds)

    def batch_rows(self, batch: int) -> dict[str, tuple[int, ...]]:
        """Rows that a batch added or changed and that are in the ledger, by section."""
        return self._batch_desk.rows_of(batch)

    def plan_undo(self, batch: int) -> UndoPlan:
        """What an undo of a batch would do, and which rows are in its way."""
        return self._batch_desk.plan(batch)

    def undo_batch(self, batch: int, reason: str, *, keep_edited: bool = False) -> Change:
        """Take a batch back, with a reason; rows edited since are in the way, or are left alone."""
        return self._batch_desk.undo(batch, reason, keep_edited=keep_edited)

    def redo_batch(self, batch: int, reason: str) -> Change:
        """Do again what was taken back, with a reason, while nothing of it has changed."""
        return self._batch_desk.redo(batch, reason)
