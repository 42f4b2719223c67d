"""Writing what a check found to many placements: one transaction, one journal entry, one undo."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.columns import table_of
from core.errors import LedgerFault, NotFound
from db import journal
from db.base import moment_text, utc_now
from db.models import Journal, Placement, VerificationRow, VerificationRun
from db.portions import portions

HAND, INSURANCE = "hand", "insurance"
JOURNALED = "verification_run"
"""Section under which the journal keeps a run: its entry's row is the run's number."""
WORDS = {HAND: "批量设核查结果", INSURANCE: "社保比对"}
_TABLE = table_of(Placement)
_RUN = table_of(VerificationRun)
_ROW = table_of(VerificationRow)
_COLUMNS = ("verification", "verified_on", "verified_by", "verification_note", "ended_on")
_STAMPS = ("updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class RunView:
    """A check as the list of checks shows it."""

    id: int
    kind: str
    kind_words: str
    at: datetime
    account: str
    reason: str
    file_name: str
    digest: str
    first: date | None
    last: date | None
    counts: Mapping[str, int]
    rows: int
    undone_at: datetime | None
    undone_by: str


def write(
    connection: Connection,
    account: str,
    kind: str,
    findings: Mapping[int, Mapping[str, Any]],
    reason: str,
    counts: Mapping[str, int],
    **facts: Any,
) -> tuple[int, tuple[int, ...]]:
    """Write columns of placements as one run; rows that stand so already are left alone.

    Args:
        connection: the caller's writing transaction.
        account: who checks.
        kind: HAND or INSURANCE.
        findings: placement → columns to be written (`verification`, `ended_on` …).
        reason: the clerk's words, or the program's own.
        counts: what was found, kept with the run.
        **facts: file_name, digest, first, last of the run.

    Returns:
        The run's number, and the rows that it changed.
    """
    now = utc_now()
    kept = json.dumps(dict(counts), ensure_ascii=False, sort_keys=True)
    made = connection.execute(
        insert(_RUN).values(
            kind=kind,
            at=moment_text(now),
            account=account,
            reason=reason,
            counts=kept,
            undone_at="",
            undone_by="",
            **{"file_name": "", "digest": "", **facts},
        )
    ).inserted_primary_key
    assert made is not None
    run = int(made[0])
    changes = list(_changes(connection, findings))
    stamps = {"updated_at": now, "updated_by": account}
    for row_id, _before, after in changes:
        connection.execute(update(_TABLE).where(_TABLE.c.id == row_id).values(**after, **stamps))
    rows = [
        {"run_id": run, "row_id": row_id, "before": _json(before), "after": _json(after)}
        for row_id, before, after in changes
    ]
    if rows:
        connection.execute(insert(_ROW), rows)
    ids = tuple(row_id for row_id, _before, _after in changes)
    after = {"kind": kind, "rows": list(ids), "changes": _digest(rows), "counts": dict(counts)}
    after |= {key: value for key, value in facts.items() if key in ("digest", "first", "last")}
    journal.append(connection, account, "verify", JOURNALED, row_id=run, reason=reason, after=after)
    return run, ids


def undo(connection: Connection, account: str, run: int, reason: str) -> tuple[int, ...]:
    """Take a run back; every row of it stands as it stood before.

    Raises:
        LedgerFault: no reason, undone already, or rows have been changed since. Nothing is written.
    """
    if not reason.strip():
        raise LedgerFault("没有写撤销原因，没有撤销。", todo="写明原因再撤销。")
    found = connection.execute(select(_RUN.c.undone_at).where(_RUN.c.id == run)).first()
    if found is None:
        raise NotFound("没有这次核查。")
    if found.undone_at:
        raise LedgerFault("这次核查已经撤销过，没有再撤销。")
    rows = connection.execute(select(_ROW).where(_ROW.c.run_id == run).order_by(_ROW.c.id)).all()
    _require_unchanged(connection, rows)
    for row in rows:
        before = _typed(json.loads(row.before))
        connection.execute(update(_TABLE).where(_TABLE.c.id == row.row_id).values(**before))
    now = moment_text(utc_now())
    connection.execute(update(_RUN).where(_RUN.c.id == run).values(undone_at=now, undone_by=account))
    ids = tuple(row.row_id for row in rows)
    after = {"rows": list(ids)}
    journal.append(connection, account, "unverify", JOURNALED, row_id=run, reason=reason, after=after)
    return ids


def runs(connection: Connection, most: int = 200) -> tuple[RunView, ...]:
    """The checks, newest first."""
    number = select(func.count()).where(_ROW.c.run_id == _RUN.c.id).scalar_subquery()
    statement = select(_RUN, number.label("rows")).order_by(_RUN.c.id.desc()).limit(most)
    return tuple(_view(dict(row)) for row in connection.execute(statement).mappings())


def rows_of(connection: Connection, run: int) -> tuple[int, ...]:
    """Placements that a run changed."""
    return tuple(connection.scalars(select(_ROW.c.row_id).where(_ROW.c.run_id == run).order_by(_ROW.c.id)))


def history(
    connection: Connection, row_id: int
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
    """Runs that touched a placement: the journal entry, the columns before and after."""
    entries = table_of(Journal)
    statement = select(_ROW.c.run_id, _ROW.c.before, _ROW.c.after).where(_ROW.c.row_id == row_id)
    for run, before, after in connection.execute(statement).all():
        told = select(entries).where(entries.c.section == JOURNALED, entries.c.row_id == run)
        for entry in connection.execute(told).mappings():
            pair = (_told(before), _told(after))
            yield dict(entry), *(pair if entry["action"] == "verify" else reversed(pair))


def _told(text: str) -> dict[str, Any]:
    return {key: value for key, value in json.loads(text).items() if key not in _STAMPS}


def _changes(
    connection: Connection, findings: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """(row, before with its stamps, after) of the rows that change."""
    columns = [_TABLE.c[name] for name in ("id", *_COLUMNS, *_STAMPS)]
    for chunk in portions(sorted(findings)):
        for row in connection.execute(select(*columns).where(_TABLE.c.id.in_(chunk))).mappings():
            wanted = findings[row["id"]]
            after = {key: value for key, value in wanted.items() if row[key] != value}
            if set(after) - {"verified_by"}:
                before = {key: row[key] for key in (*after, *_STAMPS)}
                yield row["id"], before, after


def _require_unchanged(connection: Connection, rows: Sequence[Any]) -> None:
    later: list[int] = []
    for row in rows:
        after = _typed(json.loads(row.after))
        columns = [_TABLE.c[key] for key in after]
        now = connection.execute(select(*columns).where(_TABLE.c.id == row.row_id)).mappings().first()
        if now is None or any(now[key] != value for key, value in after.items()):
            later.append(row.row_id)
    if later:
        shown = "、".join(map(str, later[:8])) + (" 等" if len(later) > 8 else "")
        raise LedgerFault(
            f"第 {shown} 行后来又改过核查结果或离职日期，共 {len(later):,} 行，整次没有撤销。",
            todo="请先看这些行的历史，逐行改回；其余不用动。",
        )


def _json(values: Mapping[str, Any]) -> str:
    plain = {
        key: moment_text(value) if isinstance(value, datetime) else value for key, value in values.items()
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they are written: days and moments from their text."""
    result = dict(values)
    for key in ("verified_on", "ended_on"):
        if result.get(key) is not None:
            result[key] = date.fromisoformat(result[key])
    if result.get("updated_at") is not None:
        result["updated_at"] = datetime.fromisoformat(result["updated_at"])
    return result


