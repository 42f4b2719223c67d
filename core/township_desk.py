"""The unit's townships at the desk: the list, words of sheets that are waiting, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Select, func, insert, select, update

from core.codes import CodeList
from core.errors import LedgerFault, NotFound
from core.views import Change
from core.vocabulary import township_entry
from db import journal
from db.base import utc_now
from db.models import Placement, Township, TownshipAlias

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_KINDS = ("街道", "镇", "乡")


@dataclass(frozen=True, slots=True)
class TownshipView:
    """A township of the unit, with its placements of all years."""

    key: str
    name: str
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class WaitingWord:
    """A word that sheets used for a township and that nobody has confirmed yet, with the rows that wait."""

    text: str
    rows: int


class TownshipDesk:
    """What the façade does with townships."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def townships(self) -> tuple[TownshipView, ...]:
        """The unit's townships in their order."""
        used = (
            select(Placement.township, func.count().label("rows"))
            .where(Placement.state != "void")
            .group_by(Placement.township)
            .subquery()
        )
        statement = (
            select(Township.key, Township.name, Township.kind, used.c.rows)
            .outerjoin(used, used.c.township == Township.key)
            .where(Township.valid_to.is_(None))
            .order_by(Township.position)
        )
        with self._ledger.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(TownshipView(row.key, row.name, row.kind, int(row.rows or 0)) for row in rows)

    def waiting(self) -> tuple[WaitingWord, ...]:
        """Words that wait for a township, those with most rows first."""
        with self._ledger.reading() as connection:
            return tuple(WaitingWord(str(text), rows) for text, rows in connection.execute(_waiting()))

    def add(self, name: str) -> str:
        """Add a township to the unit's list and take the rows that wait under its name. Gives its key.

        Raises:
            LedgerFault: no name, or one that is there already.
        """
        name = "".join(name.split())
        if not name:
            raise LedgerFault("没有写镇街名称，没有添加。")
        known = self._ledger.vocabulary.list_of("township").resolve(name)
        if known is not None:
            raise LedgerFault(f"镇街名录里已有“{self._ledger.vocabulary.townships[known]}”，没有添加。")
        unit = self._ledger.info.unit_key
        with self._ledger.changing() as connection:
            position = (
                connection.execute(select(func.coalesce(func.max(Township.position), 0))).scalar_one() + 1
            )
            key = f"{unit}-{position:02d}"
            kind = next((each for each in _KINDS if name.endswith(each)), "")
            connection.execute(insert(Township).values(key=key, name=name, kind=kind, position=position))
            self._journal(connection, "add", "", {"key": key, "name": name})
            spelled = CodeList("township", "镇街", "", (township_entry(unit, key, name),))
            for text in connection.scalars(_waiting().with_only_columns(Placement.township_text)).all():
                if text and spelled.resolve(text) == key:
                    self.assign(connection, text, key)
        self._ledger.renew_vocabulary()
        return key

    def confirm(self, text: str, key: str) -> Change:
        """Say once which township a word means: the rows that wait are put there, later sheets follow.

        Raises:
            NotFound: no such township.
        """
        if key not in self._ledger.vocabulary.townships:
            raise NotFound("镇街名录里没有这个镇街，没有改。")
        with self._ledger.changing() as connection:
            self.assign(connection, text, key)
        self._ledger.renew_vocabulary()
        return Change(frozenset(("placement", "township")))

    def assign(self, connection: Connection, text: str, key: str) -> None:
        """The same inside the caller's transaction; the vocabulary has to be renewed afterwards."""
        known = connection.execute(select(TownshipAlias.id).where(TownshipAlias.text == text)).scalar()
        if known is None:
            connection.execute(insert(TownshipAlias).values(text=text, key=key))
        else:
            connection.execute(update(TownshipAlias).where(TownshipAlias.id == known).values(key=key))
        waiting = (Placement.township.is_(None), Placement.township_text == text)
        ids = list(connection.scalars(select(Placement.id).where(*waiting)))
        if ids:
            connection.execute(
                update(Placement)
                .where(*waiting)
                .values(
                    township=key,
                    township_text=None,
                    updated_at=utc_now(),
                    updated_by=self._ledger.info.account,
                )
            )
        self._journal(connection, "confirm_township", text, {"text": text, "township": key, "rows": ids})

    def _journal(self, connection: Connection, action: str, reason: str, after: dict[str, object]) -> None:
        journal.append(connection, self._ledger.info.account, action, "township", reason=reason, after=after)


def _waiting() -> Select[str | None, int]:
    """Words that rows wait under, with how many, those with most rows first."""
    count = func.count()
    return (
        select(Placement.township_text, count)
        .where(Placement.township.is_(None), Placement.township_text.is_not(None), Placement.state != "void")
        .group_by(Placement.township_text)
        .order_by(count.desc(), Placement.township_text)
    )
