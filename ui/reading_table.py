"""Tables that are read and chosen from: rows of one height, no editing, no clickable head.

`ReadingTable` paints items as cells of words, figures and status shapes; `line_table` and `value_table` say
what an item is and what choosing one means. Other tables take only the dress.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.chips import paint_chip
from ui.icons import Glyph
from ui.painting import LEFT, RIGHT, paint_focus, paint_text
from ui.row_list import Index
from ui.theme import REGULAR, STRONG, color

ROW = 28


def dress_for_reading(view: QTableView, name: str) -> None:
    """Give a table its name for screen readers, rows of 28 px, and a head that cannot be clicked.

    One row is chosen at a time; a table of which several are chosen says so afterwards.
    """
    view.setAccessibleName(name)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    rows, head = view.verticalHeader(), view.horizontalHeader()
    rows.hide()
    rows.setMinimumSectionSize(ROW)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(ROW)
    head.setFixedHeight(ROW)
    head.setHighlightSections(False)
    head.setSectionsClickable(False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and width; figures stand at the right, quiet ones in the third colour."""

    heading: str
    width: int
    figure: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; with a shape it is a chip, filled where it waits for a person.

    A strong cell is part of a total; `role` is the colour of plain words where the column does not say it.
    """

    text: str
    glyph: Glyph | None = None
    filled: bool = False
    role: str = "text"
    strong: bool = False


Cells = Callable[[Any], Sequence[Cell]]
"""The cells of one item, in the order of the columns."""


class ReadingModel(QAbstractTableModel):
    """Items as lines; the cells of an item are made when they are asked for."""

    def __init__(self, columns: Sequence[Column], cells: Cells, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.items: tuple[Any, ...] = ()
        self._cells = cells

    def show_items(self, items: Sequence[Any]) -> None:
        """Show these items."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def renew(self, first: int, last: int) -> None:
        """Lines from `first` to `last` say something else now."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def cell(self, index: Index) -> Cell:
        """What a cell shows."""
        return self._cells(self.items[index.row()])[index.column()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self.cell(index).text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.columns[section].figure else LEFT
        return self.columns[section].heading if role == Qt.ItemDataRole.DisplayRole else None


class _Delegate(QStyledItemDelegate):
    """Paints all of a cell itself, flat, as the other tables do; totals stand on sunken ground."""

    def __init__(self, model: ReadingModel, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(self._model.columns[index.column()].width, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        column, cell = self._model.columns[index.column()], self._model.cell(index)
        chosen = self._view.selectionModel().isRowSelected(index.row())
        painter.save()
        painter.fillRect(rect, color("select" if chosen else "sunken" if cell.strong else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        if cell.glyph is not None and cell.text:
            paint_chip(painter, rect.adjusted(4, 0, -4, 0), cell.glyph, cell.text, filled=cell.filled)
        else:
            weight = STRONG if cell.strong else REGULAR
            role = "text3" if column.quiet else cell.role
            align = RIGHT if column.figure else LEFT
            paint_text(painter, rect.adjusted(8, 0, -8, 0), cell.text, role, 13, weight, align)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            paint_focus(painter, rect, 0)
        painter.restore()


class ReadingTable(QTableView):
    """The table; one column (`giving`) takes the width that the others leave."""

    def __init__(self, name: str, columns: Sequence[Column], cells: Cells, giving: int) -> None:
        super().__init__()
        self._reading = ReadingModel(columns, cells, self)
        self._giving = giving
        self.setModel(self._reading)
        self.setItemDelegate(_Delegate(self._reading, self))
        dress_for_reading(self, name)

    @property
    def items(self) -> tuple[Any, ...]:
        """What the table shows, from the top."""
        return self._reading.items

    def item(self) -> Any:
        """The current item, None where there is none."""
        row = self.currentIndex().row()
        return self.items[row] if 0 <= row < len(self.items) else None

    def renew(self, row: int | None = None) -> None:
        """A line says something else now; without a row, every line."""
        if self.items:
            self._reading.renew(row or 0, len(self.items) - 1 if row is None else row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _put(self, items: Sequence[Any], row: int) -> None:
        """Show these items, one of them chosen."""
        self._reading.show_items(items)
        self._share_width()
        if items:
            self.selectRow(min(row, len(items) - 1))

    def _share_width(self) -> None:
        widths = [column.width for column in self._reading.columns]
        for place, wide in enumerate(widths):
            self.setColumnWidth(place, wide)
        rest = self.viewport().width() - sum(widths)
        if rest > 0:
            self.setColumnWidth(self._giving, widths[self._giving] + rest)
