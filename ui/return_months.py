"""The months of a year at the left of 月报, each with its state, and the year's return below them."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.return_views import ReturnMonth
from ui.icons import Glyph, status_glyph
from ui.painting import paint_bar, paint_text
from ui.row_list import RowDelegate, RowList, RowsModel
from ui.theme import REGULAR, STRONG

WIDTH, SHORT = 212, 96
HIGH, LOW = 46, 32
GLYPHS = {
    "draft": Glyph.HALF,
    "in_review": Glyph.PLANNED,
    "returned": Glyph.LOOK,
    "approved": Glyph.DONE,
    "submitted": Glyph.LOCKED,
    "not_due": Glyph.DRAFT,
}
NOT_DUE = "not_due"


def is_year(month: str) -> bool:
    """A return is the year's when it goes by the year alone."""
    return "-" not in month


def month_words(month: str) -> str:
    """9 月, from 2025-09; 年报, from 2025."""
    return "年报" if is_year(month) else f"{int(month[5:])} 月"


def return_words(month: str) -> str:
    """9 月月报, from 2025-09; 2025 年年报, from 2025."""
    return f"{month} 年年报" if is_year(month) else f"{month_words(month)}月报"


def changed_words(month: ReturnMonth) -> str:
    """有 4 个数变了, under a month whose rows changed after it was submitted."""
    version = f"第 {month.version} 版，" if month.version > 1 else ""
    return f"{version}{month.changed} 个数后来变了"


class MonthDelegate(RowDelegate[ReturnMonth]):
    """Month, shape and word of its state, and below it what matters of that state."""

    def focus_rect(self, rect: QRect) -> QRect:
        return rect.adjusted(8, 1, -8, -1)

    def paint_row(self, painter: QPainter, rect: QRect, row: ReturnMonth) -> None:
        current = self._list.currentIndex()
        here = current.isValid() and self._list.rows.row_at(current) is row
        if here:
            paint_bar(painter, rect.adjusted(8, 1, -8, -1), "select")
            paint_bar(painter, QRect(rect.left() + 8, rect.top() + 11, 3, rect.height() - 22), "accent")
        quiet = row.state == NOT_DUE
        top = rect.top() + (5 if rect.height() > LOW else 4)
        role = "text3" if quiet else "text"
        weight = STRONG if here else REGULAR
        paint_text(painter, QRect(rect.left() + 20, top, 46, 22), month_words(row.month), role, 13, weight)
        narrow = rect.width() < WIDTH // 2
        shape = Glyph.LOOK if narrow and row.changed else GLYPHS.get(row.state, Glyph.DRAFT)
        status_glyph(painter, QRect(rect.left() + (56 if narrow else 72), top + 5, 12, 12), shape)
        if narrow:
            return
        left = rect.left() + 89
        paint_text(painter, QRect(left, top, rect.right() - left - 10, 22), row.state_text, role)
        below = QRect(left, top + 20, rect.right() - left - 8, 18)
        if row.changed:
            status_glyph(painter, QRect(rect.left() + 72, top + 23, 12, 12), Glyph.LOOK)
            paint_text(painter, below, changed_words(row), "warn", 12)
        elif row.detail:
            paint_text(painter, below, row.detail, "text3", 12)


class MonthList(RowList[ReturnMonth]):
    """Twelve months and the year; the chosen one keeps its ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(), parent)
        self.setItemDelegate(MonthDelegate(self))
        self.setAccessibleName("月份")
        self.setFixedWidth(WIDTH)
        self.short = False
        self.setViewportMargins(0, 10, 0, 0)

    def show_data(self, months: tuple[ReturnMonth, ...], chosen: str) -> None:
        """Show these months with one chosen."""
        spoken = [
            "，".join(
                (
                    month_words(each.month),
                    each.state_text,
                    changed_words(each) if each.changed else each.detail,
                )
            )
            for each in months
        ]
        self.rows.set_rows(months, spoken)
        for row, each in enumerate(months):
            if each.month == chosen:
                self.setCurrentIndex(self.rows.index(row))

    def row_height(self, row: int) -> int:
        return HIGH if self.rows.row_at(row).detail and not self.short else LOW

    def shorten(self, short: bool) -> None:
        """Months and shapes alone where there is no room for words."""
        self.short = short
        self.setFixedWidth(SHORT if short else WIDTH)
        self.scheduleDelayedItemsLayout()
