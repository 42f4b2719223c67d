"""Find the header under its title rows, and match its columns to the fields of a section."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.identity import check_resident_id
from core.imports.aliases import ALIASES, ERROR_LABEL, SYSTEM_NUMBER, SYSTEM_NUMBER_LABEL
from core.imports.cells import is_empty, text_of
from core.imports.dates import read_day
from core.imports.values import mask_value
from core.section import Field, Kind

SEARCHED_ROWS = 40
SAMPLE_ROWS = 60
_SAMPLES = 3
_NEEDED_MATCHES = 2
_CONTENT_SHARE = 0.7

_BRACKETS = re.compile(r"[(\[{<《【〔].*?[)\]}>》】〕]")
_MARKS = re.compile(r"[\s*＊:：;；。.·'\"“”()\[\]{}<>《》【】〔〕\u00ad\u200b-\u200f\u2060\ufeff☆★●]+")
_HEADING_NUMBER = re.compile(r"^[(\[【]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}[)、.])[)\]】]?[、.:：\s]*")
_UNIT_TEN_THOUSAND = re.compile(r"万元|[(（]万[)）]")
_UNIT_YUAN = re.compile(r"[(（]\s*元.*?[)）]")

SYSTEM_NUMBER_FIELD = Field(SYSTEM_NUMBER, SYSTEM_NUMBER_LABEL, aliases=ALIASES[SYSTEM_NUMBER])
"""Stands before the fields of every section."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet.

    Attributes:
        index: its place from 0 (A).
        heading: its heading as the sheet has it.
        field: key of the field it feeds, "" for none.
        suggestion: key of the field that its content or a part of its heading points to; used on its
            own only where the section needs the field.
        samples: up to three different values, masked where the field is personal.
        factor: 1 or 10,000 where the heading says 元 or 万元, else None.
    """

    index: int
    heading: str
    field: str = ""
    suggestion: str = ""
    samples: tuple[str, ...] = ()
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (rows from 1, both inside) and what its columns mean."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()

    def fields(self) -> dict[str, int]:
        """Field key → index of its column."""
        return {column.field: column.index for column in self.columns if column.field}


def plain_heading(text: str) -> str:
    """A heading without spaces, marks and brackets (what stands in them stays), in one width and case."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def bare_heading(text: str) -> str:
    """A heading without its bracketed parts: 身份证号（必填） → 身份证号."""
    return plain_heading(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


def _parts_of_heading(heading: str) -> list[str]:
    """A heading without the number before it (3、身份证号); its words, where it has several (姓名/Name)."""
    text = unicodedata.normalize("NFKC", heading).strip()
    words = [text, *re.split(r"[/|\\]|\s+|或", text)]
    bare = [bare_heading(_HEADING_NUMBER.sub("", each.strip())) for each in words]
    return [each for each in dict.fromkeys(bare) if len(each) >= 2]


class Matcher:
    """Matches headings to the fields of one section."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = {field.key: field for field in (SYSTEM_NUMBER_FIELD, *fields)}
        self._ranks: dict[str, list[tuple[int, str]]] = {}
        for field in self.fields.values():
            for rank, alias in enumerate((field.label, *field.aliases)):
                self._ranks.setdefault(plain_heading(alias), []).append((rank, field.key))

    def candidates(self, heading: str) -> list[tuple[int, str]]:
        """Fields that a heading may mean, as (rank, key); a lower rank is the better match."""
        exact = self._ranks.get(plain_heading(heading), [])
        if exact:
            return exact
        for more, words in ((200, [bare_heading(heading)]), (400, _parts_of_heading(heading))):
            found = [(rank + more, key) for word in words for rank, key in self._ranks.get(word, [])]
            if found:
                return found
        return []

    def match(self, headings: Mapping[int, Sequence[str]]) -> dict[int, str]:
        """Give each column at most one field and each field at most one column, best matches first.

        Args:
            headings: column index → the headings it may have, the likelier first.
        """
        offers = sorted(
            (rank + 1000 * place, index, key)
            for index, each in headings.items()
            for place, heading in enumerate(each)
            for rank, key in self.candidates(heading)
        )
        matched: dict[int, str] = {}
        taken: set[str] = set()
        for _rank, index, key in offers:
            if index not in matched and key not in taken:
                matched[index] = key
                taken.add(key)
        return matched

    def score(self, keys: Sequence[str]) -> int:
        """How much a set of matched fields speaks for a header: needed fields count twice."""
        return sum(1 + self.fields[key].required for key in keys)

    def part_of(self, heading: str, left: Sequence[str]) -> str:
        """The one field among `left` whose alias is a part of the heading, "" for none or several."""
        plain = plain_heading(heading)
        found = {
            key
            for alias, ranks in self._ranks.items()
            if len(alias) >= 3 and alias in plain
            for _rank, key in ranks
            if key in left
        }
        return found.pop() if len(found) == 1 else ""


def find_header(
    rows: Sequence[Sequence[Any]], fields: Sequence[Field], header_row: int | None = None
) -> Header | None:
    """The header among the first rows of a sheet.

    Args:
        rows: the first rows, from row 1; cells from column A.
        fields: fields of the section.
        header_row: the header's (last) row from 1 where the clerk has chosen it.

    Returns:
        The header with its columns matched, or None when no row looks like one.
    """
    matcher = Matcher(fields)
    best: tuple[int, int, int] | None = None
    for last in range(min(len(rows), SEARCHED_ROWS)):
        if header_row is not None and last != header_row - 1:
            continue
        for height in (1, 2):
            first = last - height + 1
            if first < 0 or (height == 2 and not _may_stand_on_two(rows[first], rows[last])):
                continue
            matched = matcher.match(_headings(rows[first : last + 1]))
            score = matcher.score(list(matched.values()))
            enough = len(matched) >= _NEEDED_MATCHES or header_row is not None
            if enough and (best is None or score > best[0]):
                best = (score, first, last)
    if best is None:
        return None
    _score, first, last = best
    titles = tuple(text for row in rows[:first] for cell in row if (text := text_of(cell)))
    header = Header(first + 1, last + 1, _columns(rows[first : last + 1], matcher), titles[:20])
    return _with_content(header, rows[last + 1 : last + 1 + SAMPLE_ROWS], matcher)


def with_columns(header: Header, chosen: Mapping[int, str]) -> Header:
    """The header with the clerk's own match: column index → field key, "" for not used.

    Columns that are not named keep what was found, unless their field was given to another.
    """
    given = {key for key in chosen.values() if key}
    columns = []
    for column in header.columns:
        if column.index in chosen:
            columns.append(replace(column, field=chosen[column.index], suggestion=""))
        elif column.field in given:
            columns.append(replace(column, field=""))
        else:
            columns.append(column)
    return replace(header, columns=tuple(columns))


def with_suggestions(header: Header, fields: Sequence[Field]) -> tuple[Header, tuple[Column, ...]]:
    """Take a suggestion where it is the only one for a field that the section needs and nothing feeds.

    Returns:
        The header and the columns so taken, which a notice has to name.
    """
    present = header.fields()
    needed = {field.key for field in fields if field.required and field.key not in present}
    taken: list[Column] = []
    columns = list(header.columns)
    for key in needed:
        places = [
            place for place, column in enumerate(columns) if column.suggestion == key and not column.field
        ]
        if len(places) == 1:
            columns[places[0]] = replace(columns[places[0]], field=key)
            taken.append(columns[places[0]])
    return replace(header, columns=tuple(columns)), tuple(taken)


def _may_stand_on_two(upper: Sequence[Any], lower: Sequence[Any]) -> bool:
    """Both rows hold words alone, and more than one cell each: a title over a header is no upper half."""
    for row in (upper, lower):
        filled = [cell for cell in row if not is_empty(cell)]
        if len(filled) < 2 or not all(isinstance(cell, str) for cell in filled):
            return False
        if any(re.search(r"\d{6}", cell) for cell in filled):
            return False
    return True


def _headings(rows: Sequence[Sequence[Any]]) -> dict[int, list[str]]:
    """Column index → the headings it may have: of a header of two rows the lower, both, the upper."""
    if len(rows) == 1:
        return {index: [text] for index, cell in enumerate(rows[0]) if (text := text_of(cell))}
    upper, lower = rows
    headings: dict[int, list[str]] = {}
    above = ""
    for index in range(max(len(upper), len(lower))):
        top = text_of(upper[index]) if index < len(upper) else ""
        bottom = text_of(lower[index]) if index < len(lower) else ""
        above = top or (above if bottom else "")
        offered = [bottom, above + bottom] if bottom else [top]
        if any(offered):
            headings[index] = offered
    return headings


def _columns(rows: Sequence[Sequence[Any]], matcher: Matcher) -> tuple[Column, ...]:
    headings = _headings(rows)
    matched = matcher.match(headings)
    columns = []
    for index, offered in sorted(headings.items()):
        heading = max(offered, key=len) if len(offered) > 1 and index not in matched else offered[0]
        columns.append(Column(index, heading, matched.get(index, ""), factor=_factor("".join(offered))))
    return tuple(columns)


def _factor(heading: str) -> Decimal | None:
    if _UNIT_TEN_THOUSAND.search(heading):
        return Decimal(10_000)
    return Decimal(1) if _UNIT_YUAN.search(heading) else None


def _with_content(header: Header, rows: Sequence[Sequence[Any]], matcher: Matcher) -> Header:
    """Add samples, and suggestions for the columns whose heading says nothing."""
    present = header.fields()
    left = [key for key, field in matcher.fields.items() if key not in present and not field.derived]
    known = {column.index: column for column in header.columns}
    width = max((len(row) for row in rows), default=0)
    columns = []
    for index in range(max(width, max(known, default=-1) + 1)):
        values = [row[index] for row in rows if index < len(row) and not is_empty(row[index])]
        column = known.get(index)
        if column is None:
            if not values:
                continue
            column = Column(index, "")
        suggestion = ""
        if not column.field and plain_heading(column.heading) != plain_heading(ERROR_LABEL):
            suggestion = matcher.part_of(column.heading, left) or _by_content(values, left, matcher)
        shown = _samples(values, matcher.fields.get(column.field or suggestion))
        columns.append(replace(column, suggestion=suggestion, samples=shown))
    return replace(header, columns=tuple(columns))


def _samples(values: Sequence[Any], field: Field | None) -> tuple[str, ...]:
    texts = list(dict.fromkeys(map(text_of, values)))[:_SAMPLES]
    if field is None:
        field = Field("", "", masked=any(map(_is_number_of_person, values[:_SAMPLES])), kind=Kind.TEXT)
    return tuple(mask_value(field, text) for text in texts)


def _is_number_of_person(cell: Any) -> bool:
    return isinstance(cell, str) and re.fullmatch(r"\s*(?:\d{17}[\dXx]|1\d{10})\s*", cell) is not None


def _is_day(cell: Any) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and read_day(text_of(cell))[0] is not None)


def _by_content(values: Sequence[Any], left: Sequence[str], matcher: Matcher) -> str:
    """The only field left of a kind that most of the values are: identity number, phone, day."""
    if len(values) < 2:
        return ""
    tests = (
        (Kind.RESIDENT_ID, lambda cell: isinstance(cell, str) and not check_resident_id(cell)[1]),
        (Kind.PHONE, lambda cell: re.fullmatch(r"1\d{10}", text_of(cell)) is not None),
        (Kind.DATE, _is_day),
    )
    for kind, test in tests:
        if sum(map(test, values)) >= _CONTENT_SHARE * len(values):
            keys = [key for key in left if matcher.fields[key].kind is kind]
            needed = [key for key in keys if matcher.fields[key].required]
            chosen = needed or keys
            return chosen[0] if len(chosen) == 1 else ""
    return ""
