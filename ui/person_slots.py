"""The four services of 1131 as four boxes: one mark for each one wanted, its day, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy

from core.people.views import Slot
from ui.icons import Glyph, status_glyph
from ui.painting import RIGHT, paint_focus, paint_panel, paint_text
from ui.panels import Panel
from ui.person_timeline import day_words
from ui.theme import REGULAR, STRONG

HEIGHT = 70
_MARK, _STEP = 13, 20


class SlotBox(QAbstractButton):
    """One service of 1131. A click records the next one of its kind."""

    def __init__(self, slot: Slot, deadline: date | None, today: date) -> None:
        super().__init__()
        self.slot = slot
        self._deadline = deadline
        self._today = today
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{slot.title} {slot.done} / {slot.wanted}，{self.said()}")
        self.setToolTip(f"记一次{slot.title}")

    def said(self) -> str:
        """The words below the marks."""
        slot = self.slot
        if not slot.missing:
            day, officer = slot.given[slot.wanted - 1]
            return "　".join(each for each in (day_words(day, self._today), officer) if each)
        words = f"差 {slot.missing} 次" if slot.done else "未提供"
        if self._deadline is None:
            return words
        if self._deadline < self._today:
            return f"{words}，已过期限"
        return f"{words}，{self._deadline.month} 月 {self._deadline.day} 日前"

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, slot = QPainter(self), self.slot
        paint_panel(painter, self.rect(), "surface" if slot.missing else "sunken")
        inside = self.rect().adjusted(10, 6, -10, -6)
        line = QRect(inside.left(), inside.top(), inside.width(), 20)
        paint_text(painter, line, slot.title, "text", 13, STRONG)
        paint_text(painter, line, f"{slot.done} / {slot.wanted}", "text3", 12, REGULAR, RIGHT)
        for at in range(slot.wanted):
            mark = QRect(inside.left() + at * _STEP, inside.top() + 23, _MARK, _MARK)
            status_glyph(painter, mark, Glyph.DONE if at < slot.done else Glyph.WAITING)
        below = QRect(inside.left(), inside.top() + 40, inside.width(), 18)
        late = self._deadline is not None and self._deadline < self._today
        role = ("bad" if late else "warn") if slot.missing else "text3"
        paint_text(painter, below, self.said(), role, 12)
        if self.hasFocus():
            paint_focus(painter, self.rect())


class SlotsPanel(Panel):
    """1131 服务: the four boxes and how many of the six are done."""

    wanted = Signal(str)
    """Key of the service that is to be recorded."""

    def __init__(self) -> None:
        super().__init__("1131 服务", " ")
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        self.body.addLayout(self._row)
        self.boxes: list[SlotBox] = []

    def show_data(self, slots: Sequence[Slot], deadline: date | None, today: date) -> None:
        """Show a person's services; nothing at all hides the panel."""
        for old in self.boxes:
            self._row.removeWidget(old)
            old.deleteLater()
        self.boxes = [SlotBox(each, deadline, today) for each in slots]
        for box in self.boxes:
            box.clicked.connect(lambda *_, key=box.slot.key: self.wanted.emit(key))
            self._row.addWidget(box, 1)
        done, wanted = sum(each.done for each in slots), sum(each.wanted for each in slots)
        until = f"，期限 {deadline.month} 月 {deadline.day} 日" if deadline else ""
        self.note.setText(
            f"{wanted} 项都已完成" if done == wanted else f"{wanted} 项中已完成 {done} 项{until}"
        )
        self.setVisible(bool(slots))
