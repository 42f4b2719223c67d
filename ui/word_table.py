"""A read-only table of words: lists of a few hundred rows that need no grid."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.painting import paint_focus
from ui.reading_table import dress_for_reading
from ui.theme import color

_PADDING = 5
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class _PaddedDelegate(QStyledItemDelegate):
    """Words begin where the head's words begin; the ground is painted flat, as the other tables do."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave the option's members out
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        chosen = QStyle.StateFlag.State_Selected
        if state & chosen:
            painter.fillRect(rect, color("select"))
        option.rect = rect.adjusted(_PADDING, 0, -_PADDING, 0)  # type: ignore[attr-defined]  # as above
        option.state = state & ~(chosen | QStyle.StateFlag.State_HasFocus)  # type: ignore[attr-defined]  # as above
        super().paint(painter, option, index)
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            paint_focus(painter, rect.adjusted(0, 0, -1, -1), 0)


class WordTable(QTableView):
    """Rows of a few words; column `stretch` takes what is left, columns of `figures` are aligned right."""

    chosen = Signal(int)
    """The current row changed; −1 for none."""

    def __init__(
        self,
        name: str,
        heads: tuple[str, ...],
        widths: tuple[int, ...],
        *,
        figures: Collection[int] = (),
        stretch: int = 0,
    ) -> None:
        super().__init__()
        self._items = QStandardItemModel(0, len(heads), self)
        self._items.setHorizontalHeaderLabels(list(heads))
        self.setModel(self._items)
        dress_for_reading(self, name)
        self.setItemDelegate(_PaddedDelegate(self))
        self.setShowGrid(True)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate(widths):
            self.setColumnWidth(column, wide)
        head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self._figures = tuple(each % len(heads) for each in figures)
        for column in self._figures:
            self._items.setHeaderData(
                column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole
            )
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))

    def show_rows(self, rows: Sequence[Sequence[str]], muted: Collection[int] = ()) -> None:
        """Show these rows; the row that was current stays so where it can. `muted` rows are grey."""
        kept = max(0, self.current())
        self._items.removeRows(0, self._items.rowCount())
        for place, row in enumerate(rows):
            items = [QStandardItem(text) for text in row]
            for column in self._figures:
                items[column].setTextAlignment(_RIGHT)
            for item in items:
                item.setToolTip(item.text())
                if place in muted:
                    item.setForeground(color("text3"))
            self._items.appendRow(items)
        if rows:
            self.selectRow(min(kept, len(rows) - 1))

    def current(self) -> int:
        """Row number of the current row, −1 for none."""
        return self.currentIndex().row()
