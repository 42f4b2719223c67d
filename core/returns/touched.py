"""Rows that changed after a point of the journal, with the days they were and are dated by.

Read from the journal and the imports' own records. A change whose rows cannot be told any more (an import
that was taken back) is kept with no row and no day: it may concern every month.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.columns import table_of
from core.period import Span
from core.section import Section
from core.sections import SECTIONS
from core.sources import SOURCES
from core.verification.runs import JOURNALED as VERIFIED
from db.models import Batch, BatchRow, Journal, Person
from db.portions import portions

ADDED, CHANGED, VOIDED, BROUGHT_BACK, TAKEN_BACK = "add", "change", "void", "unvoid", "undo"
WORDS: Mapping[str, str] = {
    ADDED: "补登",
    CHANGED: "修改",
    VOIDED: "作废",
    BROUGHT_BACK: "恢复",
    TAKEN_BACK: "撤销导入",
}
"""What happened to rows, as the paper and the lists say it."""
PARTS = ("township", "origin", "industry", "kind")
"""Columns by which figures of one section are told apart."""
_COUNTED = {section.key: section for section in SECTIONS if section.key in SOURCES and section.dating}


@dataclass(frozen=True, slots=True)
class Touch:
    """One change of one row. `days` are ISO days before and after; none when they cannot be told.

    `parts` are the values, before and after, of the columns in `PARTS`.
    """

    seq: int
    section: str
    row: int | None
    kind: str
    reason: str
    account: str
    days: frozenset[str]
    parts: frozenset[str]

    def within(self, span: Span) -> bool:
        """The row was or is dated in the span."""
        first, last = span.start.isoformat(), span.last.isoformat()
        return any(first <= day <= last for day in self.days)


@dataclass(slots=True)
class _Found:
    """A change before its row's present day is looked up."""

    seq: int
    section: str
    row: int
    kind: str
    reason: str
    account: str
    days: set[str]
    parts: set[str]


def touched_since(connection: Connection, seq: int) -> tuple[Touch, ...]:
    """Every change of a counted row journaled after an entry, in the order of the journal."""
    found: list[_Found] = []
    lost: list[Touch] = []
    table = table_of(Journal)
    entries = select(table).where(table.c.seq > seq, table.c.business).order_by(table.c.seq)
    for entry in [dict(row) for row in connection.execute(entries).mappings()]:
        if entry["batch_id"] is not None and entry["row_id"] is None:
            rows = list(_of_batch(connection, entry))
            found += rows
            if not rows or entry["action"] != "import":
                lost.append(_lost(entry))
        elif entry["section"] == "township" and entry["action"] == "confirm_township":
            found += _confirmed(entry)
        elif entry["section"] == VERIFIED:
            found += _checked(entry)
        elif entry["row_id"] is not None:
            found += _of_row(connection, entry)
    _look_up(connection, found)
    told = [
        Touch(
            each.seq,
            each.section,
            each.row,
            each.kind,
            each.reason,
            each.account,
            frozenset(each.days),
            frozenset(each.parts),
        )
        for each in found
    ]
    return tuple(sorted((*told, *lost), key=lambda each: each.seq))


def _of_row(connection: Connection, entry: Mapping[str, Any]) -> Iterator[_Found]:
    before, after = json.loads(entry["before"]), json.loads(entry["after"])
    section, row = str(entry["section"]), int(entry["row_id"])
    if section in _COUNTED:
        yield _found(entry, _COUNTED[section], row, _kind(entry["action"], before), (before, after))
    elif section == "person" and entry["action"] != "add":
        yield from _of_person(connection, entry, row)


def _of_person(connection: Connection, entry: Mapping[str, Any], person: int) -> Iterator[_Found]:
    """What a person's own facts decide: their placements."""
    section = _COUNTED["placement"]
    own = table_of(section.model)
    for row in connection.scalars(select(own.c.id).where(own.c.person_id == person)):
        yield _found(entry, section, row, CHANGED, ())


