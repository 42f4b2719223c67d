"""Plans, targets, their split, and the townships it is split by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from core.facade.base import OpenLedger
from core.plans import load_plans
from core.target_desk import TargetDesk
from core.township_desk import TownshipDesk, TownshipView, WaitingWord
from core.views import Change, PlanView, SplitView, TargetView


class Targets(OpenLedger):
    """Plans, targets, their split, townships."""

    @cached_property
    def _target_desk(self) -> TargetDesk:
        return TargetDesk(self)

    @cached_property
    def _township_desk(self) -> TownshipDesk:
        return TownshipDesk(self)

    def plans(self) -> tuple[PlanView, ...]:
        """Plans that concern this unit: those loaded and those that can be."""
        return self._target_desk.plans(load_plans()[0])

    def load_plan(self, key: str) -> Change:
        """Take a plan's targets over."""
        return self._target_desk.load(key)

    def targets(self, year: int) -> tuple[TargetView, ...]:
        """Targets whose period touches the year."""
        return self._target_desk.targets(year)

    def set_target(self, target_id: int, value: Decimal, reason: str) -> Change:
        """Change a target, with a reason."""
        return self._target_desk.set_value(target_id, value, reason)

    def split(self, figure: str, year: int) -> SplitView | None:
        """The split of a target by township; None where there is no such target."""
        return self._target_desk.split(figure, year)

    def set_split(self, figure: str, year: int, values: Mapping[str, int | None], reason: str = "") -> Change:
        """Enter the split by township."""
        return self._target_desk.set_split(figure, year, values, reason)

    def townships(self) -> tuple[TownshipView, ...]:
        """The unit's townships, with their placements."""
        return self._township_desk.townships()

    def waiting_townships(self) -> tuple[WaitingWord, ...]:
        """Words of sheets that nobody has confirmed as a township yet."""
        return self._township_desk.waiting()

    def add_township(self, name: str) -> str:
        """Add a township; rows that wait under its name are put there. Gives its key."""
        return self._township_desk.add(name)

    def confirm_township(self, text: str, key: str) -> Change:
        """Say once which township a sheet's word means."""
        return self._township_desk.confirm(text, key)
