"""The rows of an .xlsx sheet from its bare XML, piece by piece: memory does not grow with the sheet.

Cells in the form that spreadsheets write are taken by one expression; a row with anything else in it goes
through a real XML parser. Only the reading process uses this module.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from xml.parsers import expat

from core.imports.container import DAMAGED, SAVE_AS_XLSX, Refusal
from core.imports.row_forms import RowForm
from core.imports.sniff import column_index, column_letters
from core.imports.workbook_parts import (
    BookSheet,
    Unusual,
    book_sheets,
    day_styles,
    iso_moment,
    moment,
    pieces,
    plain_text,
    shared_texts,
    without_escapes,
)

LAST_ROW = 1_048_576
WIDTH_ROWS = 100
"""The first rows decide how wide the table is; what stands further right below them is no column of it."""
_OUTSIDE_NAMED = 8
_ROW = re.compile(r"<row\b([^>]*)>")
_NUMBER = re.compile(r'\br="(\d{1,9})"')
_PLACE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_ATTRIBUTE = re.compile(r'\b([st])="(\w+)"')

_BROKEN = (Unusual, zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, ValueError, IndexError)

_INLINE, _SHARED, _EMPTY, _NUMERIC, _DAY, _DURATION, _TEXT, _TRUTH, _ISO, _ERROR = range(10)
_KINDS = {"inlineStr": _INLINE, "s": _SHARED, "str": _TEXT, "b": _TRUTH, "d": _ISO, "e": _ERROR}


class _Places(dict[str, int]):
    """Column letters → index from 0; below 0 for what names no column."""

    def __missing__(self, letters: str) -> int:
        known = re.fullmatch("[A-Z]{1,3}", letters) is not None
        index = self[letters] = column_index(letters) if known else -1
        return index


class _Kinds(dict[str, int]):
    """The attributes of a cell behind its place → what it holds."""

    def __init__(self, styles: dict[str, bool]) -> None:
        super().__init__()
        self._styles = styles

    def __missing__(self, attributes: str) -> int:
        given = dict(_ATTRIBUTE.findall(attributes))
        kind = _EMPTY if attributes.endswith("/") else self.of(given.get("t", ""), given.get("s", ""))
        if len(self) < 10_000:
            self[attributes] = kind
        return kind

    def of(self, kind: str, style: str) -> int:
        """What a cell of this type and style holds."""
        if kind in _KINDS:
            return _KINDS[kind]
        day = self._styles.get(style)
        return _NUMERIC if day is None else _DAY if day else _DURATION


class SheetBook:
    """An .xlsx opened by its bare XML."""

    def __init__(self, path: str, date_1904: bool) -> None:
        """Look at its parts.

        Raises:
            Unusual: the reading library has to take it.
        """
        self._archive = zipfile.ZipFile(path)
        self._date_1904 = date_1904
        self.sheets: tuple[BookSheet, ...] = book_sheets(self._archive)
        self._styles = day_styles(self._archive)
        self._shared: list[str] | None = None

    def rows(self, sheet: BookSheet) -> SheetRows:
        """The rows of a sheet, to be iterated once.

        Raises:
            Unusual: the reading library has to take it.
        """
        if self._shared is None:
            self._shared = shared_texts(self._archive)
        with self._archive.open(sheet.part) as stream:
            head = stream.read(4096)
        if b"<worksheet" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Unusual
        return SheetRows(self._archive, sheet, self._shared, _Kinds(self._styles), self._date_1904)


class SheetRows:
    """The rows of one sheet, from row 1 and column A on; gaps are blank rows. Iterate it once.

    Attributes:
        outside: names of a few cells that stand right of the table and were not read.
    """

    def __init__(
        self, archive: zipfile.ZipFile, sheet: BookSheet, shared: list[str], kinds: _Kinds, date_1904: bool
    ) -> None:
        self._archive = archive
        self._sheet = sheet
        self._shared = shared
        self._kinds = kinds
        self._date_1904 = date_1904
        self._places = _Places()
        self._last = 0
        self._width = 0
        self.outside: list[str] = []
        self._form = RowForm(self._places.__getitem__, self._conversion)

    def __iter__(self) -> Iterator[list[Any]]:
        """The rows.

        Raises:
            Refusal: the sheet is damaged; the sentence says from which row on.
        """
        try:
            for piece in pieces(self._archive, self._sheet.part, b"</row>"):
                chunks = piece.split("</row>")
                rest = chunks.pop()
                for chunk in chunks:
                    found = self._form.row(chunk, self._width)
                    if found is not None and found[0] == self._last + 1 <= LAST_ROW:
                        self._last += 1
                        yield found[1]
                        continue
                    yield from self._chunk(chunk)
                    self._form.learn(chunk, self._width)
                if "<row" in rest:
                    yield from self._blank_rows(rest)
        except _BROKEN as error:
            raise self._damaged() from error

    def _damaged(self) -> Refusal:
        if not self._last:
            return DAMAGED
        return Refusal(
            f"工作表“{self._sheet.name}”在第 {self._last} 行之后已损坏，读不下去。",
            f"请对方重新发送；或{SAVE_AS_XLSX.removeprefix('请')}",
        )

    def _chunk(self, chunk: str) -> Iterator[list[Any]]:
        """The rows in a piece of text that ends where a row ends: one, and blank ones before it."""
        heads = list(_ROW.finditer(chunk))
        if not heads:
            raise Unusual
        for head in heads[:-1]:
            if head[1].endswith("/"):
                yield from self._gap(head[1])
                yield [""] * self._width
        head = heads[-1]
        yield from self._gap(head[1])
        yield self._row(chunk[head.end() :])

    def _blank_rows(self, rest: str) -> Iterator[list[Any]]:
        for head in _ROW.finditer(rest):
            if not head[1].endswith("/"):
                raise Unusual  # a row that never ends
            yield from self._gap(head[1])
            yield [""] * self._width

    def _gap(self, attributes: str) -> Iterator[list[Any]]:
        """Blank rows up to the one that begins here; afterwards `_last` is its number."""
        match = _NUMBER.search(attributes)
        number = int(match[1]) if match else self._last + 1
        if not self._last < number <= LAST_ROW:
            raise Unusual
        for _blank in range(self._last + 1, number):
            yield [""] * self._width
        self._last = number

    def _row(self, body: str) -> list[Any]:
        """The cells of one row; a row with anything but the usual forms goes through the parser."""
        first, *cells = body.split('<c r="')
        if first.strip():
            return self._parsed_row(body)
        kinds, places, shared, width = self._kinds, self._places, self._shared, self._width
        mark = f'{self._last}"'
        odd = "&" in body or "_x" in body
        row: list[Any] = [""] * width
        for cell in cells:
            head, _, rest = cell.partition(">")
            letters, found, attributes = head.partition(mark)
            kind = kinds[attributes]
            value: Any
            if kind == _INLINE and rest[:7] == "<is><t>" and rest[-13:] == "</t></is></c>":
                value = rest[7:-13]
            elif rest[-8:] == "</v></c>" and rest[:3] == "<v>":
                value = rest[3:-8]
            elif kind == _EMPTY or rest == "</c>":
                continue
            elif rest[-8:] == "</v></c>" and rest[:2] == "<f":
                value = rest[rest.rfind("<v>") + 3 : -8]
            else:
                return self._parsed_row(body)
            place = places[letters]
            if "<" in value or place < 0 or not found:
                return self._parsed_row(body)
            if kind == _SHARED:
                value = _shared_text(shared, value)
            else:
                if odd:
                    value = plain_text(value)
                if kind > _EMPTY:
                    value = self._value(kind, value)
            if place < width:
                row[place] = value
            else:
                row = self._widened(row, place, value)
                width = self._width
        return row

    def _parsed_row(self, body: str) -> list[Any]:
        row: list[Any] = [""] * self._width
        for index, kind_text, style, text in _parsed(body):
            kind = self._kinds.of(kind_text, style)
            value: Any = without_escapes(text)
            if kind == _SHARED:
                value = _shared_text(self._shared, text)
            elif kind > _EMPTY:
                value = self._value(kind, value)
            if index < self._width:
                row[index] = value
            else:
                row = self._widened(row, index, value)
        return row

    def _conversion(self, attributes: str) -> Callable[[str], Any] | None:
        """How a filled cell with these attributes is read; None where what is written is its value."""
        kind = self._kinds[attributes]
        if kind == _INLINE:
            return None
        if kind == _SHARED:
            return partial(_shared_text, self._shared)
        return partial(self._value, kind)

    def _widened(self, row: list[Any], place: int, value: Any) -> list[Any]:
        """A row with one more cell, where it still may make the table wider."""
        if value == "":
            return row
        if self._last > WIDTH_ROWS:
            if len(self.outside) < _OUTSIDE_NAMED:
                self.outside.append(f"{column_letters(place)}{self._last}")
            return row
        self._width = place + 1
        return [*row, *[""] * (place - len(row)), value]

    def _value(self, kind: int, value: str) -> Any:
        """What is no shared or own text: numbers, days, truth values; an error has no value."""
        if not value:
            return ""
        if kind == _NUMERIC:
            return float(value)
        if kind in (_DAY, _DURATION):
            return moment(float(value), kind == _DAY, self._date_1904)
        if kind == _TRUTH:
            return value.strip() in ("1", "true")
        return value if kind == _TEXT else iso_moment(value) if kind == _ISO else ""


def _shared_text(shared: list[str], number: str) -> str:
    """The shared text of a number; IndexError where there is none, below zero too."""
    if not number:
        return ""
    place = int(number)
    if place < 0:
        raise IndexError
    return shared[place]


def _parsed(body: str) -> list[tuple[int, str, str, str]]:
    """Place, type, style and text of a row's cells by a real parser: attributes in any order, rich text."""
    cells: list[tuple[int, str, str, str]] = []
    names: list[str] = []
    here: list[Any] = []
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        names.append(name)
        if name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            after = cells[-1][0] + 1 if cells else 0
            here[:] = [column_index(place[1]) if place else after, attributes.get("t", "")]
            here.append(attributes.get("s", ""))
            texts.clear()

    def end(name: str) -> None:
        names.pop()
        if name == "c":
            cells.append((*here[:3], "".join(texts)))

    def characters(data: str) -> None:
        if names[-1] in ("v", "t") and "rPh" not in names:
            texts.append(data)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.Parse(f"<row>{body}</row>".encode(), True)
    return cells
