"""The journal, for who may read all of it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from core.facade.base import OpenLedger, Progress
from core.journal_desk import JournalDesk, JournalLine, JournalPage, JournalQuery


class JournalBook(OpenLedger):
    """Every entry of the journal; the administrator's and the auditor's right."""

    @cached_property
    def _journal_desk(self) -> JournalDesk:
        return JournalDesk(self)

    def journal_page(self, query: JournalQuery, offset: int = 0, limit: int = 200) -> JournalPage:
        """Entries that the query wants, newest first."""
        return self._journal_desk.page(query, offset, limit)

    def journal_line(self, sequence: int) -> JournalLine:
        """One entry with its values before and after."""
        return self._journal_desk.line(sequence)

    def journal_problems(self) -> tuple[str, ...]:
        """Walk the whole chain; what does not hold, in sentences."""
        return self._journal_desk.problems()

    def export_journal(self, query: JournalQuery, out: Path, progress: Progress | None = None) -> int:
        """Write the entries that the query wants to a workbook; journaled itself. Gives how many."""
        return self._journal_desk.export(query, out, progress)
