"""The cumulative curve as a table of months, for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.figure_views import Dashboard
from core.period import Month
from ui import numbers
from ui.controls import dialog_foot, ground, plain, words

ROW = 28


class MonthTable(QDialog):
    """Each month's cumulative number beside last year's; freed when closed."""

    def __init__(self, view: Dashboard, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("各月累计")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ground(self, "surface")
        rows = month_rows(view)
        self.table = QTableWidget(len(rows), 3)
        self.table.setAccessibleName("各月累计")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column, head in enumerate(("截止", "本年累计，人", "上年同期，人")):
            titled = QTableWidgetItem(head)
            titled.setTextAlignment(right if column else left)
            self.table.setHorizontalHeaderItem(column, titled)
        self.table.setStyleSheet("QTableView::item { padding: 0 8px }")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for place, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(right)
                self.table.setItem(place, column, item)
        self.table.setFixedSize(420, ROW * (min(12, len(rows)) + 1) + 2)
        close = plain("关闭", self.close)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(20, 18, 20, 14)
        column_layout.setSpacing(10)
        column_layout.addWidget(words("留渝来渝就业创业，各月累计", "page"))
        column_layout.addWidget(self.table)
        column_layout.addLayout(dialog_foot((), (close,)))
        self.table.setFocus()


def month_rows(view: Dashboard) -> tuple[tuple[str, str, str], ...]:
    """Cut-off, this year's and last year's number for each month up to the dashboard's cut-off."""
    rows = []
    for number, value in enumerate(view.curve.done, 1):
        end = min(Month(view.curve.span.last.year, number, _cut_off_day(view)).cut_off, view.as_of)
        then = _at(view.last_year, end) if view.last_year else None
        rows.append((numbers.day_words(end), numbers.count(value), numbers.count(then)))
    return tuple(rows)


def _cut_off_day(view: Dashboard) -> int:
    """0 for month ends; the day on which the statistical year ends otherwise."""
    last = view.curve.span.last
    return 0 if (last.month, last.day) == (12, 31) else last.day


def _at(points: Sequence[tuple[date, int]], day: date) -> int:
    """The last value known by a day."""
    known = [value for when, value in points if when <= day]
    return known[-1] if known else 0
