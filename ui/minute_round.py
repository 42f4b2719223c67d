"""What the window looks after once a minute: a backup when one is due; whether anything can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import LedgerFault
from ui.read_only_banner import ReadOnlyBanner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.backup_desk import BackupRound
    from core.ledger import Ledger

EVERY = 60_000
"""Milliseconds between two rounds."""


class MinuteRound(QObject):
    """Keeps the banner of a ledger that cannot be written now, and makes backups by the clock."""

    told = Signal(str)
    """What went wrong with a backup."""
    gone = Signal()
    """A round was gone."""

    def __init__(self, tasks: Tasks, banner: ReadOnlyBanner) -> None:
        super().__init__(banner)
        self._tasks = tasks
        self._banner = banner
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY)
        self._clock.timeout.connect(self.go)
        self._clock.start()

    def go(self) -> None:
        """Go the round now. Where the worker is busy, the backup waits for the next one."""
        if not self._tasks.busy:
            self._tasks.run("自动备份", _backup_by_clock, self._backed_up, self._not_backed_up)
        self.look_whether_writable()
        self.gone.emit()

    def look_whether_writable(self) -> None:
        """Show the banner, or take it away."""
        self._tasks.run(
            "读取",
            lambda ledger, _: (ledger.why_not_writable(),),
            lambda found: self._banner.show_fault(found[0]),
            replaces="writable",
        )

    def _backed_up(self, done: BackupRound | None) -> None:
        if done is not None and done.second_problem:
            self.told.emit(done.second_problem)

    def _not_backed_up(self, fault: LedgerFault) -> None:
        self.told.emit(f"没有备份成：{fault.happened}")


def _backup_by_clock(ledger: Ledger, _: Progress) -> BackupRound | None:
    """Nothing is due where nothing can be changed; the banner says why."""
    return ledger.backup_by_clock() if ledger.why_not_writable() is None else None
