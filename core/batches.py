"""Imports, pastes and merges as wholes: the list of them, which rows they touched, undo and redo.

An undo takes out every row that the batch added and gives every row that it changed its earlier values,
so that all tables are as they were; rows that were edited since are in the way, and are named. What is
taken out is kept whole beside the batch, so that the undo can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.exc import IntegrityError

from core.batch_recorder import ADDED, MARKS, from_json
from core.errors import LedgerFault, NotFound
from core.journal_words import BATCH_WORDS
from core.sections import SECTIONS
from core.views import Change
from db import journal
from db.base import Base
from db.kept_rows import REMOVED, batch_tables, kept_tables, put_back, table_named, take_out
from db.models import (
    Batch,
    BatchRow,
    Journal,
    PhoneSampleRow,
    Placement,
    SensitiveFact,
    TownshipAlias,
    VerificationRow,
)

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_TITLES = {section.key: section.title for section in SECTIONS}
_SOFT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "employer": (("employer", "merged_into"), ("name_alias", "employer_id"))
}
"""Columns that point to a record without being declared as foreign keys: target → (table, column)."""
IMPORT = "import"
"""Kind of a batch that stands only while nobody touched its rows; the others go by values."""
Ids = dict[str, set[int]]
"""Table name → ids."""


@dataclass(frozen=True, slots=True)
class BatchView:
    """One import, paste or merge, as the list shows it."""

    id: int
    kind: str
    kind_text: str
    section: str
    title: str
    file_name: str
    sender: str
    digest: str
    at: datetime
    account: str
    added: int
    changed: int
    unchanged: int
    refused: int
    undone: bool
    kept: int
    """Rows that the undo left alone because they had been edited since."""
    state_text: str
    entry: int
    """Sequence number of its journal entry; 0 when there is none."""
    told: tuple[tuple[datetime, str, str, str], ...]
    """When, who, what and why: what happened to it, oldest first."""
    same_file: int | None = None
    """The earlier import of the same content into the same section, if there is one."""


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


@dataclass(slots=True)
class _Found:
    """The rows of a batch: those it added and those it changed, with what is in the way."""

    added: Ids = field(default_factory=dict)
    changed: list[tuple[str, int, str, str]] = field(default_factory=list)
    edited: Ids = field(default_factory=dict)


class BatchDesk:
    """What the façade does with batches."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    # -- reading ---------------------------------------------------------------------------------
    def batches(self, kinds: tuple[str, ...] = ()) -> tuple[BatchView, ...]:
        """All batches, or those of some kinds, newest first."""
        statement = select(Batch.__table__).order_by(Batch.id)
        if kinds:
            statement = statement.where(Batch.kind.in_(kinds))
        with self._ledger.reading() as connection:
            rows = [dict(row) for row in connection.execute(statement).mappings()]
            told = _told(connection)
        first: dict[tuple[str, str], int] = {}
        views = []
        for row in rows:
            same = (
                first.setdefault((row["section"], row["digest"]), row["id"]) if row["digest"] else row["id"]
            )
            views.append(_view(row, told.get(row["id"], []), same if same != row["id"] else None))
        return tuple(reversed(views))

    def rows_of(self, batch: int) -> dict[str, tuple[int, ...]]:
        """Rows that the batch added or changed and that are in the ledger, by section."""
        with self._ledger.reading() as connection:
            found = _found(connection, _batch(connection, batch))
        rows: Ids = {name: set(ids) for name, ids in found.added.items()}
        for name, row_id, _before, _after in found.changed:
            rows.setdefault(name, set()).add(row_id)
        return {name: tuple(sorted(ids)) for name, ids in rows.items() if name in _TITLES and ids}

    def plan(self, batch: int) -> UndoPlan:
        """What an undo would do now.

        Raises:
            NotFound: no such batch.
        """
        with self._ledger.reading() as connection:
            row = _batch(connection, batch)
            found = _found(connection, row)
        own, edited = str(row["section"]), found.edited
        changed = [each for each in found.changed if each[1] not in edited.get(each[0], ())]
        added = {name: ids - edited.get(name, set()) for name, ids in found.added.items()}
        mine = sum(each[0] == own for each in changed)
        return UndoPlan(
            batch,
            len(added.get(own, ())),
            mine,
            sum(len(ids) for ids in added.values()) - len(added.get(own, ())) + len(changed) - mine,
            {name: tuple(sorted(ids)) for name, ids in edited.items() if name in _TITLES},
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
            found = _found(connection, row)
            if found.edited and not keep_edited:
                raise LedgerFault(
                    f"这一批里有 {_count(found.edited)} 行后来又改过，没有撤销。",
                    "安全。台账没有改动。",
                    "先看改过的行；只撤销其余的行也可以，改过的行留下。",
                )
            return self._undo(connection, row, found, reason)

    def _undo(self, connection: Connection, row: Mapping[str, Any], found: _Found, reason: str) -> Change:
        batch = int(row["id"])
        edited = found.edited
        restored = [each for each in found.changed if each[1] not in edited.get(each[0], ())]
        self._set(connection, ((name, row_id, before) for name, row_id, before, _ in restored))
        out = _removable(connection, batch, found)
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
            "restored": _by_table((name, row_id) for name, row_id, _before, _after in restored),
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
        touched = {own, *out, *(each[0] for each in restored)}
        return Change(frozenset(touched), tuple(each[1] for each in restored if each[0] == own), batch)

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
            changes = [each for each in _changed(connection, batch) if each[1] in restored.get(each[0], ())]
            strict = row["kind"] == IMPORT
            if not all(_stands(connection, each[0], each[1], each[2], strict=strict) for each in changes):
                raise _in_the_way()
            back: dict[str, tuple[int, ...]] = {}
            try:
                for table in kept_tables(connection, batch):
                    back[table.name] = put_back(connection, table, batch)
            except IntegrityError:
                raise _in_the_way() from None
            self._set(connection, ((name, row_id, after) for name, row_id, _, after in changes))
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
        ids = (*back.get(own, ()), *(each[1] for each in changes if each[0] == own))
        return Change(frozenset((own, *back, *(each[0] for each in changes))), tuple(ids), batch)

    def _require_unchanged(self, connection: Connection, row: Mapping[str, Any], since: int) -> None:
        """Rows that came into the section after the undo might be the same rows: doing it again doubles."""
        later = select(Journal.seq).where(
            Journal.seq > since, Journal.business, Journal.section == row["section"]
        )
        if row["kind"] == IMPORT and connection.execute(later.limit(1)).first() is not None:
            raise _in_the_way()

    @staticmethod
    def _set(connection: Connection, values: Iterable[tuple[str, int, str]]) -> None:
        for name, row_id, text in values:
            table = table_named(name)
            connection.execute(update(table).where(table.c.id == row_id).values(**from_json(table, text)))


def _in_the_way() -> LedgerFault:
    return LedgerFault(
        "撤销之后这里又有改动，不能重做。", "安全。台账没有改动。", "需要的话，把原来的表再导入一次。"
    )


def _batch(connection: Connection, batch: int) -> Mapping[str, Any]:
    row = connection.execute(select(Batch.__table__).where(Batch.id == batch)).mappings().first()
    if row is None:
        raise NotFound("台账里没有这一批。", todo="按 F5 重新读取。")
    return dict(row)


def _view(row: Mapping[str, Any], told: list[Mapping[str, Any]], same: int | None) -> BatchView:
    kind = str(row["kind"])
    undone, kept = bool(row["undone"]), int(row["kept"])
    state = "在用" if not undone else f"已撤销，留 {kept:,} 行" if kept else "已撤销"
    return BatchView(
        id=row["id"],
        kind=kind,
        kind_text=BATCH_WORDS.get(kind, kind),
        section=row["section"],
        title=_TITLES.get(row["section"], row["section"]),
        file_name=row["file_name"],
        sender=row["sender"],
        digest=row["digest"],
        at=datetime.fromisoformat(row["at"]),
        account=row["account"],
        added=row["added"],
        changed=row["changed"],
        unchanged=row["unchanged"],
        refused=row["refused"],
        undone=undone,
        kept=kept,
        state_text=state,
        entry=next((int(each["seq"]) for each in told if each["action"] == kind), 0),
        told=tuple(
            (datetime.fromisoformat(each["at"]), each["account"], _act(each["action"]), each["reason"])
            for each in told
        ),
        same_file=same,
    )


def _act(action: str) -> str:
    verb, _, kind = action.rpartition("_")
    return {"undo": "撤销", "redo": "重做"}.get(verb, "") + BATCH_WORDS.get(kind, kind)


def _told(connection: Connection) -> dict[int, list[Mapping[str, Any]]]:
    columns = (Journal.batch_id, Journal.seq, Journal.at, Journal.account, Journal.action, Journal.reason)
    found: dict[int, list[Mapping[str, Any]]] = {}
    statement = select(*columns).where(Journal.batch_id.is_not(None)).order_by(Journal.seq)
    for row in connection.execute(statement).mappings():
        found.setdefault(row["batch_id"], []).append(dict(row))
    return found


def _last_undo(connection: Connection, batch: int) -> Mapping[str, Any]:
    statement = select(Journal.seq, Journal.after).where(
        Journal.batch_id == batch, Journal.action.startswith("undo_")
    )
    return dict(connection.execute(statement.order_by(Journal.seq.desc()).limit(1)).mappings().one())


def _changed(connection: Connection, batch: int) -> list[tuple[str, int, str, str]]:
    statement = select(BatchRow.section, BatchRow.row_id, BatchRow.before, BatchRow.after).where(
        BatchRow.batch_id == batch, BatchRow.before != ADDED, BatchRow.after != REMOVED
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(statement.order_by(BatchRow.id))]


def _found(connection: Connection, row: Mapping[str, Any]) -> _Found:
    batch, strict = int(row["id"]), row["kind"] == IMPORT
    found = _Found(changed=_changed(connection, batch))
    for table in batch_tables():
        ids = set(connection.scalars(select(table.c.id).where(table.c.batch_id == batch)))
        if not ids:
            continue
        found.added[table.name] = ids
        edited = _attached(connection, table, batch)
        if strict and "updated_at" in table.c:
            later = (table.c.batch_id == batch, table.c.updated_at != table.c.created_at)
            edited |= set(connection.scalars(select(table.c.id).where(*later)))
        if edited:
            found.edited[table.name] = edited
    told = [*found.changed, *(() if strict else _fresh(connection, batch))]
    for name, row_id, before, after in told:
        fresh = row_id in found.added.get(name, ())
        if fresh == (before == ADDED) and not _stands(connection, name, row_id, after, strict=strict):
            found.edited.setdefault(name, set()).add(row_id)
    _keep_facts_with_rows(connection, found)
    return found


def _fresh(connection: Connection, batch: int) -> list[tuple[str, int, str, str]]:
    """Rows that the batch added, as they were written."""
    columns = (BatchRow.section, BatchRow.row_id, BatchRow.before, BatchRow.after)
    statement = select(*columns).where(BatchRow.batch_id == batch, BatchRow.before == ADDED)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(statement)]


