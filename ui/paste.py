"""A pasted block, a value filled down, a column cleared: what would be written, said before it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.section import Field, Kind, Section, Values
from core.views import Change
from ui.record_model import EDITABLE, NEW_ROW, RecordModel
from ui.tasks import Progress

if TYPE_CHECKING:
    from core.ledger import Ledger

Block = list[list[str]]
_OWN_TO_A_ROW = (Kind.RESIDENT_ID, Kind.PHONE)
"""Never the same as in the row above."""


@dataclass(frozen=True, slots=True)
class PastePlan:
    """Rows with the cells to write (field key → words); id `NEW_ROW` for rows that are added."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    columns: int
    refused: int
    """Cells of the block that cannot be edited or lie beyond the last column."""
    kind: str = "paste"
    """paste, fill or clear."""
    label: str = ""
    """The column that is filled or cleared."""

    @property
    def cells(self) -> int:
        """Cells that will be written."""
        return sum(len(values) for _row, values in self.rows)

    @property
    def new_rows(self) -> int:
        """Rows that will be added."""
        return sum(row_id == NEW_ROW for row_id, _values in self.rows)

    def sentence(self) -> str:
        """As the strip says it."""
        if self.kind == "fill":
            return f"向下填充：“{self.label}”照第一行写入下面 {len(self.rows):,} 行"
        if self.kind == "clear":
            return f"清除：将清空 {len(self.rows):,} 行的“{self.label}”"
        parts = [f"粘贴：将写入 {len(self.rows):,} 行×{self.columns} 列"]
        if self.new_rows:
            parts.append(f"新增 {self.new_rows:,} 行")
        if self.refused:
            parts.append(f"{self.refused:,} 格不可编辑")
        return "，".join(parts)


def read_block(text: str) -> Block:
    """Cells of a block as spreadsheets put them on the clipboard: tabs between, quotes around line ends."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def plan_paste(model: RecordModel, columns: Sequence[int], row: int, column: int, block: Block) -> PastePlan:
    """Lay a block over the table from one cell on, along the columns that are shown."""
    start = list(columns).index(column)
    there = list(columns)[start:]
    wide = max((len(cells) for cells in block), default=0)
    refused = 0
    rows: list[tuple[int, dict[str, str]]] = []
    for offset, cells in enumerate(block):
        position = row + offset
        row_id = model.row_id(position) if position < model.rowCount() else NEW_ROW
        values: dict[str, str] = {}
        for at, words in enumerate(cells):
            each = model.field(there[at]) if at < len(there) else None
            if each is not None and _fits(model, there[at], each, words):
                values[each.key] = words.strip()
            else:
                refused += 1
        if values:
            rows.append((row_id, values))
    return PastePlan(tuple(rows), wide, refused)


def _fits(model: RecordModel, column: int, each: Field, words: str) -> bool:
    """A masked number copied from a table is not the number."""
    whole = not (each.masked and "*" in words)
    return whole and bool(model.flags(model.index(0, column)) & EDITABLE)


def plan_fill(model: RecordModel, rows: Sequence[int], column: int) -> PastePlan | None:
    """The first row's value in a column, for the rows below; None where it cannot be filled down."""
    each, first = model.field(column), model.cell(rows[0], column)
    editable = model.flags(model.index(rows[0], column)) & EDITABLE
    if each is None or first is None or not editable or each.kind in _OWN_TO_A_ROW:
        return None
    ids = [model.row_id(row) for row in rows[1:]]
    values = tuple((row_id, {each.key: first.value}) for row_id in ids if row_id != NEW_ROW)
    return PastePlan(values, 1, 0, "fill", each.label) if values else None


def plan_clear(model: RecordModel, rows: Sequence[int], column: int) -> PastePlan | None:
    """Nothing in a column of these rows; None where it cannot be cleared."""
    each = model.field(column)
    if each is None or not model.flags(model.index(rows[0], column)) & EDITABLE:
        return None
    ids = [model.row_id(row) for row in rows]
    values = tuple((row_id, {each.key: None}) for row_id in ids if row_id != NEW_ROW)
    return PastePlan(values, 1, 0, "clear", each.label) if values else None


def write_paste(
    ledger: Ledger, section: Section, plan: PastePlan, progress: Progress, within: Values | None = None
) -> Change:
    """Write the rows as one batch, each with what it lies `within`; runs on the worker.

    A cancel leaves nothing written.
    """
    lies = within or {}
    rows = [(None if row_id == NEW_ROW else row_id, {**values, **lies}) for row_id, values in plan.rows]
    return ledger.save_rows(section.key, rows, plan.kind, progress)
