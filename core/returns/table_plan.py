"""The plan step of a table: sizes, wrapped lines, row heights, and what fits on a page. Draws nothing.

Lengths are points. One size per column: 10.5 pt, or 10 or 9.5 if all short texts fit then, else 9; what is
still longer wraps. Numbers never wrap: if one does not fit, the whole table goes down by 0.5 pt to 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.problems import Problem
from core.returns.fonts import Fonts, Role
from core.returns.numbers import UNKNOWN
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table
from core.returns.text import Line, Setting, break_by_sense, break_lines, measure, set_line

MM = 72 / 25.4
PADDING = 1.2 * MM
_NUMBER_PADDING = 0.6 * MM
CAPTION = 17.0
"""From the top of the caption's line to the table's top rule."""
NOTE_SIZE, NOTE_PITCH, NOTE_FIRST = 9.0, 12.24, 15.74
NOTE_LABEL = 18.0
MARK_SIZE, MARK_GAP = 5.5, 2.4
SIZES = (10.5, 10.0, 9.5, 9.0)
HEAD_SIZE, HEAD_UNIT_SIZE, BLOCK_SIZE = 9.0, 8.5, 10.0
_PROSE = 4
"""A column that may take more lines holds sentences, which break anywhere."""
REFERENCE_SIZE = 8.5
_LEADING = 1.2
_ROW_AIR = 5.0
_FIRST_ROWS = 3


@dataclass(slots=True)
class PlannedColumn:
    """A measured column: where it lies, its size, and the widths left and right of the decimal point."""

    column: Column
    x: float
    width: float
    size: float = SIZES[0]
    before_point: float = 0.0
    after_point: float = 0.0
    slot: float = 0.0
    """Room for ▲ or ▼ behind the figures."""

    @property
    def point(self) -> float:
        """Where the decimal point stands."""
        block = self.before_point + self.after_point + self.slot
        return self.x + (self.width - block) / 2 + self.before_point

    @property
    def centre(self) -> float:
        """Where "—" is centred."""
        return self.point + (self.after_point - self.before_point) / 2


@dataclass(slots=True)
class PlannedRow:
    """A measured row. `lines` holds the set lines of each text cell, `sizes` the size they are set in."""

    row: Row
    height: float
    columns: list[PlannedColumn]
    lines: dict[int, list[Line]] = field(default_factory=dict)
    sizes: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class PlannedTable:
    """A table ready to be drawn. `rows` begin with the first head; later parts bring theirs along."""

    table: Table
    width: float
    rows: list[PlannedRow]
    notes: list[Line]
    problems: list[Problem]

    def head(self, start: int) -> PlannedRow | None:
        """The head to repeat above the row `start`; None where the row is a head itself."""
        if self.rows[start].row.kind is RowKind.HEAD:
            return None
        return next(row for row in reversed(self.rows[:start]) if row.row.kind is RowKind.HEAD)

    @property
    def notes_height(self) -> float:
        """From the table's bottom rule to the last note's baseline, and the air under it."""
        if not self.notes:
            return 0.0
        return NOTE_FIRST + NOTE_PITCH * (len(self.notes) - 1) + 4.3

    def height(self, start: int, end: int) -> float:
        """Height of caption, head and the rows from `start` up to `end`, with the notes after the last."""
        head = self.head(start)
        body = sum(row.height for row in self.rows[start:end])
        tail = self.notes_height if end == len(self.rows) else 0.0
        return CAPTION + (head.height if head else 0.0) + body + tail

    def take(self, start: int, room: float) -> int:
        """Up to which row the table fits in `room` from row `start` on; `start` when nothing fits.

        No block row or head stands at the foot, no single row goes alone to the next page, and the
        notes keep the last two rows beside them.
        """
        count = len(self.rows)
        if self.height(start, count) <= room:
            return count
        end = start
        while end < count - 1 and self.height(start, end + 1) <= room:
            end += 1
        end = min(end, count - 2)
        while end > start and self.rows[end - 1].row.kind in (RowKind.BLOCK, RowKind.HEAD):
            end -= 1
        return end

    def may_begin(self, end: int) -> bool:
        """Whether the rows up to `end` are enough to begin the table with."""
        plain = sum(row.row.kind in (RowKind.PLAIN, RowKind.TOTAL) for row in self.rows[:end])
        return end == len(self.rows) or plain >= _FIRST_ROWS


def plan_table(fonts: Fonts, table: Table, width: float, place: str = "") -> PlannedTable:
    """Measure a table for the given width. `place` names it in problems ("表7")."""
    return _Planner(fonts, table, width, place).plan()


class _Planner:
    def __init__(self, fonts: Fonts, table: Table, width: float, place: str) -> None:
        self.fonts, self.table, self.width, self.place = fonts, table, width, place
        self.problems: list[Problem] = []

    def plan(self) -> PlannedTable:
        size = self._table_size()
        rows: list[PlannedRow] = []
        for part in self.table.parts:
            columns = self._columns(part, size)
            rows.append(self._head(part, columns))
            rows += [self._row(row, columns, number) for number, row in enumerate(part.rows, 1)]
        return PlannedTable(self.table, self.width, rows, self._notes(), self.problems)

    def _table_size(self) -> float:
        """The largest size at which every number fits its column."""
        for size in SIZES:
            if all(self._numbers_fit(part, size) for part in self.table.parts):
                return size
        self.problems.append(Problem("", f"{self.place}中有数字超出栏宽，请核对该表的数"))
        return SIZES[-1]

    def _numbers_fit(self, part: Part, size: float) -> bool:
        return all(
            planned.before_point + planned.after_point + planned.slot <= planned.width - 2 * _NUMBER_PADDING
            for planned in self._columns(part, size, texts=False)
            if planned.column.kind is Kind.NUMBER
        )

    def _columns(self, part: Part, size: float, *, texts: bool = True) -> list[PlannedColumn]:
        columns: list[PlannedColumn] = []
        x = 0.0
        for index, column in enumerate(part.columns):
            planned = PlannedColumn(column, x, column.width * MM, size)
            cells = [(row.cells[index], row.kind) for row in part.rows if row.kind is not RowKind.BLOCK]
            if column.kind is Kind.NUMBER:
                self._measure_numbers(planned, cells)
            elif texts and column.kind in (Kind.TEXT, Kind.CENTRE):
                planned.size = self._text_size(planned, [cell for cell, _ in cells])
            columns.append(planned)
            x += planned.width
        return columns

    def _measure_numbers(self, planned: PlannedColumn, cells: Sequence[tuple[Cell, RowKind]]) -> None:
        for cell, kind in cells:
            if cell.mark:
                planned.slot = MARK_GAP + MARK_SIZE
            if cell.text and cell.text != UNKNOWN:
                role = figures(kind)
                before, after = split_number(cell.text)
                planned.before_point = max(
                    planned.before_point, measure(self.fonts, role, before, planned.size)
                )
                planned.after_point = max(planned.after_point, measure(self.fonts, role, after, planned.size))

    def _text_size(self, planned: PlannedColumn, cells: Sequence[Cell]) -> float:
        """One size for the column: that of its short texts."""
        sizes = [size for size in SIZES if size <= planned.size]
        wanted = [self._ems(cell) for cell in cells if cell.text]
        room = planned.width - 2 * PADDING
        for size in sizes[:-1]:
            if all(ems * size <= room + 0.01 for ems in wanted):
                return size
        short = [ems for ems in wanted if ems * SIZES[-2] <= room]
        if 2 * len(short) < len(wanted):
            return SIZES[-1]
        return next((size for size in sizes if all(ems * size <= room + 0.01 for ems in short)), SIZES[-1])

    def _ems(self, cell: Cell) -> float:
        lines = cell.text.split("\n")
        return max(measure(self.fonts, Role.SONG, line, 1.0) for line in lines) + cell.indent

    def _head(self, part: Part, columns: list[PlannedColumn]) -> PlannedRow:
        cells = tuple(Cell("".join(column.head)) for column in part.columns)
        return PlannedRow(Row(cells, RowKind.HEAD), part.head_height * MM, columns)

    def _row(self, row: Row, columns: list[PlannedColumn], number: int) -> PlannedRow:
        planned = PlannedRow(row, self.table.row_height * MM, columns)
        where = f"{self.place}第{number}行"
        if row.kind is RowKind.BLOCK:
            self._plan_block(planned, where)
            return planned
        for index, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
            if cell.text and column.column.kind in (Kind.TEXT, Kind.CENTRE):
                self._plan_text(planned, index, cell, column, where)
        return planned

    def _plan_block(self, planned: PlannedRow, where: str) -> None:
        text, room = planned.row.cells[0].text, self.width - 2 * PADDING
        for size in (BLOCK_SIZE, 9.5, 9.0):
            line = set_line(self.fonts, Role.HEI, text, size, where)
            planned.lines[0], planned.sizes[0] = [line], size
            if line.width(size) <= room + 3.0:
                return
        setting = Setting(Role.HEI, 9.0, room, justified=False)
        planned.lines[0] = break_lines(self.fonts, text, setting, where)
        planned.height += 9.0 * _LEADING * (len(planned.lines[0]) - 1)

    def _plan_text(
        self, planned: PlannedRow, index: int, cell: Cell, column: PlannedColumn, where: str
    ) -> None:
        role = Role.HEI if planned.row.kind is RowKind.TOTAL else Role.SONG
        lines: list[Line] = []
        for size, allowed in ((column.size, 2), (SIZES[-1], column.column.max_lines)):
            width = column.width - 2 * PADDING - cell.indent * size
            setting = Setting(role, size, width, justified=False)
            broken = break_lines if column.column.max_lines > _PROSE else break_by_sense
            lines = [
                line for text in cell.text.split("\n") for line in broken(self.fonts, text, setting, where)
            ]
            planned.lines[index], planned.sizes[index] = lines, size
            if len(lines) <= allowed:
                break
        else:
            self.problems.append(
                Problem("", f"{where}的“{cell.text[:12]}…”过长，{len(lines)}行仍排不下，请用规范简称")
            )
        if len(lines) > 1:
            needed = len(lines) * planned.sizes[index] * _LEADING + _ROW_AIR
            planned.height = max(planned.height, needed)

    def _notes(self) -> list[Line]:
        lines: list[Line] = []
        numbered = len(self.table.notes) > 1
        for number, note in enumerate(self.table.notes, 1):
            text = f"{number}.{note}" if numbered else note
            hanging = NOTE_LABEL
            if text[:2] == f"{number}.":
                hanging += measure(self.fonts, Role.SONG, text[:2], NOTE_SIZE)
            setting = Setting(Role.SONG, NOTE_SIZE, self.width, NOTE_LABEL, hanging)
            lines += break_lines(self.fonts, text, setting, f"{self.place}注")
        return lines


def figures(kind: RowKind) -> Role:
    """The font of a row's numbers."""
    return Role.FIGURES_BOLD if kind is RowKind.TOTAL else Role.FIGURES


def split_number(text: str) -> tuple[str, str]:
    """A number's text before and from its decimal point."""
    whole, point, rest = text.partition(".")
    return whole, point + rest
