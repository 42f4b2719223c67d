"""A foreign sheet as clean rows: typed values and problems, batch by batch while the file is still read.

The rules of refusal are those of `values`; what a whole row means (an employer missing beside its
destination, a person already known) is for the plan of changes.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from core.codes import code_list
from core.imports.aliases import SYSTEM_NUMBER
from core.imports.child import MEMORY_LIMIT, plain_fields
from core.imports.clean_rows import CleanBatch, CleanRow
from core.imports.frames import Head
from core.imports.header import SYSTEM_NUMBER_FIELD
from core.imports.lexicon import Lexicon
from core.imports.reader import GONE, TOO_LARGE, ReadingProcess, opening
from core.imports.sender import sender_of
from core.imports.sniff import column_letters
from core.imports.values import Codes
from core.imports.views import ColumnMatch
from core.problems import Problem, Severity
from core.section import Kind, Section

if TYPE_CHECKING:
    from core.facade.base import Progress

CodeLists = Callable[[str], Codes]
"""Code list by name; a ledger's own has its townships and remembered words."""


class CleanTable:
    """An opened sheet. Iterate it once for its batches; a context manager that ends the reading.

    Attributes:
        section: the section that the sheet is read for.
        path: the file.
        sheet: name of the sheet read; `sheets` are all, hidden ones too.
        header_row: (last) row of the header, from 1.
        columns: the sheet's columns and the fields they feed.
        suggestions: column index → field that content or a part of the heading points to, not used.
        titles: texts above the header.
        sender: who seems to have sent it, by its titles or its name, "".
        encoding: of a text file, "".
        hidden_rows: numbers of the rows below the header that the sheet hides; they are read as well.
        hidden_sheets: names of the sheets that the workbook hides.
        digest: SHA-256 of the file in hexadecimal.
        notices: what concerns the whole file; complete when the last batch was taken.
        skipped: rows passed over by kind (blank, total, header, example, foot); complete at the end.
    """

    def __init__(
        self,
        section: Section,
        path: Path,
        process: ReadingProcess,
        codes: CodeLists,
        progress: Progress | None,
    ) -> None:
        """Take the opening frame of a process that was asked to read; use `read_clean`."""
        self.section = section
        self.path = path
        self._process = process
        self._progress = progress
        self._frames = process.frames("end")
        head = next(each for each, _block in self._frames if each.get("t") == "open")
        self.sheet: str = head["sheet"]
        self.sheets: tuple[str, ...] = tuple(name for name, _visible in head["sheets"])
        self.header_row: int = head["header_row"]
        self.encoding: str = head["encoding"]
        self.titles: tuple[str, ...] = tuple(head["titles"])
        self.hidden_rows: tuple[int, ...] = tuple(head.get("hidden_rows", ()))
        self.hidden_sheets = frozenset(name for name, visible in head["sheets"] if not visible)
        hidden = frozenset(head.get("hidden_columns", ()))
        self.columns: tuple[ColumnMatch, ...] = tuple(
            ColumnMatch(index, heading, field, tuple(samples), suggestion, index in hidden)
            for index, heading, field, suggestion, samples in head["columns"]
        )
        self.suggestions: dict[int, str] = {each[0]: each[3] for each in head["columns"] if each[3]}
        self.sender = sender_of(self.titles, path.stem)
        self.digest = ""
        self.notices: list[Problem] = [_notice(each) for each in head["notices"]]
        self.skipped: dict[str, int] = {}
        self._places = {each.field: column_letters(each.index) for each in self.columns if each.field}
        self._lexicons = [self._lexicon(key, codes) for key in head["fields"]]
        self.keys, self._kind_key = self._keys()

    def _lexicon(self, key: str, codes: CodeLists) -> Lexicon:
        if key == SYSTEM_NUMBER:
            return Lexicon(SYSTEM_NUMBER_FIELD, None)
        field = self.section.by_key[key]
        return Lexicon(field, codes(field.codes) if field.kind is Kind.CODE else None)

    def _keys(self) -> tuple[tuple[str, ...], str]:
        """Keys of the batches, and the key under which the kind of identity document is given."""
        keys = tuple(lexicon.field.key for lexicon in self._lexicons)
        if not any(lexicon.field.kind is Kind.RESIDENT_ID for lexicon in self._lexicons):
            return keys, ""
        kind_key = next((each.key for each in self.section.fields if each.codes == "id_kind"), "")
        return (keys if kind_key in keys or not kind_key else (*keys, kind_key)), kind_key

    def __iter__(self) -> Iterator[CleanBatch]:
        """The batches in the sheet's order.

        Raises:
            Refusal: when the file turns out unreadable on the way.
            Cancelled: when `progress` raised it.
        """
        for head, block in self._frames:
            if head.get("t") == "rows":
                try:
                    batch = self._batch(head, block)
                except (KeyError, IndexError, TypeError, ValueError, ArithmeticError) as error:
                    raise TOO_LARGE from error
                if self._progress is not None:
                    self._progress(float(head["done"]), f"正在读取第 {batch.numbers[-1]} 行")
                yield batch
            elif head.get("t") == "end":
                self.notices += [_notice(each) for each in head["notices"]]
                self.skipped = {str(kind): int(rows) for kind, rows in head["skipped"].items()}
        self.close()

    def rows(self) -> Iterator[CleanRow]:
        """All rows, one by one."""
        for batch in self:
            yield from batch.rows()

    def _batch(self, head: Head, block: bytes) -> CleanBatch:
        count = int(head["rows"])
        numbers = array("I")
        numbers.frombytes(block)
        if count < 1 or len(numbers) != count * (1 + len(self._lexicons)):
            raise ValueError("block does not fit")
        columns: list[list[Any]] = []
        problems: dict[int, list[Problem]] = {}
        kinds: list[Any] = []
        fresh = head.get("fresh", ())
        for place, lexicon in enumerate(self._lexicons, 1):
            if place - 1 in fresh:
                lexicon.forget()
            lexicon.grow(head["words"][place - 1], head["bad"][place - 1])
            points = numbers[place * count : (place + 1) * count]
            columns.append([*map(lexicon.values.__getitem__, points)])
            if lexicon.field.kind is Kind.RESIDENT_ID:
                kinds = [*map(lexicon.kinds.__getitem__, points)]
            if bad := lexicon.bad:
                for row, point in enumerate(points):
                    if point in bad:
                        found = self._in_cell(bad[point], numbers[row])
                        problems.setdefault(row, []).extend(found)
        for row, key, message, severity, masked in head["problems"]:
            problems.setdefault(int(row), []).append(Problem(key, message, Severity(severity), masked))
        self._set_kinds(columns, kinds)
        return CleanBatch(numbers[:count], self.keys, columns, problems)

    def _in_cell(self, problems: Sequence[Problem], row: int) -> list[Problem]:
        """The problems of a word, those that keep the row out with the name of the cell: C4：…"""
        return [
            replace(each, message=f"{self._places[each.field]}{row}：{each.message}")
            if each.severity is Severity.REFUSED and each.field in self._places
            else each
            for each in problems
        ]

    def _set_kinds(self, columns: list[list[Any]], kinds: list[Any]) -> None:
        """Give the kind of each identity document, told by its column or by the number itself."""
        if not self._kind_key:
            return
        place = self.keys.index(self._kind_key)
        if place == len(columns):
            columns.append(kinds)
        else:
            columns[place] = [kind or told for kind, told in zip(kinds, columns[place], strict=True)]

    def close(self) -> None:
        """End the reading; harmless when it has ended."""
        self._process.close()

    def __enter__(self) -> CleanTable:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _notice(plain: Sequence[Any]) -> Problem:
    message, severity = plain
    return Problem("", str(message), Severity(severity))


