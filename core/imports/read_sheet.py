"""A sheet that was read: what the desks keep of it between reading, planning and writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.imports.clean_rows import CleanRow
from core.imports.table import CleanTable
from core.imports.views import ColumnMatch
from core.problems import Problem
from core.section import Section


@dataclass(slots=True)
class ReadSheet:
    """A sheet that was read for a section, with its rows and what was said of it."""

    section: Section
    path: Path
    sheet: str
    header_row: int
    columns: tuple[ColumnMatch, ...]
    digest: str
    rows: list[CleanRow]
    notices: list[Problem]
    refused: dict[int, list[Problem]] = field(default_factory=dict)
    sender: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    """Values that every row has, whatever the sheet says."""
    parts: ReadSheet | None = None
    """The sheet of parts beside it (`core.imports.parts`)."""
    begun: tuple[int, datetime] | None = None
    """Id and moment of the batch, where a part of it is written while the rest is still being read."""
    left: int = 0
    """Rows that the clerk leaves out; they are not among the rows planned."""
    applied: bool = False
    """Written; only its refused rows are kept, for the error sheet."""


def of_table(section: Section, path: Path, table: CleanTable) -> ReadSheet:
    """What an opened table says of itself; its rows are taken from it apart."""
    return ReadSheet(
        section,
        path,
        table.sheet,
        table.header_row,
        table.columns,
        table.digest,
        [],
        list(table.notices),
        sender=table.sender,
    )
