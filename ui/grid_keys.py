"""The keyboard of the table: from cell to cell, from row to row, and what a key does with a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from ui.delegate import ROW_HEIGHT
from ui.grid_pane import STEPS
from ui.record_model import NUMBER_COLUMN

if TYPE_CHECKING:
    from ui.grid import LedgerGrid


class GridKeys(QObject):
    """Walks the grid. A run of Tab remembers the column it began in, and Enter goes down to it."""

    def __init__(self, grid: LedgerGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._run_from: int | None = None

    def take(self, event: QKeyEvent) -> None:
        """Do what a key asks for, and accept it; one that is left is the pane's."""
        act = self._act_for(event)
        if act is not None and self._grid.current().isValid():
            event.accept()
            act()

    def end_run(self) -> None:
        """Another row was chosen: Tab begins anew."""
        self._run_from = None

    def left_cell(self, key: int) -> None:
        """Tab goes right and remembers where it began; Enter goes down to where Tab began."""
        grid, index = self._grid, self._grid.current()
        if key == int(Qt.Key.Key_Return):
            column = self._run_from if self._run_from is not None else index.column()
            self._run_from = None
            if index.row() + 1 >= grid.model.rowCount():
                grid.new_row_asked.emit()
                return
            self._arrive(index.row() + 1, column)
            return
        if self._run_from is None:
            self._run_from = index.column()
        columns = [column for column in grid.columns.shown() if column != NUMBER_COLUMN]
        forward = key == int(Qt.Key.Key_Tab)
        at = columns.index(index.column()) if index.column() in columns else -1
        row, at = index.row(), at + (1 if forward else -1)
        if not 0 <= at < len(columns):
            row, at = (row + 1, 0) if forward else (row - 1, len(columns) - 1)
        self._arrive(row, columns[at], keep_run=True)

    def _arrive(self, row: int, column: int, keep_run: bool = False) -> None:
        run = self._run_from
        self._grid.go(row, column)
        self._run_from = run if keep_run else None
        self._grid.columns.pane(column).setFocus()

    def _act_for(self, event: QKeyEvent) -> Callable[[], None] | None:
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt:
            return self._grid.edit_current if key is Qt.Key.Key_Down else None
        move = self._move_for(key, control=control, shift=shift)
        return move or self._cell_act_for(key, control=control)

    def _move_for(self, key: Qt.Key, *, control: bool, shift: bool) -> Callable[[], None] | None:
        """What goes to another cell."""
        grid = self._grid
        columns, row, last = grid.columns.shown(), grid.current().row(), grid.model.rowCount() - 1
        page = max(1, grid.main.viewport().height() // ROW_HEIGHT - 1)
        match key:
            case Qt.Key.Key_Home:
                return lambda: grid.go(0 if control else row, columns[0])
            case Qt.Key.Key_End:
                return lambda: grid.go(last if control else row, columns[-1])
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                to = row + page if key is Qt.Key.Key_PageDown else row - page
                return lambda: grid.go(max(0, min(last, to)), extend=shift)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not control:
                return lambda: self.left_cell(int(Qt.Key.Key_Return))
            case _ if key in STEPS and not control:
                return lambda: self._step(key, extend=shift)
        return None

    def _cell_act_for(self, key: Qt.Key, *, control: bool) -> Callable[[], None] | None:
        """What is done with the cell or the row."""
        grid = self._grid
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if control:
                return grid.open_asked.emit
            case Qt.Key.Key_Delete if not control:
                return grid.clear_cells
            case Qt.Key.Key_D if control:
                return grid.copy_from_above
            case Qt.Key.Key_V if control:
                return grid.paste_asked.emit
            case Qt.Key.Key_C if control:
                return grid.copy
        return None

    def _step(self, key: Qt.Key, extend: bool) -> None:
        grid = self._grid
        down, right = STEPS[key]
        columns, index = grid.columns.shown(), grid.current()
        at = columns.index(index.column()) if index.column() in columns else 0
        if down:
            grid.go(index.row() + down, extend=extend)
            return
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.left_cell(int(key))
            return
        at += right
        if 0 <= at < len(columns):
            grid.go(index.row(), columns[at])
            grid.columns.pane(columns[at]).setFocus()
