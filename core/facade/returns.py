"""The month's return."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from core.facade.base import OpenLedger
from core.return_views import ChangedRows, ReturnMonth, ReturnPreview
from core.returns.desk import ReturnDesk
from core.views import Change


class Returns(OpenLedger):
    """The month's return."""

    @cached_property
    def _returns(self) -> ReturnDesk:
        return ReturnDesk(self)

    def return_months(self, year: int, today: date, *, compare: bool = True) -> tuple[ReturnMonth, ...]:
        """The twelve months of a year with their states; `compare` looks for changes after submitting."""
        return self._returns.months(year, today, compare=compare)

    def return_year(self, year: int, today: date, *, compare: bool = True) -> ReturnMonth:
        """The return of a whole year with its state; everything below takes "2025" for it as for a month."""
        return self._returns.year(year, today, compare=compare)

    def preview_return(self, month: str, version: int | None = None) -> ReturnPreview:
        """A month's return with its checks: as submitted, or as it would be printed now.

        A version names a submitted edition, also one that was replaced.
        """
        return self._returns.preview(month, version)

    def set_narrative(self, month: str, difficulties: str, next_steps: str) -> Change:
        """Keep 存在问题 and 下一步打算 of a month."""
        return self._returns.set_narrative(month, difficulties, next_steps)

    def explain_check(self, month: str, key: str, reason: str) -> Change:
        """Write why a warning of a month's return may pass."""
        return self._returns.explain_check(month, key, reason)

    def explain_correction(self, month: str, of: str, figure: str, cumulative: bool, reason: str) -> Change:
        """Write why a figure of the submitted month `of` differs; printed in the return of `month`."""
        return self._returns.explain_correction(month, of, figure, cumulative, reason)

    def move_return(self, month: str, step: str, reason: str = "") -> Change:
        """Take a step: hand_in, approve, submit, return, reopen, give_up (`core.returns.lifecycle`).

        One transaction, journaled. Submitting makes a backup first and keeps the bytes for good.
        """
        return self._returns.take(month, step, reason)

    def return_changes(self, month: str) -> tuple[ChangedRows, ...]:
        """Rows dated in a submitted month that changed since."""
        return self._returns.changed_rows(month)

    def write_return(
        self,
        month: str,
        pdf: Path | None,
        xlsx: Path | None = None,
        data: Path | None = None,
        version: int | None = None,
    ) -> ReturnPreview:
        """Write a month's return to files. Journaled as a print. What was submitted comes byte for byte."""
        return self._returns.write(month, pdf, xlsx, data, version)
