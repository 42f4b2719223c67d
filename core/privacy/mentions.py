"""Words that name the persons who are erased: in rows of others, and in what stays of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, update

from core.columns import table_of
from core.privacy.columns import Holds, holdings, searched
from core.privacy.traces import rewritten
from core.privacy.whom import Whom
from db.base import Base
from db.cells import rows_with
from db.models import Person

Found = tuple[str, int, str, bool]
"""Table, row, column, and whether a number gave it away."""
_PERSON = table_of(Person)
_WHOLE_ROW = ("remembered_columns", "remembered_word", "name_alias", "township_alias", "unfinished")
"""Tables of which a row goes as a whole where it names the person: it is worth nothing without the word."""
_APART = ("journal", "batch_row", "verification_row", "phone_sample_row", "evidence")
"""Tables that are treated by their own rules, before."""


def empty_mentions(connection: Connection, whom: Whom) -> list[Found]:
    """Take the persons out of every text that may name somebody; gives where others' rows named them."""
    tables = {
        table: searched(table)
        for table in Base.metadata.sorted_tables
        if table.name not in _APART and searched(table)
    }
    own = {name: set(ids) for name, ids in whom.rows.items()}
    sure = whom.traces.without_names()
    mentions: list[Found] = []
    for table, row in list(rows_with(connection, tables, whom.traces.found_in)):
        key = int(row.get("id") or 0)
        mine = key in own.get(table.name, ())
        new = {}
        for column in searched(table):
            text = row[column.name]
            if not isinstance(text, str) or not text:
                continue
            changed = _without(whom, table, column, text, mine=mine)
            if changed != text:
                new[column.name] = changed
                if not mine:
                    mentions.append((table.name, key, column.name, sure.found_in(text)))
        if new:
            _rewrite(connection, table, row, new)
    return mentions


def _without(whom: Whom, table: Table, column: Column[str], text: str, *, mine: bool) -> str:
    """A text without the traces; the names of bodies stay, and what is another person's own."""
    if table is _PERSON and column.name in ("name", "id_number", "phone"):
        return text
    held = holdings(table.name).get(column.name)
    traces = whom.traces if mine else whom.said
    if held is Holds.PUBLIC:
        traces = traces.without_names()
    return rewritten(text, traces.taken_out_of) if held is Holds.ROWS else traces.taken_out(text)


def _rewrite(connection: Connection, table: Table, row: Mapping[str, Any], new: Mapping[str, str]) -> None:
    where = [column == row[column.name] for column in table.primary_key.columns]
    if table.name in _WHOLE_ROW:
        connection.execute(delete(table).where(*where))
    else:
        connection.execute(update(table).where(*where).values(**new))
