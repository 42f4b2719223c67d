"""The worker as the status bar shows it: what runs for long, and whether the last change is on disk."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import Cancelled, LedgerFault
from ui.status_bar import StatusBar
from ui.tasks import Tasks

SHOW_AFTER = 400
"""Milliseconds that a job may run before the status bar shows it."""


class RunningWork(QObject):
    """Follows the worker; the status bar's own button cancels what runs."""

    not_saved = Signal()
    """A change did not reach the disk."""

    def __init__(self, tasks: Tasks, status: StatusBar) -> None:
        super().__init__(status)
        self._tasks = tasks
        self._status = status
        self._work: tuple[str, float, str] = ("", -1.0, "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_AFTER)
        self._timer.timeout.connect(self._show)
        status.cancel.connect(tasks.cancel)
        tasks.progress.connect(self._progressed)
        tasks.busy_changed.connect(self._busy_changed)
        tasks.saving.connect(status.show_saving)
        tasks.saved.connect(self._saved)

    def _progressed(self, label: str, share: float, text: str) -> None:
        self._work = (label, share, text)
        if self._status.work.isVisible():
            self._show()
        elif not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        if self._tasks.busy:
            self._status.work.show_progress(*self._work)

    def _busy_changed(self, busy: bool) -> None:
        if not busy:
            self._timer.stop()
            self._status.work.hide()

    def _saved(self, fault: LedgerFault | None) -> None:
        if fault is None or isinstance(fault, Cancelled):
            self._status.show_saved(datetime.now())
        else:
            self._status.show_unsaved(fault.happened.rstrip("。"))
            self.not_saved.emit()
