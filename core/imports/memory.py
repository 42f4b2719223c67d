"""What was settled once for foreign sheets: a sender's columns, and the words that stand for codes.

Columns are remembered by section and sender, words by section and field. What is remembered is used in
the window alone, shown as such there, and can be forgotten; a headless import takes what it finds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from core.imports.aliases import SYSTEM_NUMBER
from core.imports.answers import Word
from core.imports.header import plain_heading
from core.imports.views import ColumnMatch
from core.section import Section
from core.wording import plain
from db.base import moment_text, utc_now
from db.models import RememberedColumns, RememberedWord

Heading = tuple[str, int]
"""A heading without its marks, and which of several equal ones it is, from 0."""


@dataclass(frozen=True, slots=True)
class ColumnMemory:
    """How a sender's columns were matched before.

    Attributes:
        id: for `Memory.forget_columns`.
        sender: whose sheet it was, "" when nobody knew.
        used_on: the day it was written last.
        columns: heading → field key, "" for not used.
    """

    id: int
    sender: str
    used_on: date
    columns: Mapping[Heading, str]

    def applied(self, section: Section, found: Sequence[ColumnMatch]) -> dict[int, str]:
        """Column index → field key for a sheet's columns: as remembered, and as found where they are new."""
        chosen: dict[int, str] = {}
        known = {
            index: self.columns[heading] for index, heading in _headings(found) if heading in self.columns
        }
        known = {index: key for index, key in known.items() if not key or _usable(section, key)}
        given = {key for key in known.values() if key}
        for column in found:
            chosen[column.index] = known.get(column.index, "" if column.field in given else column.field)
        return chosen


def _usable(section: Section, key: str) -> bool:
    field = section.by_key.get(key)
    return key == SYSTEM_NUMBER or (field is not None and not field.derived)


def _headings(columns: Iterable[ColumnMatch]) -> Iterator[tuple[int, Heading]]:
    met: dict[str, int] = {}
    for column in columns:
        heading = plain_heading(column.heading)
        met[heading] = met.get(heading, -1) + 1
        yield column.index, (heading, met[heading])


def shape_of(columns: Sequence[ColumnMatch]) -> str:
    """Digest of the headings in their order: sheets made from one form have the same."""
    headings = [heading for _index, (heading, _place) in _headings(columns)]
    return hashlib.sha256(json.dumps(headings, ensure_ascii=False).encode()).hexdigest()[:32]


class Memory:
    """What is remembered, on one connection. The caller holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- columns ---------------------------------------------------------------------------------
    def columns_for(self, section: str, sender: str, columns: Sequence[ColumnMatch]) -> ColumnMemory | None:
        """What is known of this sender's sheets: of the same form first, then the last one.

        A form that another sender used serves where this one has sent nothing yet.
        """
        table = RememberedColumns
        shape = shape_of(columns)
        same, own = table.shape == shape, table.sender == sender
        for wanted in ((own, same), (own,) if sender else (), (same,)):
            if not wanted:
                continue
            statement = (
                select(table.id, table.sender, table.used_at, table.columns)
                .where(table.section == section, *wanted)
                .order_by(table.used_at.desc(), table.id.desc())
                .limit(1)
            )
            row = self._connection.execute(statement).first()
            if row is not None:
                pairs = {(heading, place): key for heading, place, key in json.loads(row.columns)}
                return ColumnMemory(row.id, row.sender, date.fromisoformat(row.used_at[:10]), pairs)
        return None

    def keep_columns(self, section: str, sender: str, columns: Sequence[ColumnMatch], account: str) -> None:
        """Remember how a sheet's columns were matched."""
        table, shape = RememberedColumns, shape_of(columns)
        fields = {column.index: column.field for column in columns}
        pairs = [[*heading, fields[index]] for index, heading in _headings(columns)]
        values = {
            "columns": json.dumps(pairs, ensure_ascii=False),
            "used_at": moment_text(utc_now()),
            "account": account,
        }
        here = (table.section == section, table.sender == sender, table.shape == shape)
        done = self._connection.execute(update(table).where(*here).values(**values))
        if not done.rowcount:
            self._connection.execute(
                insert(table).values(section=section, sender=sender, shape=shape, **values)
            )

    def forget_columns(self, memory_id: int) -> None:
        """Forget a sender's columns; harmless when they are forgotten already."""
        self._connection.execute(delete(RememberedColumns).where(RememberedColumns.id == memory_id))

    def senders(self, section: str) -> tuple[str, ...]:
        """Who has sent sheets for a section, the last one first."""
        table = RememberedColumns
        statement = select(table.sender).where(table.section == section, table.sender != "")
        return tuple(dict.fromkeys(self._connection.scalars(statement.order_by(table.used_at.desc()))))

    # -- words -----------------------------------------------------------------------------------
    def words(self, section: str) -> dict[Word, str]:
        """Plain word of a field → code; "" for one that is left alone."""
        table = RememberedWord
        rows = self._connection.execute(
            select(table.field, table.text, table.code).where(table.section == section)
        )
        return {(row.field, plain(row.text)): row.code for row in rows}

    def keep_words(self, section: str, words: Mapping[Word, str], account: str) -> None:
        """Remember which codes words stand for."""
        table = RememberedWord
        for (field, text), code in words.items():
            self.forget_word(section, field, text)
            self._connection.execute(
                insert(table).values(
                    section=section,
                    field=field,
                    text=text,
                    code=code,
                    used_at=moment_text(utc_now()),
                    account=account,
                )
            )

    def forget_word(self, section: str, field: str, text: str) -> None:
        """Forget a word, in every spelling that is the same to the program."""
        table = RememberedWord
        known = select(table.id, table.text).where(table.section == section, table.field == field)
        ids = [row.id for row in self._connection.execute(known) if plain(row.text) == plain(text)]
        self._connection.execute(delete(table).where(table.id.in_(ids)))
