"""Papers beside the month's return."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.facade.base import OpenLedger, Progress
from core.papers.roster_desk import RosterDesk
from core.papers.township_desk import TownshipSheetDesk
from core.views import Query

if TYPE_CHECKING:
    from core.returns.paper import Printed


class Papers(OpenLedger):
    """Roster lists and townships' sheets."""

    @cached_property
    def _rosters(self) -> RosterDesk:
        return RosterDesk(self)

    @cached_property
    def _township_sheets(self) -> TownshipSheetDesk:
        return TownshipSheetDesk(self)

    def roster_sections(self) -> tuple[tuple[str, str, int], ...]:
        """Sections that have rows to list: key, title, how many."""
        return self._rosters.sections()

    def write_roster(
        self,
        section: str,
        query: Query,
        under: str,
        out: Path,
        progress: Progress | None = None,
        names: str = "",
    ) -> int:
        """Write a section's rows as a list with personal data masked; see `RosterDesk.write`."""
        return self._rosters.write(section, query, under, out, progress, names)

    def preview_township_sheet(self, month: str, township: str) -> Printed:
        """A township's sheet of a month, drawn."""
        return self._township_sheets.preview(month, township)

    def write_township_sheets(
        self, month: str, townships: Sequence[str], folder: Path, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Write one PDF for each township into a folder; gives their names. Journaled as a print."""
        return self._township_sheets.write(month, townships, folder, progress)
