"""The cumulative curve of 总览: each line carries its own name, and opens what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.figure_views import Dashboard
from ui import numbers
from ui.painting import FocusFrame
from ui.theme import STRONG, color, font, theme

GUTTER = 76
LEFT_AXIS = 46
HEADROOM = 8
CHOSEN = 1.4
"""How much thicker the line is that the keys have chosen."""
REACH = 9.0
"""Distance in pixels at which a line answers the pointer."""
NICE_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)

THIS_YEAR = "this_year"
LAST_YEAR = "last_year"
PRO_RATA = "pro_rata"
TARGET = "target"


@dataclass(frozen=True, slots=True)
class _Line:
    """One drawn line in days from the start and counts."""

    key: str
    words: str
    days: Any
    values: Any


def axis_step(top: float) -> float:
    """The smallest round step that gives at most four lines above zero below `top`."""
    magnitude = 10.0 ** np.floor(np.log10(max(top, 1.0) / 5))
    for nice in (*NICE_STEPS, 10.0):
        if top / (nice * magnitude) < 5:
            return max(1.0, float(nice * magnitude))
    return max(1.0, float(10 * magnitude))


class CumulativeChart(QWidget):
    """This year, last year, pro-rata and target over the months of a year.

    Left and right choose a line, Enter opens it; so does a click on it. T asks for the table of months.
    """

    opened = Signal(str)
    """Key of the line: this_year, last_year, pro_rata or target."""

    table_wanted = Signal()
    """T was pressed: the months as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True, exitCleanup=False)  # its clean-up prints to a clerk's console
        self._plot: Any = pg.PlotWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._view: Dashboard | None = None
        self._lines: tuple[_Line, ...] = ()
        self._chosen = 0
        self._labels: list[tuple[Any, float, float, float, float]] = []
        self._prepare()
        theme().changed.connect(self._draw)
        FocusFrame(self)

    def _prepare(self) -> None:
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setContentsMargins(0, 0, 0, 0)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("累计曲线")
        self.setMinimumSize(260, 150)

    def show_data(self, view: Dashboard) -> None:
        """Draw the curve of a dashboard."""
        self._view = view
        self._lines = self._make_lines(view)
        self._chosen = 0
        told = "，".join(line.words for line in self._lines)
        self.setAccessibleDescription(f"{told}。左右键选线，回车看来历，T 键看各月数")
        self._draw()

    def line_keys(self) -> tuple[str, ...]:
        """The lines drawn, in the order in which the arrow keys choose them."""
        return tuple(line.key for line in self._lines)

    def words(self) -> tuple[str, ...]:
        """What stands beside each line."""
        return tuple(line.words for line in self._lines)

    def _make_lines(self, view: Dashboard) -> tuple[_Line, ...]:
        start = view.curve.span.start
        last_day = (view.curve.span.last - start).days
        lines = []
        done = _points(view.daily, start)
        value = view.daily[-1][1] if view.daily else 0
        end = (view.as_of - start).days
        days, values = np.append(done[0], end), np.append(done[1], value)
        lines.append(_Line(THIS_YEAR, f"本年 {numbers.count(value)}", days, values))
        if view.last_year:
            then = _points(view.last_year, start)
            total = view.last_year[-1][1]
            lines.append(_Line(LAST_YEAR, f"上年 {numbers.count(total)}", then[0], then[1]))
        if view.curve.target:
            whole = np.array([0, last_day])
            words = f"序时线 {numbers.count(view.pro_rata_value)}"
            lines.append(_Line(PRO_RATA, words, whole, np.array([0, view.curve.target])))
            level = np.array([view.curve.target, view.curve.target])
            lines.append(_Line(TARGET, f"目标 {numbers.count(view.curve.target)}", whole, level))
        return tuple(lines)

    def _top(self) -> float:
        return max(10.0, *(float(line.values.max()) for line in self._lines))

    def _draw(self) -> None:
        """Colours and fonts are read once by the plot, so everything is built anew."""
        if self._view is None:
            return
        plot = self._plot
        plot.clear()
        self._labels = []
        plot.setBackground(color("chart_bg"))
        self._draw_axes(self._view)
        for line in reversed(self._lines):
            self._draw_line(line)
        self._draw_cut_off(self._view)
        self._label_lines(self._view)
        self._fit()

    def _pen(self, role: str, width: float, dash: Sequence[float] = ()) -> Any:
        pen = pg.mkPen(color(role), width=width * self.devicePixelRatioF())
        if dash:
            pen.setDashPattern([step / width for step in dash])
        return pen

    def _draw_axes(self, view: Dashboard) -> None:
        top = self._top()
        step = axis_step(top)
        last_day = (view.curve.span.last - view.curve.span.start).days
        ticks = np.arange(0.0, top, step)
        left, bottom = self._plot.getAxis("left"), self._plot.getAxis("bottom")
        left.setTicks([[(tick, numbers.count(int(tick))) for tick in ticks]])
        left.setWidth(LEFT_AXIS)
        bottom.setTicks([_month_names(view.curve.span.start, view.curve.span.last)])
        bottom.setHeight(22)
        for axis in (left, bottom):
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font(12), tickLength=0, tickTextOffset=5, autoExpandTextSpace=False)
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(color("axis"))
        for tick in ticks:
            pen = self._pen("control" if tick == 0 else "grid", 1)
            self._add([0, last_day], [tick, tick], pen, smooth=False)

    def _add(self, days: Any, values: Any, pen: Any, smooth: bool = True) -> None:
        item = pg.PlotCurveItem(np.asarray(days, float), np.asarray(values, float), pen=pen, antialias=smooth)
        self._plot.addItem(item, ignoreBounds=True)

    def _draw_line(self, line: _Line) -> None:
        more = CHOSEN if self.hasFocus() and self._lines[self._chosen] is line else 0
        pens = {
            THIS_YEAR: self._pen("c_actual", 2.6 + more),
            LAST_YEAR: self._pen("c_last", 1.5 + more),
            PRO_RATA: self._pen("c_prorata", 1.4 + more, (5 * 1.4, 4 * 1.4)),
            TARGET: self._pen("c_target", 1 + more),
        }
        self._add(line.days, line.values, pens[line.key], smooth=line.key != TARGET)

    def _draw_cut_off(self, view: Dashboard) -> None:
        day = (view.as_of - view.curve.span.start).days
        self._add([day, day], [0, self._top()], self._pen("axis", 1, (1, 3)), smooth=False)
        value = view.daily[-1][1] if view.daily else 0
        spot = pg.ScatterPlotItem(
            [day], [value], size=8, pen=pg.mkPen(color("chart_bg")), brush=pg.mkBrush(color("c_actual"))
        )
        self._plot.addItem(spot, ignoreBounds=True)
        self._label(f"截止 {numbers.day_words(view.as_of)}", "text3", day, 0.0, 8, -16, anchor=(0, 0.5))

    def _label(
        self,
        words: str,
        role: str,
        day: float,
        value: float,
        right: float,
        down: float,
        *,
        anchor: tuple[float, float],
        bold: bool = False,
    ) -> None:
        item = pg.TextItem(words, color=color(role), anchor=anchor)
        item.setFont(font(12, STRONG if bold else 400))
        self._plot.addItem(item, ignoreBounds=True)
        self._labels.append((item, day, value, right, down))

    def _label_lines(self, view: Dashboard) -> None:
        last_day = (view.curve.span.last - view.curve.span.start).days
        by_key = {line.key: line for line in self._lines}
        day = (view.as_of - view.curve.span.start).days
        value = float(by_key[THIS_YEAR].values[-1])
        above = max(value, float(view.pro_rata_value or 0))
        early = day < last_day * 0.3
        self._label(
            by_key[THIS_YEAR].words,
            "c_actual",
            day,
            above,
            8 if early else -6,
            -4,
            anchor=(0, 1) if early else (1, 1),
            bold=True,
        )
        if TARGET in by_key:
            self._label(
                by_key[TARGET].words, "c_target", last_day, self._top_of(TARGET), 7, 0, anchor=(0, 0.5)
            )
            at = 0.42 if not 0.25 < day / last_day < 0.5 else 0.7
            height = self._top_of(TARGET) * at
            self._label(by_key[PRO_RATA].words, "c_prorata", last_day * at, height, -14, 0, anchor=(1, 0.5))
        if LAST_YEAR in by_key:
            level = float(by_key[LAST_YEAR].values[-1])
            self._label(by_key[LAST_YEAR].words, "c_last", last_day, level, 7, 0, anchor=(0, 0.5))
        else:
            self._label("上年数据", "text3", last_day, self._top() * 0.5, 7, -8, anchor=(0, 0.5))
            self._label("未录入", "text3", last_day, self._top() * 0.5, 7, 8, anchor=(0, 0.5))

    def _top_of(self, key: str) -> float:
        return next(float(line.values.max()) for line in self._lines if line.key == key)

    def _fit(self) -> None:
        """Give the gutter its pixels, then set the labels at their pixel offsets."""
        if self._view is None or self.width() < 10:
            return
        span = self._view.curve.span
        last_day = (span.last - span.start).days
        wide = max(60, self.width() - LEFT_AXIS - GUTTER)
        high = max(40, self.height() - 22 - HEADROOM)
        per_day, per_pixel = last_day / wide, self._top() / high
        self._plot.setRange(
            xRange=(0, last_day + GUTTER * per_day),
            yRange=(0, self._top() + HEADROOM * per_pixel),
            padding=0,
        )
        taken: list[float] = []
        for item, day, value, right, down in self._labels:
            level = value - down * per_pixel
            if day == last_day and right > 0:
                while any(abs(level - other) < 15 * per_pixel for other in taken):
                    level -= 2 * per_pixel
                taken.append(level)
            item.setPos(day + right * per_day, level)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # pointer and keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseMove:
                hit = self._line_at(event.position())
                shape = Qt.CursorShape.ArrowCursor if hit is None else Qt.CursorShape.PointingHandCursor
                self._plot.viewport().setCursor(shape)
            elif event.type() == QEvent.Type.MouseButtonRelease:
                hit = self._line_at(event.position())
                if hit is not None:
                    self._choose(hit)
                    self.opened.emit(self._lines[hit].key)
        return super().eventFilter(watched, event)

    def _line_at(self, spot: QPointF) -> int | None:
        """The nearest line within reach of a point of the viewport."""
        box = self._plot.getViewBox()
        best, chosen = REACH, None
        for index, line in enumerate(self._lines):
            points = [box.mapViewToScene(QPointF(float(d), float(v))) for d, v in _thin(line)]
            distance = _distance(spot, points)
            if distance < best:
                best, chosen = distance, index
        return chosen

    def _choose(self, index: int) -> None:
        self._chosen = index % max(1, len(self._lines))
        self._draw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self._lines:
            self._choose(self._chosen + steps[key])
            self.setToolTip(self._lines[self._chosen].words)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._lines:
            self.opened.emit(self._lines[self._chosen].key)
        elif key == Qt.Key.Key_T:
            self.table_wanted.emit()
        else:
            super().keyPressEvent(event)


