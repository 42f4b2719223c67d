"""Takes saves back, one after the other, and does them again; always by saving anew, so it is journaled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.section import Values
from core.views import Change
from ui.row_edit import Step
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

KEPT = 100
NEW_TAKEN_BACK = "撤销新增"
NEW_AGAIN = "重做新增"


class Undo(QObject):
    """The saves of one page, newest last. Role and lock are checked anew by the ledger each time."""

    went = Signal(object, str)
    """The `Change`, and a sentence that says what was done."""

    def __init__(self, section: str, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._section = section
        self._tasks = tasks
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def remember(self, step: Step) -> None:
        """A row was saved by hand."""
        self._done = [*self._done[1 - KEPT :], step]
        self._undone.clear()

    def undo(self) -> None:
        """Take the last save back: the earlier values are saved again, a new row is voided."""
        if not self._done:
            return
        step = self._done.pop()
        self._undone.append(step)
        key, row_id, before = self._section, step.row_id, step.before
        if before is None:
            self._run(
                lambda ledger, _: ledger.void(key, (row_id,), NEW_TAKEN_BACK), "已撤销新增，这一行在回收站里"
            )
        else:
            self._run(lambda ledger, _: ledger.save(key, row_id, before), "已撤销，原来的值已存回")

    def redo(self) -> None:
        """Do again what was taken back last."""
        if not self._undone:
            return
        step = self._undone.pop()
        self._done.append(step)
        key, row_id, after, is_new = self._section, step.row_id, step.after, step.before is None
        self._run(lambda ledger, _: _again(ledger, key, row_id, after, is_new), "已重做")

    def _run(self, work: Callable[[Ledger, Progress], Change], sentence: str) -> None:
        self._tasks.run("撤销", work, for_owner(self, lambda change: self.went.emit(change, sentence)))


def _again(ledger: Ledger, key: str, row_id: int, values: Values, is_new: bool) -> Change:
    if is_new:
        ledger.unvoid(key, (row_id,), NEW_AGAIN)
    return ledger.save(key, row_id, values)