def _digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Binds what a run wrote to its journal entry."""
    plain = [[row["row_id"], row["before"], row["after"]] for row in rows]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def digest_of_run(connection: Connection, run: int) -> str:
    """Digest of the rows that are kept of a run, as its journal entry names it."""
    rows = connection.execute(select(_ROW).where(_ROW.c.run_id == run).order_by(_ROW.c.id)).mappings()
    return _digest(map(dict, rows))


def problems(connection: Connection) -> Iterator[str]:
    """For the check of the whole file: runs whose kept rows are not those that were journaled."""
    entries = table_of(Journal)
    told = select(entries.c.row_id, entries.c.after).where(
        entries.c.section == JOURNALED, entries.c.action == "verify"
    )
    bad = 0
    for run, after in connection.execute(told).all():
        bad += digest_of_run(connection, run) != json.loads(after).get("changes")
    if bad:
        yield f"{bad} 次批量核查的留底和流水对不上"


def _view(row: Mapping[str, Any]) -> RunView:
    undone = row["undone_at"]
    return RunView(
        id=row["id"],
        kind=row["kind"],
        kind_words=WORDS.get(row["kind"], row["kind"]),
        at=datetime.fromisoformat(row["at"]),
        account=row["account"],
        reason=row["reason"],
        file_name=row["file_name"],
        digest=row["digest"],
        first=row["first"],
        last=row["last"],
        counts=json.loads(row["counts"]),
        rows=row["rows"],
        undone_at=datetime.fromisoformat(undone) if undone else None,
        undone_by=row["undone_by"],
    )
