"""Imports, pastes and merges as wholes: undo and redo.

An undo takes out every row that the batch added and gives every row that it changed its earlier values,
so that all tables are as they were; rows that were edited since are in the way, and are named. What is
taken out is kept whole beside the batch, so that the undo can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from core.batch_list import BatchView, batch_list
from core.batch_recorder import from_json
from core.batch_rows import IMPORT, BatchRows, Ids, KeptRow, changed_rows, removable, rows_of, stands
from core.errors import LedgerFault, NotFound
from core.sections import SECTIONS
from core.views import Change
from db import journal
from db.kept_rows import batch_tables, kept_tables, put_back, table_named, take_out
from db.models import Batch, Journal, Placement, TownshipAlias

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_SECTIONS = frozenset(section.key for section in SECTIONS)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What an undo would do, and what is in its way."""

    batch: int
    added: int
    """Rows of its section that would be taken out."""
    changed: int
    """Rows of its section that would get their earlier values."""
    others: int
    """Records of persons, employers … that would be taken out or set back with them."""
    edited: Mapping[str, tuple[int, ...]]
    """Section → rows that were edited after it, which an undo leaves alone."""

    @property
    def free(self) -> bool:
        """Nothing was edited since."""
        return not self.edited

    @property
    def edited_rows(self) -> int:
        """How many rows are in the way."""
        return sum(len(ids) for ids in self.edited.values())


