"""A calendar below a date's entry. The keyboard stays in the entry and drives it from there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QTableView, QVBoxLayout, QWidget

from ui import theme

WIDTH, HEIGHT = 290, 232
LEAST_DAY = 24
STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class DayPicker(QFrame):
    """Stands inside the window, below its entry or above; takes no focus, like the lists do."""

    picked = Signal(object)
    """A `date` was clicked."""

    def __init__(self, entry: QLineEdit) -> None:
        super().__init__(entry.window())
        self._entry = entry
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._calendar = QCalendarWidget(self)
        self._dress()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._calendar)
        self._calendar.clicked.connect(lambda _day: self.picked.emit(self.day()))
        entry.destroyed.connect(self.deleteLater)
        self.hide()

    def open_at(self, day: date) -> None:
        """Show the month of a day, that day chosen."""
        self._show(day)
        window = self._entry.window()
        below = self._entry.mapTo(window, QPoint(0, self._entry.height() + 1))
        above = self._entry.mapTo(window, QPoint(0, -1 - HEIGHT))
        top = below.y() if below.y() + HEIGHT <= window.height() else max(0, above.y())
        self.setGeometry(QRect(min(below.x(), max(0, window.width() - WIDTH)), top, WIDTH, HEIGHT))
        self.show()
        self.raise_()

    def day(self) -> date:
        """The chosen day."""
        chosen = self._calendar.selectedDate()
        return date(chosen.year(), chosen.month(), chosen.day())

    def step(self, key: Qt.Key) -> bool:
        """Go by an arrow or a page key; False for any other."""
        chosen = self._calendar.selectedDate()
        if key in STEPS:
            self._show(self.day() + timedelta(days=STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._calendar.setSelectedDate(chosen.addMonths(1 if key is Qt.Key.Key_PageDown else -1))
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(theme.color("line_strong"))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _show(self, day: date) -> None:
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))

    def _dress(self) -> None:
        calendar = self._calendar
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        calendar.setGridVisible(False)
        calendar.setFont(theme.font(13))
        calendar.setAccessibleName(f"{self._entry.accessibleName()}，日历")
        plain_day = QTextCharFormat()
        plain_day.setForeground(theme.color("text"))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekend, plain_day)
        head = QTextCharFormat()
        head.setForeground(theme.color("text3"))
        calendar.setHeaderTextFormat(head)
        for child in cast("list[QWidget]", calendar.findChildren(QWidget)):
            child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if isinstance(child, QTableView):
                child.setFrameShape(QFrame.Shape.NoFrame)
                child.horizontalHeader().setMinimumSectionSize(LEAST_DAY)
