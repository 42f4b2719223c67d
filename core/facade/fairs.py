"""A fair with its employers."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from core.facade.base import OpenLedger
from core.fair_desk import FairDesk, FairView
from core.views import Change


class Fairs(OpenLedger):
    """Fairs with their employers, and the card for the desk."""

    @cached_property
    def _fairs(self) -> FairDesk:
        return FairDesk(self)

    def fair(self, fair_id: int) -> FairView:
        """One fair: its facts, its own numbers beside those of its employers, who is not vetted."""
        return self._fairs.view(fair_id)

    def take_fair_sums(self, fair_id: int) -> Change:
        """Write what the employers add up to into the fair's own numbers."""
        return self._fairs.take_sums(fair_id)

    def write_fair_card(self, fair_id: int, out: Path) -> int:
        """Write 招聘活动现场登记卡 as PDF; gives how many cards. Journaled as a print."""
        return self._fairs.write_card(fair_id, out)
