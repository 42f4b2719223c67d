"""Plans, targets, their split, and the townships it is split by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from core.facade.base import OpenLedger
from core.reexpression import Reexpressed, parts_of, reexpress, typed_actuals
from core.split_desk import SplitDesk
from core.target_desk import TargetDesk
from core.target_views import PlanView, SplitFigure, SplitSheet, SplitView, TargetView
from core.targets import TOWNSHIP
from core.township_desk import TownshipDesk, TownshipView, WaitingWord
from core.views import Change, HistoryEntry


class Targets(OpenLedger):
    """Plans, targets, their split, townships."""

    @cached_property
    def _target_desk(self) -> TargetDesk:
        return TargetDesk(self)

    @cached_property
    def _split_desk(self) -> SplitDesk:
        return SplitDesk(self, self._target_desk)

    @cached_property
    def _township_desk(self) -> TownshipDesk:
        return TownshipDesk(self)

    def plans(self) -> tuple[PlanView, ...]:
        """Plans that concern this unit: those loaded and those that can be."""
        return self._target_desk.plans()

    def load_plan(self, key: str) -> Change:
        """Take a plan's targets over."""
        return self._target_desk.load(key)

    def targets(self, year: int) -> tuple[TargetView, ...]:
        """Targets whose period touches the year."""
        return self._target_desk.targets(year)

    def set_target(self, target_id: int, value: Decimal, reason: str) -> Change:
        """Change a target, with a reason."""
        return self._target_desk.set_value(target_id, value, reason)

    def split_figures(self, year: int) -> tuple[SplitFigure, ...]:
        """The unit's targets that can be split, the city's quota first."""
        return self._split_desk.figures(year)

    def split(self, figure: str, year: int, by: str = TOWNSHIP, plan: str | None = None) -> SplitView | None:
        """The split of a target by township or responsible body; None where there is no such target."""
        return self._split_desk.split(figure, year, by, plan)

    def set_split(
        self,
        figure: str,
        year: int,
        values: Mapping[str, int | None],
        reason: str = "",
        by: str = TOWNSHIP,
        plan: str | None = None,
    ) -> Change:
        """Enter the split; change or clear a part with a reason."""
        return self._split_desk.set_split(figure, year, values, reason, by, plan)

    def read_split(
        self, path: Path, figure: str, year: int, by: str = TOWNSHIP, plan: str | None = None
    ) -> SplitSheet:
        """A sheet of parts matched to the split's lines. Nothing is written."""
        return self._split_desk.read_sheet(path, figure, year, by, plan)

    def split_history(
        self, figure: str, year: int, by: str = TOWNSHIP, plan: str | None = None
    ) -> tuple[HistoryEntry, ...]:
        """Every change of a split, newest first."""
        return self._split_desk.history(figure, year, by, plan)

    def reexpressed(self, figure: str, year: int) -> Reexpressed | None:
        """An earlier year of a figure on this unit as it is today; None where the unit did not change."""
        unit = self.info.unit_key
        if not parts_of(unit):
            return None
        with self.reading() as connection:
            return reexpress(typed_actuals(connection), unit, figure, year)

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
