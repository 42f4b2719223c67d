"""Columns of raw cells → words: every different cell is read once, a row then only points to its word.

Used by the reading process. A word is what goes over the pipe: a plain value and its problems.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core.identity import IdKind, is_sound_resident_id, kind_of_words
from core.imports.cells import DITTO_WORDS, EMPTY_WORDS, UNKNOWN_WORDS, is_ditto, text_of
from core.imports.values import Rules, read_document, read_value
from core.problems import Problem, Severity
from core.section import Field, Kind

PlainProblem = tuple[str, str, str]
"""Message, severity, masked value."""
PlainWord = tuple[Any, list[PlainProblem]]
"""A value that JSON can carry, and its problems. A DATE is ISO text, MONEY is text, a CODE is the clerk's
word; an identity number is text, or [kind, number] where it is no resident ID."""
RowProblem = tuple[int, str, str, str, str]
"""Position in the batch, field, message, severity, masked value."""

_DITTO = -1
_HAN = re.compile("[\u4e00-\u9fff]+")
"""A name that needs no second look: no gap, no digit, no dot, one form alone."""
_NO_VALUE = EMPTY_WORDS | UNKNOWN_WORDS
WORDS_KEPT = 20_000
"""Different words of a column after which they are forgotten, on both sides of the pipe."""


def plain_value(value: Any) -> Any:
    """A value as JSON carries it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def plain_problems(problems: Sequence[Problem]) -> list[PlainProblem]:
    """Problems of one field as JSON carries them."""
    return [(each.message, each.severity.value, each.value_masked) for each in problems] if problems else []


class Words(dict[Any, int]):
    """Cell → number of its word; a cell not met before is read.

    `new` and `bad` hold what was read since they were last taken: values, and number → problems.
    """

    def __init__(self, read: Callable[[Any], PlainWord], ditto_words: frozenset[str]) -> None:
        super().__init__()
        self._read = read
        self._ditto_words = ditto_words
        self.new: list[Any] = []
        self.bad: dict[int, list[PlainProblem]] = {}
        self.count = 0
        self.ditto = False

    def __missing__(self, cell: Any) -> int:
        if cell.__class__ is str and cell.strip() in self._ditto_words:
            self.ditto = True
            self[cell] = _DITTO
            return _DITTO
        value, problems = self._read(cell)
        number = self.count
        self.new.append(value)
        if problems:
            self.bad[number] = problems
        self[cell] = number
        self.count = number + 1
        return number

    def forget(self) -> None:
        """Begin anew with no words."""
        self.clear()
        self.count = 0


