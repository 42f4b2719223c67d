"""The journal: append-only and hash-chained. Who, when, what, with before and after.

Each entry's hash covers its own fields and the hash before it, so an entry that was edited, removed or
moved breaks the chain. What the chain alone cannot show is that its end was cut off or that all of it was
written anew by someone with the key: for that, heads are noted outside (in each return's data file and in
each backup's manifest) and looked up with `missing_heads`.

Personal values can go while the chain stays (`erase`). The entry that tells of an erasure lists the entries
that lost something, each with a digest of what is left of it; from then on it vouches for them in place of
their own hash, which stays as a link. The texts are hashed with a salt that goes with them, so that nobody
can guess an erased number by trying all of them against the hash. Entries from before the salt are covered
by digests of their bare text.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from db.base import moment_text, utc_now
from db.models.books import Journal

ERASE = "erase"
"""Action of the entry that tells of an erasure and vouches for the entries that lost values by it."""
_ENTRIES = "entries"
"""Where such an entry lists them, in its `after`: [seq, digest of what is left] each."""
START = "0" * 64
"""What stands in place of a hash before the first entry."""

JOURNAL_TRIGGERS = (
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
    BEGIN SELECT RAISE(ABORT, 'a journal entry comes after the last one'); END""",
)
"""DDL for the migration that makes the table: entries are neither changed, removed nor slipped in."""
ERASING_TRIGGER = """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
    WHEN NEW.erased_by IS NULL OR NEW.erased_by <= OLD.seq
      OR (OLD.erased_by IS NOT NULL AND NEW.erased_by <= OLD.erased_by)
      OR NOT EXISTS (SELECT 1 FROM journal AS e WHERE e.seq = NEW.erased_by AND e.action = 'erase')
      OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.account IS NOT OLD.account
      OR NEW.action IS NOT OLD.action OR NEW.section IS NOT OLD.section OR NEW.row_id IS NOT OLD.row_id
      OR NEW.batch_id IS NOT OLD.batch_id OR NEW.business IS NOT OLD.business
      OR NEW.previous_hash IS NOT OLD.previous_hash OR NEW.hash IS NOT OLD.hash OR NEW.salt != ''
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
"""What a later migration puts in place of `journal_no_update`: an entry may lose texts to an erasure."""

_TABLE: Table = Journal.__table__  # type: ignore[assignment]  # typed as FromClause by the mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be journaled. `before` and `after` hold only the fields that changed.

    Attributes:
        account: name of the acting account.
        action: key of the action (add, change, void, import, print, reveal …).
        section: key of the section, or the part of the ledger meant.
        row_id: the row, None when not one row is meant.
        batch_id: the import it belongs to.
        business: False for what a return does not see: prints, reveals, exports, unlocking.
        reason: the clerk's own words.
    """

    account: str
    action: str
    section: str = ""
    row_id: int | None = None
    batch_id: int | None = None
    business: bool = True
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_FACTS = ("seq", "at", "account", "action", "section", "row_id", "batch_id")
_TEXTS = ("reason", "before", "after")


def entry_hash(values: Mapping[str, Any]) -> str:
    """Hash of an entry by the columns of its row (`hash` itself is not read)."""
    salt = str(values["salt"])
    fields = [
        *(values[key] for key in _FACTS),
        bool(values["business"]),
        _digest(salt + values["reason"]) if salt else values["reason"],
        _digest(salt + values["before"]),
        _digest(salt + values["after"]),
        values["previous_hash"],
    ]
    return _digest(_json(fields))


def _left_digest(values: Mapping[str, Any]) -> str:
    """Digest of what is left of an entry that lost values: every column, as it stands."""
    kept = [values[key] for key in (*_FACTS, *_TEXTS, "previous_hash", "hash")]
    return _digest(_json([*kept, bool(values["business"])]))


def _last(connection: Connection) -> tuple[int, str]:
    last = connection.execute(
        select(_TABLE.c.seq, _TABLE.c.hash).order_by(_TABLE.c.seq.desc()).limit(1)
    ).first()
    return (last.seq, last.hash) if last else (0, START)


def append_all(connection: Connection, entries: Iterable[Entry], at: datetime | None = None) -> str:
    """Write entries after the last one, in one go, inside the caller's writing transaction.

    Args:
        connection: in a transaction that began as a writer's.
        entries: in the order in which they happened.
        at: the moment; now when missing. Order is by sequence number, as a clock may go back.

    Returns:
        The new head of the chain (the old one when there was nothing to write).
    """
    sequence, head = _last(connection)
    moment = moment_text(at or utc_now())
    rows: list[dict[str, Any]] = []
    for entry in entries:
        sequence += 1
        row: dict[str, Any] = {
            "seq": sequence,
            "at": moment,
            "account": entry.account,
            "action": entry.action,
            "section": entry.section,
            "row_id": entry.row_id,
            "batch_id": entry.batch_id,
            "business": entry.business,
            "reason": entry.reason,
            "before": _json(dict(entry.before)),
            "after": _json(dict(entry.after)),
            "previous_hash": head,
            "salt": secrets.token_hex(16),
        }
        row["hash"] = head = entry_hash(row)
        rows.append(row)
    if rows:
        connection.execute(insert(_TABLE), rows)
    return head