def _points(pairs: Sequence[tuple[date, int]], start: date) -> tuple[Any, Any]:
    """Days from the start and values, beginning at zero before the first day."""
    days = [0, *((day - start).days for day, _ in pairs)]
    values = [0, *(value for _, value in pairs)]
    return np.array(days, float), np.array(values, float)


def _month_names(start: date, last: date) -> list[tuple[float, str]]:
    """Each month's name under its middle; the year may begin on the 21st of December."""
    names = []
    for number in range(1, 13):
        middle = date(last.year, number, 15)
        if start <= middle <= last + timedelta(days=15):
            names.append((float((middle - start).days), f"{number}月"))
    return names


def _thin(line: _Line) -> list[tuple[float, float]]:
    """At most sixty points of a line, enough to find the pointer near it."""
    step = max(1, len(line.days) // 60)
    pairs = list(zip(line.days[::step], line.values[::step], strict=True))
    return [*pairs, (line.days[-1], line.values[-1])]


def _distance(spot: QPointF, points: Sequence[QPointF]) -> float:
    """Distance from a point to a polyline in pixels."""
    best = float("inf")
    for first, second in pairwise(points):
        dx, dy = second.x() - first.x(), second.y() - first.y()
        length = dx * dx + dy * dy
        along = 0.0 if length == 0 else ((spot.x() - first.x()) * dx + (spot.y() - first.y()) * dy) / length
        along = min(1.0, max(0.0, along))
        away = np.hypot(first.x() + along * dx - spot.x(), first.y() + along * dy - spot.y())
        best = min(best, float(away))
    return best
