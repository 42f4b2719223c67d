"""Rows behind a number, as 为什么是这个数 shows them: reasons at the left, their rows at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.figure_views import LeftOut
from core.section import Section
from core.views import RowView
from ui import numbers
from ui.icons import paint_icon
from ui.painting import RIGHT, paint_bar, paint_focus, paint_text
from ui.row_list import Index, RowDelegate, RowList, RowsModel
from ui.theme import REGULAR, STRONG, color

ROW = 26
LEAST = 4 * ROW
"""Height of a list before the whole panel scrolls."""
SAMPLE = 60
"""Rows read for the chosen reason; the door opens all of them."""


class ReasonDelegate(RowDelegate[LeftOut]):
    """A reason with its number of rows, and an arrow to them."""

    def paint_row(self, painter: QPainter, rect: QRect, row: LeftOut) -> None:
        here = (
            self._list.currentIndex().row() >= 0 and self._list.rows.row_at(self._list.currentIndex()) is row
        )
        if here:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        edge = rect.right() + 1
        weight = STRONG if here else REGULAR
        name = QRect(rect.left() + 10, rect.top(), edge - rect.left() - 10 - 62, rect.height())
        paint_text(painter, name, row.reason, "text", 13, weight)
        number = QRect(edge - 70, rect.top(), 46, rect.height())
        paint_text(painter, number, numbers.count(row.rows), "text", 13, weight, RIGHT)
        mark = QRect(edge - 20, rect.top() + (rect.height() - 12) // 2, 12, 12)
        paint_icon(painter, mark, "chevron-right", "text3")


class ReasonList(RowList[LeftOut]):
    """Why rows are left out; choosing a reason shows its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(), parent)
        self.marks_current = True
        self.setItemDelegate(ReasonDelegate(self))
        self.setAccessibleName("没计入的原因")

    def show_data(self, reasons: Sequence[LeftOut]) -> None:
        """Show these reasons and choose the first."""
        self.rows.set_rows(reasons, [f"{each.reason}，{numbers.count(each.rows)} 行" for each in reasons])
        if reasons:
            self.setCurrentIndex(self.rows.index(0))

    def sizeHint(self) -> QSize:
        return QSize(200, LEAST)

    def current(self) -> LeftOut | None:
        """The chosen reason."""
        index = self.currentIndex()
        return self.rows.row_at(index) if index.isValid() else None


@dataclass(frozen=True, slots=True)
class Samples:
    """Some rows of a reason, and the rows that count in their place (empty where none does)."""

    section: Section
    rows: tuple[RowView, ...]
    instead: dict[int, RowView]
    """id of the left-out row → the row that counts"""


class SampleModel(QAbstractTableModel):
    """Left-out rows: who or what, then the counted row and the one left out, or date and detail."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[str, str, str] = ("", "", "")
        self._cells: list[tuple[str, str, str]] = []
        self.ids: list[int] = []
        self.paired = False

    def show_data(self, samples: Samples | None) -> None:
        """Show these rows, or none."""
        self.beginResetModel()
        self._cells, self.ids = [], []
        if samples is not None:
            self._fill(samples)
        self.endResetModel()

    def _fill(self, samples: Samples) -> None:
        section = samples.section
        title = section.fields[0]
        dating = section.by_key.get(section.dating)
        detail = _detail_key(section)
        self.paired = bool(samples.instead)
        words = ("计入的一笔", "没计入的一笔")
        if not self.paired:
            label = section.by_key[detail].label if detail else ""
            words = (dating.label if dating else "", label)
        self._heads = (title.label, *words)
        for row in samples.rows:
            name = row.texts.get(title.key, "")
            if self.paired:
                other = samples.instead.get(row.id)
                cells = (_short(other, section, detail), _short(row, section, detail))
            else:
                cells = (row.texts.get(section.dating, ""), row.texts.get(detail, ""))
            self._cells.append((name, *cells))
            self.ids.append(row.id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self._cells[index.row()][index.column()] if index.isValid() and role in wanted else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section > 2:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None


def _detail_key(section: Section) -> str:
    """The field that says most beside title and date."""
    if section.employers:
        return "employer.name"
    others = [each.key for each in section.fields[1:] if each.key != section.dating and not each.masked]
    return others[0] if others else ""


def _short(row: RowView | None, section: Section, detail: str) -> str:
    """MM-DD and employer of one row; — when the row could not be read."""
    if row is None:
        return numbers.UNKNOWN
    day = row.values.get(section.dating)
    when = f"{day:%m-%d}" if isinstance(day, date) else row.texts.get(section.dating, "")
    return f"{when} {row.texts.get(detail, '')}".strip()


class SampleDelegate(QStyledItemDelegate):
    """One line a cell; the counted row is quieter than the one left out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        painter.save()
        painter.fillRect(rect, color("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        role = "text2" if index.column() == 1 else "text"
        paint_text(painter, rect.adjusted(8, 0, -6, 0), str(index.data() or ""), role)
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            paint_focus(painter, rect, 0)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(80, ROW)


class SampleTable(QTableView):
    """The sample of left-out rows; Enter or a double click opens the row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.samples = SampleModel(self)
        self.setModel(self.samples)
        self.setItemDelegate(SampleDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("这个原因的行")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        head = self.horizontalHeader()
        head.setFixedHeight(ROW)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setTabKeyNavigation(False)

    def show_data(self, samples: Samples | None) -> None:
        """Show rows of a reason."""
        self.samples.show_data(samples)
        self._share_width()

    def sizeHint(self) -> QSize:
        return QSize(200, LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        room = self.viewport().width()
        first = 64 if self.samples.paired else 72
        second = (room - first) * 45 // 100 if self.samples.paired else 96
        for column, wide in enumerate((first, second, room - first - second)):
            self.setColumnWidth(column, max(20, wide))


class CountedBar(QWidget):
    """Counted and left-out rows as the two parts of one bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(10)
        self._counted = self._left_out = 0

    def show_data(self, counted: int, left_out: int) -> None:
        """Show two parts."""
        self._counted, self._left_out = counted, left_out
        self.setAccessibleName(f"计入 {numbers.count(counted)} 行，没计入 {numbers.count(left_out)} 行")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        whole = self._counted + self._left_out
        if not whole:
            paint_bar(painter, self.rect(), "bar_bg")
            return
        parts = bool(self._counted) + bool(self._left_out)
        room = self.width() - (2 if parts == 2 else 0)
        least = 3 if self._left_out else 0
        left = min(room - least, max(3 if self._counted else 0, round(room * self._counted / whole)))
        paint_bar(painter, QRect(0, 0, left, 10), "c_actual")
        gap = 2 if parts == 2 else 0
        paint_bar(painter, QRect(left + gap, 0, room - left, 10), "c_last")
