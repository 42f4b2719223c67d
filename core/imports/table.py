"""A foreign sheet as clean rows: typed values and problems, batch by batch while the file is still read.

The rules of refusal are those of `values`; what a whole row means (an employer missing beside its
destination, a person already known) is for the plan of changes.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from core.codes import code_list
from core.identity import IdKind, kind_of_words
from core.imports.aliases import SYSTEM_NUMBER
from core.imports.child import MEMORY_LIMIT, plain_fields
from core.imports.frames import Head
from core.imports.header import SYSTEM_NUMBER_FIELD
from core.imports.reader import GONE, TOO_LARGE, ReadingProcess
from core.imports.sniff import column_letters
from core.imports.values import Codes, read_code
from core.problems import Problem, Severity, refused
from core.section import Field, Kind, Section
from core.views import ColumnMatch

Progress = Callable[[float, str], None]
"""Share done (0 to 1) and Chinese words; raising `core.errors.Cancelled` in it cancels."""
CodeLists = Callable[[str], Codes]
"""Code list by name; a ledger's own has its townships and remembered words."""

_SENDER = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:街道|镇|乡|学院|大学|学校|园区|公司|中心|局)")
_SENDER_NOISE = re.compile(r"^(?:填报单位|填表单位|报送单位|单位|重庆市|永川区)+[:：]?")


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


class _Lexicon:
    """The words of one column as typed values, grown batch by batch."""

    def __init__(self, field: Field, codes: Codes | None) -> None:
        self.field = field
        self._codes = codes
        self.values: list[Any] = []
        self.kinds: list[str | None] = []
        self.bad: dict[int, list[Problem]] = {}

    def forget(self) -> None:
        """Begin anew with no words."""
        self.values.clear()
        self.kinds.clear()
        self.bad.clear()

    def grow(self, words: Sequence[Any], bad: Mapping[str, Sequence[Any]]) -> None:
        """Take over new words, and the problems of those (by number) that have some."""
        for number, problems in bad.items():
            self.bad[int(number)] = [
                Problem(self.field.key, str(message), Severity(severity), str(masked))
                for message, severity, masked in problems
            ]
        kind = self.field.kind
        if kind is Kind.RESIDENT_ID:
            self.kinds += [_kind_of_document(plain) for plain in words]
            self.values += [plain[1] if plain.__class__ is list else plain for plain in words]
        elif kind in (Kind.DATE, Kind.MONEY, Kind.CODE):
            for plain in words:
                self.values.append(None if plain is None else self._typed(plain))
        else:
            self.values += words

    def _typed(self, plain: Any) -> Any:
        kind = self.field.kind
        if kind is Kind.DATE:
            return date.fromisoformat(plain)
        if kind is Kind.MONEY:
            return Decimal(plain)
        if kind is Kind.CODE and self._codes is not None:
            return self._coded(str(plain), self._codes)
        return plain

    def _coded(self, text: str, codes: Codes) -> str | None:
        if self.field.codes == "id_kind" and (kind := kind_of_words(text)) is not None:
            return codes.resolve(text) or kind.value
        code, found = read_code(self.field, text, codes)
        if found:
            self.bad.setdefault(len(self.values), []).extend(found)
        return code  # type: ignore[no-any-return]  # a code is text


def _kind_of_document(plain: Any) -> str | None:
    if plain is None:
        return None
    return str(plain[0]) if plain.__class__ is list else IdKind.RESIDENT_ID.value


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

    def _lexicon(self, key: str, codes: CodeLists) -> _Lexicon:
        if key == SYSTEM_NUMBER:
            return _Lexicon(SYSTEM_NUMBER_FIELD, None)
        field = self.section.by_key[key]
        return _Lexicon(field, codes(field.codes) if field.kind is Kind.CODE else None)

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
    return Reading(section, path, ReadingProcess(request, _tick(progress)))


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


def _tick(progress: Progress | None) -> Callable[[], None] | None:
    return (lambda: progress(0.0, "正在打开表格")) if progress is not None else None


@dataclass(frozen=True, slots=True)
class Peek:
    """The first rows of a sheet as texts, to choose sheet, header and encoding by."""

    sheets: tuple[tuple[str, bool], ...]
    """(name, visible)"""
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    encoding: str


def peek(
    path: Path, sheet: str | None = None, encoding: str | None = None, progress: Progress | None = None
) -> Peek:
    """Look at the first rows of a file.

    Raises:
        Refusal: what is wrong with the file.
    """
    request: Head = {"job": "peek", "path": str(path.resolve()), "sheet": sheet, "encoding": encoding}
    with ReadingProcess(request, _tick(progress)) as process:
        head = [each for each, _block in process.frames("peek")][-1]
    return Peek(
        tuple((str(name), bool(seen)) for name, seen in head["sheets"]),
        str(head["sheet"]),
        tuple(tuple(map(str, row)) for row in head["rows"]),
        str(head["encoding"]),
    )


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


def sender_of(titles: Sequence[str], file_name: str) -> str:
    """Who seems to have sent a sheet: the first body named in its titles or its file name, ""."""
    for text in (*titles, file_name):
        found = _SENDER.search(_SENDER_NOISE.sub("", text.strip()))
        if found:
            return found[0]
    return ""
