"""Roster lists for use inside the office: rows of a section on paper, personal data masked.

Drawn straight on the page with one text object a page: 36,000 rows are a thousand pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from core.returns import numbers
from core.returns.attach import About
from core.returns.fonts import Role
from core.returns.paper import Paper, Printed, printed
from core.returns.quick_text import QuickText, TextObject
from core.returns.sheet import BLOCK_WIDTH, BOTTOM, LEFT, RIGHT, TOP, Furniture
from core.returns.table_plan import MM
from core.returns.title_block import draw_head

FOOT = "内部使用，不得外传；用后按规定销毁"
_ROW, _HEAD = 6.6 * MM, 7.4 * MM
_SIZE, _SMALL, _PITCH = 9.0, 8.0, 8.6
_PADDING = 1.0 * MM
_CONTINUED = 17.0
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column: heading, width in millimetres, and how its texts stand."""

    head: str
    width: float
    centred: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything the list says. `rows` is gone through once; each row has a text for every column.

    Attributes:
        title: what the list is of (就业创业登记花名册).
        under: which rows: the filter in words.
        about: a sentence on masking.
        rows: texts, already masked.
        count: how many rows there are.
    """

    title: str
    unit: str
    under: str
    about: str
    printed_on: date
    demonstration: bool
    columns: tuple[RosterColumn, ...]
    rows: Iterable[Sequence[str]]
    count: int


def render_roster(roster: Roster, told: Callable[[int], object] | None = None) -> Printed:
    """Draw the list. Same input, same bytes.

    Args:
        roster: what it says.
        told: called with the number of rows done after each page; raising from it stops.
    """
    paper = Paper(Furniture(FOOT, roster.demonstration))
    drawing = _Drawing(paper, roster)
    rows = iter(roster.rows)
    done = 0
    while True:
        drawing.begin_page()
        taken = list(islice(rows, drawing.room))
        drawing.rows(taken, done)
        done += len(taken)
        if told is not None:
            told(done)
        if done >= roster.count or not taken:
            break
    paper.sheet.finish()
    about = About(roster.title, roster.unit, numbers.day(roster.printed_on), roster.printed_on)
    return printed(paper, about)


class _Drawing:
    """Draws the pages of one roster."""

    def __init__(self, paper: Paper, roster: Roster) -> None:
        self.paper, self.pen, self.roster = paper, paper.pen, roster
        self.text = QuickText(paper.fonts, paper.embedding, Role.SONG)
        whole = sum(column.width for column in roster.columns) * MM
        self.edges = [LEFT]
        for column in roster.columns:
            self.edges.append(self.edges[-1] + column.width * MM * BLOCK_WIDTH / whole)
        self.top = TOP
        self.first = True

    @property
    def room(self) -> int:
        """Rows that this page holds."""
        return int((self.top - _HEAD - BOTTOM) / _ROW)

    def begin_page(self) -> None:
        """A new page with its head."""
        self.paper.sheet.new_page()
        roster = self.roster
        if self.first:
            infos = [
                (f"单位：{roster.unit}", f"共{roster.count}条"),
                (roster.about, f"打印：{numbers.day(roster.printed_on)}"),
            ]
            self.top = draw_head(self.pen, roster.title, f"（{roster.under}）", infos) - 4.5
        else:
            self.pen.text((LEFT + RIGHT) / 2, TOP - 10, f"{roster.title}（续）", Role.HEI, 12, "centre")
            self.top = TOP - _CONTINUED
        self.first = False

    def rows(self, rows: Sequence[Sequence[str]], before: int) -> None:
        """The head and the rows of a page, with their rules."""
        head = self.top - _HEAD
        page = TextObject()
        for index, column in enumerate(self.roster.columns):
            middle = (self.edges[index] + self.edges[index + 1]) / 2
            runs, width = self.text.encoded(column.head)
            page.put(middle - width * _SIZE / 2000, head + _HEAD / 2 - 3.2, runs, _SIZE)
        for number, row in enumerate(rows):
            middle = head - _ROW * (number + 0.5)
            for index, text in enumerate(row):
                if text:
                    self._cell(page, index, text, middle, before + number + 1)
        self.pen.canvas.addLiteral(page.operators())
        self._rules(head, head - _ROW * len(rows), len(rows))

    def _cell(self, page: TextObject, index: int, text: str, middle: float, number: int) -> None:
        column = self.roster.columns[index]
        left, right = self.edges[index] + _PADDING, self.edges[index + 1] - _PADDING
        for baseline, runs, width, size in self._lines(text, middle, right - left, number):
            x = left
            if column.centred:
                x = (left + right - width) / 2
            elif column.right:
                x = right - width
            page.put(x, baseline, runs, size)

    def _lines(
        self, text: str, middle: float, room: float, number: int
    ) -> Iterator[tuple[float, Sequence[tuple[str, str]], float, float]]:
        """One line, smaller where it must be, else two; what is longer still ends with an ellipsis."""
        runs, thousandths = self.text.encoded(text, f"第{number}行")
        for size in (_SIZE, _SMALL):
            if thousandths * size / 1000 <= room:
                yield middle - 0.35 * size, runs, thousandths * size / 1000, size
                return
        cut = max(1, self.text.head(text, room * 1000 / _SMALL))
        rest = text[cut:]
        fits = self.text.head(rest, room * 1000 / _SMALL)
        if fits < len(rest):
            rest = rest[: max(0, self.text.head(rest, room * 1000 / _SMALL - 1000))] + _ELLIPSIS
        baseline = middle - 0.35 * _SMALL + _PITCH / 2
        for part in (text[:cut], rest):
            runs, thousandths = self.text.encoded(part)
            yield baseline, runs, thousandths * _SMALL / 1000, _SMALL
            baseline -= _PITCH

    def _rules(self, head: float, bottom: float, count: int) -> None:
        across = " ".join(
            f"{LEFT:.2f} {head - _ROW * number:.2f} m {RIGHT:.2f} {head - _ROW * number:.2f} l"
            for number in range(1, count)
        )
        down = " ".join(f"{x:.2f} {self.top:.2f} m {x:.2f} {bottom:.2f} l" for x in self.edges[1:-1])
        self.pen.canvas.addLiteral(f"q 0.35 w {across} {down} S Q")
        self.pen.rule([(LEFT, head), (RIGHT, head)], 0.5)
        self.pen.frame(LEFT, bottom, RIGHT - LEFT, self.top - bottom, 0.75)
