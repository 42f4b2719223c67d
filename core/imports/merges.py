"""Cells merged downwards: every row of the block gets the value that stands in its first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Range = tuple[tuple[int, int], tuple[int, int]]
"""((row, column), (row, column)) from 0, both inside."""


class Merges:
    """The vertical merges below a header."""

    def __init__(self, ranges: Sequence[Range], header_row: int, first_column: int) -> None:
        """Keep the ranges that begin below `header_row` (from 1) and span rows.

        Args:
            ranges: all merges of the sheet.
            header_row: last row of the header.
            first_column: column of the rows' first cell.
        """
        self._tops: dict[int, list[int]] = {}
        self._fills: dict[int, list[int]] = {}
        self._values: dict[int, Any] = {}
        self.count = 0
        for (top, left), (bottom, _right) in ranges:
            if top < header_row or bottom <= top or bottom - top > 100_000:
                continue
            self.count += 1
            self._tops.setdefault(top + 1, []).append(left - first_column)
            for row in range(top + 2, bottom + 2):
                self._fills.setdefault(row, []).append(left - first_column)

    def filled(self, rows: list[list[Any]], numbers: Sequence[int]) -> list[list[Any]]:
        """The rows with the merged values in them; they have to come in their order."""
        if not self.count:
            return rows
        for row, number in zip(rows, numbers, strict=True):
            for column in self._tops.get(number, ()):
                if 0 <= column < len(row):
                    self._values[column] = row[column]
            for column in self._fills.get(number, ()):
                if 0 <= column < len(row) and row[column] == "":
                    row[column] = self._values.get(column, "")
        return rows
