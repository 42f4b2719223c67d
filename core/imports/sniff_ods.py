"""What the reading library does not tell of an OpenDocument spreadsheet: see `sniff`, and merged cells.

The one part that holds all sheets goes through a streaming parser; it is never built into a tree.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date
from xml.parsers import expat

from core.imports.sniff import LIMIT, MOST_HIDDEN, MOST_MERGES, Findings

_PIECE = 1 << 18
_CONTENT = "content.xml"
_MACRO = re.compile(r"(?:Basic/.+/(?!script-l[bc]\.xml$)[^/]+\.xml|Scripts/.+[^/])")
_NO_VALUE = re.compile(r"#[A-Z/0-9]+[!?]?|Err:\d+")
_EPOCH_1904 = date(1904, 1, 1).isoformat()
_MOST_REPEATED = 256
"""Columns of one run that are looked at; the last run of a sheet repeats to its very end."""


def macros_in(names: frozenset[str]) -> bool:
    """Whether there are macros among the parts; every file has empty lists of them."""
    return any(_MACRO.fullmatch(name) for name in names)


def sniff_open_sheet(archive: zipfile.ZipFile, sheet: str, found: Findings) -> None:
    """Search one sheet and add what is found.

    Raises:
        expat.ExpatError: the part is damaged.
    """
    search = _Search(sheet, found)
    with archive.open(_CONTENT) as stream:
        while block := stream.read(_PIECE):
            search.parser.Parse(block, False)
            if search.done:
                return
    search.parser.Parse(b"", True)


class _Search:
    """Follows the sheet wanted: at which row and column it is, and what stands there."""

    def __init__(self, sheet: str, found: Findings) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.done = False
        self._sheet, self._found = sheet, found
        self._depth = 0
        """Tables around: a cell may hold one of its own, which is none of the sheet's rows."""
        self._here = False
        self._row, self._column, self._next_column = 0, 0, 0
        self._rows, self._columns = 1, 1
        self._row_hidden = False
        self._faulty = self._hidden_kept = False
        self._text: list[str] = []

    def _start(self, name: str, given: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "table" and name.startswith("table:"):
            self._depth += 1
            if self._depth == 1:
                self._here = given.get("table:name") == self._sheet
                self._row = self._next_column = 0
        elif local == "null-date":
            self._found.date_1904 = given.get("table:date-value", "")[:10] == _EPOCH_1904
        elif not self._here or self._depth != 1:
            return
        elif local == "table-column":
            self._take_column(given)
        elif local == "table-row":
            self._rows = _count(given, "table:number-rows-repeated")
            self._row_hidden = given.get("table:visibility", "visible") != "visible"
            self._column, self._hidden_kept = 0, False
        elif local in ("table-cell", "covered-table-cell"):
            self._take_cell(given)

    def _take_column(self, given: dict[str, str]) -> None:
        count = _count(given, "table:number-columns-repeated")
        if given.get("table:visibility", "visible") != "visible":
            first = self._next_column
            self._found.hidden_columns.extend(range(first, first + min(count, _MOST_REPEATED)))
        self._next_column += count

    def _take_cell(self, given: dict[str, str]) -> None:
        self._columns = _count(given, "table:number-columns-repeated")
        kind = given.get("office:value-type", "")
        self._faulty = given.get("calcext:value-type") == "error"
        self._text.clear()
        self._hidden_kept |= bool(kind)
        if given.get("table:formula"):
            self._found.formulas += 1
            if not kind and not self._faulty and len(self._found.uncached) < LIMIT:
                self._found.uncached.append((self._row + 1, self._column))
        down, right = (_count(given, f"table:number-{each}-spanned") for each in ("rows", "columns"))
        if (down, right) != (1, 1) and len(self._found.merges) < MOST_MERGES:
            last = (self._row + down - 1, self._column + right - 1)
            self._found.merges.append(((self._row, self._column), last))

    def _characters(self, text: str) -> None:
        if self._faulty and len(self._text) < LIMIT:
            self._text.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "table" and name.startswith("table:"):
            self._depth -= 1
            if not self._depth and self._here:
                self.done = True
        elif not self._here or self._depth != 1:
            return
        elif local in ("table-cell", "covered-table-cell"):
            text = "".join(self._text).strip()
            if self._faulty and len(self._found.faulty) < LIMIT:
                shown = text if _NO_VALUE.fullmatch(text) else "#N/A"
                self._found.faulty.append((self._row + 1, self._column, shown))
            self._faulty = False
            self._column += self._columns
        elif local == "table-row":
            self._end_row()

    def _end_row(self) -> None:
        """Hidden rows that hold something; a filter hides the blank rest of a sheet as well."""
        if self._row_hidden and self._hidden_kept:
            room = MOST_HIDDEN - len(self._found.hidden_rows)
            self._found.hidden_rows.extend(range(self._row + 1, self._row + 1 + min(self._rows, room)))
        self._row += self._rows


def _count(given: dict[str, str], key: str) -> int:
    text = given.get(key, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() else 1
