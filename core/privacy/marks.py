"""The list of the erased: keyed digests of documents, by which one who comes back is noticed.

The list keeps nobody's number. The key of the digests lies in the ledger; who has the open ledger could try
numbers one by one, which is said in docs/decisions/072.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from core.columns import table_of
from core.problems import Problem, Severity
from db.base import moment_text, utc_now
from db.models import ErasedPerson, Person

Document = tuple[str, str]
"""Kind and number."""
_TABLE = table_of(ErasedPerson)


@dataclass(frozen=True, slots=True)
class ErasedMark:
    """One entry of the list, as it is carried to another copy of the ledger."""

    digest: str
    key: str
    at: str
    account: str


def digest_of(key: str, document: Document) -> str:
    """The digest that stands in the list for a document."""
    kind, number = document
    return hmac.new(bytes.fromhex(key), f"{kind}|{number.upper()}".encode(), hashlib.sha256).hexdigest()


def add_mark(connection: Connection, account: str, person_id: int, document: Document) -> None:
    """Put a document on the list."""
    key = connection.execute(select(_TABLE.c.key).limit(1)).scalar() or secrets.token_hex(32)
    connection.execute(
        insert(_TABLE).values(
            person_id=person_id,
            digest=digest_of(key, document),
            key=key,
            at=moment_text(utc_now()),
            account=account,
        )
    )


def marks(connection: Connection) -> tuple[ErasedMark, ...]:
    """The whole list, to be carried over."""
    columns = (_TABLE.c.digest, _TABLE.c.key, _TABLE.c.at, _TABLE.c.account)
    rows = connection.execute(select(*columns).order_by(_TABLE.c.id))
    return tuple(ErasedMark(row.digest, row.key, row.at, row.account) for row in rows)


def take_over(connection: Connection, found: Iterable[ErasedMark]) -> int:
    """Put marks of another copy of the ledger on the list, those that it does not have. Gives how many."""
    known = {(each.digest, each.key) for each in marks(connection)}
    new = [each for each in found if (each.digest, each.key) not in known]
    for each in new:
        values = {"digest": each.digest, "key": each.key, "at": each.at, "account": each.account}
        connection.execute(insert(_TABLE).values(person_id=None, **values))
    return len(new)


class MarkList:
    """The list, to be asked often."""

    def __init__(self, connection: Connection) -> None:
        self._days: dict[str, dict[str, str]] = {}
        for each in marks(connection):
            self._days.setdefault(each.key, {})[each.digest] = each.at[:10]

    def day_of(self, document: Document) -> str | None:
        """The day that a document was put on the list; None where it is not on it."""
        found = (days.get(digest_of(key, document)) for key, days in self._days.items())
        return next((day for day in found if day is not None), None)

    def warnings(self, field: str, document: Document) -> list[Problem]:
        """A warning where somebody is recorded again who was erased; nobody is kept from entering."""
        day = self.day_of(document) if self._days else None
        if day is None:
            return []
        message = f"这个人的个人信息 {day} 应要求删除过。请确认本人同意再登记；原来的登记已作统计，会再计一次"
        return [Problem(field, message, Severity.WARNING)]


def come_back(connection: Connection) -> tuple[int, ...]:
    """Persons in the ledger whose document is on the list: a restore or a new sheet brought them back."""
    if connection.execute(select(_TABLE.c.id).limit(1)).first() is None:
        return ()
    person = table_of(Person)
    rows = connection.execute(
        select(person.c.id, person.c.id_kind, person.c.id_number, person.c.merged_into).where(
            person.c.id_number.is_not(None), person.c.erased_at.is_(None)
        )
    ).all()
    known = MarkList(connection)
    found = {row.id for row in rows if known.day_of((row.id_kind, row.id_number)) is not None}
    into = {row.id: row.merged_into for row in rows if row.merged_into is not None}
    while found & into.keys():
        found = {into.get(each, each) for each in found}
    return tuple(sorted(found))
