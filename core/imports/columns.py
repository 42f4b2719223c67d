"""Columns of raw cells → words: every different cell is read once, a row then only points to its word.

Used by the reading process. A word is what goes over the pipe: a plain value and its problems.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import repeat
from typing import Any

from core.identity import IdKind, kind_of_words
from core.imports.values import Rules, is_ditto, read_document, read_value, text_of
from core.problems import Problem, Severity
from core.section import Field, Kind

PlainProblem = tuple[str, str, str]
"""Message, severity, masked value."""
PlainWord = tuple[Any, list[PlainProblem]]
"""A value that JSON can carry, and its problems. A DATE is ISO text, MONEY is text, an identity number is
[kind, number], a CODE is the clerk's word."""
RowProblem = tuple[int, str, str, str, str]
"""Position in the batch, field, message, severity, masked value."""

_DITTO = -1


def plain_value(value: Any) -> Any:
    """A value as JSON carries it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def plain_problems(problems: Sequence[Problem]) -> list[PlainProblem]:
    """Problems of one field as JSON carries them."""
    return [(each.message, each.severity.value, each.value_masked) for each in problems]


class Words(dict[Any, int]):
    """Cell → number of its word; a cell not met before is read."""

    def __init__(self, read: Callable[[Any], PlainWord]) -> None:
        super().__init__()
        self._read = read
        self.new: list[PlainWord] = []
        self.count = 0
        self.ditto = False

    def __missing__(self, cell: Any) -> int:
        if is_ditto(cell):
            self.ditto = True
            self[cell] = _DITTO
            return _DITTO
        self.new.append(self._read(cell))
        self[cell] = self.count
        self.count += 1
        return self.count - 1


class ColumnReader:
    """Reads one matched column batch by batch."""

    def __init__(self, field: Field, rules: Rules) -> None:
        self.field = field
        self._rules = rules
        self._last = -1
        self.words = Words(self._read_document if field.kind is Kind.RESIDENT_ID else self._read)

    def _read(self, cell: Any) -> PlainWord:
        value, problems = read_value(self.field, cell, self._rules)
        return plain_value(value), plain_problems(problems)

    def _read_document(self, pair: tuple[Any, Any]) -> PlainWord:
        kind, cell = pair
        if is_ditto(cell):
            return None, [(f"{self.field.label}不能写“同上”，请逐行填写", Severity.REFUSED.value, "")]
        told: IdKind | None = kind_of_words(text_of(kind)) if kind else None
        document, problems = read_document(self.field, cell, self._rules, told)
        return [document.kind.value, document.number] if document else None, plain_problems(problems)

    def take(self, cells: Sequence[Any], kinds: Sequence[Any] | None) -> tuple[array[int], list[RowProblem]]:
        """Numbers of the words of one batch, and the problems that belong to rows (同上).

        Args:
            cells: the column's cells in the rows of the batch.
            kinds: the cells of the 证件类型 column where the sheet has one (identity numbers only).
        """
        cells = _without_truth(cells)
        if self.field.kind is Kind.RESIDENT_ID:
            cells = list(zip(kinds or repeat(None), cells, strict=False))
        numbers = list(map(self.words.__getitem__, cells))
        problems: list[RowProblem] = []
        if self.words.ditto and _DITTO in numbers:
            problems = self._resolve_ditto(numbers)
        if numbers:
            self._last = numbers[-1]
        return array("I", numbers), problems

    def _resolve_ditto(self, numbers: list[int]) -> list[RowProblem]:
        """Put the number of the row above in the place of 同上."""
        problems: list[RowProblem] = []
        last = self._last
        for place, number in enumerate(numbers):
            if number != _DITTO:
                last = number
                continue
            if last < 0:
                last = self.words[""] if self.field.kind is not Kind.RESIDENT_ID else self.words[(None, "")]
            message = f"{self.field.label}写的是“同上”，按上一行记"
            problems.append((place, self.field.key, message, Severity.WARNING.value, ""))
            numbers[place] = last
        return problems

    def taken_words(self) -> list[PlainWord]:
        """The words that are new since the last call."""
        new, self.words.new = self.words.new, []
        return new


def _without_truth(cells: Sequence[Any]) -> Sequence[Any]:
    """TRUE and FALSE as words: in a dictionary True is the same key as 1."""
    if bool not in set(map(type, cells)):
        return cells
    return [("是" if cell else "否") if isinstance(cell, bool) else cell for cell in cells]


class SeriesWatch:
    """Notices identity numbers that count up row by row while the names differ: a dragged series."""

    LENGTH = 5

    def __init__(self, field: Field) -> None:
        self._field = field
        self._previous = -1
        self._rows: list[int] = []
        self._names: set[Any] = set()
        self.found: list[tuple[int, int]] = []

    def take(self, cells: Sequence[Any], names: Sequence[Any], rows: Sequence[int]) -> None:
        """Look at one batch."""
        for cell, name, row in zip(cells, names, rows, strict=True):
            number = int(cell) if cell.__class__ is str and len(cell) == 18 and _all_digits(cell) else -1
            if number < 0 or number != self._previous + 1:
                self._close()
            self._previous = number
            self._rows.append(row)
            self._names.add(name)

    def _close(self) -> None:
        if len(self._rows) >= self.LENGTH and len(self._names) > 1:
            self.found.append((self._rows[0], self._rows[-1]))
        self._rows.clear()
        self._names.clear()

    def sentences(self) -> list[str]:
        """What was found, one sentence per series; closes the watch."""
        self._close()
        return [
            f"第 {first} 至 {last} 行的{self._field.label}逐行加 1，疑为下拉填充生成，请对照证件核对。"
            for first, last in self.found[:20]
        ]


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
