"""One worker thread owns the ledger; all ledger work runs there, one piece after the other.

`Tasks.run` hands a piece of work to that thread; its result, or its fault, comes back in the GUI thread.
Whatever a writing method changed is broadcast by `Tasks.changed`.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.errors import Cancelled, LedgerFault
from core.info import LedgerInfo
from core.views import Change

if TYPE_CHECKING:
    from core.ledger import Ledger

T = TypeVar("T")
Progress = Callable[[float, str], None]
"""Share done (0 to 1) and Chinese words."""

WRITING = ("保存", "写入", "作废", "恢复", "撤销", "重做", "载入", "添加", "确认")
"""Verbs that a label begins with when its job changes the ledger."""


@dataclass(eq=False)
class Job:
    """One piece of work on its way. `cancel()` asks it to stop; a cancelled job calls nobody back."""

    label: str
    work: Callable[[Any, Progress], Any]
    done: Callable[[Any], object] | None
    failed: Callable[[LedgerFault], object] | None
    replaces: str = ""
    asks_ledger: bool = False
    number: int = field(default_factory=itertools.count(1).__next__)
    cancelled: bool = False
    result: Any = None
    error: BaseException | None = None

    def cancel(self) -> None:
        """Stop before it starts, or at its next progress report."""
        self.cancelled = True


class _Worker(QThread):
    """Takes jobs off a queue and runs them with the ledger it owns."""

    finished_job = Signal(object)
    began = Signal(object)
    progress = Signal(object, float, str)

    def __init__(self) -> None:
        super().__init__()
        self._queue: deque[Job] = deque()
        self._ready = Condition()
        self._stopping = False
        self.ledger: Ledger | None = None
        self.closed = False
        """The ledger was closed and none has been opened since."""

    def put(self, job: Job) -> None:
        """Queue a job; waiting jobs that it replaces are dropped."""
        with self._ready:
            if job.replaces:
                for waiting in [each for each in self._queue if each.replaces == job.replaces]:
                    waiting.cancelled = True
                    self._queue.remove(waiting)
                    self.finished_job.emit(waiting)
            self._queue.append(job)
            self._ready.notify()

    def stop(self) -> None:
        """End after the jobs already queued."""
        with self._ready:
            self._stopping = True
            self._ready.notify()

    def run(self) -> None:
        while (job := self._next()) is not None:
            if job.asks_ledger and self.closed:
                job.cancelled = True  # a page that is going asked in its last moment
            if not job.cancelled:
                self._do(job)
            self.finished_job.emit(job)
        if self.ledger is not None:
            self.ledger.close()
            self.ledger = None

    def _next(self) -> Job | None:
        with self._ready:
            while not self._queue and not self._stopping:
                self._ready.wait()
            return self._queue.popleft() if self._queue else None

    def _do(self, job: Job) -> None:
        def report(share: float, text: str) -> None:
            if job.cancelled:
                raise Cancelled
            self.progress.emit(job, share, text)

        self.began.emit(job)
        try:
            job.result = job.work(self.ledger, report)
        except BaseException as error:
            job.error = error


class Tasks(QObject):
    """The way from pages to the ledger.

    Signals:
        changed: a `Change`, after a writing method.
        progress: label, share done (0 to 1, below 0 when unknown) and words, while work runs.
        busy_changed: True when the first job starts, False when none is left.
        saving: a job that writes has begun.
        saved: it has ended; None, or the fault that kept it from writing.
        failed: a `LedgerFault` nobody else took.
    """

    changed = Signal(object)
    progress = Signal(str, float, str)
    busy_changed = Signal(bool)
    saving = Signal()
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: dict[int, Job] = {}
        self._current: Job | None = None
        self._info: LedgerInfo | None = None
        self._worker = _Worker()
        self._worker.finished_job.connect(self._finished)
        self._worker.began.connect(self._began)
        self._worker.progress.connect(self._progressed)
        self._worker.start()

    @property
    def busy(self) -> bool:
        """True while a job runs or waits."""
        return bool(self._pending)

    @property
    def writing(self) -> bool:
        """True while a job that changes the ledger runs or waits."""
        return any(job.label.startswith(WRITING) for job in self._pending.values())

    @property
    def info(self) -> LedgerInfo | None:
        """Of the open ledger; None while none is open."""
        return self._info

    def run(
        self,
        label: str,
        work: Callable[[Ledger, Progress], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[LedgerFault], object] | None = None,
        *,
        replaces: str = "",
    ) -> Job:
        """Run `work` on the worker; `done` gets its result and `failed` its fault in the GUI thread.

        A bound method of a widget that has been deleted meanwhile is not called. A fault without
        `failed` goes out by the signal of that name. With `replaces` a waiting job of the same name is
        dropped, so that typing or scrolling never piles work up. A label that begins
        with one of `WRITING` makes the status bar say 保存中.
        """
        return self._put(Job(label, work, done, failed, replaces, asks_ledger=True))

    def open(
        self,
        label: str,
        make: Callable[[Progress], Ledger],
        done: Callable[[LedgerInfo], object] | None = None,
        failed: Callable[[LedgerFault], object] | None = None,
    ) -> Job:
        """Make or open a ledger on the worker, which owns it from then on; one open before is closed."""

        def work(_: Ledger | None, report: Progress) -> LedgerInfo:
            ledger = make(report)
            if self._worker.ledger is not None:
                self._worker.ledger.close()
            self._worker.ledger, self._worker.closed = ledger, False
            return ledger.info

        def opened(info: LedgerInfo) -> None:
            self._info = info
            if done is not None and _alive(done):
                done(info)

        return self._put(Job(label, work, opened, failed))

    def close_ledger(self, done: Callable[[None], object] | None = None) -> Job:
        """Close the ledger (lock the program); the worker stays for the next one."""

        def work(_: Ledger | None, report: Progress) -> None:
            del report
            if self._worker.ledger is not None:
                self._worker.ledger.close()
                self._worker.ledger, self._worker.closed = None, True

        self._info = None
        return self._put(Job("关闭台账", work, done, None))

    def forget(self) -> None:
        """Call nobody back for what is under way (its pages are going); the work itself goes on."""
        for job in self._pending.values():
            job.done = None
            job.failed = _unheard

    def cancel(self) -> None:
        """Ask the running job to stop."""
        if self._current is not None:
            self._current.cancel()

    def shutdown(self) -> None:
        """Finish what is queued, close the ledger, and end the thread."""
        self._worker.stop()
        self._worker.wait()

    def _put(self, job: Job) -> Job:
        self._pending[job.number] = job
        if len(self._pending) == 1:
            self.busy_changed.emit(True)
        self._worker.put(job)
        return job

    @Slot(object)
    def _began(self, job: Job) -> None:
        self._current = job
        if job.label.startswith(WRITING):
            self.saving.emit()
        self.progress.emit(job.label, -1.0, "")

    @Slot(object, float, str)
    def _progressed(self, job: Job, share: float, text: str) -> None:
        self.progress.emit(job.label, share, text)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        self._pending.pop(job.number, None)
        if self._current is job:
            self._current = None
        if job.label.startswith(WRITING) and not job.cancelled:
            self.saved.emit(_fault_of(job.error))
        try:
            self._deliver(job)
        finally:
            if not self._pending:
                self.busy_changed.emit(False)

    def _deliver(self, job: Job) -> None:
        if isinstance(job.error, Cancelled) or job.cancelled:
            if job.failed is not None and isinstance(job.error, Cancelled) and _alive(job.failed):
                job.failed(job.error)
            return
        if isinstance(job.error, LedgerFault):
            if job.failed is not None:
                if _alive(job.failed):
                    job.failed(job.error)
            else:
                self.failed.emit(job.error)
            return
        if job.error is not None:
            raise job.error
        if job.done is not None and _alive(job.done):
            job.done(job.result)
        change = job.result[0] if isinstance(job.result, tuple) and job.result else job.result
        if isinstance(change, Change):
            self.changed.emit(change)


def _unheard(fault: LedgerFault) -> None:
    """Take a fault that concerns nobody any more."""
    del fault


def _fault_of(error: BaseException | None) -> LedgerFault | None:
    """The fault to name in the status bar; a bug of ours is named without its text."""
    if error is None or isinstance(error, LedgerFault):
        return error
    return LedgerFault("程序内部出了差错。")


def _alive(callback: Callable[..., object]) -> bool:
    """False for a method of a Qt object that no longer exists."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
