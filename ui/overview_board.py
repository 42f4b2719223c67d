"""Where the pieces of 总览 stand at each width of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.tiles import TILE_HEIGHT

MARGIN = 12
GAP = 10
WIDE_FROM = 1000
TWO_FROM = 620
TOP = (345, 311, 490)
LOWER = (534, 345, 267)
LEFT = (240, 172)
LOWER_LEAST = 390
CHART_HEIGHT = 260
INDUSTRY_HEIGHT = 190
LIST_HEIGHT = 470


@dataclass(frozen=True, slots=True)
class Pieces:
    """The panels of the page."""

    first: QWidget
    second: QWidget
    plan: QWidget
    chart: QWidget
    industries: QWidget
    townships: QWidget
    due: QWidget


class Board(QWidget):
    """Lays the pieces out: as drawn from 1000 px on, in two columns from 620, else in one, scrolling."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__()
        self._pieces = pieces
        self._city = self._own = True
        for name in Pieces.__slots__:
            getattr(pieces, name).setParent(self)

    def show_plans(self, *, city: bool, own: bool) -> None:
        """Which of the upper pieces to show."""
        self._city, self._own = city, own
        self._pieces.first.setVisible(city)
        self._pieces.second.setVisible(city)
        self._pieces.plan.setVisible(own)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        inner = self.width() - 2 * MARGIN
        if inner >= WIDE_FROM:
            self._wide(inner)
        elif inner >= TWO_FROM:
            self._columns(inner, 2)
        else:
            self._columns(inner, 1)

    def _upper(self) -> list[tuple[QWidget, int]]:
        pieces, shown = self._pieces, []
        if self._city:
            shown += [(pieces.first, TOP[0]), (pieces.second, TOP[1])]
        if self._own:
            shown.append((pieces.plan, TOP[2]))
        elif self._city:
            shown = [(pieces.first, 1), (pieces.second, 1)]
        return shown

    def _wide(self, inner: int) -> None:
        pieces = self._pieces
        upper = self._upper()
        for (piece, _), box in zip(upper, _shares(inner, [share for _, share in upper]), strict=True):
            piece.setGeometry(MARGIN + box[0], MARGIN, box[1], TILE_HEIGHT)
        top = MARGIN + TILE_HEIGHT + GAP
        least = top + LOWER_LEAST + MARGIN
        self.setMinimumHeight(least)
        high = max(self.height(), least) - MARGIN - top
        left, middle, right = _shares(inner, list(LOWER))
        for (offset, part), piece in zip(
            _shares(high, list(LEFT)), (pieces.chart, pieces.industries), strict=True
        ):
            piece.setGeometry(MARGIN + left[0], top + offset, left[1], part)
        pieces.townships.setGeometry(MARGIN + middle[0], top, middle[1], high)
        pieces.due.setGeometry(MARGIN + right[0], top, right[1], high)

    def _columns(self, inner: int, columns: int) -> None:
        pieces = self._pieces
        rows: list[tuple[list[QWidget], int]] = []
        if self._city:
            tiles = [pieces.first, pieces.second]
            rows += [(tiles, TILE_HEIGHT)] if columns == 2 else [([each], TILE_HEIGHT) for each in tiles]
        if self._own:
            rows.append(([pieces.plan], TILE_HEIGHT))
        rows += [([pieces.chart], CHART_HEIGHT), ([pieces.industries], INDUSTRY_HEIGHT)]
        lists = [pieces.townships, pieces.due]
        rows += [(lists, LIST_HEIGHT)] if columns == 2 else [([each], LIST_HEIGHT) for each in lists]
        top = MARGIN
        for widgets, high in rows:
            for widget, (offset, wide) in zip(widgets, _shares(inner, [1] * len(widgets)), strict=True):
                widget.setGeometry(QRect(MARGIN + offset, top, wide, high))
            top += high + GAP
        self.setMinimumHeight(top - GAP + MARGIN)


def _shares(length: int, weights: list[int]) -> list[tuple[int, int]]:
    """Cut a length into (offset, part) by weights, with a gap between the parts."""
    room = length - GAP * (len(weights) - 1)
    whole = sum(weights)
    parts: list[tuple[int, int]] = []
    offset = used = 0
    for weight in weights:
        used += weight
        end = round(room * used / whole) + GAP * len(parts)
        parts.append((offset, end - offset))
        offset = end + GAP
    return parts
