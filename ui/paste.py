"""Pasting a block from Excel or WPS: what would be written, said before anything is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.completion import completed
from core.errors import Cancelled
from core.section import Field, Section, Values
from core.views import Change
from ui.record_model import EDITABLE, NEW_ROW, RecordModel
from ui.row_edit import Step
from ui.tasks import Progress

if TYPE_CHECKING:
    from core.ledger import Ledger

Block = list[list[str]]


@dataclass(frozen=True, slots=True)
class PastePlan:
    """Rows with the cells to write (field key → words); id `NEW_ROW` for rows that are added."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    columns: int
    refused: int
    """Cells of the block that cannot be edited or lie beyond the last column."""

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


def write_paste(
    ledger: Ledger, section: Section, plan: PastePlan, progress: Progress, within: Values | None = None
) -> tuple[Change, tuple[Step, ...]]:
    """Write the rows one after the other, each with what it lies `within`; runs on the worker.

    A cancel keeps what is written so far.
    """
    steps: list[Step] = []
    sections = {section.key}
    with suppress(Cancelled):
        for done, (row_id, values) in enumerate(plan.rows):
            progress(done / len(plan.rows), f"写入第 {done + 1:,} 行")
            known = row_id if row_id != NEW_ROW else None
            found = ledger.rows(section.key, (row_id,)) if known is not None else ()
            whole = {**completed(ledger, section, values, frozenset(values)), **(within or {})}
            change = ledger.save(section.key, known, whole)
            before = {key: found[0].values.get(key) for key in whole} if found else None
            steps.append(Step(change.ids[0], before, whole))
            sections |= change.sections
    return Change(frozenset(sections), tuple(step.row_id for step in steps)), tuple(steps)
