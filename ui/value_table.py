"""A table to be read: rows of words and numbers, one column of states, one row chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.chips import paint_chip
from ui.icons import Glyph
from ui.painting import LEFT, RIGHT, paint_focus, paint_text
from ui.reading_table import ROW, dress_for_reading
from ui.row_list import Index
from ui.theme import REGULAR, STRONG, color


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and width; figures stand at the right, quiet ones in the third colour."""

    head: str
    width: int
    figure: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its texts, the shape before the text of the state column, and whether it is a total."""

    texts: tuple[str, ...]
    glyph: Glyph | None = None
    filled: bool = False
    strong: bool = False
    key: str = ""


class ValueModel(QAbstractTableModel):
    """The lines of a table."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self.lines[index.row()].texts[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.columns[section].figure else LEFT
        return self.columns[section].head if role == Qt.ItemDataRole.DisplayRole else None


class _Delegate(QStyledItemDelegate):
    """One line a cell; totals are strong, the state carries its shape."""

    def __init__(self, model: ValueModel, view: QTableView, state: int) -> None:
        super().__init__(view)
        self._model, self._view, self._state = model, view, state

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(self._model.columns[index.column()].width, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        line, column = self._model.lines[index.row()], self._model.columns[index.column()]
        chosen = self._view.selectionModel().isRowSelected(index.row())
        ground = "select" if chosen else "sunken" if line.strong else "surface"
        painter.save()
        painter.fillRect(rect, color(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        cell = rect.adjusted(8, 0, -8, 0)
        text = line.texts[index.column()]
        if index.column() == self._state and line.glyph is not None:
            paint_chip(painter, cell.adjusted(-4, 0, 4, 0), line.glyph, text, filled=line.filled)
        else:
            weight = STRONG if line.strong else REGULAR
            role = "text3" if column.quiet else "text"
            paint_text(painter, cell, text, role, 13, weight, RIGHT if column.figure else LEFT)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            paint_focus(painter, rect, 0)
        painter.restore()


class ValueTable(QTableView):
    """The table; `chosen` carries the key of the current row, `opened` that of one opened by Enter."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, name: str, columns: Sequence[Column], state: int = -1) -> None:
        """`state` is the column whose texts carry the line's shape."""
        super().__init__()
        self.model_of = ValueModel(columns, self)
        self.setModel(self.model_of)
        self.setItemDelegate(_Delegate(self.model_of, self, state))
        dress_for_reading(self, name)
        self.selectionModel().currentRowChanged.connect(lambda current, _: self._tell(current.row()))
        self.activated.connect(lambda index: self.opened.emit(self.model_of.lines[index.row()].key))

    def show_data(self, lines: Sequence[Line], current: str = "") -> None:
        """Show these lines with one of them (by key) chosen."""
        self.model_of.set_lines(lines)
        self._share_width()
        row = next((at for at, each in enumerate(lines) if each.key == current), 0)
        if lines:
            self.selectRow(row)
        self._tell(row)

    @property
    def current(self) -> str:
        """Key of the chosen row."""
        row, lines = self.currentIndex().row(), self.model_of.lines
        return lines[row].key if 0 <= row < len(lines) else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """One column takes what the others leave: the last, or the first where figures end the row."""
        columns = self.model_of.columns
        for number, column in enumerate(columns):
            self.setColumnWidth(number, column.width)
        widest = 0 if columns[-1].figure else len(columns) - 1
        rest = self.viewport().width() - sum(column.width for column in columns) + columns[widest].width
        self.setColumnWidth(widest, max(columns[widest].width, rest))

    def _tell(self, row: int) -> None:
        lines = self.model_of.lines
        self.chosen.emit(lines[row].key if 0 <= row < len(lines) else "")
