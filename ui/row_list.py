"""A list whose rows paint themselves, can be walked by keys, read aloud, and opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.painting import paint_focus
from ui.theme import color

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractListModel, Generic[Row]):
    """Any values, each with the words that a screen reader says for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._spoken: tuple[str, ...] = ()

    def set_rows(self, rows: Sequence[Row], spoken: Sequence[str]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows, self._spoken = tuple(rows), tuple(spoken)
        self.endResetModel()

    def row_at(self, index: Index | int) -> Row:
        """The value of a row."""
        return self._rows[index if isinstance(index, int) else index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self._spoken[index.row()] if index.isValid() and role in spoken else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self.openable(self.row_at(index)):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def openable(self, row: Row) -> bool:
        """Whether the row opens something; headings do not."""
        del row
        return True


class RowDelegate(QStyledItemDelegate, Generic[Row]):
    """Paints ground and focus, and leaves the content to `paint_row`."""

    def __init__(self, parent: RowList[Row]) -> None:
        super().__init__(parent)
        self._list = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        state = option.state  # type: ignore[attr-defined]
        row = self._list.rows.row_at(index)
        painter.save()
        if self._list.rows.openable(row):
            self._ground(painter, rect, state)
        self.paint_row(painter, rect, row)
        if self._list.hasFocus() and self._list.currentIndex() == index:
            paint_focus(painter, self.focus_rect(rect), 3)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        if self._list.marks_current and state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("select"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, color("hover"))

    def focus_rect(self, rect: QRect) -> QRect:
        """Where the focus ring of a row stands."""
        return rect

    def paint_row(self, painter: QPainter, rect: QRect, row: Row) -> None:
        """Draw one row inside `rect`."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(100, self._list.row_height(index.row()))


class RowList(QListView, Generic[Row]):
    """Rows of one kind. `marks_current` keeps the chosen row on a ground of its own."""

    opened = Signal(int)

    def __init__(self, rows: RowsModel[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.marks_current = False
        self.setModel(rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(False)

    def row_height(self, row: int) -> int:
        """Height of a row in logical pixels."""
        del row
        return 26

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and self.rows.openable(self.rows.row_at(index)):
            self.opened.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hand = index.isValid() and self.rows.openable(self.rows.row_at(index))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            for row in range(self.rows.rowCount()):
                if self.rows.openable(self.rows.row_at(row)):
                    self.setCurrentIndex(self.rows.index(row))
                    break
