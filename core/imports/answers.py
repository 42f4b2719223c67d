"""What a clerk answers on the way of a sheet into the ledger: all that a preview is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Word = tuple[str, str]
"""A field's key and a word that the sheet has in it."""


class Deal(StrEnum):
    """What the clerk wants done with one row."""

    WRITE = "write"
    """As the rules have it; the default of every row."""
    LEAVE = "leave"
    """Nothing of this row is written."""
    AS_CHANGE = "as_change"
    """The same person's other row of the year is changed to this one, instead of a second one added."""


@dataclass(frozen=True, slots=True)
class RowChoice:
    """The clerk's word on one row. `kept` are fields whose value in the ledger stays as it is."""

    deal: Deal = Deal.WRITE
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportAnswers:
    """Everything answered so far; what is not answered is found by the program and shown.

    Attributes:
        sheet: name of the sheet; None: the first visible one with a header.
        header_row: the header's (last) row from 1; None: found.
        encoding: of a text file; None: found.
        sender: who sent the sheet; None: as its titles or its name say.
        columns: column index → field key ("" for not used); None: as remembered, else as found.
        recall: use what was remembered of this sender's columns.
        hidden_rows: take rows that the sheet hides; None: not answered yet, they are taken.
        words: code that a word of a field means; "" for none, and it is not asked again.
        rows: number in the sheet → what becomes of that row.
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    sender: str | None = None
    columns: Mapping[int, str] | None = None
    recall: bool = True
    hidden_rows: bool | None = None
    words: Mapping[Word, str] = field(default_factory=dict)
    rows: Mapping[int, RowChoice] = field(default_factory=dict)

    def choice(self, row: int) -> RowChoice:
        """The clerk's word on a row."""
        return self.rows.get(row, WRITTEN)

    def reading(self) -> tuple[object, ...]:
        """What the file has to be read anew for, when it changes."""
        columns = None if self.columns is None else tuple(sorted(self.columns.items()))
        return self.sheet, self.header_row, self.encoding, self.sender, columns, self.recall


WRITTEN = RowChoice()
NO_ANSWERS = ImportAnswers()
