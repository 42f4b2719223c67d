"""Imports, pastes and merges as the list of them shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.journal_words import BATCH_WORDS
from core.sections import SECTIONS
from db.models import Batch, Journal

_TITLES = {section.key: section.title for section in SECTIONS}


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


def batch_list(connection: Connection, kinds: tuple[str, ...] = ()) -> tuple[BatchView, ...]:
    """All batches, or those of some kinds, newest first."""
    statement = select(Batch.__table__).order_by(Batch.id)
    if kinds:
        statement = statement.where(Batch.kind.in_(kinds))
    told = _told(connection)
    first: dict[tuple[str, str], int] = {}
    views = []
    for row in connection.execute(statement).mappings():
        same = first.setdefault((row["section"], row["digest"]), row["id"]) if row["digest"] else row["id"]
        views.append(_view(dict(row), told.get(row["id"], []), same if same != row["id"] else None))
    return tuple(reversed(views))


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
