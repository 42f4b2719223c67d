"""Takes saves back, one after the other, and does them again; always by saving anew, so it is journaled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.views import Change
from ui.row_edit import Step
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger


@dataclass(frozen=True, slots=True)
class BatchStep:
    """Many rows that were written as one batch, and go back as one."""

    batch: int
    what: str
    """粘贴, 填充 or 清除."""


@dataclass(frozen=True, slots=True)
class VoidStep:
    """Rows that were voided together."""

    row_ids: tuple[int, ...]
    reason: str


AnyStep = Step | BatchStep | VoidStep
KEPT = 100
NEW_TAKEN_BACK = "撤销新增"
NEW_AGAIN = "重做新增"
RUN_TAKEN_BACK = "撤销刚才的核查"


class Undo(QObject):
    """What was saved on one page, newest last. Role and lock are checked anew by the ledger each time."""

    went = Signal(object, str)
    """The `Change`, and a sentence that says what was done."""

    def __init__(self, section: str, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._section = section
        self._tasks = tasks
        self._done: list[tuple[AnyStep, ...] | int] = []
        self._undone: list[tuple[AnyStep, ...]] = []

    def remember(self, *steps: AnyStep) -> None:
        """Rows were saved by hand; they will be taken back together."""
        if steps:
            self._done = [*self._done[1 - KEPT :], steps]
            self._undone.clear()

    def remember_run(self, run: int) -> None:
        """Many rows were checked at once; the check is taken back as one. It is not done again from here."""
        self._done = [*self._done[1 - KEPT :], run]
        self._undone.clear()

    def undo(self) -> None:
        """Take the last save back: the earlier values are saved again, a new row is voided."""
        if self._done:
            steps = self._done.pop()
            if isinstance(steps, int):
                self._run(lambda ledger, _: ledger.undo_verification(steps, RUN_TAKEN_BACK), "已整批撤销核查")
                return
            self._undone.append(steps)
            self._run(lambda ledger, _: self._each(reversed(steps), ledger, _back), _back_words(steps))

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            steps = self._undone.pop()
            self._done.append(steps)
            self._run(lambda ledger, _: self._each(steps, ledger, _again), "已重做")

    def _each(
        self, steps: Iterable[AnyStep], ledger: Ledger, act: Callable[[Ledger, str, AnyStep], Change]
    ) -> Change:
        changes = [act(ledger, self._section, step) for step in steps]
        touched = frozenset().union(*(change.sections for change in changes))
        return Change(touched, tuple(row_id for change in changes for row_id in change.ids))

    def _run(self, work: Callable[[Ledger, Progress], Change], sentence: str) -> None:
        self._tasks.run("撤销", work, for_owner(self, lambda change: self.went.emit(change, sentence)))


def _back(ledger: Ledger, key: str, step: AnyStep) -> Change:
    if isinstance(step, BatchStep):
        return ledger.undo_batch(step.batch, f"撤销{step.what}")
    if isinstance(step, VoidStep):
        return ledger.unvoid(key, step.row_ids, "撤销作废")
    if step.before is None:
        return ledger.void(key, (step.row_id,), NEW_TAKEN_BACK)
    return ledger.save(key, step.row_id, step.before)


def _again(ledger: Ledger, key: str, step: AnyStep) -> Change:
    if isinstance(step, BatchStep):
        return ledger.redo_batch(step.batch, f"重做{step.what}")
    if isinstance(step, VoidStep):
        return ledger.void(key, step.row_ids, step.reason)
    if step.before is None:
        ledger.unvoid(key, (step.row_id,), NEW_AGAIN)
    return ledger.save(key, step.row_id, step.after)


def _back_words(steps: tuple[AnyStep, ...]) -> str:
    first = steps[0]
    if isinstance(first, BatchStep):
        return f"已撤销{first.what}，各行恢复原样"
    if isinstance(first, VoidStep):
        return f"已撤销作废，{len(first.row_ids):,} 行恢复"
    return "已撤销新增，这一行在回收站里" if first.before is None else "已撤销，原来的值已存回"