def append(
    connection: Connection,
    account: str,
    action: str,
    section: str = "",
    *,
    row_id: int | None = None,
    batch_id: int | None = None,
    business: bool = True,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> str:
    """Write one entry (see `Entry` for the fields) and return the new head of the chain."""
    entry = Entry(
        account, action, section, row_id, batch_id, business, reason, before=before or {}, after=after or {}
    )
    return append_all(connection, [entry])


def begin_empty(connection: Connection) -> None:
    """Take every entry away, in a copy that is not the ledger any more. Never call it on a ledger."""
    name = "journal_no_delete"
    ddl = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?"
    guard = connection.exec_driver_sql(ddl, (name,)).scalar_one()
    connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.execute(delete(_TABLE))
    connection.exec_driver_sql(guard)


def erase(connection: Connection, told: Entry, texts: Mapping[int, Mapping[str, str]]) -> int:
    """Take personal values out of entries, and write the entry that tells of it and vouches for the rest.

    Args:
        connection: in a transaction that began as a writer's.
        told: the erasure itself, without any personal value; its action is `ERASE`.
        texts: sequence number → what its `reason`, `before` and `after` become (missing ones stay).

    Returns:
        The sequence number of the erasure's own entry.
    """
    seq = _last(connection)[0] + 1
    left: list[dict[str, Any]] = []
    for number in sorted(texts):
        row = dict(connection.execute(select(_TABLE).where(_TABLE.c.seq == number)).mappings().one())
        left.append({**row, **texts[number], "salt": "", "erased_by": seq})
    listed = [[row["seq"], _left_digest(row)] for row in left]
    append_all(connection, [replace(told, action=ERASE, after={**told.after, _ENTRIES: listed})])
    for each in left:
        new = {key: each[key] for key in (*_TEXTS, "salt", "erased_by")}
        connection.execute(update(_TABLE).where(_TABLE.c.seq == each["seq"]).values(**new))
    return seq


def head(connection: Connection) -> str:
    """Hash of the last entry of any kind; `START` for an empty journal."""
    return _last(connection)[1]


def business_head(connection: Connection) -> str:
    """Hash of the last business entry: what a return notes. Prints and reveals do not move it."""
    found = connection.execute(
        select(_TABLE.c.hash).where(_TABLE.c.business).order_by(_TABLE.c.seq.desc()).limit(1)
    ).scalar()
    return found or START


def missing_heads(connection: Connection, heads: Iterable[str]) -> list[str]:
    """Those of the heads noted outside that the journal does not hold: it was cut off or exchanged."""
    known = set(connection.scalars(select(_TABLE.c.hash))) | {START}
    return [each for each in heads if each not in known]


def _vouched(connection: Connection) -> dict[tuple[int, int], str]:
    """(seq of an erasure, seq of an entry) → digest of what is left of the entry."""
    found = select(_TABLE.c.seq, _TABLE.c.after).where(_TABLE.c.action == ERASE)
    return {
        (seq, number): digest
        for seq, after in connection.execute(found)
        for number, digest in json.loads(after).get(_ENTRIES, ())
    }


def _entry_problem(
    row: Row[Any], sequence: int, previous: str, vouched: Mapping[tuple[int, int], str]
) -> str:
    if row.seq != sequence:
        return f"流水第 {sequence} 条缺失，下一条是第 {row.seq} 条"
    if row.previous_hash != previous:
        return f"流水第 {sequence} 条接不上前一条"
    values = dict(row._mapping)
    if row.erased_by is None:
        sound = row.hash == entry_hash(values)
    else:
        sound = row.erased_by > row.seq and vouched.get((row.erased_by, row.seq)) == _left_digest(values)
    return "" if sound else f"流水第 {sequence} 条的内容被改过"


def verify_chain(connection: Connection, most: int = 20) -> list[str]:
    """Walk the whole journal and say in Chinese what does not hold, at most `most` sentences.

    After a break the walk goes on from the entry it found, so that one edit is one sentence.

    Returns:
        Sentences naming the sequence number only; empty when the chain is whole.
    """
    problems: list[str] = []
    sequence, previous = 0, START
    vouched = _vouched(connection)
    rows = connection.execute(select(_TABLE).order_by(_TABLE.c.seq), execution_options={"yield_per": 1000})
    for row in rows:
        sequence += 1
        problem = _entry_problem(row, sequence, previous, vouched)
        if problem:
            problems.append(problem)
        sequence, previous = row.seq, row.hash
        if len(problems) >= most:
            rows.close()
            break
    return problems
