"""A plain table of lines for reading and choosing: cells are words, some with a status shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.controls import paint_chip
from ui.icons import Glyph
from ui.painting import LEFT, RIGHT, paint_focus, paint_text
from ui.reading_table import ROW, dress_for_reading
from ui.row_list import Index
from ui.theme import color


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width, and whether it holds numbers."""

    heading: str
    width: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; with a shape it is a chip, filled where it waits for a person."""

    text: str
    glyph: Glyph | None = None
    filled: bool = False
    role: str = "text"


Cells = Callable[[Any], Sequence[Cell]]
"""The cells of one item, in the order of the columns."""


class LineModel(QAbstractTableModel):
    """Items as lines; the cells of an item are made when they are asked for."""

    def __init__(self, columns: Sequence[Column], cells: Cells, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.items: list[Any] = []
        self._cells = cells

    def show_items(self, items: Sequence[Any]) -> None:
        """Show these items."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def renew(self, row: int) -> None:
        """A line says something else now."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

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
            return RIGHT if self.columns[section].right else LEFT
        return self.columns[section].heading if role == Qt.ItemDataRole.DisplayRole else None


class LineDelegate(QStyledItemDelegate):
    """Paints all of a cell itself, flat, as the other tables do."""

    def __init__(self, model: LineModel, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(self._model.columns[index.column()].width, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        chosen = self._view.selectionModel().isRowSelected(index.row())
        cell = self._model.cell(index)
        painter.save()
        painter.fillRect(rect, color("select" if chosen else "surface"))
        if cell.glyph is not None and cell.text:
            paint_chip(painter, rect.adjusted(4, 0, -2, 0), cell.glyph, cell.text, filled=cell.filled)
        else:
            align = RIGHT if self._model.columns[index.column()].right else LEFT
            paint_text(painter, rect.adjusted(8, 0, -8, 0), cell.text, cell.role, align=align)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        if self._view.hasFocus() and self._view.currentIndex() == index:
            paint_focus(painter, rect, 0)
        painter.restore()


class LineTable(QTableView):
    """The table. One column takes the width that the others leave."""

    chosen = Signal(object)
    """The current item, None where there is none."""
    pressed_row = Signal(int)
    """Enter, Space or a double click on a line."""
    key_typed = Signal(str)
    """A character typed on the table (1, 2, 3 for results)."""

    def __init__(self, name: str, columns: Sequence[Column], cells: Cells, giving: int) -> None:
        super().__init__()
        self.lines = LineModel(columns, cells, self)
        self._giving = giving
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self.lines, self))
        dress_for_reading(self, name)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit(self.item()))
        self.doubleClicked.connect(lambda index: self.pressed_row.emit(index.row()))

    def show_items(self, items: Sequence[Any], row: int = 0) -> None:
        """Show these items, one of them chosen."""
        self.lines.show_items(items)
        self._share_width()
        if items:
            self.selectRow(min(row, len(items) - 1))
        self.chosen.emit(self.item())

    def item(self) -> Any:
        """The current item, None where there is none."""
        row = self.currentIndex().row()
        return self.lines.items[row] if 0 <= row < len(self.lines.items) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed_row.emit(self.currentIndex().row())
        elif event.text().isdigit():
            self.key_typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        widths = [column.width for column in self.lines.columns]
        for place, wide in enumerate(widths):
            self.setColumnWidth(place, wide)
        rest = self.viewport().width() - sum(widths)
        if rest > 0:
            self.setColumnWidth(self._giving, widths[self._giving] + rest)
