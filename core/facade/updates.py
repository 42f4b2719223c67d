"""Signed packages: policy data taken over, a newer program's installer laid out; and working days."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from core import workdays
from core.facade.base import OpenLedger
from core.policy import applying
from core.updates.desk import TakenOver, TakeOver, UpdateDesk, UpdateView


class UpdatesOfLedger(OpenLedger):
    """Updates that come as a signed file."""

    @cached_property
    def _update_desk(self) -> UpdateDesk:
        return UpdateDesk(self)

    def look_into_update(self, path: Path) -> UpdateView:
        """What a package is and what it would change here. Nothing is written; a bad one is refused."""
        return self._update_desk.look(path)

    def take_over_update(self, path: Path) -> TakeOver:
        """Take policy data over: a backup, then one transaction. The administrator's right."""
        return self._update_desk.take_over(path)

    def taken_over_updates(self) -> tuple[TakenOver, ...]:
        """Policy updates of this ledger, the newest first."""
        return self._update_desk.taken_over()

    def lay_out_program(self, path: Path, folder: Path) -> Path:
        """A backup, then a newer program's installer into a folder. Gives the file to start."""
        return self._update_desk.lay_out(path, folder)

    def next_workday(self, day: date) -> date:
        """The first working day after a day, by the holidays that this ledger knows."""
        with applying(self._updates):
            return workdays.next_workday(day)
