"""The targets of one plan as a table: what is asked, of whom, how much, until when, and by which clause."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.target_views import TargetView
from ui import numbers
from ui.icons import Glyph, status_glyph
from ui.painting import RIGHT, paint_focus, paint_text
from ui.reading_table import ROW, dress_for_reading
from ui.row_list import Index
from ui.theme import REGULAR, STRONG, color

HEADS = ("指标", "范围", "要求", "单位", "时段", "依据")
WIDTHS = (212, 108, 88, 56, 150, 180)
COMPARATORS = {">=": "", ">": "＞ ", "about": "约 "}


def wanted(target: TargetView) -> str:
    """13,530, ＞ 75, 约 380."""
    value = target.value
    whole = value == value.to_integral_value()
    shown = numbers.count(int(value) if whole else value)
    return f"{COMPARATORS.get(target.comparator, target.comparator)}{shown}"


def span_words(target: TargetView) -> str:
    """2025 年, or both days."""
    first, last = target.start, target.end
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year} 年" if first.year == last.year else f"{first.year}–{last.year} 年"
    return f"{first} 至 {last}"


class TargetModel(QAbstractTableModel):
    """Targets in the order of their document."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.targets: tuple[TargetView, ...] = ()

    def set_targets(self, targets: Sequence[TargetView]) -> None:
        """Show these targets."""
        self.beginResetModel()
        self.targets = tuple(targets)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.targets)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        each = self.targets[index.row()]
        scope = f"{each.scope_name}，仅参考" if each.scope_kind == "city" else each.scope_name
        return (each.label, scope, wanted(each), each.unit, span_words(each), each.clause)[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(HEADS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == 2 else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return HEADS[section] if role == Qt.ItemDataRole.DisplayRole else None


class TargetDelegate(QStyledItemDelegate):
    """One line a cell; the city's rows are quiet, changed values carry a shape."""

    def __init__(self, model: TargetModel, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(WIDTHS[index.column()], ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        target, column = self._model.targets[index.row()], index.column()
        chosen = self._view.selectionModel().isRowSelected(index.row())
        painter.save()
        painter.fillRect(rect, color("select" if chosen else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        reference = target.scope_kind == "city"
        role = "text3" if reference or column in (3, 4, 5) else "text"
        weight = STRONG if column == 2 and target.changed else REGULAR
        cell = rect.adjusted(8, 0, -8, 0)
        text = str(index.data() or "")
        if column == 2:
            paint_text(painter, cell, text, role, 13, weight, RIGHT)
            if target.changed:
                mark = QRect(rect.left() + 6, rect.top() + (rect.height() - 10) // 2, 10, 10)
                status_glyph(painter, mark, Glyph.CHANGED)
        else:
            paint_text(painter, cell, text, role)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            paint_focus(painter, rect, 0)
        painter.restore()


class TargetTable(QTableView):
    """The table; `chosen` carries the target of the current row."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model_of = TargetModel(self)
        self.setModel(self.model_of)
        self.setItemDelegate(TargetDelegate(self.model_of, self))
        dress_for_reading(self, "目标任务")
        self.selectionModel().currentRowChanged.connect(lambda current, _: self._tell(current.row()))

    def show_data(self, targets: Sequence[TargetView], current: int | None = None) -> None:
        """Show these targets with one of them (by id) chosen."""
        self.model_of.set_targets(targets)
        self._share_width()
        rows = [row for row, each in enumerate(targets) if each.id == current] or [0]
        if targets:
            self.selectRow(rows[0])
        self._tell(rows[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """The clause takes what the other columns leave."""
        for column, wide in enumerate(WIDTHS):
            self.setColumnWidth(column, wide)
        rest = self.viewport().width() - sum(WIDTHS[:-1])
        self.setColumnWidth(len(WIDTHS) - 1, max(WIDTHS[-1], rest))

    def _tell(self, row: int) -> None:
        targets = self.model_of.targets
        self.chosen.emit(targets[row] if 0 <= row < len(targets) else None)


def typed_number(text: str) -> Decimal | None:
    """The number in an input, None when there is none."""
    plain = text.strip().replace(",", "").replace("，", "")
    if not plain or not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    return Decimal(plain)
