"""The tiles of 总览: one city figure each, against its quota and its pro-rata progress."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.figure_views import FigureView
from core.progress import Standing, standing
from ui import numbers
from ui.buttons import text_width
from ui.chips import chip_width, paint_chip
from ui.icons import Glyph
from ui.painting import (
    RIGHT,
    paint_bar,
    paint_focus,
    paint_panel,
    paint_text,
    paint_tick,
)
from ui.theme import STRONG, color

TILE_HEIGHT = 160
PADDING = 14

STANDING_WORDS = {
    Standing.AHEAD: (Glyph.AHEAD, "超前序时"),
    Standing.LEVEL: (Glyph.SAME, "基本持平"),
    Standing.BEHIND: (Glyph.BEHIND, "落后序时"),
}
STANDING_ROLES = {Standing.AHEAD: "ok", Standing.BEHIND: "warn"}
"""Colour of a gap; level and unknown stay as text."""

_COLUMNS = (0.0, 0.332, 0.56, 0.77)
"""Where the four numbers at the foot begin, as shares of the inner width."""


class FigureTile(QAbstractButton):
    """A figure against its target. Pressing it asks why the number is what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: FigureView | None = None
        self._title = ""
        self._chosen = False
        self.setFixedHeight(TILE_HEIGHT)
        self.setMinimumWidth(290)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def figure(self) -> FigureView | None:
        """The figure shown."""
        return self._figure

    def show_data(self, title: str, figure: FigureView) -> None:
        """Show a figure under a title."""
        self._title, self._figure = title, figure
        self.setAccessibleName(f"{title}，{_spoken(figure)}")
        self.setAccessibleDescription("按回车看为什么是这个数")
        self.setToolTip("为什么是这个数")
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Keep the frame while the figure is being explained, so that the eye does not lose it."""
        self._chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(345, TILE_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        edge = "line_strong" if self.underMouse() else "line"
        paint_panel(painter, self.rect(), "surface", edge)
        if self._figure is not None:
            inner = self.rect().adjusted(PADDING, 0, -PADDING, 0)
            self._paint_head(painter, inner, self._figure)
            self._paint_progress(painter, inner, self._figure)
            self._paint_foot(painter, inner, self._figure)
        if self.hasFocus() or self._chosen:
            paint_focus(painter, self.rect())

    def _paint_head(self, painter: QPainter, inner: QRect, figure: FigureView) -> None:
        room = inner.width()
        state = standing(figure.gap)
        if state in STANDING_WORDS:
            kind, words = STANDING_WORDS[state]
            wide = chip_width(words)
            paint_chip(painter, QRect(inner.right() - wide + 1, 10, wide, 20), kind, words)
            room -= wide + 8
        paint_text(painter, QRect(inner.left(), 9, room, 22), self._title, "text", 13, STRONG)
        value = numbers.count(figure.value)
        wide = text_width(value, 26, STRONG)
        paint_text(painter, QRect(inner.left(), 35, wide + 2, 36), value, "text", 26, STRONG)
        rest = f"/ {numbers.count(figure.target)} {figure.unit}" if figure.target is not None else figure.unit
        left = inner.left() + wide + 9
        paint_text(painter, QRect(left, 45, inner.right() - left - 74, 22), rest, "text3")
        paint_text(
            painter,
            QRect(inner.right() - 90, 44, 91, 24),
            numbers.rate(figure.completion),
            "text",
            16,
            STRONG,
            RIGHT,
        )

    def _paint_progress(self, painter: QPainter, inner: QRect, figure: FigureView) -> None:
        ground = QRect(inner.left(), 80, inner.width(), 8)
        paint_bar(painter, ground, "bar_bg")
        if figure.completion is not None:
            share = min(1.0, max(0.0, float(figure.completion) / 100))
            paint_bar(painter, QRect(ground.left(), 80, round(ground.width() * share), 8), "c_actual")
        line = QRect(inner.left(), 94, inner.width(), 18)
        if figure.pro_rata is None:
            paint_text(painter, line, "没有目标，不算进度", "text3", 12)
        else:
            share = min(1.0, max(0.0, float(figure.pro_rata) / 100))
            tick = ground.left() + round((ground.width() - 1) * share)
            painter.fillRect(QRect(tick - 1, 80, 3, 8), color("surface"))
            paint_tick(painter, tick, 76, 16)
            paint_text(painter, line, pro_rata_words(figure), "text3", 12)
        known = figure.year_on_year is not None
        words = f"同比 {numbers.signed(figure.year_on_year, '%')}" if known else f"同比 {numbers.UNKNOWN}"
        paint_text(painter, line, words, "text3", 12, align=RIGHT)

    def _paint_foot(self, painter: QPainter, inner: QRect, figure: FigureView) -> None:
        cells = _foot(figure)
        places = foot_places([text_width(words, 13, weight) for _, words, _, weight in cells], inner.width())
        for (label, words, role, weight), place in zip(cells, places, strict=True):
            left = inner.left() + place
            paint_text(painter, QRect(left, 117, inner.right() - left, 18), label, "text3", 12)
            paint_text(painter, QRect(left, 135, inner.right() - left + 8, 20), words, role, 13, weight)


def foot_places(widths: Sequence[int], room: int) -> list[int]:
    """Where the numbers at the foot begin: on their columns, or after a long neighbour."""
    places: list[int] = []
    free = 0
    for wide, share in zip(widths, _COLUMNS, strict=True):
        places.append(max(free, round(room * share)))
        free = places[-1] + wide + 8
    return places


def pro_rata_words(figure: FigureView) -> str:
    """序时 74.79%，273 / 365 天."""
    days = f"{numbers.count(figure.elapsed)} / {numbers.count(figure.days)} 天"
    return f"序时 {numbers.rate(figure.pro_rata)}，{days}"


def _foot(figure: FigureView) -> tuple[tuple[str, str, str, int], ...]:
    role = STANDING_ROLES.get(standing(figure.gap), "text")
    unit = figure.unit
    recent = numbers.pace(figure.recent_pace)
    return (
        ("进度差", numbers.with_unit(numbers.signed(figure.gap), "百分点"), role, STRONG),
        ("还差", numbers.with_unit(numbers.count(figure.missing), unit), "text", STRONG),
        ("每天需", numbers.with_unit(numbers.pace(figure.pace), unit), "text", STRONG),
        ("近 30 天", numbers.with_unit(recent, f"{unit}/天"), "text2", 400),
    )


def _spoken(figure: FigureView) -> str:
    """The tile in one sentence, for a screen reader."""
    parts = [numbers.with_unit(numbers.count(figure.value), figure.unit)]
    if figure.target is not None:
        parts.append(f"目标 {numbers.count(figure.target)} {figure.unit}")
        parts.append(f"完成率 {numbers.rate(figure.completion)}")
        parts.append(pro_rata_words(figure))
        parts.append(f"进度差 {numbers.signed(figure.gap)} 百分点")
    return "，".join(parts)
