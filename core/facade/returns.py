"""The month's return."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from core.facade.base import OpenLedger
from core.returns.desk import ReturnDesk
from core.views import Change, ReturnMonth, ReturnPreview


class Returns(OpenLedger):
    """The month's return."""

    @cached_property
    def _returns(self) -> ReturnDesk:
        return ReturnDesk(self)

    def return_months(self, year: int, today: date) -> tuple[ReturnMonth, ...]:
        """The twelve months of a year with their states."""
        return self._returns.months(year, today)

    def preview_return(self, month: str) -> ReturnPreview:
        """A month's return as it would be printed, with its checks."""
        return self._returns.preview(month)

    def set_narrative(self, month: str, difficulties: str, next_steps: str) -> Change:
        """Keep 存在问题 and 下一步打算 of a month."""
        return self._returns.set_narrative(month, difficulties, next_steps)

    def write_return(self, month: str, pdf: Path, xlsx: Path | None = None) -> ReturnPreview:
        """Write a month's return to files. Journaled as a print."""
        return self._returns.write(month, pdf, xlsx)