def _keep_facts_with_rows(connection: Connection, found: _Found) -> None:
    """A sensitive fact and the row it was recorded with are edited together, or neither."""
    facts = table_named(SensitiveFact.__tablename__)
    own = {*found.added.get(facts.name, ())}
    own |= {row_id for name, row_id, _before, _after in found.changed if name == facts.name}
    owners = {key.parent.name: key.column.table.name for key in facts.foreign_keys if key.ondelete}
    for row in connection.execute(select(facts)).mappings() if own else ():
        if row["id"] not in own:
            continue
        for column, section in owners.items():
            row_id = row[column]
            if row_id is not None and row["id"] in found.edited.get(facts.name, ()):
                found.edited.setdefault(section, set()).add(row_id)
            elif row_id is not None and row_id in found.edited.get(section, ()):
                found.edited.setdefault(facts.name, set()).add(row["id"])


def _attached(connection: Connection, table: Table, batch: int) -> set[int]:
    """Rows of the batch that something was attached to later: evidence, a check of many rows, a draw."""
    found: set[int] = set()
    own = select(table.c.id).where(table.c.batch_id == batch)
    for model in (VerificationRow, PhoneSampleRow):
        if table.name == Placement.__tablename__:
            found |= set(connection.scalars(select(model.row_id).where(model.row_id.in_(own))))
    for other in Base.metadata.sorted_tables:
        if other.name in ("journal", "batch_row") or not {"section", "row_id"} <= set(other.c.keys()):
            continue
        found |= set(
            connection.scalars(
                select(other.c.row_id).where(other.c.section == table.name, other.c.row_id.in_(own))
            )
        )
    return found


