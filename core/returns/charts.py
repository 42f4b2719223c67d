"""Figure 1: the cumulative curve against target, pro-rata progress and last year's own curve.

Vector, black only; every line differs from the others without colour. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.returns.fonts import Role
from core.returns.numbers import rate, rounded
from core.returns.pen import Pen
from core.returns.snapshot import Curve
from core.returns.table_plan import MM
from core.returns.text import measure

ABOVE, ABOVE_AT_TOP, BELOW = 12.5, 16.0, 38.5
"""From the block's top to the plot (under a table, at a page's head); from the axis to the caption."""
NOTE = 18.74
SHORTEST, TALLEST = 136.6, 173.0
"""Heights of the plot: the block is 60 to 72 mm high."""
_PLOT_LEFT, _PLOT_RIGHT, _KEY = 15 * MM, 120 * MM, 124 * MM
_STEPS = (1.0, 2.0, 2.5, 3.0, 5.0)
_LINES = 7
_PRO_RATA, _LAST_YEAR, _CUT_OFF = (5.0, 2.5), (0.9, 2.0), (0.8, 1.6)
_SMALL = 9.0


@dataclass(frozen=True, slots=True)
class Axis:
    """The upright scale: from 0 to `top` in equal steps."""

    step: float
    lines: int

    @property
    def top(self) -> float:
        """The value at the upper edge."""
        return self.step * self.lines


def axis_for(highest: float) -> Axis:
    """Steps of 1, 2, 2.5, 3 or 5 × 10ⁿ, whole numbers, at most seven lines above zero."""
    power = 1.0
    while True:
        for step in _STEPS:
            whole = step * power
            if whole == int(whole) and highest <= whole * _LINES:
                return Axis(whole, max(1, ceil(highest / whole)))
        power *= 10


def curve_note(curve: Curve) -> str:
    """How the cumulative figure stands to last year's own progress; "" where that is not known."""
    if not curve.last_year_shares or not curve.target or not curve.done:
        return ""
    share = curve.last_year_shares[min(len(curve.done), len(curve.last_year_shares)) - 1]
    completion = rounded(Decimal(curve.done[-1] * 100) / curve.target, 2)
    gap = completion - rounded(share, 2)
    standing = "与上年进度持平"
    if gap:
        standing = f"本期{'快' if gap > 0 else '慢'}于上年进度{rate(abs(gap))}个百分点"
    return f"注：按上年各月占比折算，截止日应完成{rate(share)}%，{standing}。"


def draw_curve(pen: Pen, curve: Curve, x: float, top: float, height: float) -> None:
    """Draw plot and key; `top` is the plot's upper edge, `height` that of the plot."""
    _CurveDrawing(pen, curve, x, top, height).draw()


