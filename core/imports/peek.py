"""A look at a foreign file before it is read: its first rows, and which section they seem to be for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.identity import mask_id, mask_phone
from core.imports.csv_text import ENCODINGS
from core.imports.frames import Head
from core.imports.header import Matcher, find_header
from core.imports.reader import ReadingProcess, opening
from core.section import Section
from core.sections import SECTIONS

if TYPE_CHECKING:
    from core.facade.base import Progress

_LOOKED_AT = 5
"""Visible sheets of a workbook that are looked at for a section."""
_CLEAR_LEAD = 1.25
"""How much better than the next a section must fit to be taken without asking."""
_FEWEST_COLUMNS = 3
"""Columns that must be known for a section to be taken without asking."""
_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[0-9]{10})(?![0-9Xx])")


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
    with ReadingProcess(request, opening(progress)) as process:
        head = [each for each, _block in process.frames("peek")][-1]
    return Peek(
        tuple((str(name), bool(seen)) for name, seen in head["sheets"]),
        str(head["sheet"]),
        tuple(tuple(map(str, row)) for row in head["rows"]),
        str(head["encoding"]),
    )


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a sheet, personal numbers masked, with what there is to choose from.

    Attributes:
        sheets: names of the sheets; `hidden` those that the workbook hides.
        sheet: the one shown.
        rows: its first rows as texts.
        encoding: of a text file, "" of a workbook.
        encodings: what a text file may be read as.
    """

    sheets: tuple[str, ...]
    hidden: frozenset[str]
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    encoding: str
    encodings: tuple[str, ...] = ENCODINGS


@dataclass(frozen=True, slots=True)
class SectionGuess:
    """A section that a sheet may be for: `score` counts matched columns, needed ones twice."""

    section: str
    title: str
    sheet: str
    score: int
    clear: bool
    """It has every needed column and fits far better than the next."""


def first_rows(
    path: Path, sheet: str | None, encoding: str | None, progress: Progress | None = None
) -> FirstRows:
    """Look at the first rows of a file.

    Raises:
        Refusal: what is wrong with the file.
    """
    seen = peek(path, sheet, encoding, progress)
    rows = tuple(tuple(_NUMBER.sub(_masked, cell) for cell in row) for row in seen.rows)
    hidden = frozenset(name for name, visible in seen.sheets if not visible)
    return FirstRows(tuple(name for name, _ in seen.sheets), hidden, seen.sheet, rows, seen.encoding)


def _masked(found: re.Match[str]) -> str:
    return mask_phone(found[0]) if len(found[0]) == 11 else mask_id(found[0])


def guess_sections(path: Path, progress: Progress | None = None) -> tuple[SectionGuess, ...]:
    """Sections whose columns a file seems to have, the likeliest first; none when no header is found.

    Raises:
        Refusal: what is wrong with the file.
    """
    first = peek(path, progress=progress)
    names = [name for name, visible in first.sheets if visible and name != first.sheet]
    for seen in (first, *(_sheet(path, name, progress) for name in names[: _LOOKED_AT - 1])):
        found = _scored(seen)
        if found:
            return found
    return ()


def _sheet(path: Path, name: str, progress: Progress | None) -> Peek:
    return peek(path, name, progress=progress)


def _scored(seen: Peek) -> tuple[SectionGuess, ...]:
    scores: list[tuple[float, int, int, Section, bool]] = []
    for place, section in enumerate(SECTIONS):
        header = find_header(seen.rows, section.fields)
        if header is None:
            continue
        present = header.fields()
        needed = section.required()
        missing = sum(each.key not in present for each in needed)
        score = Matcher(section.fields).score(list(present))
        headed = sum(bool(column.heading) for column in header.columns)
        share = len(present) / max(headed, 1)
        fit = score * (0.5 + share) * (1 if not missing else 0.6)
        whole = not missing and len(present) >= _FEWEST_COLUMNS
        scores.append((-fit, place, score, section, whole))
    scores.sort(key=lambda each: each[:2])
    following = -scores[1][0] if len(scores) > 1 else 0.0
    return tuple(
        SectionGuess(
            section.key,
            section.title,
            seen.sheet,
            score,
            place == 0 and whole and -fit >= _CLEAR_LEAD * following,
        )
        for place, (fit, _place, score, section, whole) in enumerate(scores)
    )
