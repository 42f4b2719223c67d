"""What looks double, and what was decided of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from core.facade.base import OpenLedger
from core.views import Change

if TYPE_CHECKING:
    from core.duplicates import Doubtful, DuplicateDesk


class Names(OpenLedger):
    """What looks double."""

    @cached_property
    def _duplicate_desk(self) -> DuplicateDesk:
        from core.duplicates import DuplicateDesk  # late: few commands compare names

        return DuplicateDesk(self)

    def doubtful(self, year: int) -> Doubtful:
        """Employers, colleges, people and placements that look double."""
        return self._duplicate_desk.doubtful(year)

    def keep_apart(self, kind: str, names: Sequence[str]) -> Change:
        """Remember that these are not the same: ids of employers or persons as text, names of colleges."""
        return self._duplicate_desk.keep_apart(kind, names)

    def merge_employers(self, keep: int, others: Sequence[int], reason: str) -> Change:
        """Put the rows of some employers to one of them, with a reason; `undo_batch` takes it back."""
        return self._duplicate_desk.merge_employers(keep, others, reason)

    def merge_colleges(self, keep: str, others: Sequence[str], reason: str) -> Change:
        """Write one name of a college for several, with a reason; `undo_batch` takes it back."""
        return self._duplicate_desk.merge_colleges(keep, others, reason)
