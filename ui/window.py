"""The program's one window: a door (unlock, first run) or the workspace of an open ledger."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from core.info import LedgerInfo
from core.section import Section
from ui.alerts import APP_TITLE
from ui.door import Card, Door
from ui.tasks import Progress, Tasks
from ui.unlock import NOTE, UnlockCard
from ui.words import ground
from ui.workspace import Workspace

if TYPE_CHECKING:
    from core.ledger import Ledger

IDLE_MINUTES = 10
KEPT = "正在录入的一行已留下，没填完的留作草稿，解锁后接着录。"
SIZE = (1366, 728)
_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class Window(QWidget):
    """Holds what is shown now. `today` is the day taken for today, None for the clock's.

    `leave_demonstration`, `other_wanted`, `help_wanted` and `opened` are for the program around it.
    """

    leave_demonstration = Signal()
    help_wanted = Signal()
    other_wanted = Signal()
    opened = Signal(object)

    def __init__(self, tasks: Tasks, today: date | None = None) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(APP_TITLE)
        ground(self, "window")
        self.setMinimumSize(480, 280)
        self.resize(*SIZE)
        self.tasks = tasks
        self.today = today
        self.door: Door | None = None
        self.workspace: Workspace | None = None
        self._layout = QStackedLayout(self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MINUTES * 60_000)
        self._idle.timeout.connect(self._lock_idle)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def show_card(self, card: Card, note: str = "") -> None:
        """Show a card on the empty window; what was shown before is thrown away."""
        self._clear()
        self.door = Door(card, note)
        self._layout.addWidget(self.door)
        self._layout.setCurrentWidget(self.door)
        card.begin()

    def show_unlock(self, path: Path, account: str = "admin", reason: str = "", kept: str = "") -> UnlockCard:
        """Ask for the password of a ledger."""
        card = UnlockCard(self.tasks, path, account, reason, kept)
        card.opened.connect(self.enter)
        card.other_wanted.connect(self.other_wanted)
        self.show_card(card, NOTE)
        return card

    def lock(self, reason: str = "") -> None:
        """Close the ledger and ask for the password; half-typed rows are kept as drafts first."""
        if self.workspace is None:
            return
        for page in self.workspace.pages.values():
            page.leave()
        info = self.workspace.info
        kept = KEPT if self.tasks.writing else ""
        self.tasks.close_ledger()
        self.show_unlock(info.path, info.account, reason or f"{datetime.now():%H:%M} 锁定", kept)

    def _lock_idle(self) -> None:
        if self.tasks.busy:
            self._idle.start()
            return
        self.lock(f"{IDLE_MINUTES} 分钟没有操作，{datetime.now():%H:%M} 锁定")

    def enter(self, info: LedgerInfo) -> None:
        """Show the workspace of the ledger that the worker now holds."""

        def ask(ledger: Ledger, _: Progress) -> tuple[Section, ...]:
            sections: tuple[Section, ...] = ledger.sections()
            return sections

        self.tasks.run("打开", ask, lambda sections: self._show_workspace(info, sections))

    def _show_workspace(self, info: LedgerInfo, sections: tuple[Section, ...]) -> None:
        self._clear()
        workspace = Workspace(self.tasks, info, sections, self.today)
        workspace.lock_wanted.connect(self.lock)
        workspace.leave_demonstration.connect(self.leave_demonstration)
        workspace.help_wanted.connect(self.help_wanted)
        self.workspace = workspace
        self._layout.addWidget(workspace)
        self._layout.setCurrentWidget(workspace)
        workspace.open_page("overview")
        self._idle.start()
        self.opened.emit(info)

    def _clear(self) -> None:
        self._idle.stop()
        if self.workspace is not None:
            self.tasks.forget()
        for widget in (self.door, self.workspace):
            if widget is not None:
                self._layout.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self.door = None
        self.workspace = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._idle.isActive() and event.type() in _TOUCHES:
            self._idle.start()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.workspace is not None and not all(page.leave() for page in self.workspace.pages.values()):
            event.ignore()
            return
        self._clear()
        self.tasks.shutdown()
        event.accept()