class BatchDesk:
    """What the façade does with batches."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    # -- reading ---------------------------------------------------------------------------------
    def batches(self, kinds: tuple[str, ...] = ()) -> tuple[BatchView, ...]:
        """All batches, or those of some kinds, newest first."""
        with self._ledger.reading() as connection:
            return batch_list(connection, kinds)

    def rows_of(self, batch: int) -> dict[str, tuple[int, ...]]:
        """Rows that the batch added or changed and that are in the ledger, by section."""
        with self._ledger.reading() as connection:
            found = rows_of(connection, _batch(connection, batch))
        rows: Ids = {name: set(ids) for name, ids in found.added.items()}
        for each in found.changed:
            rows.setdefault(each.table, set()).add(each.id)
        return {name: tuple(sorted(ids)) for name, ids in rows.items() if name in _SECTIONS and ids}

    def plan(self, batch: int) -> UndoPlan:
        """What an undo would do now.

        Raises:
            NotFound: no such batch.
        """
        with self._ledger.reading() as connection:
            row = _batch(connection, batch)
            found = rows_of(connection, row)
        own, edited = str(row["section"]), found.edited
        changed = [each for each in found.changed if each.id not in edited.get(each.table, ())]
        added = {name: ids - edited.get(name, set()) for name, ids in found.added.items()}
        mine = sum(each.table == own for each in changed)
        return UndoPlan(
            batch,
            len(added.get(own, ())),
            mine,
            sum(len(ids) for ids in added.values()) - len(added.get(own, ())) + len(changed) - mine,
            {name: tuple(sorted(ids)) for name, ids in edited.items() if name in _SECTIONS},
        )

    # -- undo ------------------------------------------------------------------------------------
    def undo(self, batch: int, reason: str, *, keep_edited: bool = False) -> Change:
        """Take a batch back: one transaction, one journal entry.

        Args:
            batch: its number.
            reason: why, in the clerk's words.
            keep_edited: leave rows alone that were edited since, and take the others back.

        Raises:
            LedgerFault: no reason, it is undone already, or rows were edited since; nothing has changed.
        """
        if not reason.strip():
            raise LedgerFault("没有写撤销原因，没有撤销。", todo="写明原因再撤销，原因记入流水。")
        with self._ledger.changing("batch.undo") as connection:
            row = _batch(connection, batch)
            if row["undone"]:
                raise LedgerFault("这一批已经撤销过，没有再撤销。")
            found = rows_of(connection, row)
            if found.edited and not keep_edited:
                raise LedgerFault(
                    f"这一批里有 {_count(found.edited)} 行后来又改过，没有撤销。",
                    "安全。台账没有改动。",
                    "先看改过的行；只撤销其余的行也可以，改过的行留下。",
                )
            return self._undo(connection, row, found, reason)

    def _undo(self, connection: Connection, row: Mapping[str, Any], found: BatchRows, reason: str) -> Change:
        batch = int(row["id"])
        edited = found.edited
        restored = [each for each in found.changed if each.id not in edited.get(each.table, ())]
        self._set(connection, ((each, each.before) for each in restored))
        out = removable(connection, batch, found)
        digests = {}
        for table in batch_tables():
            if out.get(table.name):
                digests[table.name] = take_out(connection, table, out[table.name], batch)
        _drop_unused_words(connection)
        kept = {name: sorted(ids - out.get(name, set())) for name, ids in found.added.items()}
        kept = {name: ids for name, ids in kept.items() if ids}
        own = str(row["section"])
        left = len({*kept.get(own, ()), *edited.get(own, ())})
        connection.execute(update(Batch).where(Batch.id == batch).values(undone=True, kept=left))
        after = {
            "removed": {name: len(ids) for name, ids in out.items() if ids},
            "digests": digests,
            "restored": _by_table(restored),
            "kept": kept,
            "edited": {name: sorted(ids) for name, ids in edited.items()},
        }
        journal.append(
            connection,
            self._ledger.info.account,
            f"undo_{row['kind']}",
            own,
            batch_id=batch,
            reason=reason,
            after=after,
        )
        touched = {own, *out, *(each.table for each in restored)}
        return Change(frozenset(touched), tuple(each.id for each in restored if each.table == own), batch)

    def redo(self, batch: int, reason: str) -> Change:
        """Do again what was undone, as long as nothing of it has changed since.

        Raises:
            LedgerFault: it is not undone, or something stands in the way; nothing has changed.
        """
        if not reason.strip():
            raise LedgerFault("没有写重做原因，没有重做。", todo="写明原因再重做，原因记入流水。")
        with self._ledger.changing("batch.undo") as connection:
            row = _batch(connection, batch)
            if not row["undone"]:
                raise LedgerFault("这一批没有撤销，不用重做。")
            undone = _last_undo(connection, batch)
            restored = json.loads(undone["after"]).get("restored", {})
            self._require_unchanged(connection, row, int(undone["seq"]))
            changes = [
                each for each in changed_rows(connection, batch) if each.id in restored.get(each.table, ())
            ]
            strict = row["kind"] == IMPORT
            if not all(stands(connection, each, each.before, strict=strict) for each in changes):
                raise _in_the_way()
            back: dict[str, tuple[int, ...]] = {}
            try:
                for table in kept_tables(connection, batch):
                    back[table.name] = put_back(connection, table, batch)
            except IntegrityError:
                raise _in_the_way() from None
            self._set(connection, ((each, each.after) for each in changes))
            connection.execute(update(Batch).where(Batch.id == batch).values(undone=False, kept=0))
            journal.append(
                connection,
                self._ledger.info.account,
                f"redo_{row['kind']}",
                str(row["section"]),
                batch_id=batch,
                reason=reason,
                after={"added": {name: len(ids) for name, ids in back.items()}, "changed": restored},
            )
        own = str(row["section"])
        ids = (*back.get(own, ()), *(each.id for each in changes if each.table == own))
        return Change(frozenset((own, *back, *(each.table for each in changes))), tuple(ids), batch)

    def _require_unchanged(self, connection: Connection, row: Mapping[str, Any], since: int) -> None:
        """Rows that came into the section after the undo might be the same rows: doing it again doubles."""
        later = select(Journal.seq).where(
            Journal.seq > since, Journal.business, Journal.section == row["section"]
        )
        if row["kind"] == IMPORT and connection.execute(later.limit(1)).first() is not None:
            raise _in_the_way()

    @staticmethod
    def _set(connection: Connection, values: Iterable[tuple[KeptRow, str]]) -> None:
        for row, text in values:
            table = table_named(row.table)
            connection.execute(update(table).where(table.c.id == row.id).values(**from_json(table, text)))


def _in_the_way() -> LedgerFault:
    return LedgerFault(
        "撤销之后这里又有改动，不能重做。", "安全。台账没有改动。", "需要的话，把原来的表再导入一次。"
    )


def _batch(connection: Connection, batch: int) -> Mapping[str, Any]:
    row = connection.execute(select(Batch.__table__).where(Batch.id == batch)).mappings().first()
    if row is None:
        raise NotFound("台账里没有这一批。", todo="按 F5 重新读取。")
    return dict(row)


def _last_undo(connection: Connection, batch: int) -> Mapping[str, Any]:
    statement = select(Journal.seq, Journal.after).where(
        Journal.batch_id == batch, Journal.action.startswith("undo_")
    )
    return dict(connection.execute(statement.order_by(Journal.seq.desc()).limit(1)).mappings().one())


def _drop_unused_words(connection: Connection) -> None:
    """Words for townships that nobody has confirmed and no row waits with any more."""
    waiting = select(Placement.township_text).where(Placement.township_text.is_not(None))
    connection.execute(
        TownshipAlias.__table__.delete().where(  # type: ignore[attr-defined]  # typed as FromClause
            TownshipAlias.key.is_(None), TownshipAlias.text.not_in(waiting)
        )
    )


def _by_table(rows: Iterable[KeptRow]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in rows:
        found.setdefault(each.table, []).append(each.id)
    return found


def _count(ids: Ids) -> int:
    return sum(len(each) for each in ids.values())
