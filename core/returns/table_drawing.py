"""The draw step of a table: a slice of a planned table at a given place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.returns.fonts import Role
from core.returns.numbers import UNKNOWN
from core.returns.pen import Pen
from core.returns.table_plan import (
    CAPTION,
    HEAD_SIZE,
    HEAD_UNIT_SIZE,
    MARK_GAP,
    MARK_SIZE,
    NOTE_FIRST,
    NOTE_PITCH,
    NOTE_SIZE,
    PADDING,
    REFERENCE_SIZE,
    PlannedColumn,
    PlannedRow,
    PlannedTable,
    figures,
    split_number,
)
from core.returns.tables import Bar, Cell, Kind, RowKind, Scale
from core.returns.text import measure, set_line

Place = tuple[float, float, float, float]
Found = Callable[[Place, str, str | None], None]
"""Told where each figure was printed: rectangle, figure key, plan."""

_OUTER, _HEAD, _COLUMN, _STRONG, _FRAME = 1.0, 0.5, 0.35, 0.5, 0.75
_CENTRE = 0.35
"""How far under a row's middle a baseline lies, in parts of the size."""
_BAR_PART, _BAR_ROW = 0.46, 20.976
_SMALLEST_BAR = 0.8
_DASH = (2.2, 1.4)
_LEADING = 1.2


def draw_table(
    pen: Pen, planned: PlannedTable, x: float, top: float, start: int, end: int, caption: str, found: Found
) -> float:
    """Draw the rows from `start` up to `end` with caption and head; return where the drawing ends."""
    _Drawing(pen, planned, x, found).draw(top, start, end, caption)
    return top - planned.height(start, end)


