"""The table of a section: two panes over one model, frozen columns left, totals below."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.section import Field, Kind
from ui.controls import ground, line
from ui.editors import EntryMaker, Suggest
from ui.filter import FilterState
from ui.filter_editor import FilterEditing
from ui.grid_columns import GridColumns
from ui.grid_keys import GridKeys
from ui.grid_pane import GridPane
from ui.record_model import NUMBER_COLUMN, Index, RecordModel
from ui.totals import TotalsLine

SCROLL_BAR = 12
MOST_COPIED = 5_000


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
        self.columns = GridColumns(model, self.frozen, self.main)
        self.keys = GridKeys(self)
        self._lay_out()
        self._level_panes()
        for pane in (self.frozen, self.main):
            self._listen(pane)
        self.filters.chosen.connect(self.filter_set)
        self.filters.moved.connect(self._next_filter)
        self.selection.currentChanged.connect(self._current_changed)
        self.columns.fitted.connect(self.totals.update)
        self.columns.arrange()

    # What the page sets

    def set_state(self, state: FilterState) -> None:
        """Show these filters and sort marks in the header."""
        self._state = state
        for pane in (self.frozen, self.main):
            pane.heading.set_state(state)

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
        return sorted({each.row() for each in self.selection.selectedRows(self.columns.shown()[0])})

    def go(self, row: int, column: int | None = None, extend: bool = False) -> None:
        """Make a cell the current one and bring it into sight."""
        if not 0 <= row < self.model.rowCount():
            return
        columns = self.columns.shown()
        if column is None:
            column = self.current().column() if self.current().isValid() else columns[0]
        index = self.model.index(row, column if column in columns else columns[0])
        flags = QItemSelectionModel.SelectionFlag
        how = flags.Select if extend else flags.ClearAndSelect
        if extend:
            self._select_to(row)
            how = flags.NoUpdate
        self.selection.setCurrentIndex(index, how | flags.Rows)
        pane = self.columns.pane(index.column())
        pane.scrollTo(index)

    def edit_current(self) -> None:
        """Open the editor of the current cell."""
        index = self.current()
        if index.isValid() and self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            pane = self.columns.pane(index.column())
            pane.setFocus()
            pane.edit(index)

    def is_editing(self) -> bool:
        """True while a cell is open."""
        return any(pane.state() == GridPane.State.EditingState for pane in (self.frozen, self.main))

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
        self.columns.pane(index.column() if index.isValid() else 1).setFocus()

    def open_filter(self, key: str) -> None:
        """Open the filter of a column."""
        column = self.model.column(key)
        pane = self.columns.pane(column)
        if pane is self.main:
            self.columns.bring(column)
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
        pane.key_pressed.connect(self.keys.take)
        pane.menu_asked.connect(self.menu_asked)
        pane.files_dropped.connect(self.files_dropped)
        pane.doubleClicked.connect(self._double_clicked)
        pane.delegate.left_cell.connect(self.keys.left_cell)
        pane.delegate.words_held.connect(self.words_held)
        pane.delegate.closeEditor.connect(lambda *_: self.cell_closed.emit())
        self.totals.follow(heading, pane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()

    def _next_filter(self, key: str, by: int) -> None:
        columns = [column for column in self.columns.shown() if column != NUMBER_COLUMN]
        at = columns.index(self.model.column(key)) + by
        if 0 <= at < len(columns):
            each = self.model.field(columns[at])
            assert each is not None
            self.open_filter(each.key)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() == NUMBER_COLUMN:
            self.open_asked.emit()

    # What is done with cells

    def copy(self) -> None:
        """Put the current cell, or the selected rows, on the clipboard as shown: personal values masked."""
        rows = self.chosen_rows()
        columns = [column for column in self.columns.shown() if column != NUMBER_COLUMN]
        if len(rows) <= 1:
            rows, columns = [self.current().row()], [self.current().column()]
        cells = ([self.model.cell(row, column) for column in columns] for row in rows[:MOST_COPIED])
        lines = ("\t".join(cell.words if cell else "" for cell in line) for line in cells)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def clear_cells(self) -> None:
        """Clear the current cell; of several chosen rows only after a question."""
        index, rows = self.current(), self.chosen_rows()
        if len(rows) > 1:
            self.clear_cells_asked.emit(rows, index.column())
        elif self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.model.setData(index, (None, ""))

    def copy_from_above(self) -> None:
        """Take over the cell above; fill it down the chosen rows only after a question."""
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
            self.keys.end_run()
            self.row_changed.emit(now.row() if now.isValid() else -1)


def _names_a_person(each: Field) -> bool:
    """ID numbers and phones are never the same as those of the row above."""
    return each.kind in (Kind.RESIDENT_ID, Kind.PHONE)
