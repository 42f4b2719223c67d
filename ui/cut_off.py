"""Choosing a cut-off day: the month ends of the year beside a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.period import Month
from ui.controls import Button, ToolButton, plain, words
from ui.numbers import day_words
from ui.theme import color, font


class CutOffPopup(QWidget):
    """Twelve month ends and a calendar; a choice closes it."""

    chosen = Signal(object)
    """The `date` chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._year = 0
        self._ends = QGridLayout()
        self._ends.setSpacing(6)
        self._calendar = QCalendarWidget()
        self._dress_calendar()
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(words("截止到月末", "label"))
        left.addLayout(self._ends)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(16)
        row.addLayout(left)
        row.addWidget(self._calendar)

    def _dress_calendar(self) -> None:
        calendar = self._calendar
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setGridVisible(False)
        calendar.setFont(font(13))
        calendar.setAccessibleName("截止日")
        calendar.clicked.connect(self._pick)
        calendar.activated.connect(self._pick)
        calendar.setFixedSize(280, 228)

    def open_at(self, spot: QPoint, day: date, cut_off_day: int = 0) -> None:
        """Show the popup below `spot` (global) with `day` chosen; `cut_off_day` 0 means month ends."""
        plain_day = QTextCharFormat()
        plain_day.setForeground(color("text"))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(weekend, plain_day)
        head = QTextCharFormat()
        head.setForeground(color("text3"))
        self._calendar.setHeaderTextFormat(head)
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._fill(day.year, cut_off_day)
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = max(room.left(), min(spot.x(), room.right() - self.width()))
        self.move(left, min(spot.y(), max(room.top(), room.bottom() - self.height())))
        self.show()
        self._calendar.setFocus()

    def _fill(self, year: int, cut_off_day: int) -> None:
        while self._ends.count():
            item = self._ends.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for number in range(1, 13):
            end = Month(year, number, cut_off_day).cut_off
            button = self._end_button(end)
            self._ends.addWidget(button, (number - 1) // 2, (number - 1) % 2)

    def _end_button(self, end: date) -> Button:
        def take() -> None:
            self._take(end)

        button = plain(day_words(end), take)
        button.setFixedWidth(104)
        return button

    def _pick(self, picked: QDate) -> None:
        self._take(date(picked.year(), picked.month(), picked.day()))

    def _take(self, day: date) -> None:
        self.hide()
        self.chosen.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.setPen(color("line_strong"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class CutOffButton(ToolButton):
    """Shows the cut-off day and opens the chooser."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("calendar-event", "截止日", act=self._open)
        self.setToolTip("截止日：统计到这一天，含当天")
        self._day = date.min
        self.popup = CutOffPopup(self)
        self.popup.chosen.connect(self.chosen)

    def show_day(self, day: date) -> None:
        """Write the day on the button."""
        self._day = day
        self.setText(f"截止日 {day_words(day)}")
        self.setAccessibleName(self.text())
        self.updateGeometry()

    def _open(self) -> None:
        self.popup.open_at(self.mapToGlobal(QPoint(-260, self.height() + 4)), self._day)
