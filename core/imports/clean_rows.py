"""Rows of a foreign sheet as typed values and problems, one by one and as columns of a batch."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.problems import Problem, refused


class CleanRow(NamedTuple):
    """One data row of a sheet.

    Attributes:
        row: its number in the sheet, from 1.
        values: field key → typed value; only fields that a column of the sheet feeds. None: empty.
        problems: what is wrong with single cells.
    """

    row: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """True when a cell keeps the row out."""
        return bool(self.problems) and refused(self.problems)


@dataclass(frozen=True, slots=True)
class CleanBatch:
    """Rows that were read together, as columns.

    Attributes:
        numbers: row numbers in the sheet.
        keys: field keys.
        columns: one list of values per key, as long as `numbers`.
        problems: position in the batch → problems of its cells; rows without any are not in it.
    """

    numbers: array[int]
    keys: tuple[str, ...]
    columns: list[list[Any]]
    problems: dict[int, list[Problem]]

    def rows(self) -> list[CleanRow]:
        """The same as rows."""
        keys, problems = self.keys, self.problems
        cells = zip(*self.columns, strict=True) if self.columns else [()] * len(self.numbers)
        return [
            CleanRow(number, dict(zip(keys, values, strict=True)), tuple(problems.get(place, ())))
            for place, (number, values) in enumerate(zip(self.numbers, cells, strict=True))
        ]
