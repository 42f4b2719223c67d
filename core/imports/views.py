"""Frozen values of an import: what it would do, row by row, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core.imports.answers import NO_ANSWERS, WRITTEN, ImportAnswers, RowChoice
from core.problems import Problem

if TYPE_CHECKING:
    from core.imports.code_words import CodeWord
    from core.imports.effects import Effect
    from core.imports.memory import ColumnMemory


class RowAction(StrEnum):
    """What an import will do with a row of the sheet."""

    ADD = "added"
    CHANGE = "changed"
    SAME = "unchanged"
    REFUSE = "refused"
    LEFT = "left"
    """The clerk leaves it out."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of an import preview. `row` is its number in the sheet, from 1."""

    row: int
    action: RowAction
    target: int | None
    """id of the row in the ledger that it matches"""
    texts: Mapping[str, str]
    """field key → text as it will stand (masked)"""
    changes: tuple[tuple[str, str, str], ...]
    """(field key, before, after) for changed rows"""
    problems: tuple[Problem, ...]
    choice: RowChoice = WRITTEN
    """What the clerk wants done with it."""
    would: RowAction | None = None
    """Of a row left out: what it would do otherwise."""
    other: tuple[tuple[str, str], ...] = ()
    """(label, text) of the same person's other row of the year, beside which this one is added."""
    effect: Effect | None = None
    """What it does to months whose return has been submitted."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the sheet: its heading and the field it was matched to ("" = not used)."""

    index: int
    heading: str
    field: str
    samples: tuple[str, ...]
    suggestion: str = ""
    """Field that its content or a part of its heading points to, and that nothing else feeds."""
    hidden: bool = False
    """The sheet hides this column."""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. Nothing is written until it is applied by its token."""

    token: str
    section: str
    file_name: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[ColumnMatch, ...]
    rows: tuple[ImportRow, ...]
    notices: tuple[Problem, ...]
    """What concerns the whole file: totals rows skipped, macros ignored, hidden rows, same file again."""
    writes: int = 0
    """Rows that will be written: added and changed."""
    look: int = 0
    """Rows that enter with a warning."""
    changed_cells: int = 0
    answers: ImportAnswers = NO_ANSWERS
    """What the preview was made from."""
    sender: str = ""
    """Who sent the sheet, as answered or as it says, "" unknown."""
    encoding: str = ""
    """Of a text file, "" of a workbook."""
    hidden_sheets: frozenset[str] = frozenset()
    hidden_rows: tuple[int, ...] = ()
    """Rows below the header that the sheet hides."""
    memory: ColumnMemory | None = None
    """Whose columns, matched before, these are matched by."""
    words: tuple[CodeWord, ...] = ()
    """Words that no code list knows, with what they were answered."""

    def count(self, action: RowAction) -> int:
        """Rows with this action."""
        return sum(row.action is action for row in self.rows)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did (the JSON of the command)."""

    added: int
    changed: int
    unchanged: int
    refused: int
    batch: int | None
    problems: tuple[tuple[int, str, Problem], ...]
    """(row in the sheet, column heading, problem)"""
    parts: ImportResult | None = None
    """What came of the sheet of parts beside it (a fair's employers); None where there was none."""
    left: int = 0
    """Rows that the clerk left out."""
