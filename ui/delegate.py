"""Paints the cells of a section's table and opens their editors."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.controls import paint_chip
from ui.editors import EntryMaker, LineEntry
from ui.header import PADDING
from ui.icons import Glyph, paint_icon
from ui.record_model import NUMBER_COLUMN, Cell, Index, RecordModel

ROW_HEIGHT = 28
CORNER = 7
PENCIL = 14
CHIPS: dict[str, tuple[Glyph, bool]] = {
    "claimed": (Glyph.WAITING, True),
    "rejected": (Glyph.BAD, True),
    "social_insurance": (Glyph.DONE, False),
    "phone": (Glyph.DONE, False),
    "visit": (Glyph.DONE, False),
    "third_party": (Glyph.DONE, False),
    "pending": (Glyph.WAITING, True),
    "passed": (Glyph.DONE, False),
}
"""Verification or vetting → its shape, and whether it waits for a person and so has a filled ground."""
CHIP_CODES = ("verification", "vetting")


class RecordDelegate(QStyledItemDelegate):
    """One delegate serves both panes; it paints all of a cell itself, without the style."""

    left_cell = Signal(int)
    """An editor was left by this key (`Qt.Key`): Return, Tab or Backtab."""
    words_held = Signal(int, str, object, str)
    """Row id, field key, value, words: what stands in the open editor, as it is typed."""

    def __init__(self, model: RecordModel, make_entry: EntryMaker, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._make_entry = make_entry
        self._view = view

    # Painting

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        each = self._model.field(index.column())
        return QSize(each.width if each else 68, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave the option's members out
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.color("select" if chosen else "surface"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        cell = self._model.cell(index.row(), index.column())
        if cell is None:
            self._paint_waiting(painter, rect)
        elif index.column() == NUMBER_COLUMN:
            self._paint_number(painter, rect, cell)
        else:
            self._paint_cell(painter, rect, index.column(), cell)
        current = self._view.currentIndex()
        if current.row() == index.row() and current.column() == index.column():
            painter.setPen(QPen(theme.color("focus"), 2, j=Qt.PenJoinStyle.MiterJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_waiting(self, painter: QPainter, rect: QRect) -> None:
        """A bar where words will stand in a moment."""
        bar = QRect(rect.left() + PADDING, rect.center().y() - 3, max(0, min(64, rect.width() - 24)), 7)
        painter.fillRect(bar, theme.color("line"))

    def _paint_number(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        painter.setFont(theme.font(13))
        painter.setPen(theme.color("text3"))
        words_area = rect.adjusted(PADDING, 0, -PADDING, 0)
        painter.drawText(words_area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, cell.words)
        if cell.draft:
            at = QPoint(rect.left() + 5, rect.center().y() - PENCIL // 2)
            paint_icon(painter, QRect(at, QSize(PENCIL, PENCIL)), "pencil", "warn")

    def _paint_cell(self, painter: QPainter, rect: QRect, column: int, cell: Cell) -> None:
        each = self._model.field(column)
        if each is not None and each.codes in CHIP_CODES and self._paint_chip(painter, rect, cell):
            return
        role = "text2" if cell.draft else "text"
        words = cell.words
        if cell.problem is not None and cell.problem.severity == "refused":
            role = "bad"
            self._paint_corner(painter, rect, role)
        elif cell.problem is not None:
            self._paint_corner(painter, rect, "warn")
        if cell.missing:
            role, words = "bad", "未填"
        painter.setFont(theme.font(13))
        painter.setPen(theme.color(role))
        area = rect.adjusted(PADDING, 0, -PADDING, 0)
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, self._model.alignment(column), words)

    def _paint_chip(self, painter: QPainter, rect: QRect, cell: Cell) -> bool:
        glyph, filled = (Glyph.DRAFT, True) if cell.draft else CHIPS.get(str(cell.value), (None, False))
        if glyph is None:
            return False
        words = "草稿" if cell.draft else cell.words
        place = rect.adjusted(6, 0, -4, 0)
        paint_chip(painter, place, glyph, words, filled=filled)
        return True

    def _paint_corner(self, painter: QPainter, rect: QRect, role: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        right, top = rect.right(), rect.top()
        points = [QPoint(right - CORNER, top), QPoint(right, top), QPoint(right, top + CORNER)]
        painter.drawPolygon(QPolygon(points))

    # Editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option
        each = self._model.field(index.column())
        if each is None:
            raise ValueError("the row number has no editor")
        entry = self._make_entry(each, parent)
        row_id = self._model.row_id(index.row())
        entry.entered.connect(lambda: self.words_held.emit(row_id, each.key, entry.value(), entry.words()))
        entry.dress_as_cell(right=bool(self._model.alignment(index.column()) & Qt.AlignmentFlag.AlignRight))
        return entry

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cell = self._model.cell(index.row(), index.column())
        if isinstance(editor, LineEntry) and cell is not None and not editor.in_hand:
            editor.show_value(cell.value, cell.words, wrong=cell.problem is not None)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, LineEntry) and editor.was_typed:
            editor.settle()
            model.setData(_plain(model, index), (editor.value(), editor.words()))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        del index
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]  # as in paint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, LineEntry)
        ):
            if watched.takes_key(event):
                return False
            key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                watched.choose_first()
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self.left_cell.emit(int(key))
                return True
        return super().eventFilter(watched, event)


def _plain(model: QAbstractItemModel, index: Index) -> Index:
    return model.index(index.row(), index.column())
