"""Keeps table, form and the one row being typed together: entering a row, leaving it, a new one."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import LedgerFault
from core.section import Section, Values
from core.views import Change, RowState, RowView
from ui.composition import finish_composition
from ui.grid import LedgerGrid
from ui.record_form import RecordForm
from ui.record_model import NEW_ROW, RecordModel
from ui.row_edit import RowEdit, Step
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

MANY = 500_000
"""Rows from which the first answer has to be asked for; it tells how long the next ones take."""
SLOW = 1.0
"""Seconds from which what a row counts towards is told only when asked for."""
COUNT_AFTER = 350
"""Milliseconds that a row is looked at before it is asked what it counts towards."""


class RowDesk(QObject):
    """Commits a row when it is left, by whatever way; nothing typed is ever dropped in silence."""

    saved = Signal(object, object)
    """`Change` and `Step` of a save by hand."""
    form_wanted = Signal()
    """A new row was begun: the form should be seen."""

    def __init__(
        self, section: Section, tasks: Tasks, edit: RowEdit, grid: LedgerGrid, form: RecordForm
    ) -> None:
        super().__init__(grid)
        self._section = section
        self._tasks = tasks
        self._edit = edit
        self._grid = grid
        self._form = form
        self._model: RecordModel = grid.model
        self._waiting_for: int | None = None
        self._slow: bool | None = None
        self._most = 0
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_AFTER)
        self._counting.timeout.connect(self._count_if_quick)
        self._connect()

    # What the page asks

    def show(self, ids: array[int], wanted: int | None) -> None:
        """Show these rows, one of them current: the wanted one, else the first."""
        if self._edit.is_new:
            ids.insert(0, NEW_ROW)
            wanted = NEW_ROW
        column = self._grid.current().column()
        self._most = max(self._most, len(ids))
        self._model.show(ids)
        position = self._model.position(wanted) if wanted is not None else None
        if position is None and ids:
            position = 0
        if position is None:
            self._edit.close()
        else:
            self._grid.go(position, column if column >= 0 else 1)

    def leave(self, then: Callable[[], None] | None = None) -> None:
        """Commit what is typed; a composition of the input method is finished first."""
        finish_composition()
        self._grid.finish_editing()
        self._edit.commit(then)

    def current_id(self) -> int | None:
        """The saved row under the hands, None for a new one or none."""
        row = self._edit.row
        return row.id if row is not None and row.id != NEW_ROW else None

    def chosen_ids(self) -> tuple[int, ...]:
        """The saved rows that are selected."""
        ids = [self._model.row_id(row) for row in self._grid.chosen_rows()]
        return tuple(each for each in ids if each != NEW_ROW)

    def step(self, by: int) -> None:
        """Go to the row above or below."""
        index = self._grid.current()
        if index.isValid():
            self._grid.go(index.row() + by)

    def add(self) -> None:
        """A new row at the top, the keyboard in the first field of its form."""
        if self._edit.is_new:
            if self._edit.is_dirty:
                self.leave(self.add)
            else:
                self._form.focus_first()
            return
        self.leave()
        self._model.insert_new_row()
        self._edit.open_new(RowView(NEW_ROW, "", RowState.DRAFT, {}, {}))
        self.form_wanted.emit()
        self._grid.go(0, 1)
        self._form.focus_first()

    def count(self) -> None:
        """Ask in a moment what the row counts towards, if the form is seen."""
        self._counting.start()

    # Inside

    def _connect(self) -> None:
        grid, edit, form = self._grid, self._edit, self._form
        grid.row_changed.connect(self._row_changed)
        grid.new_row_asked.connect(self._down_at_end)
        self._model.typed.connect(self._cell_typed)
        self._model.dataChanged.connect(lambda *_: self._enter_when_here())
        edit.changed.connect(self._show_typing)
        edit.opened.connect(self._show_typing)
        edit.saved.connect(self._saved)
        edit.failed.connect(self._not_saved)
        grid.words_held.connect(edit.hold)
        grid.cell_closed.connect(edit.release)
        form.step_asked.connect(self.step)
        form.left.connect(self._form_done)
        form.counts.asked.connect(self._ask_counts)

    def _show_typing(self) -> None:
        self._model.set_typing(self._edit.typing())

    def _row_changed(self, position: int) -> None:
        if position < 0:
            return
        if self._edit.row is not None and self._model.row_id(position) == self._edit.row.id:
            return
        was_blank = self._edit.is_new and not self._edit.is_dirty
        self.leave()
        if was_blank and self._model.has_new_row():
            here = self._model.row_id(position)
            self._model.remove_new_row()
            moved = self._model.position(here)
            position = moved if moved is not None else position
        self._enter(position)

    def _enter(self, position: int) -> None:
        row = self._model.row(position)
        self._waiting_for = None if row is not None else self._model.row_id(position)
        if row is not None and row.id != NEW_ROW:
            self._edit.open(row)
            self.count()

    def _enter_when_here(self) -> None:
        if self._waiting_for is None:
            return
        position = self._model.position(self._waiting_for)
        if position is not None and position == self._grid.current().row():
            self._enter(position)

    def _cell_typed(self, row_id: int, key: str, value: object, words: str) -> None:
        if self._edit.row is None or self._edit.row.id != row_id:
            position = self._model.position(row_id)
            row = self._model.row(position) if position is not None else None
            if row is None:
                return
            self.leave()
            self._edit.open(row)
        self._edit.put(key, value, words)

    def _count_if_quick(self) -> None:
        """Ask at once, or offer to: the worker must stay free for saving while one types."""
        many = self._slow is None and self._most > MANY
        if (self._slow or many) and self.current_id() is not None:
            self._form.counts.offer()
        else:
            self._ask_counts()

    def _ask_counts(self) -> None:
        row_id, key = self.current_id(), self._section.key
        if row_id is None or not self._form.isVisible():
            return

        def work(ledger: Ledger, _progress: Progress) -> tuple[float, tuple[str, ...]]:
            began = monotonic()
            sentences = ledger.counts_towards(key, row_id)
            return monotonic() - began, sentences

        def take(answer: tuple[float, tuple[str, ...]]) -> None:
            seconds, sentences = answer
            self._slow = seconds > SLOW
            if self.current_id() == row_id:
                self._form.counts.say(sentences)

        self._tasks.run(
            "计入哪些数",
            work,
            for_owner(self, take),
            lambda _fault: None,
            replaces=f"counts {key}",
        )

    def _saved(self, change: Change, step: Step) -> None:
        if change.row is None:
            self._model.forget()
        else:
            self._model.put(change.row)
            if self.current_id() == change.row.id:
                self.count()
        self.saved.emit(change, step)

    def _not_saved(self, row: RowView, typed: Values, fault: LedgerFault) -> None:
        """Bring the row back with everything that was typed."""
        if self._edit.row is not row:
            self._edit.open_new(row, {key: (value, str(value or "")) for key, value in typed.items()})
            self._edit.changed.emit()
            self._edit.in_hand.emit()
        self._tasks.failed.emit(fault)

    def _down_at_end(self) -> None:
        if not self._model.read_only and not self._edit.is_new:
            self.add()

    def _form_done(self) -> None:
        if self._edit.is_new:
            self._edit.commit(self.add)
        else:
            self.step(1)
            self._form.focus_first()
