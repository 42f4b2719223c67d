"""A table header of two floors: label with sort mark above, filter cell below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QHeaderView, QToolTip, QWidget

from core.section import Field, Kind
from ui import theme
from ui.filter import FilterState
from ui.icons import pixmap
from ui.record_model import NUMBERS, RecordModel

LABEL_FLOOR = 28
FILTER_FLOOR = 30
PADDING = 8
CELL_INSET = 4
CELL_HEIGHT = 22
MARK = 12
"""Side of the small marks in a filter cell."""


class FilterHeader(QHeaderView):
    """Header over one pane of the table.

    A click above sorts (with Shift by one more column), a click below asks for the filter's editor,
    a click on the × of a filter in use clears it.
    """

    sort_asked = Signal(str, bool)
    filter_asked = Signal(str)
    filter_cleared = Signal(str)
    clear_asked = Signal()
    """The funnel above the row numbers was clicked while something is filtered."""

    def __init__(self, model: RecordModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._records = model
        self._state = FilterState()
        self.filters_shown = True
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(44)
        self.setMouseTracking(True)
        self.sectionClicked.connect(self._sort)

    def set_state(self, state: FilterState) -> None:
        """Show these filters and sort marks."""
        self._state = state
        self.viewport().update()

    def cell_rect(self, column: int) -> QRect:
        """Where the filter cell of a column is painted, in the header's own coordinates."""
        left, width = self.sectionViewportPosition(column), self.sectionSize(column)
        top = LABEL_FLOOR + (FILTER_FLOOR - CELL_HEIGHT) // 2 - 2
        return QRect(left + CELL_INSET, top, width - 2 * CELL_INSET - 1, CELL_HEIGHT)

    # QHeaderView

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), LABEL_FLOOR + (FILTER_FLOOR if self.filters_shown else 0))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 (Qt's own)
        painter.save()
        painter.fillRect(rect, theme.color("header"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(theme.color("line_strong"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        each = self._records.field(logicalIndex)
        self._paint_label(painter, rect, logicalIndex, each)
        if self.filters_shown:
            if each is None:
                self._paint_funnel(painter, rect)
            else:
                self._paint_cell(painter, self.cell_rect(logicalIndex), each)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        rest = self.viewport().rect().adjusted(self.length() - self.offset(), 0, 0, 0)
        if rest.width() <= 0:
            return
        painter = QPainter(self.viewport())
        painter.fillRect(rest, theme.color("header"))
        painter.setPen(theme.color("line_strong"))
        painter.drawLine(rest.bottomLeft(), rest.bottomRight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < LABEL_FLOOR or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._press_filter(event.position().toPoint())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            column = self.logicalIndexAt(event.pos())
            QToolTip.showText(event.globalPos(), self._tip(column), self)
            return True
        return super().viewportEvent(event)

    # Inside

    def _sort(self, column: int) -> None:
        each = self._records.field(column)
        if each is not None:
            shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
            self.sort_asked.emit(each.key, bool(shift))

    def _press_filter(self, point: QPoint) -> None:
        column = self.logicalIndexAt(point)
        if column < 0:
            return
        each = self._records.field(column)
        if each is None:
            self.clear_asked.emit()
        elif each.key in self._state.cells and point.x() > self.cell_rect(column).right() - 22:
            self.filter_cleared.emit(each.key)
        else:
            self.filter_asked.emit(each.key)

    def _tip(self, column: int) -> str:
        each = self._records.field(column) if column >= 0 else None
        if each is None:
            return ""
        cell = self._state.cells.get(each.key)
        lines = [
            each.label,
            f"筛选：{cell.words}" if cell else "",
            each.hint,
            "单击排序，按住 Shift 再加一列",
        ]
        return "\n".join(line for line in lines if line)

    def _paint_label(self, painter: QPainter, rect: QRect, column: int, each: Field | None) -> None:
        words = str(self._records.headerData(column, Qt.Orientation.Horizontal))
        place = next((i for i, sort in enumerate(self._state.sort) if each and sort.field == each.key), None)
        area = QRect(rect.left() + PADDING, rect.top(), rect.width() - 2 * PADDING, LABEL_FLOOR)
        right = each is None or each.kind in NUMBERS
        font = theme.font(12, theme.REGULAR if place is None else theme.STRONG)
        painter.setFont(font)
        painter.setPen(theme.color("text2" if place is None else "text"))
        if place is not None:
            area.setWidth(area.width() - 14 - (8 if len(self._state.sort) > 1 else 0))
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, words)
        if place is not None:
            used = area.right() if right else area.left() + painter.fontMetrics().horizontalAdvance(words)
            self._paint_sort(painter, QPointF(used + 8.5, rect.top() + LABEL_FLOOR / 2), place)

    def _paint_sort(self, painter: QPainter, at: QPointF, place: int) -> None:
        down = self._state.sort[place].descending
        tip, base = (3.0, -2.0) if down else (-3.0, 2.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("text"))
        painter.setPen(Qt.PenStyle.NoPen)
        corners = (QPointF(-3.5, base), QPointF(3.5, base), QPointF(0, tip))
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(self._state.sort) > 1:
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("text2"))
            painter.drawText(
                QRectF(at.x() + 5, at.y() - 9, 12, 18), Qt.AlignmentFlag.AlignLeft, str(place + 1)
            )

    def _paint_funnel(self, painter: QPainter, rect: QRect) -> None:
        role = "accent" if self._state.narrowed() else "text3"
        mark = pixmap("filter", role, MARK, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(rect.right() - PADDING - MARK - 2, self.cell_rect(0).top() + 5), mark)

    def _paint_cell(self, painter: QPainter, cell: QRect, each: Field) -> None:
        used = self._state.cells.get(each.key)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if used else "line_strong"), 1))
        painter.setBrush(theme.color("accent_tint" if used else "surface"))
        painter.drawRoundedRect(QRectF(cell).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        mark = "x" if used else "chevron-down" if each.kind in (Kind.CODE, Kind.FLAG) else ""
        if mark:
            drawn = pixmap(mark, "accent" if used else "text2", MARK, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(cell.right() - 3 - MARK, cell.top() + 5), drawn)
        if used:
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("accent"))
            area = cell.adjusted(5, 0, -18, 0)
            words = painter.fontMetrics().elidedText(used.words, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