def _of_batch(connection: Connection, entry: Mapping[str, Any]) -> Iterator[_Found]:
    batch, kind = int(entry["batch_id"]), ADDED if entry["action"] == "import" else TAKEN_BACK
    found = connection.execute(select(Batch.section).where(Batch.id == batch)).scalar()
    section = _COUNTED.get(found or "")
    if section is None:
        return
    own = table_of(section.model)
    for row in connection.scalars(select(own.c.id).where(own.c.batch_id == batch)):
        yield _found(entry, section, row, kind, ())
    changed = select(BatchRow.row_id, BatchRow.before, BatchRow.after).where(
        BatchRow.batch_id == batch, BatchRow.section == section.key
    )
    for row, before, after in connection.execute(changed):
        what = CHANGED if kind == ADDED else kind
        yield _found(entry, section, row, what, (json.loads(before), json.loads(after)))


def _confirmed(entry: Mapping[str, Any]) -> Iterator[_Found]:
    """A township's word that was settled: rows of placements got their township."""
    rows = json.loads(entry["after"]).get("rows") or ()
    for row in rows if isinstance(rows, list) else ():
        yield _found(entry, _COUNTED["placement"], int(row), CHANGED, ())


def _checked(entry: Mapping[str, Any]) -> Iterator[_Found]:
    """A check of many placements, or its being taken back: its rows may count now, or no longer."""
    for row in json.loads(entry["after"])["rows"]:
        yield _found(entry, _COUNTED["placement"], int(row), CHANGED, ())


def _found(
    entry: Mapping[str, Any], section: Section, row: int, kind: str, values: Sequence[Mapping[str, Any]]
) -> _Found:
    days = {str(each[section.dating]) for each in values if each.get(section.dating)}
    parts = {str(each[part]) for each in values for part in PARTS if each.get(part)}
    return _Found(entry["seq"], section.key, row, kind, entry["reason"], entry["account"], days, parts)


def _lost(entry: Mapping[str, Any]) -> Touch:
    empty: frozenset[str] = frozenset()
    section = str(entry["section"])
    return Touch(entry["seq"], section, None, TAKEN_BACK, entry["reason"], entry["account"], empty, empty)


def _kind(action: str, before: Mapping[str, Any]) -> str:
    if action in (ADDED, VOIDED, BROUGHT_BACK):
        return action
    return ADDED if before.get("state") == "draft" else CHANGED


def _look_up(connection: Connection, found: Iterable[_Found]) -> None:
    """Add the day and the parts that each row has now."""
    wanted: dict[str, list[_Found]] = {}
    for each in found:
        wanted.setdefault(each.section, []).append(each)
    for key, touches in wanted.items():
        section = _COUNTED[key]
        own = table_of(section.model)
        parts = [own.c[part] for part in PARTS if part in own.c]
        ids = sorted({each.row for each in touches})
        present: dict[int, tuple[str, set[str]]] = {}
        for portion in portions(ids):
            rows = select(own.c.id, own.c[section.dating], *parts).where(own.c.id.in_(portion))
            for row_id, day, *values in connection.execute(rows):
                shown = day.isoformat() if isinstance(day, date) else str(day or "")
                present[row_id] = shown, {str(value) for value in values if value}
        for each in touches:
            day, values_now = present.get(each.row, ("", set()))
            each.days |= {day} if day else set()
            each.parts |= values_now


def people_of(connection: Connection, section: str, rows: Iterable[int]) -> frozenset[str]:
    """Names of the persons whom rows belong to, to keep them out of what is printed."""
    own = table_of(_COUNTED[section].model)
    if "person_id" not in own.c:
        return frozenset()
    person = table_of(Person)
    names = select(person.c.name).join(own, own.c.person_id == person.c.id)
    return frozenset(
        name
        for portion in portions(list(rows))
        for name in connection.scalars(names.where(own.c.id.in_(portion)))
        if name
    )
