"""Breakdowns of 总览: townships ranked against pro-rata progress, and industries in two columns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from core.figure_views import Bar, Dashboard
from core.progress import far_behind
from ui import numbers
from ui.painting import RIGHT, paint_bar, paint_text, paint_tick
from ui.row_list import Index, RowDelegate, RowList, RowsModel

LOWEST_ROW = 14
HIGHEST_ROW = 30
INDUSTRY_ROW = 19
BAR_HEIGHT = 7
NAME_LEFT, BAR_LEFT, BAR_RIGHT = 24, 110, 116


@dataclass(frozen=True, slots=True)
class TownshipRow:
    """One township as drawn: its place in the order and the scale that all share."""

    rank: int
    bar: Bar
    share: float
    """Filled part of the bar's ground, 0 to 1."""
    reached: bool


class TownshipDelegate(RowDelegate[TownshipRow]):
    """Rank, name, bar on its ground, rate, gap."""

    def paint_row(self, painter: QPainter, rect: QRect, row: TownshipRow) -> None:
        def cell(left: int, right: int) -> QRect:
            return QRect(left, rect.top(), right - left, rect.height())

        edge = rect.right() + 1
        paint_text(painter, cell(rect.left(), rect.left() + 17), str(row.rank), "text3", 12, align=RIGHT)
        paint_text(
            painter, cell(rect.left() + NAME_LEFT, rect.left() + BAR_LEFT - 4), row.bar.name, "text", 12
        )
        top = rect.top() + (rect.height() - BAR_HEIGHT) // 2
        ground = QRect(rect.left() + BAR_LEFT, top, edge - BAR_RIGHT - rect.left() - BAR_LEFT, BAR_HEIGHT)
        paint_bar(painter, ground, "bar_bg")
        filled = QRect(ground.left(), top, round(ground.width() * row.share), BAR_HEIGHT)
        paint_bar(painter, filled, "c_actual" if row.reached else "bar")
        if row.bar.completion is None:
            words, role, gap = numbers.count(row.bar.value), "text", numbers.rate(row.bar.share)
        else:
            words, role = numbers.rate(row.bar.completion), "text"
            gap = numbers.signed(row.bar.gap)
        paint_text(painter, cell(edge - 112, edge - 62), words, role, 12, align=RIGHT)
        tint = "bad" if far_behind(row.bar.gap) else "text2"
        paint_text(painter, cell(edge - 58, edge), gap, tint, 12, align=RIGHT)


class TownshipList(RowList[TownshipRow]):
    """All townships, as high as the room allows, with one tick of pro-rata through all rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(), parent)
        self._pro_rata: Decimal | None = None
        self._high = 0
        self.setItemDelegate(TownshipDelegate(self))
        self.setAccessibleName("镇街进度")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_data(self, view: Dashboard) -> None:
        """Show the townships of a dashboard in its order."""
        bars = view.townships
        split = any(bar.completion is not None for bar in bars)
        most = max((bar.value for bar in bars), default=0)
        rows = [_township(rank, bar, view.pro_rata, most, split) for rank, bar in enumerate(bars, 1)]
        self._pro_rata = view.pro_rata if split else None
        self.rows.set_rows(rows, [_spoken(row) for row in rows])
        self._share_height()

    def row_height(self, row: int) -> int:
        """Rows share the height to the pixel: 14 at least, 30 at most."""
        rows = max(1, self.rows.rowCount())
        high = min(HIGHEST_ROW * rows, max(LOWEST_ROW * rows, self._high))
        return (row + 1) * high // rows - row * high // rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Rows get air on a high screen, and shrink before anything scrolls."""
        high = self.viewport().height()
        if high != self._high:
            self._high = high
            self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._pro_rata is None or not self.rows.rowCount():
            return
        first = self.visualRect(self.rows.index(0))
        last = self.visualRect(self.rows.index(self.rows.rowCount() - 1))
        ground = first.right() + 1 - BAR_RIGHT - first.left() - BAR_LEFT
        share = min(1.0, max(0.0, float(self._pro_rata) / 100))
        painter = QPainter(self.viewport())
        left = first.left() + BAR_LEFT + round((ground - 1) * share)
        paint_tick(painter, left, first.top(), last.bottom() - first.top() + 1)
        painter.end()


