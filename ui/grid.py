"""The table of a section: two panes over one model, frozen columns left, totals below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.section import Field, Kind
from ui.controls import ground, line, text_width
from ui.editors import EntryMaker, Suggest
from ui.filter import FilterState
from ui.filter_editor import FilterEditing
from ui.grid_pane import STEPS, GridPane
from ui.header import PADDING
from ui.record_model import NUMBER_COLUMN, Index, RecordModel
from ui.theme import STRONG
from ui.totals import TotalsLine

NUMBER_WIDTH = 68
SCROLL_BAR = 12
WIDEST = 520
SORT_MARK = 10
MOST_COPIED = 5_000
GIVES = ("employer.name", "title", "name")
"""Fields whose column takes what is left of the width, the first that the section has."""


class LedgerGrid(QWidget):
    """Rows of a section. Moves the current cell, keeps both panes level, and reports what is asked."""

    sort_asked = Signal(str, bool)
    filter_set = Signal(str, object)
    """Field key, and `FilterCell` or None."""
    clear_asked = Signal()
    words_held = Signal(int, str, object, str)
    """Row id, field key, value, words: typed in an open cell and not handed over yet."""
    cell_closed = Signal()
    row_changed = Signal(int)
    """Position of the new current row, −1 for none."""
    menu_asked = Signal(object)
    paste_asked = Signal()
    fill_asked = Signal(object, int)
    """Positions of the selected rows, and the column that is filled down from the first of them."""
    clear_cells_asked = Signal(object, int)
    """The same for a column that is cleared."""
    files_dropped = Signal(int, list)
    """Position of a row, and paths of evidence let go over it."""
    open_asked = Signal()
    """Ctrl+Enter, or a double click on the row's number: the page of the row, where it has one."""
    new_row_asked = Signal()
    """Enter or Down below the last row."""

    def __init__(
        self,
        model: RecordModel,
        make_entry: EntryMaker,
        suggest: Suggest,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.selection = QItemSelectionModel(model, self)
        self.frozen = GridPane(model, self.selection, make_entry, self)
        self.main = GridPane(model, self.selection, make_entry, self)
        self.totals = TotalsLine(model, self)
        self.filters = FilterEditing(suggest, self)
        self._state = FilterState()
        self._hidden: frozenset[str] = frozenset()
        self._frozen_keys: tuple[str, ...] = model.section.frozen
        self._run_from: int | None = None
        self._fitting = False
        self._widths = [NUMBER_WIDTH, *(width_of(model, column) for column in range(1, model.columnCount()))]
        self._lay_out()
        self._level_panes()
        for pane in (self.frozen, self.main):
            self._listen(pane)
        self.filters.chosen.connect(self.filter_set)
        self.filters.moved.connect(self._next_filter)
        self.selection.currentChanged.connect(self._current_changed)
        self._arrange_columns()

    # What the page sets

    def set_state(self, state: FilterState) -> None:
        """Show these filters and sort marks in the header."""
        self._state = state
        for pane in (self.frozen, self.main):
            pane.heading.set_state(state)

    def set_hidden(self, keys: frozenset[str]) -> None:
        """Hide these columns; a frozen column is never hidden."""
        self._hidden = keys - set(self.model.section.frozen)
        self._arrange_columns()

    @property
    def hidden(self) -> frozenset[str]:
        """Keys of the columns that are not shown."""
        return self._hidden

    def set_frozen(self, keys: Sequence[str]) -> None:
        """Keep only these of the section's frozen columns in place (narrow windows)."""
        wanted = tuple(keys)
        if wanted != self._frozen_keys:
            self._frozen_keys = wanted
            self._arrange_columns()

    def set_filters_shown(self, shown: bool) -> None:
        """Fold the filter floor away (very narrow windows)."""
        for pane in (self.frozen, self.main):
            pane.heading.filters_shown = shown
            pane.heading.updateGeometry()
            pane.updateGeometries()

    # Where the clerk is

    def current(self) -> QModelIndex:
        """The current cell."""
        return self.selection.currentIndex()

    def chosen_rows(self) -> list[int]:
        """Positions of the selected rows, from the top."""
        return sorted({each.row() for each in self.selection.selectedRows(self.columns()[0])})

    def go(self, row: int, column: int | None = None, extend: bool = False) -> None:
        """Make a cell the current one and bring it into sight."""
        if not 0 <= row < self.model.rowCount():
            return
        columns = self.columns()
        if column is None:
            column = self.current().column() if self.current().isValid() else columns[0]
        index = self.model.index(row, column if column in columns else columns[0])
        flags = QItemSelectionModel.SelectionFlag
        how = flags.Select if extend else flags.ClearAndSelect
        if extend:
            self._select_to(row)
            how = flags.NoUpdate
        self.selection.setCurrentIndex(index, how | flags.Rows)
        pane = self._pane(index.column())
        pane.scrollTo(index)

    def edit_current(self) -> None:
        """Open the editor of the current cell."""
        index = self.current()
        if index.isValid() and self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            pane = self._pane(index.column())
            pane.setFocus()
            pane.edit(index)

    def finish_editing(self) -> None:
        """Have an open cell editor hand over what is typed."""
        for pane in (self.frozen, self.main):
            if pane.state() == GridPane.State.EditingState and pane.viewport().focusWidget() is not None:
                pane.setFocus()

    def focus_cell(self) -> None:
        """Take the keyboard to the current cell."""
        index = self.current()
        if not index.isValid() and self.model.rowCount():
            self.go(0)
            index = self.current()
        self._pane(index.column() if index.isValid() else 1).setFocus()

    def open_filter(self, key: str) -> None:
        """Open the filter of a column."""
        column = self.model.column(key)
        pane = self._pane(column)
        if pane is self.main:
            self._bring_column(column)
        each = self.model.section.by_key[key]
        self.filters.open(pane.heading, column, each, self._state.cells.get(key))

    # Layout

    def _lay_out(self) -> None:
        ground(self, "surface")
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.frozen, 1)
        self._below_frozen = QWidget(self)
        self._below_frozen.setFixedHeight(SCROLL_BAR)
        left.addWidget(self._below_frozen)
        self._edge = line("control", upright=True)
        panes = QHBoxLayout()
        panes.setSpacing(0)
        panes.addLayout(left)
        panes.addWidget(self._edge)
        panes.addWidget(self.main, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(panes, 1)
        layout.addWidget(self.totals)
        self.frozen.setAccessibleName(f"{self.model.section.title}，固定列")
        self.main.setAccessibleName(self.model.section.title)
        policy = Qt.ScrollBarPolicy
        self.frozen.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff)
        self.frozen.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.main)

    def _level_panes(self) -> None:
        """Both panes scroll down together, whichever is moved."""
        one, other = self.frozen.verticalScrollBar(), self.main.verticalScrollBar()
        one.valueChanged.connect(other.setValue)
        other.valueChanged.connect(one.setValue)
        sideways = self.main.horizontalScrollBar()
        sideways.rangeChanged.connect(lambda low, high: self._below_frozen.setVisible(high > low))
        sideways.valueChanged.connect(lambda _value: self.totals.update())

    def _listen(self, pane: GridPane) -> None:
        heading = pane.heading
        heading.sort_asked.connect(self.sort_asked)
        heading.filter_asked.connect(self.open_filter)
        heading.filter_cleared.connect(lambda key: self.filter_set.emit(key, None))
        heading.clear_asked.connect(self.clear_asked)
        heading.sectionResized.connect(self._resized)
        pane.key_pressed.connect(self._key)
        pane.menu_asked.connect(self.menu_asked)
        pane.files_dropped.connect(self.files_dropped)
        pane.doubleClicked.connect(self._double_clicked)
        pane.delegate.left_cell.connect(self._left_cell)
        pane.delegate.words_held.connect(self.words_held)
        pane.delegate.closeEditor.connect(lambda *_: self.cell_closed.emit())
        self.totals.follow(heading, pane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _arrange_columns(self) -> None:
        self._fitting = True
        for column in range(self.model.columnCount()):
            each = self.model.field(column)
            frozen = each is None or each.key in self._frozen_keys
            hidden = each is not None and each.key in self._hidden
            for pane, here in ((self.frozen, frozen), (self.main, not frozen)):
                pane.setColumnWidth(column, self._widths[column])
                pane.setColumnHidden(column, hidden or not here)
        self._fitting = False
        self._fit()

    def _fit(self) -> None:
        """The frozen pane is as wide as its columns; one column of the other takes what is left."""
        self._fitting = True
        self.frozen.setFixedWidth(sum(self._widths[column] for column in self.columns(self.frozen)))
        shown = self.columns(self.main)
        for column in shown:
            self.main.setColumnWidth(column, self._widths[column])
        rest = self.main.viewport().width() - sum(self._widths[column] for column in shown)
        giving = next((self.model.column(key) for key in GIVES if key in self.model.section.by_key), 0)
        if rest > 0 and giving in shown:
            self.main.setColumnWidth(giving, min(WIDEST, self._widths[giving] + rest))
        self._fitting = False
        self.totals.update()

    def _resized(self, column: int, _before: int, width: int) -> None:
        if not self._fitting and width > 0:
            self._widths[column] = width
            self._fit()

    # Columns

    def columns(self, pane: GridPane | None = None) -> list[int]:
        """Columns that are shown, from the left; of both panes unless one is named."""
        panes = (pane,) if pane is not None else (self.frozen, self.main)
        return [
            column
            for each in panes
            for column in range(self.model.columnCount())
            if not each.isColumnHidden(column)
        ]

    def _pane(self, column: int) -> GridPane:
        each = self.model.field(column)
        return self.frozen if each is None or each.key in self._frozen_keys else self.main

    def _bring_column(self, column: int) -> None:
        bar, heading = self.main.horizontalScrollBar(), self.main.heading
        left, right = (
            heading.sectionPosition(column),
            heading.sectionPosition(column) + heading.sectionSize(column),
        )
        bar.setValue(max(right - self.main.viewport().width(), min(bar.value(), left)))

    def _next_filter(self, key: str, by: int) -> None:
        columns = [column for column in self.columns() if column != NUMBER_COLUMN]
        at = columns.index(self.model.column(key)) + by
        if 0 <= at < len(columns):
            each = self.model.field(columns[at])
            assert each is not None
            self.open_filter(each.key)

    # Keys

    def _key(self, event: QKeyEvent) -> None:
        index = self.current()
        act = self._act_for(event)
        if act is not None and index.isValid():
            event.accept()
            act()

    def _act_for(self, event: QKeyEvent) -> Callable[[], None] | None:
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        columns, row = self.columns(), self.current().row()
        last = self.model.rowCount() - 1
        page = max(1, self.main.viewport().height() // 28 - 1)
        match key:
            case _ if alt:
                return self.edit_current if key is Qt.Key.Key_Down else None
            case Qt.Key.Key_Home:
                return lambda: self.go(0 if control else row, columns[0])
            case Qt.Key.Key_End:
                return lambda: self.go(last if control else row, columns[-1])
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                to = row + page if key is Qt.Key.Key_PageDown else row - page
                return lambda: self.go(max(0, min(last, to)), extend=shift)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if control:
                return self.open_asked.emit
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return lambda: self._left_cell(int(Qt.Key.Key_Return))
            case Qt.Key.Key_Delete if not control:
                return self._clear_cell
            case Qt.Key.Key_D if control:
                return self._copy_from_above
            case Qt.Key.Key_V if control:
                return self.paste_asked.emit
            case Qt.Key.Key_C if control:
                return self.copy
        if key in STEPS and not control:
            return lambda: self._step(key, extend=shift)
        return None

    def _step(self, key: Qt.Key, extend: bool) -> None:
        down, right = STEPS[key]
        columns, index = self.columns(), self.current()
        at = columns.index(index.column()) if index.column() in columns else 0
        if down:
            self.go(index.row() + down, extend=extend)
            return
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._left_cell(int(key))
            return
        at += right
        if 0 <= at < len(columns):
            self.go(index.row(), columns[at])
            self._pane(columns[at]).setFocus()

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() == NUMBER_COLUMN:
            self.open_asked.emit()

    def _left_cell(self, key: int) -> None:
        """Tab goes right and remembers where it began; Enter goes down to where Tab began."""
        index = self.current()
        columns = [column for column in self.columns() if column != NUMBER_COLUMN]
        if key == int(Qt.Key.Key_Return):
            column = self._run_from if self._run_from is not None else index.column()
            self._run_from = None
            if index.row() + 1 >= self.model.rowCount():
                self.new_row_asked.emit()
                return
            self._arrive(index.row() + 1, column)
            return
        if self._run_from is None:
            self._run_from = index.column()
        forward = key == int(Qt.Key.Key_Tab)
        at = columns.index(index.column()) if index.column() in columns else -1
        row, at = index.row(), at + (1 if forward else -1)
        if not 0 <= at < len(columns):
            row, at = (row + 1, 0) if forward else (row - 1, len(columns) - 1)
        self._arrive(row, columns[at], keep_run=True)

    def _arrive(self, row: int, column: int, keep_run: bool = False) -> None:
        run = self._run_from
        self.go(row, column)
        self._run_from = run if keep_run else None
        self._pane(column).setFocus()

    def copy(self) -> None:
        """Put the current cell, or the selected rows, on the clipboard as shown: personal values masked."""
        rows = self.chosen_rows()
        columns = [column for column in self.columns() if column != NUMBER_COLUMN]
        if len(rows) <= 1:
            rows, columns = [self.current().row()], [self.current().column()]
        cells = ([self.model.cell(row, column) for column in columns] for row in rows[:MOST_COPIED])
        lines = ("\t".join(cell.words if cell else "" for cell in line) for line in cells)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _clear_cell(self) -> None:
        index, rows = self.current(), self.chosen_rows()
        if len(rows) > 1:
            self.clear_cells_asked.emit(rows, index.column())
        elif self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.model.setData(index, (None, ""))

    def _copy_from_above(self) -> None:
        index, rows = self.current(), self.chosen_rows()
        if len(rows) > 1:
            self.fill_asked.emit(rows, index.column())
            return
        if index.row() == 0 or not self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return
        above = self.model.cell(index.row() - 1, index.column())
        each = self.model.field(index.column())
        if above is not None and each is not None and not _names_a_person(each):
            self.model.setData(index, (above.value, above.words))

    # Selection

    def _select_to(self, row: int) -> None:
        chosen = self.chosen_rows()
        here = self.current().row()
        start = (chosen[0] if here == chosen[-1] else chosen[-1]) if chosen else here
        flags = QItemSelectionModel.SelectionFlag
        low, high = self.model.index(min(start, row), 0), self.model.index(max(start, row), 0)
        self.selection.select(QItemSelection(low, high), flags.ClearAndSelect | flags.Rows)

    def _current_changed(self, now: Index, before: Index) -> None:
        for pane in (self.frozen, self.main):
            pane.viewport().update()
        if now.row() != before.row():
            self._run_from = None
            self.row_changed.emit(now.row() if now.isValid() else -1)

    def cell_point(self, index: QModelIndex) -> QPoint:
        """Lower left corner of a cell in global coordinates, for a menu by key."""
        pane = self._pane(index.column())
        return pane.viewport().mapToGlobal(pane.visualRect(index).bottomLeft())


def width_of(model: RecordModel, column: int) -> int:
    """The field's width, or what its heading with a sort mark needs."""
    each = model.field(column)
    heading = str(model.headerData(column, Qt.Orientation.Horizontal))
    return max(
        each.width if each else NUMBER_WIDTH, text_width(heading, 12, STRONG) + 2 * PADDING + SORT_MARK
    )


def _names_a_person(each: Field) -> bool:
    """ID numbers and phones are never the same as those of the row above."""
    return each.kind in (Kind.RESIDENT_ID, Kind.PHONE)
