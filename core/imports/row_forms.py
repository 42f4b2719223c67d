"""The form that the rows of one sheet take, learnt from its first rows: one expression then takes a row.

A spreadsheet writes thousands of rows alike: the same columns, the same attributes, here and there a cell
less. What does not have the form is no fault; whoever asks reads that row the long way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from core.imports.workbook_parts import plain_texts

LEARNT_ROWS = 100
"""Rows read the long way before a form is made of them, at first and whenever so many more had none."""
_MOST_FORMS = 6
"""How often a form is made anew; a sheet without any order is read the long way."""
_MOST_VARIANTS = 300
_HEAD = re.compile(r'<row r="\d{1,7}"[^>/]*>')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d{1,7}"([^<>]*?)(/>|></c>|><is><t>[^<]*</t></is></c>|><v>[^<]*</v></c>)'
)
_EMPTY_ENDS = ("/>", "></c>")
_INLINE_END = r"><is><t>([^<]*)</t></is></c>"
_TEXT_END, _NUMBER_END = r"><v>([^<]*)</v></c>", r"><v>(\d{1,9})</v></c>"

Variant = tuple[str, str]
"""The attributes of a cell behind its place, and an expression for what follows them."""
Convert = Callable[[str], Any]
"""What is written in a cell → its value."""


class RowForm:
    """Learns the form of a sheet's rows and takes those that have it."""

    def __init__(self, place_of: Callable[[str], int], convert_of: Callable[[str], Convert | None]) -> None:
        """Begin knowing nothing.

        Args:
            place_of: column letters → index from 0, below 0 for none.
            convert_of: attributes of a filled cell → how it is read; None where it is plain text.
        """
        self._place_of = place_of
        self._convert_of = convert_of
        self._variants: dict[int, dict[Variant, None]] = {}
        self._letters: dict[int, str] = {}
        self._seen: dict[int, int] = {}
        self._sampled = 0
        self._made = 0
        self._count = 0
        self._match: Callable[[str], re.Match[str] | None] | None = None
        self._groups: list[tuple[int, int, Convert | None]] = []
        self._plain = False
        self._width = 0

    def row(self, chunk: str, width: int) -> tuple[int, list[Any]] | None:
        """Number and cells of a row that has the form; None for any other.

        Args:
            chunk: the row's XML without its end tag.
            width: how many columns the table has by now.
        """
        match = self._match(chunk) if self._match is not None else None
        if match is None or self._width > width:
            return None
        number, *cells = match.groups("")
        if "&" in chunk or "_x" in chunk:
            texts = plain_texts
            cells = [texts[cell] if "&" in cell or "_x" in cell else cell for cell in cells]
        if self._plain:
            return int(number), cells if len(cells) == width else cells + [""] * (width - len(cells))
        row: list[Any] = [""] * width
        for group, place, convert in self._groups:
            if cell := cells[group]:
                row[place] = cell if convert is None else convert(cell)
        return int(number), row

    def learn(self, chunk: str, width: int) -> None:
        """Look at a row that was read the long way, in a table of so many columns."""
        if self._made >= _MOST_FORMS or self._count > _MOST_VARIANTS:
            return
        found = self._cells(chunk)
        if found is None or any(
            place >= width for place, _, (_, ending) in found if ending not in _EMPTY_ENDS
        ):
            return
        for place, letters, variant in found:
            self._letters[place] = letters
            known = self._variants.setdefault(place, {})
            self._count += variant not in known
            known[variant] = None
            self._seen[place] = self._seen.get(place, 0) + 1
        self._sampled += 1
        if self._sampled % LEARNT_ROWS == 0:
            self._make()

    def _cells(self, chunk: str) -> list[tuple[int, str, Variant]] | None:
        """Place, letters and variant of each cell; None where something else stands in the row."""
        head = _HEAD.match(chunk)
        end = head.end() if head else -1
        found: list[tuple[int, str, Variant]] = []
        while 0 <= end < len(chunk):
            cell = _CELL.match(chunk, end)
            if cell is None:
                return None
            place = self._place_of(cell[1])
            if place < 0 or (found and place <= found[-1][0]):
                return None
            found.append((place, cell[1], (cell[2], self._ending(cell))))
            end = cell.end()
        return found or None

    def _ending(self, cell: re.Match[str]) -> str:
        if cell[3] in _EMPTY_ENDS:
            return cell[3]
        if cell[3].startswith("><is>"):
            return _INLINE_END
        return _NUMBER_END if 't="s"' in cell[2] else _TEXT_END

    def _make(self) -> None:
        """Make one expression of all variants seen; a column that some row went without may be missing."""
        self._made += 1
        self._groups.clear()
        written: list[str] = []
        group = 0
        for place in sorted(self._variants):
            ends: list[str] = []
            for attributes, ending in self._variants[place]:
                ends.append(re.escape(attributes) + ending)
                if ending not in _EMPTY_ENDS:
                    self._groups.append((group, place, self._convert_of(attributes)))
                    group += 1
            cell = f'<c r="{self._letters[place]}\\d{{1,7}}"(?:{"|".join(ends)})'
            written.append(cell if self._seen[place] == self._sampled else f"(?:{cell}|)")
        self._match = re.compile(f'<row r="(\\d{{1,7}})"[^>/]*>{"".join(written)}').fullmatch
        self._width = max((place + 1 for _, place, _ in self._groups), default=0)
        self._plain = all(
            place == group == at and convert is None
            for at, (group, place, convert) in enumerate(self._groups)
        )