def _stands(connection: Connection, name: str, row_id: int, text: str, *, strict: bool) -> bool:
    """Whether a row still has these values; when `strict`, whether nobody touched it since."""
    table = table_named(name)
    values = from_json(table, text)
    if not strict:
        values = {key: value for key, value in values.items() if key not in MARKS}
    if not values:
        return True
    columns = [table.c[key] for key in values]
    row = connection.execute(select(*columns).where(table.c.id == row_id)).mappings().first()
    return row is not None and all(row[key] == value for key, value in values.items())


def _removable(connection: Connection, batch: int, found: _Found) -> Ids:
    """Added rows that can go: not edited since, and nothing that stays refers to them."""
    out = {name: ids - found.edited.get(name, set()) for name, ids in found.added.items()}
    while True:
        before = sum(map(len, out.values()))
        for name in list(out):
            out[name] -= _referred(connection, table_named(name), batch, out)
        if sum(map(len, out.values())) == before:
            return out


def _referred(connection: Connection, table: Table, batch: int, out: Ids) -> set[int]:
    """Rows that a batch added and that rows which stay refer to."""
    found: set[int] = set()
    own = select(table.c.id).where(table.c.batch_id == batch)
    for other in Base.metadata.sorted_tables:
        columns = [key.parent for key in other.foreign_keys if key.column.table is table]
        columns += [other.c[column] for each, column in _SOFT.get(table.name, ()) if each == other.name]
        for column in columns:
            refers = select(column, other.c.id).where(column.in_(own))
            going = out.get(other.name, set())
            found |= {row[0] for row in connection.execute(refers) if row[1] not in going}
    return found


def _drop_unused_words(connection: Connection) -> None:
    """Words for townships that nobody has confirmed and no row waits with any more."""
    waiting = select(Placement.township_text).where(Placement.township_text.is_not(None))
    connection.execute(
        TownshipAlias.__table__.delete().where(  # type: ignore[attr-defined]  # typed as FromClause
            TownshipAlias.key.is_(None), TownshipAlias.text.not_in(waiting)
        )
    )


def _by_table(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, row_id in pairs:
        found.setdefault(name, []).append(row_id)
    return found


def _count(ids: Ids) -> int:
    return sum(len(each) for each in ids.values())
