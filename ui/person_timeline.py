"""What happened to a person, newest first, with what is planned on top; every line opens its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.people.views import Event
from ui.icons import Glyph, status_glyph
from ui.painting import RIGHT, paint_text
from ui.row_list import RowDelegate, RowList, RowsModel
from ui.theme import REGULAR, STRONG, color

HEIGHT = 48
DAY_WIDTH = 84
MARK = 13
PLACE_WIDTH = 92
GLYPHS = {"ok": Glyph.DONE, "bad": Glyph.BAD, "note": Glyph.PLANNED, "draft": Glyph.DRAFT}


class TimelineDelegate(RowDelegate[Event]):
    """Day, mark on a line, title and detail, and at the right where it is recorded and by whom."""

    def __init__(self, parent: TimelineList) -> None:
        super().__init__(parent)
        self._timeline = parent

    def paint_row(self, painter: QPainter, rect: QRect, row: Event) -> None:
        if row.planned:
            painter.fillRect(rect, color("accent_tint"))
        self._paint_line(painter, rect, row)
        top, below = rect.top() + 5, rect.top() + 24
        weight = STRONG if row.planned else REGULAR
        days = QRect(rect.left() + 4, top, DAY_WIDTH - 8, 20)
        said = day_words(row.day, self._timeline.today)
        paint_text(painter, days, said, "accent" if row.planned else "text2", 13, weight, RIGHT)
        mark = QRect(rect.left() + DAY_WIDTH + 8, top + 4, MARK, MARK)
        status_glyph(
            painter, mark, GLYPHS.get(row.light, Glyph.EVENT), "" if row.light != "plain" else "text2"
        )
        left = mark.right() + 14
        right = rect.right() - PLACE_WIDTH - 6
        paint_text(painter, QRect(left, top, right - left - 8, 20), row.title, "text", 13, STRONG)
        paint_text(painter, QRect(left, below, right - left - 8, 20), row.detail, "text2", 13)
        place = QRect(right, top, PLACE_WIDTH, 20)
        paint_text(painter, place, row.place, "text3", 12, REGULAR, RIGHT)
        paint_text(painter, QRect(right, below, PLACE_WIDTH, 20), row.who, "text3", 12, REGULAR, RIGHT)

    def _paint_line(self, painter: QPainter, rect: QRect, row: Event) -> None:
        """The hairline between this mark and the next one below."""
        index = self._timeline.place_of(row)
        if index < self._timeline.rows.rowCount() - 1:
            x = rect.left() + DAY_WIDTH + 8 + MARK // 2
            painter.fillRect(QRect(x, rect.top() + 26, 1, rect.height() - 20), color("line_strong"))


class TimelineList(RowList[Event]):
    """The events of one person; `opened` carries the place of the one to open."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(), parent)
        self.today = today
        self._events: tuple[Event, ...] = ()
        self.setItemDelegate(TimelineDelegate(self))
        self.setAccessibleName("经过")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_data(self, events: Sequence[Event]) -> None:
        """Show these events, as high as all of them: the page scrolls, not the list."""
        self._events = tuple(events)
        self.rows.set_rows(self._events, [spoken(each) for each in self._events])
        self.setFixedHeight(max(1, len(self._events)) * HEIGHT)

    def event_at(self, place: int) -> Event:
        """The event at a place."""
        return self._events[place]

    def place_of(self, event: Event) -> int:
        """Where an event stands."""
        return next((at for at, each in enumerate(self._events) if each is event), 0)

    def row_height(self, row: int) -> int:
        del row
        return HEIGHT


def day_words(day: date | None, today: date) -> str:
    """9 月 24 日; with the year where it is another one."""
    if day is None:
        return "日期未填"
    return f"{day.month} 月 {day.day} 日" if day.year == today.year else day.isoformat()


def spoken(event: Event) -> str:
    """What a screen reader says of an event."""
    day = event.day.isoformat() if event.day else "日期未填"
    return "，".join(each for each in (day, event.title, event.detail, event.place, event.who) if each)
