"""The line at the foot of a table: rows, persons, sums and counts, aligned to the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from core.section import Section
from core.views import Totals
from ui import numbers, theme
from ui.header import PADDING
from ui.record_model import NUMBERS, RecordModel

HEIGHT = 28
DISTINCT_UNITS = {"township": "镇街", "employer.name": "家单位"}


@dataclass(frozen=True, slots=True)
class Remark:
    """Words under one column; strong ones are the totals proper."""

    words: str
    strong: bool = False


def remarks(section: Section, totals: Totals, marked: Mapping[str, str]) -> dict[str, Remark]:
    """What stands under which field. `marked` are further words by field ("214 待核查")."""
    said: dict[str, Remark] = {key: Remark(words) for key, words in marked.items()}
    for key, value in totals.sums.items():
        if key in section.by_key:
            said[key] = Remark(numbers.amount(value), strong=True)
    for key, value in totals.distinct.items():
        if key in section.by_key:
            unit = DISTINCT_UNITS.get(key, f"种{section.by_key[key].label}")
            said.setdefault(key, Remark(f"{value:,} {unit}"))
    places = [*section.frozen, *(each.key for each in section.fields if each.key not in section.frozen)]
    if places:
        said[places[0]] = Remark(f"{totals.rows:,} 行", strong=True)
    if totals.persons is not None and len(places) > 1:
        counted = totals.counted
        words = f"{totals.persons:,} 人" if counted is None else f"计入 {counted:,} 人"
        said[places[1]] = Remark(words, strong=True)
    return said


class TotalsLine(QWidget):
    """Paints the totals under the columns of both panes; it scrolls sideways with them, never down."""

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._headers: list[tuple[QHeaderView, QWidget]] = []
        self._remarks: dict[str, Remark] = {}
        self._title = "合计"
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("合计")

    def follow(self, header: QHeaderView, pane: QWidget) -> None:
        """Align to the sections of this header, which stands over this pane."""
        self._headers.append((header, pane))
        for moved in (header.sectionResized, header.geometriesChanged):
            moved.connect(lambda *_: self.update())

    def set_remarks(self, said: dict[str, Remark]) -> None:
        """Show these words."""
        self._remarks = said
        words = [f"{self._model.section.by_key[key].label} {each.words}" for key, each in said.items()]
        self.setAccessibleDescription("，".join(words))
        self.update()

    def words(self, key: str) -> str:
        """What stands under a field, "" for nothing."""
        found = self._remarks.get(key)
        return found.words if found else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("header"))
        painter.setPen(theme.color("line_strong"))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        for header, pane in self._headers:
            left = pane.x() - self.x()
            painter.setClipRect(QRect(left, 1, pane.width(), HEIGHT))
            for column in range(header.count()):
                if not header.isSectionHidden(column):
                    x = left + header.sectionViewportPosition(column)
                    self._paint_remark(painter, QRect(x, 1, header.sectionSize(column), HEIGHT - 1), column)

    def _paint_remark(self, painter: QPainter, area: QRect, column: int) -> None:
        each = self._model.field(column)
        said = Remark(self._title) if each is None else self._remarks.get(each.key)
        if said is None:
            return
        painter.setFont(theme.font(12, theme.STRONG if said.strong else theme.REGULAR))
        painter.setPen(theme.color("text"))
        side = Qt.AlignmentFlag.AlignLeft
        inner = area.adjusted(PADDING, 0, -PADDING, 0)
        if each is not None and each.kind in NUMBERS:
            side = Qt.AlignmentFlag.AlignRight
        else:
            inner.setWidth(max(inner.width(), self._room(painter, said.words, area, column)))
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, said.words)

    def _room(self, painter: QPainter, words: str, area: QRect, column: int) -> int:
        """Words may run on over the next column when nothing stands there."""
        following = self._model.field(column + 1) if column < self._model.columnCount() - 1 else None
        if following is not None and following.key in self._remarks:
            return area.width()
        return painter.fontMetrics().horizontalAdvance(words) + 4
