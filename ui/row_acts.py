"""What can be done with whole rows: void, bring back, look at the history, show what is masked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from core.section import Section
from core.views import HistoryEntry
from ui.history import HistoryDialog
from ui.section_dialogs import ReasonDialog
from ui.section_rows import for_owner
from ui.tasks import Tasks

VOID_SENTENCE = "作废后不计入统计，可以从回收站恢复。已上报月份的行会在下一期写进更正。"
UNVOID_SENTENCE = "恢复后按现在的规则重新检查，有要改的就成为草稿。"
REVEAL_SENTENCE = "显示一次记一次流水，离开本行后重新遮住。"


class RowActs(QObject):
    """Asks for the reason that each of these needs, and hands the work to the ledger."""

    voided = Signal(object, str)
    """Ids of rows that were voided, and why."""

    def __init__(self, section: Section, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._section = section
        self._tasks = tasks
        self._window = window

    def ask_void(self, ids: tuple[int, ...]) -> None:
        """Ask why these rows are voided; 取消 has the focus."""
        reason = self._ask("作废", VOID_SENTENCE, f"作废 {len(ids):,} 行", destroys=True)
        if reason:
            self.void(ids, reason)

    def void(self, ids: tuple[int, ...], reason: str) -> None:
        """Void rows; they go to the bin."""
        key = self._section.key
        self._tasks.run(
            "作废",
            lambda ledger, _progress: ledger.void(key, ids, reason),
            for_owner(self, lambda _change: self.voided.emit(ids, reason)),
        )

    def ask_unvoid(self, ids: tuple[int, ...]) -> None:
        """Ask why these rows come back."""
        reason = self._ask("恢复", UNVOID_SENTENCE, f"恢复 {len(ids):,} 行")
        if reason:
            self.unvoid(ids, reason)

    def unvoid(self, ids: tuple[int, ...], reason: str) -> None:
        """Bring rows back from the bin."""
        key = self._section.key
        self._tasks.run("恢复", lambda ledger, _progress: ledger.unvoid(key, ids, reason))

    def open_history(self, row_id: int) -> None:
        """Read a row's history and show it."""
        key = self._section.key
        self._tasks.run(
            "本行历史",
            lambda ledger, _progress: ledger.history(key, row_id),
            for_owner(self, lambda entries: self.history_dialog(row_id, entries).open()),
        )

    def history_dialog(self, row_id: int, entries: tuple[HistoryEntry, ...]) -> HistoryDialog:
        """The dialog with the history of a row; it frees itself when closed."""
        dialog = HistoryDialog(f"第 {row_id:,} 行", entries, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def ask_reveal(self, row_id: int, field: str, show: Callable[[str], None]) -> None:
        """Ask why a masked value is to be shown whole."""
        title = f"显示完整{self._section.by_key[field].label}"
        reason = self._ask(title, REVEAL_SENTENCE, "显示")
        if reason:
            self.reveal(row_id, field, reason, show)

    def reveal(self, row_id: int, field: str, reason: str, show: Callable[[str], None]) -> None:
        """Read a masked value whole; the ledger journals who and why."""
        key = self._section.key
        self._tasks.run(
            "显示完整号码",
            lambda ledger, _progress: ledger.reveal(key, row_id, field, reason),
            for_owner(self, show),
        )

    def _ask(self, title: str, sentence: str, action: str, *, destroys: bool = False) -> str:
        dialog = ReasonDialog(title, sentence, action, self._window, destroys=destroys)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        return reason