class ColumnReader:
    """Reads one matched column batch by batch."""

    def __init__(self, field: Field, rules: Rules, told: bool = False) -> None:
        """Prepare for a field; `told` when another column names the kind of identity document."""
        self.field = field
        self._rules = rules
        self._told = told and field.kind is Kind.RESIDENT_ID
        self._last = -1
        ditto = frozenset[str]() if field.kind is Kind.RESIDENT_ID else DITTO_WORDS
        self.words = Words(self._chosen(), ditto)

    def _read(self, cell: Any) -> PlainWord:
        value, problems = read_value(self.field, cell, self._rules)
        return plain_value(value), plain_problems(problems)

    def _read_text(self, cell: Any) -> PlainWord:
        if cell.__class__ is str and cell not in _NO_VALUE and cell.isprintable() and cell == cell.strip():
            return cell, []
        return self._read(cell)

    def _read_name(self, cell: Any) -> PlainWord:
        if cell.__class__ is str and _HAN.fullmatch(cell) and cell not in _NO_VALUE:
            return cell, []
        return self._read(cell)

    def _read_phone(self, cell: Any) -> PlainWord:
        if cell.__class__ is str and len(cell) == 11 and cell[0] == "1" and cell.isascii() and cell.isdigit():
            return cell, []
        return self._read(cell)

    def _read_document(self, cell: Any) -> PlainWord:
        if cell.__class__ is str and is_sound_resident_id(cell):
            return cell, []
        return self._read_told((None, cell))

    def _read_told(self, pair: tuple[Any, Any]) -> PlainWord:
        kind, cell = pair
        if is_ditto(cell):
            return None, [(f"{self.field.label}不能写“同上”，请逐行填写", Severity.REFUSED.value, "")]
        told = kind_of_words(text_of(kind)) if kind else None
        document, problems = read_document(self.field, cell, self._rules, told)
        if document is None:
            return None, plain_problems(problems)
        plain = (
            document.number if document.kind is IdKind.RESIDENT_ID else [document.kind.value, document.number]
        )
        return plain, plain_problems(problems)

    def _chosen(self) -> Callable[[Any], PlainWord]:
        """The quickest reading for this field."""
        kind = self.field.kind
        if kind is Kind.RESIDENT_ID:
            return self._read_told if self._told else self._read_document
        if kind is Kind.PHONE:
            return self._read_phone
        if self.field.masked and self.field.key.endswith("name"):
            return self._read_name
        plain_text = kind is Kind.TEXT and not self.field.key.endswith("credit_code")
        return self._read_text if plain_text or kind is Kind.CODE else self._read

    def take(self, cells: Sequence[Any], kinds: Sequence[Any] | None) -> tuple[array[int], list[RowProblem]]:
        """Numbers of the words of one batch, and the problems that belong to rows (同上).

        Args:
            cells: the column's cells in the rows of the batch.
            kinds: the cells of the 证件类型 column (for identity numbers told apart by one).
        """
        if self._told and kinds is not None:
            cells = list(zip(kinds, cells, strict=True))
        words = self.words
        numbers = list(map(words.__getitem__, cells))
        if (0 in words or 1 in words) and bool in set(map(type, cells)):
            numbers = [words[_truth(cell)] for cell in cells]
        problems: list[RowProblem] = []
        if words.ditto and _DITTO in numbers:
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
                last = self.words[""]
            message = f"{self.field.label}写的是“同上”，按上一行记"
            problems.append((place, self.field.key, message, Severity.WARNING.value, ""))
            numbers[place] = last
        return problems

    def renewed(self) -> bool:
        """Forget the words of a column in which most cells differ: memory does not grow with the sheet.

        True when it was done: the numbers that follow count from 0 again.
        """
        words = self.words
        if words.count < WORDS_KEPT:
            return False
        last = next((cell for cell, number in words.items() if number == self._last), "")
        words.forget()
        self._last = words[last] if self._last >= 0 else -1
        return True

    def taken_words(self) -> tuple[list[Any], dict[int, list[PlainProblem]]]:
        """The values that are new since the last call, and number → problems of those that have some."""
        words = self.words
        new, bad = words.new, words.bad
        words.new, words.bad = [], {}
        return new, bad


def _truth(cell: Any) -> Any:
    """TRUE and FALSE as words: in a dictionary True is the same key as 1."""
    return ("是" if cell else "否") if isinstance(cell, bool) else cell


class SeriesWatch:
    """Notices identity numbers that count up row by row while the names differ: a dragged series."""

    LENGTH = 3
    """Rows of a series. Check digits vary: of numbers rightly given not even two follow one another."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._previous = ""
        self._rows: list[int] = []
        self._names: set[Any] = set()
        self.found: list[tuple[int, int]] = []

    def take(self, cells: Sequence[Any], names: Sequence[Any], rows: Sequence[int]) -> None:
        """Look at one batch."""
        previous = self._previous
        for place, raw in enumerate(cells):
            cell = raw if raw.__class__ is str else ""
            if cell[:15] == previous[:15] and _counts_up(previous, cell):
                if not self._rows:
                    self._rows.append(rows[place] - 1)
                self._rows.append(rows[place])
                self._names.add(names[place])
            elif self._rows:
                self._close()
            previous = cell
        self._previous = previous

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


def _counts_up(previous: str, following: str) -> bool:
    both = previous + following
    return len(both) == 36 and both.isascii() and both.isdigit() and int(following) == int(previous) + 1