class _CurveDrawing:
    def __init__(self, pen: Pen, curve: Curve, x: float, top: float, height: float) -> None:
        self.pen, self.curve = pen, curve
        self.left, self.right = x + _PLOT_LEFT, x + _PLOT_RIGHT
        self.top, self.bottom = top, top - height
        self.key = x + _KEY
        highest = max([*curve.done, 0]) * 1.08
        self.axis = axis_for(max(highest, (curve.target or 0) * 1.05, 1))

    def draw(self) -> None:
        self._grid()
        self._months()
        self._lines()
        self._done()
        self._keys()

    def _at(self, months: float, value: float) -> tuple[float, float]:
        along = self.left + (self.right - self.left) * months / 12
        return along, self.bottom + (self.top - self.bottom) * value / self.axis.top

    def _grid(self) -> None:
        for number in range(self.axis.lines + 1):
            y = self._at(0, self.axis.step * number)[1]
            if number:
                self.pen.rule([(self.left, y), (self.right, y)], 0.25, level=0.72)
            label = f"{self.axis.step * number:.0f}"
            self.pen.text(self.left - 4, y - 3, label, Role.FIGURES, _SMALL, "right")
        self.pen.rule([(self.left, self.bottom), (self.right, self.bottom)], 0.7)
        self.pen.rule([(self.left, self.bottom), (self.left, self.top)], 0.5)
        self.pen.text(self.left - 4, self.top + 7.34, "人", Role.SONG, _SMALL, "right")

    def _months(self) -> None:
        for month in range(1, 13):
            x = self._at(month, 0)[0]
            self.pen.rule([(x, self.bottom), (x, self.bottom - 2.5)], 0.4)
            middle = self._at(month - 0.5, 0)[0]
            self.pen.text(middle, self.bottom - 11, f"{month}月", Role.SONG, _SMALL, "centre")

    def _lines(self) -> None:
        cut_off = self._at(len(self.curve.done), 0)[0]
        self.pen.rule([(cut_off, self.bottom), (cut_off, self.top)], 0.35, dash=_CUT_OFF)
        target = self.curve.target
        if target is None:
            return
        self.pen.rule([self._at(0, target), self._at(12, target)], 1.1)
        self.pen.rule([self._at(0, 0), self._at(12, target)], 0.7, dash=_PRO_RATA)
        if self.curve.last_year_shares:
            shares = [Decimal(0), *self.curve.last_year_shares]
            points = [self._at(month, float(share) * target / 100) for month, share in enumerate(shares)]
            self.pen.rule(points, 0.9, dash=_LAST_YEAR, round_ends=True)

    def _done(self) -> None:
        done = self.curve.done
        points = [self._at(month, value) for month, value in enumerate((0, *done))]
        if len(points) < 2:
            return
        self.pen.rule(points, 1.8)
        for x, y in points[1:]:
            self.pen.dot(x, y, 2.1)
        self._label(points[-1], str(done[-1]))

    def _label(self, point: tuple[float, float], text: str) -> None:
        """The last value beside its dot: below at the right, above where that would not do."""
        width = measure(self.pen.fonts, Role.FIGURES_BOLD, text, 10.5)
        x, y = point[0] + 5, point[1] - 13
        if len(self.curve.done) >= 11:
            x, y = point[0] - 5 - width, point[1] + 5
        elif y < self.bottom + 5:
            y = point[1] + 8
        self.pen.boxes([(x - 1.5, y - 2.5, width + 3, 11.5)], 1.0)
        self.pen.text(x, y, text, Role.FIGURES_BOLD, 10.5)

    # -- key -------------------------------------------------------------------------------------
    def _keys(self) -> None:
        done = str(self.curve.done[-1]) if self.curve.done else "0"
        y = self.top - 7
        self._key(y, "累计完成", f"（{done}人）", 1.8)
        self.pen.dot(self.key + 4 * MM, y, 2.1)
        if self.curve.target is None:
            return
        pitch = min(35.0, (self.top - self.bottom) / 4)
        self._key(y - pitch, "年度目标", f"（{self.curve.target}人）", 1.1)
        self._key(y - 2 * pitch, "序时进度", "（按天数直线）", 0.7, _PRO_RATA)
        known = bool(self.curve.last_year_shares)
        words = "（上年各月占比折算）" if known else "（上年数据未录入）"
        if known:
            self._key(y - 3 * pitch, "上年进度", words, 0.9, _LAST_YEAR)
        else:
            self._key(y - 3 * pitch, "上年进度", words, None)

    def _key(self, y: float, name: str, words: str, weight: float | None, dash: Sequence[float] = ()) -> None:
        if weight is None:
            self.pen.text(self.key + 4 * MM, y - 3, "—", Role.SONG, _SMALL, "centre")
        else:
            rounded_ends = dash == _LAST_YEAR
            ends = [(self.key, y), (self.key + 8 * MM, y)]
            self.pen.rule(ends, weight, dash=dash, round_ends=rounded_ends)
        self.pen.text(self.key + 9.5 * MM, y - 3, name, Role.SONG, _SMALL)
        self.pen.text(self.key, y - 15, words, Role.SONG, _SMALL)
