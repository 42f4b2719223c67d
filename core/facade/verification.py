"""Checks of many placements at once, and random samples for checks by phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.facade.base import OpenLedger, Progress
from core.verification import runs
from core.verification.runs import RunView
from core.verification.sample_desk import SampleDesk
from core.verification.samples import SampleRow, SampleView
from core.views import Change

if TYPE_CHECKING:
    from core.verification.desk import InsurancePreview, VerificationDesk, Verified
    from core.verification.insurance import Proposal


class Verification(OpenLedger):
    """Who has checked which claim: by hand, against a list, by a sample."""

    @cached_property
    def _verification(self) -> VerificationDesk:
        from core.verification.desk import VerificationDesk  # late: reads sheets, most commands do not

        return VerificationDesk(self)

    @cached_property
    def _samples(self) -> SampleDesk:
        return SampleDesk(self)

    def verify_rows(self, ids: Sequence[int], state: str, on: date, reason: str) -> tuple[Change, Verified]:
        """Set the verification of many placements: one transaction, one journal entry, one undo.

        Drafts and void rows are passed over and counted. A reason is needed for 未通过.
        """
        return self._verification.set_state(ids, state, on, reason)

    def undo_verification(self, run: int, reason: str) -> Change:
        """Take a check of many rows back as one; refused where a row was changed since."""
        return self._verification.undo(run, reason)

    def verification_runs(self) -> tuple[RunView, ...]:
        """Checks of many rows, newest first: who, when, what was found, taken back or not."""
        with self.reading() as connection:
            return runs.runs(connection)

    def verification_rows(self, run: int) -> tuple[int, ...]:
        """Placements that a check changed."""
        with self.reading() as connection:
            return runs.rows_of(connection, run)

    def preview_insurance(
        self,
        path: Path,
        first: date,
        last: date,
        sheet: str | None = None,
        progress: Progress | None = None,
    ) -> InsurancePreview:
        """Hold the placements of a span against a social-insurance list. Nothing is written or kept."""
        return self._verification.preview_insurance(path, first, last, sheet, progress)

    def apply_insurance(
        self, token: str, choices: Mapping[int, Proposal], on: date
    ) -> tuple[Change, Verified]:
        """Write what was chosen for each placement: one transaction, one journal entry, one undo."""
        return self._verification.apply_insurance(token, choices, on)

    def export_only_listed(self, token: str, out: Path, reason: str) -> int:
        """Write who is in the list and not in the ledger as a sheet to import. Whole IDs: with a reason."""
        return self._verification.export_strangers(token, out, reason)

    def forget_insurance(self) -> None:
        """Let go of the list that was compared last."""
        self._verification.forget()

    def sample_pool(self, first: date, last: date, township: str | None, only_claimed: bool) -> int:
        """How many placements a sample would be drawn from."""
        return self._samples.pool_size(first, last, township, only_claimed)

    def draw_sample(
        self, first: date, last: date, township: str | None, only_claimed: bool, wanted: str
    ) -> tuple[Change, int]:
        """Draw placements at random ("30" or "5%"); the draw is kept for good. Gives its number."""
        return self._samples.draw(first, last, township, only_claimed, wanted)

    def samples(self) -> tuple[SampleView, ...]:
        """Every draw with what came of it, newest first."""
        return self._samples.samples()

    def sample_rows(self, sample: int) -> tuple[SampleRow, ...]:
        """The placements of a draw, in its order."""
        return self._samples.rows(sample)

    def sample_is_as_drawn(self, sample: int) -> bool:
        """Whether drawing again with the kept seed gives the kept rows."""
        return self._samples.is_as_drawn(sample)

    def set_sample_result(self, row: int, result: str, note: str = "") -> Change:
        """Keep what a call found (confirmed, wrong, unreached, "") and write the verification from it."""
        return self._samples.set_result(row, result, note)

    def write_sample(self, sample: int, out: Path) -> int:
        """Write a draw's list to a workbook, phones masked. Journaled."""
        return self._samples.write_workbook(sample, out)

    def print_sample(self, sample: int, out: Path) -> int:
        """Write a draw's list as PDF, names and phones masked. Journaled as a print."""
        return self._samples.write_paper(sample, out)
