"""The program's one window: a door (unlock, first run) or the workspace of an open ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QStackedLayout, QWidget

from core.errors import LedgerFault
from core.evidence import opened as opened_files
from core.info import LedgerInfo
from core.section import Section
from ui.alerts import APP_TITLE, show_fault
from ui.door import Card, Door
from ui.keeping import belongs_to
from ui.tasks import Progress, Tasks
from ui.unlock import NOTE, UnlockCard
from ui.words import ground
from ui.workspace import Workspace

if TYPE_CHECKING:
    from core.ledger import Ledger

WIPE_AGAIN_AFTER = 15_000
"""Milliseconds until opened evidence that could not be removed is tried again."""
KEPT = "正在录入的一行已留下，没填完的留作草稿，解锁后接着录。"
SIZE = (1366, 728)
_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


@dataclass(frozen=True, slots=True)
class Opening:
    """What the window asks of a ledger that has just been opened.

    `must_change` says why the password has to be exchanged first, "" when it need not.
    """

    sections: tuple[Section, ...]
    idle_minutes: int
    must_change: str
    by_code: bool


def read_opening(ledger: Ledger, _: Progress) -> Opening:
    """Ask it, and journal that this account has opened the ledger."""
    state = ledger.password_state(date.today())
    writable = ledger.why_not_writable() is None
    if writable:
        ledger.note_opened()
    minutes = int(ledger.settings()["idle_minutes"])
    demonstration = ledger.info.demonstration
    why = "" if not writable or (demonstration and not ledger.by_code) else state.why
    return Opening(ledger.sections(), minutes, why, ledger.by_code)


class Window(QWidget):
    """Holds what is shown now. `today` is the day taken for today, None for the clock's.

    `leave_demonstration`, `other_wanted`, `help_wanted`, `opened` and `locked` are for the program around it.
    """

    leave_demonstration = Signal()
    help_wanted = Signal()
    other_wanted = Signal()
    opened = Signal(object)
    locked = Signal()

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
        self._idle.timeout.connect(self._lock_idle)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._prepare_wiping()

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
        workspace, self.workspace = self.workspace, None
        self._put_away(workspace)
        info = workspace.info
        kept = KEPT if self.tasks.writing else ""
        self.workspace = workspace
        self.tasks.close_ledger()
        self.locked.emit()
        self.show_unlock(info.path, info.account, reason or f"{datetime.now():%H:%M} 锁定", kept)

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        """Close the ledger and open what `make` gives; what cannot be opened leaves the unlock card."""
        self.lock(reason)

        def refused(fault: LedgerFault) -> None:
            show_fault(self, fault)

        self.tasks.open(reason, make, self.enter, refused)

    def _put_away(self, workspace: Workspace) -> None:
        """Have everything under the hands kept or saved, and every dialog gone."""
        for page in workspace.pages.values():
            page.hold()
        workspace.keeper.end()
        for dialog in _dialogs_over(self):
            dialog.reject()
        for page in workspace.pages.values():
            page.leave()

    def _lock_idle(self) -> None:
        if self.tasks.busy:
            self._idle.start()
            return
        minutes = self._idle.interval() // 60_000
        self.lock(f"{minutes} 分钟没有操作，{datetime.now():%H:%M} 锁定")

    def enter(self, info: LedgerInfo) -> None:
        """Show the workspace of the ledger that the worker now holds."""
        self.tasks.run("打开", read_opening, lambda opening: self._show_workspace(info, opening))

    def _show_workspace(self, info: LedgerInfo, opening: Opening) -> None:
        self._clear()
        workspace = Workspace(self.tasks, info, opening.sections, self.today)
        workspace.lock_wanted.connect(self.lock)
        workspace.reopen_wanted.connect(self.reopen)
        workspace.leave_demonstration.connect(self.leave_demonstration)
        workspace.help_wanted.connect(self.help_wanted)
        self.workspace = workspace
        self._layout.addWidget(workspace)
        self._layout.setCurrentWidget(workspace)
        workspace.open_page("overview")
        self._idle.start(opening.idle_minutes * 60_000)
        if opening.must_change:
            self._ask_password(info, opening)
        self.opened.emit(info)

    def _ask_password(self, info: LedgerInfo, opening: Opening) -> None:
        """Nothing else can be done before the password is exchanged; refusing locks again."""
        from ui.account_dialogs import ChangePassword

        dialog = ChangePassword(self, info.account, opening.must_change, by_code=opening.by_code)

        def exchange(ledger: Ledger, _: Progress) -> None:
            old, new = dialog.given
            if opening.by_code:
                ledger.set_password_by_code(new)
            else:
                ledger.change_password(old, new)

        def give() -> None:
            dialog.given = dialog.old.text(), dialog.password.first.text()
            self.tasks.run("改密码", exchange, lambda _: dialog.accept(), dialog.refused)

        dialog.on_answer(give)
        dialog.refuse.setText("锁定")
        dialog.rejected.connect(self.lock)
        dialog.open()

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
        self._wiping.start()

    def _prepare_wiping(self) -> None:
        self._wiping = QTimer(self)
        self._wiping.setSingleShot(True)
        self._wiping.setInterval(WIPE_AGAIN_AFTER)
        self._wiping.timeout.connect(self._wipe)
        self._wipe()

    def _wipe(self) -> None:
        """Remove evidence that a crash left outside, or that another program held when the ledger closed."""
        if self.workspace is None and opened_files.wipe():
            self._wiping.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._idle.isActive() and event.type() in _TOUCHES:
            self._idle.start()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        workspace = self.workspace
        if workspace is not None:
            if not all(page.leave() for page in workspace.pages.values()):
                event.ignore()
                return
            for page in workspace.pages.values():
                page.hold()
            workspace.keeper.end()
        self._clear()
        self.tasks.shutdown()
        event.accept()


def _dialogs_over(window: QWidget) -> list[QDialog]:
    """Open dialogs that belong to a window, the innermost first."""
    open_ones = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
    return [each for each in reversed(open_ones) if each.isVisible() and belongs_to(each, window)]