def _township(rank: int, bar: Bar, pro_rata: Decimal, most: int, split: bool) -> TownshipRow:
    if split:
        share = 0.0 if bar.completion is None else float(bar.completion) / 100
        reached = bar.completion is not None and bar.completion >= pro_rata
    else:
        share, reached = bar.value / most if most else 0.0, True
    return TownshipRow(rank, bar, min(1.0, max(0.0, share)), reached)


def _spoken(row: TownshipRow) -> str:
    bar = row.bar
    words = f"第 {row.rank} 位，{bar.name}，{numbers.count(bar.value)} 人"
    if bar.completion is None:
        return words
    return f"{words}，完成率 {numbers.rate(bar.completion)}，进度差 {numbers.signed(bar.gap)} 百分点"


@dataclass(frozen=True, slots=True)
class IndustryRow:
    """One industry and the length of its bar."""

    bar: Bar
    share: float
    known: bool


class IndustryDelegate(RowDelegate[IndustryRow]):
    """Name, bar, count, share of the whole."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        columns = 2 if self._list.isWrapping() else 1
        return QSize(self._list.viewport().width() // columns, self._list.row_height(index.row()))

    def focus_rect(self, rect: QRect) -> QRect:
        return self._half(rect)

    def _half(self, rect: QRect) -> QRect:
        """The row without the gap between the two columns."""
        if not self._list.isWrapping():
            return rect.adjusted(0, 0, -8, 0)
        return rect.adjusted(0, 0, -12, 0) if rect.left() < rect.width() // 2 else rect.adjusted(12, 0, 0, 0)

    def paint_row(self, painter: QPainter, rect: QRect, row: IndustryRow) -> None:
        room = self._half(rect)
        edge = room.right() + 1

        def cell(left: int, right: int) -> QRect:
            return QRect(left, rect.top(), right - left, rect.height())

        name = 122 if room.width() < 300 else min(230, room.width() - 170)
        role = "text" if row.known else "text2"
        paint_text(painter, cell(room.left(), room.left() + name), row.bar.name, role, 12)
        most = max(12, room.width() - name - 5 - 98)
        top = rect.top() + (rect.height() - BAR_HEIGHT) // 2
        wide = max(2, round(most * row.share)) if row.bar.value else 0
        ink = "c_actual" if row.known else "control"
        paint_bar(painter, QRect(room.left() + name + 5, top, wide, BAR_HEIGHT), ink)
        paint_text(painter, cell(edge - 96, edge - 54), numbers.count(row.bar.value), "text", 12, align=RIGHT)
        paint_text(painter, cell(edge - 52, edge), numbers.rate(row.bar.share), "text3", 12, align=RIGHT)


class IndustryList(RowList[IndustryRow]):
    """Industries by size in two columns, those not classified last."""

    room_changed = Signal()
    """The height changed, and so how many rows fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(), parent)
        self.setItemDelegate(IndustryDelegate(self))
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setAccessibleName("分行业")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.room_changed.emit()

    def capacity(self) -> int:
        """How many rows both columns hold without scrolling."""
        return max(2, 2 * (self._room() // INDUSTRY_ROW))

    def _room(self) -> int:
        """Height that rows may fill: the view wraps two pixels before its end."""
        return self.viewport().height() - 2

    def row_height(self, row: int) -> int:
        """Both columns fill the height evenly; a long list scrolls with rows of 19."""
        del row
        if not self.isWrapping():
            return INDUSTRY_ROW
        return max(INDUSTRY_ROW, self._room() // max(1, (self.rows.rowCount() + 1) // 2))

    def show_rows(self, bars: tuple[Bar, ...], unknown: Bar, most: int, *, long: bool = False) -> None:
        """Show these industries, then those not classified; `most` is the longest bar's value.

        A long list is one column that scrolls, with room for whole names.
        """
        self.setWrapping(not long)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if long else policy.ScrollBarAlwaysOff)
        rows = [IndustryRow(bar, bar.value / most if most else 0.0, True) for bar in bars]
        rows.append(IndustryRow(unknown, unknown.value / most if most else 0.0, False))
        self.rows.set_rows(
            rows,
            [
                f"{each.bar.name}，{numbers.count(each.bar.value)} 人，{numbers.rate(each.bar.share)}"
                for each in rows
            ],
        )

    def currentChanged(self, current: QModelIndex | Index, previous: QModelIndex | Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()


def _share_words(bar: Bar) -> str:
    return f"{bar.name}，{numbers.count(bar.value)} 人，占 {numbers.rate(bar.share)}"