class _Drawing:
    def __init__(self, pen: Pen, planned: PlannedTable, x: float, found: Found) -> None:
        self.pen, self.planned, self.x, self.found = pen, planned, x, found
        self.right = x + planned.width

    def draw(self, top: float, start: int, end: int, caption: str) -> None:
        self._caption(top, caption + ("（续）" if start else ""))
        head = self.planned.head(start)
        rows = ([head] if head else []) + self.planned.rows[start:end]
        edge = top - CAPTION
        edges = [edge]
        for row in rows:
            edge -= row.height
            edges.append(edge)
        for row, upper, lower in zip(rows, edges, edges[1:], strict=False):
            self._row(row, upper, lower)
        self._rules(rows, edges, broken=end < len(self.planned.rows))
        if end == len(self.planned.rows):
            self._notes(edge)

    def _caption(self, top: float, caption: str) -> None:
        middle = self.x + self.planned.width / 2
        self.pen.text(middle, top - 12, caption, Role.HEI, 12, "centre")
        table = self.planned.table
        beside = f"计量单位：{table.units}" if table.units else table.beside
        self.pen.text(self.right, top - 12, beside, Role.SONG, NOTE_SIZE, "right")

    # -- rules -----------------------------------------------------------------------------------
    def _rules(self, rows: list[PlannedRow], edges: list[float], *, broken: bool) -> None:
        closed = self.planned.table.closed
        self._across(edges[0], _FRAME if closed else _OUTER)
        for position, (row, edge) in enumerate(zip(rows, edges[1:], strict=True)):
            following = rows[position + 1] if position + 1 < len(rows) else None
            self._across(edge, self._weight(row, following, broken=broken))
        for row, upper, lower in _runs(rows, edges):
            for column in row.columns[1:]:
                self._down(self.x + column.x, upper, lower, _COLUMN)
        if closed:
            self._down(self.x, edges[0], edges[-1], _FRAME)
            self._down(self.right, edges[0], edges[-1], _FRAME)

    def _weight(self, row: PlannedRow, following: PlannedRow | None, *, broken: bool) -> float:
        if following is None:
            closing = _FRAME if self.planned.table.closed else _OUTER
            return _STRONG if broken else closing
        strong = (RowKind.HEAD, RowKind.BLOCK, RowKind.TOTAL)
        if row.row.kind in strong or following.row.kind in strong:
            return _HEAD
        return _COLUMN if self.planned.table.closed else self.planned.table.row_rule

    def _across(self, y: float, weight: float) -> None:
        self.pen.rule([(self.x, y), (self.right, y)], weight)

    def _down(self, x: float, upper: float, lower: float, weight: float) -> None:
        self.pen.rule([(x, upper), (x, lower)], weight)

    # -- rows ------------------------------------------------------------------------------------
    def _row(self, row: PlannedRow, upper: float, lower: float) -> None:
        middle = (upper + lower) / 2
        if row.row.kind is RowKind.HEAD:
            for column in row.columns:
                self._head_cell(column, middle, lower)
        elif row.row.kind is RowKind.BLOCK:
            self._lines(row, 0, self.x + PADDING, middle)
        else:
            for index, (cell, column) in enumerate(zip(row.row.cells, row.columns, strict=True)):
                self._cell(row, index, cell, column, (upper, lower))

    def _cell(
        self, row: PlannedRow, index: int, cell: Cell, column: PlannedColumn, edges: tuple[float, float]
    ) -> None:
        upper, lower = edges
        middle = (upper + lower) / 2
        kind = column.column.kind
        if kind is Kind.BAR:
            self._bar(cell.bar, column, upper, lower)
        elif kind is Kind.NUMBER:
            self._number(row, cell, column, middle)
        elif kind is Kind.REFERENCE:
            centre, baseline = self.x + column.x + column.width / 2, middle - _CENTRE * REFERENCE_SIZE
            self.pen.text(centre, baseline, cell.text, Role.FIGURES, REFERENCE_SIZE, "centre")
        elif index in row.lines:
            left = self.x + column.x + PADDING + cell.indent * row.sizes[index]
            self._lines(row, index, left, middle, column if kind is Kind.CENTRE else None)
        if cell.figure:
            place = (self.x + column.x, lower, self.x + column.x + column.width, upper)
            self.found(place, cell.figure, cell.plan)

    def _lines(
        self, row: PlannedRow, index: int, left: float, middle: float, centred: PlannedColumn | None = None
    ) -> None:
        lines, size = row.lines[index], row.sizes[index]
        pitch = size * _LEADING
        baseline = middle + pitch * (len(lines) - 1) / 2 - _CENTRE * size
        for line in lines:
            x = left
            if centred is not None:
                x = self.x + centred.x + (centred.width - line.width(size)) / 2
            self.pen.line(x, baseline, line, size)
            baseline -= pitch

    def _number(self, row: PlannedRow, cell: Cell, column: PlannedColumn, middle: float) -> None:
        if not cell.text:
            return
        baseline = middle - _CENTRE * column.size
        if cell.text == UNKNOWN:
            x = self.x + column.centre
            self.pen.text(x, baseline, cell.text, Role.SONG, column.size, "centre")
            return
        role = figures(row.row.kind)
        before = measure(self.pen.fonts, role, split_number(cell.text)[0], column.size)
        line = set_line(self.pen.fonts, role, cell.text, column.size)
        self.pen.line(self.x + column.point - before, baseline, line, column.size)
        if cell.mark:
            x = self.x + column.point + column.after_point + MARK_GAP
            self.pen.text(x, baseline + 0.9, cell.mark, Role.HEI, MARK_SIZE)

    # -- heads -----------------------------------------------------------------------------------
    def _head_cell(self, column: PlannedColumn, middle: float, lower: float) -> None:
        head = column.column.head
        centre = self.x + column.x + column.width / 2
        if column.column.lead:
            self.pen.text(self.x + PADDING, middle - 3.5, "".join(head), Role.HEI, 10)
        elif column.column.scale is not None:
            self.pen.text(centre, middle + 2.52, column.column.scale.label, Role.SONG, HEAD_SIZE, "centre")
            self._ticks(column, column.column.scale, middle, lower)
        else:
            offset = 5.76 * (len(head) - 1)
            for text in head:
                size = HEAD_UNIT_SIZE if text.startswith("（") else HEAD_SIZE
                self.pen.text(centre, middle + offset - _CENTRE * size, text, Role.SONG, size, "centre")
                offset -= 11.52

    def _ticks(self, column: PlannedColumn, scale: Scale, middle: float, lower: float) -> None:
        left = self.x + column.x
        for value, text in scale.ticks:
            x = left + _along(column, scale, value)
            if value:
                self.pen.rule([(x, lower), (x, lower + 2)], _COLUMN)
                self.pen.text(x, middle - 9, text, Role.FIGURES, 8, "centre")
            else:
                self.pen.text(x + 1.5, middle - 9, text, Role.FIGURES, 8)

    # -- bars ------------------------------------------------------------------------------------
    def _bar(self, bar: Bar | None, column: PlannedColumn, upper: float, lower: float) -> None:
        scale = column.column.scale
        if scale is None:
            return
        left = self.x + column.x
        height = _BAR_PART * min(upper - lower, _BAR_ROW)
        bottom = (upper + lower - height) / 2
        if bar is not None and bar.value > 0:
            length = max(_along(column, scale, min(bar.value, scale.maximum)), _SMALLEST_BAR)
            self.pen.bar(left, bottom, length, height, bar.level)
            if bar.value > scale.maximum:
                end = left + length - 7
                slash = ((end, bottom - 1), (end + 2, bottom - 1), (end + 5, bottom + height + 1))
                self.pen.polygon((*slash, (end + 3, bottom + height + 1)), 1.0)
        if scale.marker is not None:
            x = left + _along(column, scale, scale.marker)
            self.pen.rule([(x, upper), (x, lower)], 0.7, dash=_DASH)

    def _notes(self, edge: float) -> None:
        if not self.planned.notes:
            return
        baseline = edge - NOTE_FIRST
        self.pen.text(self.x, baseline, "注：", Role.SONG, NOTE_SIZE)
        for line in self.planned.notes:
            self.pen.line(self.x, baseline, line, NOTE_SIZE)
            baseline -= NOTE_PITCH


def _along(column: PlannedColumn, scale: Scale, value: float) -> float:
    return (column.width - PADDING) * value / scale.maximum


def _runs(rows: list[PlannedRow], edges: list[float]) -> Iterator[tuple[PlannedRow, float, float]]:
    """Stretches of rows with the same columns, block rows left out: (a row of it, upper, lower)."""
    first = 0
    while first < len(rows):
        last = first
        while last + 1 < len(rows) and _same_run(rows[last], rows[last + 1]):
            last += 1
        if rows[first].row.kind is not RowKind.BLOCK:
            yield rows[first], edges[first], edges[last + 1]
        first = last + 1


def _same_run(row: PlannedRow, following: PlannedRow) -> bool:
    block = RowKind.BLOCK in (row.row.kind, following.row.kind)
    return row.columns is following.columns and not block
