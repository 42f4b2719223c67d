"""Sheets in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.facade.base import OpenLedger, Progress
from core.sections import section_of
from core.views import Change, ImportPreview, ImportResult, Query

if TYPE_CHECKING:
    from core.imports.desk import ImportDesk
    from core.imports.preview import PreviewDesk
    from core.imports.table import CleanRow, Reading


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

    def preview_import(
        self,
        section: str,
        path: Path,
        sheet: str | None = None,
        header_row: int | None = None,
        columns: Mapping[int, str] | None = None,
        progress: Progress | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> ImportPreview:
        """What an import would do. Nothing is written; `apply_import` takes the token.

        `given` are values that every row has, whatever the sheet says: the fair whose employers it lists.
        """
        return self._previews.preview(section_of(section), path, sheet, header_row, columns, progress, given)

    def apply_import(self, token: str, progress: Progress | None = None) -> tuple[Change, ImportResult]:
        """Write a previewed import: one transaction, one batch, one journal entry."""
        return self._previews.apply(token, progress)

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
        self, section: str, out: Path, query: Query | None = None, full_ids: bool = False, reason: str = ""
    ) -> int:
        """Write a section's rows to a workbook; IDs masked unless asked for with a reason. Journaled."""
        return self._imports.export(section_of(section), out, query or Query(), full_ids, reason)

    def template(self, section: str, out: Path) -> tuple[str, ...]:
        """Write a section's empty template. Returns its columns."""
        return self._imports.template(section_of(section), out)
