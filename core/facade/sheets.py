"""Sheets in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import trust
from core.facade.base import OpenLedger, Progress
from core.imports.answers import NO_ANSWERS, ImportAnswers
from core.imports.views import ImportPreview, ImportResult
from core.sections import section_of
from core.views import Change, Query

if TYPE_CHECKING:
    from core.imports.clean_rows import CleanRow
    from core.imports.desk import ImportDesk
    from core.imports.peek import FirstRows, SectionGuess
    from core.imports.preview import PreviewDesk
    from core.imports.table import Reading


class Sheets(OpenLedger):
    """Sheets in and out."""

    @cached_property
    def _imports(self) -> ImportDesk:
        from core.imports.desk import ImportDesk  # late: most commands touch no sheet

        return ImportDesk(self)

    @cached_property
    def _previews(self) -> PreviewDesk:
        from core.imports.preview import PreviewDesk  # late, as above

        return PreviewDesk(self, self._imports)

    def first_rows(
        self,
        path: Path,
        sheet: str | None = None,
        encoding: str | None = None,
        progress: Progress | None = None,
    ) -> FirstRows:
        """The first rows of a foreign file, to choose sheet, header row and encoding by."""
        from core.imports.peek import first_rows

        return first_rows(path, sheet, encoding, progress)

    def guess_sections(self, path: Path, progress: Progress | None = None) -> tuple[SectionGuess, ...]:
        """Sections that a foreign file seems to be for, the likeliest first."""
        from core.imports.peek import guess_sections

        return guess_sections(path, progress)

    def preview_import(
        self,
        section: str,
        path: Path,
        answers: ImportAnswers = NO_ANSWERS,
        progress: Progress | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> ImportPreview:
        """What an import would do. Nothing is written; `apply_import` takes the token.

        `given` are values that every row has, whatever the sheet says: the fair whose employers it lists.
        """
        return self._previews.preview(section_of(section), path, answers, progress, given)

    def replan_import(self, token: str, answers: ImportAnswers) -> ImportPreview:
        """The same sheet, already read, with other words, hidden rows or choices for its rows."""
        return self._previews.replan(token, answers)

    def apply_import(self, token: str, progress: Progress | None = None) -> tuple[Change, ImportResult]:
        """Write a previewed import: one transaction, one batch, one journal entry.

        What was settled for its columns and words is remembered with it.
        """
        return self._previews.apply(token, progress)

    def import_senders(self, section: str) -> tuple[str, ...]:
        """Who may have sent a sheet: those who have, the last one first, then the unit's townships."""
        from core.imports.memory import Memory

        with self.reading() as connection:
            known = Memory(connection).senders(section)
        return tuple(dict.fromkeys((*known, *self.vocabulary.townships.values())))

    def forget_columns(self, section: str, memory_id: int) -> None:
        """Forget how a sender's columns were matched. Journaled."""
        from core.imports.memory import Memory

        self.require("sheets.import")
        with self.drafting() as connection:
            Memory(connection).forget_columns(memory_id)
            self.note_on(connection, "forget", section, after={"columns": memory_id})

    def forget_word(self, section: str, field: str, word: str) -> None:
        """Forget which code a word stands for. Journaled without the word."""
        from core.imports.memory import Memory

        self.require("sheets.import")
        with self.drafting() as connection:
            Memory(connection).forget_word(section, field, word)
            self.note_on(connection, "forget", section, after={"word_of": field})

    def backup_due(self) -> bool:
        """True when no backup holds the last change: one is made before an import then."""
        return trust.backup_due(self)

    def import_file(
        self,
        section: str,
        path: Path,
        sheet: str | None = None,
        *,
        dry_run: bool = False,
        errors: Path | None = None,
    ) -> ImportResult:
        """Read, check and write a sheet in one go."""
        from core.imports.table import begin_reading

        with begin_reading(section_of(section), path, sheet) as reading:
            return self.import_reading(reading, dry_run=dry_run, errors=errors)

    def import_reading(
        self, reading: Reading, *, dry_run: bool = False, errors: Path | None = None
    ) -> ImportResult:
        """The same for a sheet that is being read already, row by row as it comes."""
        return self._imports.run(reading, dry_run=dry_run, errors=errors)

    def take_rows(self, section: str, rows: Sequence[CleanRow], name: str) -> list[int | None]:
        """Write rows that the program made (a demonstration) as one batch. Gives each row's id."""
        return self._imports.take_rows(section_of(section), rows, name)

    def write_error_sheet(self, token: str, out: Path) -> int:
        """Refused rows as the sender's own sheet with 错误原因. Returns how many."""
        return self._previews.write_errors(token, out)

    def export(
        self,
        section: str,
        out: Path,
        query: Query | None = None,
        full_ids: bool = False,
        reason: str = "",
        columns: Sequence[str] | None = None,
    ) -> int:
        """Write a section's rows to a workbook, all columns or some (field keys); journaled.

        IDs are masked unless asked for with a reason.
        """
        return self._imports.export(section_of(section), out, query or Query(), full_ids, reason, columns)

    def template(self, section: str, out: Path) -> tuple[str, ...]:
        """Write a section's empty template. Returns its columns."""
        return self._imports.template(section_of(section), out)
