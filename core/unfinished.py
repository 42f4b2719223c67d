"""What an account had typed and not saved when the program ended or locked: kept, offered, thrown away.

It lies encrypted in the ledger and nowhere else. It is the program's own note: no right is asked for, no
business row changes, nothing is journaled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, String, cast, delete, insert, select, update

from core.columns import table_of
from db.base import moment_text, utc_now
from db.models import Unfinished

KEPT_FOR = timedelta(days=30)
"""After that nobody wants it any more."""
_APART = "@"
_DATE, _MONEY = "date", "decimal"


@dataclass(frozen=True, slots=True)
class UnfinishedView:
    """One thing that was under the hands.

    Attributes:
        place: under which it is kept now.
        title: for the clerk: 就业登记，新的一行.
        content: what was typed, as it was given.
        at: when it was last kept.
    """

    place: str
    title: str
    content: Mapping[str, Any]
    at: datetime

    @property
    def origin(self) -> str:
        """The place it was typed in; the page that kept it knows its form."""
        return self.place.partition(_APART)[0]


def keep(connection: Connection, account: str, place: str, title: str, content: Mapping[str, Any]) -> None:
    """Keep what stands in a place, instead of what was kept of it before."""
    forget(connection, account, place)
    text = json.dumps(content, ensure_ascii=False, default=_written)
    values = {"account": account, "place": place, "title": title, "content": text}
    connection.execute(insert(table_of(Unfinished)).values(**values, at=moment_text(utc_now())))


def forget(connection: Connection, account: str, place: str) -> None:
    """It was saved, or is not wanted."""
    table = table_of(Unfinished)
    connection.execute(delete(table).where(table.c.account == account, table.c.place == place))


def set_apart(connection: Connection, account: str) -> None:
    """Give what was left behind places of its own, so that what is typed from now on does not cover it."""
    table = table_of(Unfinished)
    fresh = (table.c.account == account, table.c.place.not_like(f"%{_APART}%"))
    apart = table.c.place + _APART + cast(table.c.id, String)
    connection.execute(update(table).where(*fresh).values(place=apart))


def found(connection: Connection, account: str) -> tuple[UnfinishedView, ...]:
    """What this account left behind, newest first."""
    table = table_of(Unfinished)
    since = moment_text(utc_now() - KEPT_FOR)
    rows = connection.execute(
        select(table).where(table.c.account == account, table.c.at >= since).order_by(table.c.at.desc())
    ).mappings()
    return tuple(
        UnfinishedView(
            row["place"],
            row["title"],
            json.loads(row["content"], object_hook=_read),
            datetime.fromisoformat(row["at"]).astimezone(UTC),
        )
        for row in rows
    )


def holds(connection: Connection, account: str, place: str) -> bool:
    """Whether something is kept of a place."""
    table = table_of(Unfinished)
    own = select(table.c.id).where(table.c.account == account, table.c.place == place)
    return connection.execute(own).first() is not None


def forget_old(connection: Connection) -> None:
    """Throw away what nobody came back for, of every account."""
    table = table_of(Unfinished)
    connection.execute(delete(table).where(table.c.at < moment_text(utc_now() - KEPT_FOR)))


def _written(value: object) -> object:
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    if isinstance(value, Decimal):
        return {_MONEY: str(value)}
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _read(found: dict[str, Any]) -> Any:
    if set(found) == {_DATE}:
        return date.fromisoformat(found[_DATE])
    if set(found) == {_MONEY}:
        return Decimal(found[_MONEY])
    return found
