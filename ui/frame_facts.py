"""What the rail and the status bar show of the ledger: counts, age of the backup, next return, drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.due_date import due_on, next_due
from core.return_views import ReturnMonth
from core.views import Query, RowState
from ui.rail import Rail
from ui.status_bar import StatusBar
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

ON_THE_WAY = ("in_review", "returned", "approved")
"""States of a return that are said beside the day it is due."""


@dataclass(frozen=True, slots=True)
class _Facts:
    counts: dict[str, int]
    backup_age: timedelta | None
    months: tuple[ReturnMonth, ...]
    drafts: int


class FrameFacts(QObject):
    """Asks for them all in one job; of several questions only the last is answered."""

    def __init__(self, tasks: Tasks, rail: Rail, status: StatusBar, today: date) -> None:
        super().__init__(status)
        self._tasks = tasks
        self._rail = rail
        self._status = status
        self._today = today

    def ask(self, year: int) -> None:
        """Ask for the facts of a year and show them."""
        today = self._today

        def work(ledger: Ledger, _: Progress) -> _Facts:
            return _Facts(
                ledger.counts(),
                ledger.backup_age(),
                ledger.return_months(year, today, compare=False),
                ledger.totals("placement", Query(state=RowState.DRAFT)).rows,
            )

        self._tasks.run("读取", work, self._show, replaces="frame")

    def _show(self, facts: _Facts) -> None:
        self._rail.set_counts(facts.counts)
        self._status.show_backup(facts.backup_age)
        self._status.show_drafts(facts.drafts)
        self._show_due(facts.months)

    def _show_due(self, months: Sequence[ReturnMonth]) -> None:
        month = next_due(self._today)
        if any(each.month == str(month) and each.state == "submitted" for each in months):
            month = month.shifted(1)
        day = due_on(month)
        left = (day - self._today).days
        told = [each.state_text for each in months if each.month == str(month) and each.state in ON_THE_WAY]
        name = f"{month.number} 月月报{''.join(told)}"
        rest = f"还有 {left} 天" if left else "今天到期"
        self._status.show_due(f"{name} {day.month} 月 {day.day} 日前上报，{rest}", f"{name}：{rest}")