class Reading:
    """A sheet that a process of its own is reading already; `table` gives its rows. Close it in any case."""

    def __init__(self, section: Section, path: Path, process: ReadingProcess) -> None:
        """Take a process that was asked to read; use `begin_reading`."""
        self.section = section
        self.path = path
        self._process = process

    def table(self, codes: CodeLists, progress: Progress | None = None) -> CleanTable:
        """The opened table, its codes by the ledger's own lists.

        Raises:
            Refusal: what is wrong with the file, in sentences for the clerk.
        """
        try:
            table = CleanTable(self.section, self.path, self._process, codes, progress)
        except (KeyError, IndexError, TypeError, ValueError, StopIteration) as error:
            raise TOO_LARGE from error
        table.digest = digest_of(self.path)
        return table

    def close(self) -> None:
        """End the reading; harmless when it has ended."""
        self._process.close()

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def begin_reading(
    section: Section,
    path: Path,
    sheet: str | None = None,
    header_row: int | None = None,
    columns: Mapping[int, str] | None = None,
    progress: Progress | None = None,
    *,
    encoding: str | None = None,
    today: date | None = None,
) -> Reading:
    """Have a foreign file read for a section in a process of its own, and come back at once.

    Args:
        section: what the rows are.
        path: xlsx, xlsm, xlsb, xls, ods, csv or txt; its content decides, not its name.
        sheet: name of the sheet; without it the first visible one that has a header.
        header_row: the header's (last) row, from 1, where the clerk has chosen it.
        columns: column index → field key ("" for not used), where the clerk has matched them.
        progress: called on the way; may raise `Cancelled`.
        encoding: of a text file, where the clerk has chosen it.
        today: the day against which dates are held.

    Raises:
        Refusal: the file is not there or cannot be opened.
    """
    request: Head = {
        "job": "read",
        "path": str(path.resolve()),
        "sheet": sheet,
        "header_row": header_row,
        "columns": {str(index): key for index, key in columns.items()} if columns else None,
        "fields": plain_fields(section.fields),
        "dating": section.dating,
        "encoding": encoding,
        "today": (today or date.today()).isoformat(),
        "memory": MEMORY_LIMIT,
    }
    return Reading(section, path, ReadingProcess(request, opening(progress)))


def read_clean(
    section: Section,
    path: Path,
    sheet: str | None = None,
    header_row: int | None = None,
    columns: Mapping[int, str] | None = None,
    progress: Progress | None = None,
    *,
    codes: CodeLists = code_list,
    encoding: str | None = None,
    today: date | None = None,
) -> CleanTable:
    """Open a foreign file for a section and read it; see `begin_reading`.

    Returns:
        The opened table. Close it, or use it as a context manager.

    Raises:
        Refusal: what is wrong with the file, in sentences for the clerk.
    """
    reading = begin_reading(
        section, path, sheet, header_row, columns, progress, encoding=encoding, today=today
    )
    try:
        return reading.table(codes, progress)
    except BaseException:
        reading.close()
        raise


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal: the same file again is known by it.

    Raises:
        Refusal: it is not there any more.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise GONE from error
