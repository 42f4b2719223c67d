"""Two records of one person become one: shown first, one transaction, journaled row by row, taken back whole.

The merged record stays, void, with a pointer; its document goes on leading to the one that was kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, select, update

from core.columns import Stored, stored_row, system_number, table_of, text_of
from core.entry import initials
from core.errors import LedgerFault, NotFound
from core.facade.base import OpenLedger
from core.identity import birth_date, sex
from core.people.merged import Moved, journal_entry, merges_of, referring, rows_referring
from core.people.views import MergeField, MergePreview, MergeRecord
from core.permissions import allowed
from core.sections import SECTIONS, section_of
from core.views import Change
from db import journal
from db.base import Base, UtcText, moment_text, utc_now
from db.journal import Entry
from db.models import Person

KEPT, OTHER = "kept", "other"
_FIELDS = (
    "name",
    "id_number",
    "phone",
    "household_area",
    "education",
    "college",
    "major",
    "graduation_month",
)
_DOCUMENT = ("id_kind", "id_number", "sex", "birth_date")
_RESTORED: tuple[str, ...] = (
    *_FIELDS,
    "id_kind",
    "sex",
    "birth_date",
    "initials",
    "note",
    "state",
    "void_reason",
)
_RESTORED += ("merged_into", "draft_values", "updated_at", "updated_by")


class _Shown(Exception):  # noqa: N818 - not a fault: it rolls the trial back
    """Leaves the trial of a merge without a trace."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both records as they are stored."""

    kept: dict[str, Any]
    other: dict[str, Any]


def preview(ledger: OpenLedger, kept_id: int, other_id: int, as_of: date) -> MergePreview:
    """What a merge with the proposed values would do. Nothing is written."""
    with ledger.reading() as connection:
        pair = _pair(connection, kept_id, other_id)
        moved = rows_referring(connection, other_id)
        why_not = _why_not(ledger, connection, pair, moved)
        listing = ledger.listing(connection)
        section = section_of("person")
        stored = (stored_row(connection, section, kept_id), stored_row(connection, section, other_id))
        rows = listing.rows(section, [kept_id, other_id])
        fields = tuple(_fields(ledger, *stored))
        warnings = tuple(_warnings(connection, pair))
    names = {table_of(each.model).name: (each.key, each.title) for each in SECTIONS}
    return MergePreview(
        kept=rows[0],
        other=rows[1],
        fields=fields,
        moved=tuple((*names[table], tuple(ids)) for table, ids in moved.items() if table in names),
        effects=() if why_not else _effects(ledger, kept_id, other_id, fields, as_of),
        warnings=warnings,
        allowed=not why_not,
        why_not=why_not,
    )


def merge(ledger: OpenLedger, kept_id: int, other_id: int, choices: Mapping[str, str], reason: str) -> Change:
    """Merge `other_id` into `kept_id`.

    Args:
        ledger: the open ledger.
        kept_id: the record that stays.
        other_id: the record that becomes void and points to it.
        choices: field key → kept or other, whose value stays; missing keys as the preview proposes.
        reason: the clerk's words.

    Raises:
        NotAllowed: rows of others, and the account is no reviewer's.
        LedgerFault: no reason, or the two cannot be merged.
    """
    if not reason.strip():
        raise LedgerFault("没有写合并的原因，没有合并。", todo="写明怎么核对出是同一个人，再合并。")
    ledger.require("rows.change")
    with ledger.changing() as connection:
        pair = _pair(connection, kept_id, other_id)
        moved = rows_referring(connection, other_id)
        if not _all_own(ledger, connection, pair, moved):
            ledger.require("person.merge")
        section = section_of("person")
        stored = (stored_row(connection, section, kept_id), stored_row(connection, section, other_id))
        chosen = {each.key: choices.get(each.key, each.keep) for each in _fields(ledger, *stored)}
        _write(ledger, connection, pair, moved, chosen, reason.strip())
    sections = {each.key for each in SECTIONS if table_of(each.model).name in moved}
    return Change(frozenset({"person", *sections}), (kept_id, other_id))


def unmerge(ledger: OpenLedger, kept_id: int, reason: str) -> Change:
    """Take the last merge into a record back, whole, while nothing was changed since.

    Raises:
        LedgerFault: something was changed since, or there is nothing to take back.
    """
    if not reason.strip():
        raise LedgerFault("没有写原因，合并没有撤销。", todo="写明撤销合并的原因。")
    with ledger.changing() as connection:
        open_ones = [each for each in merges_of(connection, kept_id) if not each.undone]
        if not open_ones:
            raise NotFound("这个人没有可以撤销的合并。")
        last = open_ones[0]
        if last.obstacle:
            raise LedgerFault(
                f"合并没有撤销：{last.obstacle}。", "安全。什么都没有改。", "按现在的情况逐行改。"
            )
        entry = journal_entry(connection, last.sequence)
        told = json.loads(entry["after"])
        pair, moved = _pair(connection, kept_id, last.other, merged=True), told["moved"]
        if not _all_own(ledger, connection, pair, moved):
            ledger.require("person.merge")
        table = table_of(Person)
        both = table.c.id.in_((kept_id, last.other))
        connection.execute(update(table).where(both).values(id_number=None))
        _restore(connection, last.other, told["other_before"])
        _restore(connection, kept_id, json.loads(entry["before"]))
        for column in referring():
            ids = moved.get(column.table.name, [])
            if ids:
                moving = update(column.table).where(column.table.c.id.in_(ids))
                connection.execute(moving.values({column.name: last.other}))
        _journal_back(ledger, connection, kept_id, last, moved, reason.strip())
    sections = {each.key for each in SECTIONS if table_of(each.model).name in moved}
    return Change(frozenset({"person", *sections}), (kept_id, last.other))


# -- what is there ---------------------------------------------------------------------------------
def _pair(connection: Connection, kept_id: int, other_id: int, *, merged: bool = False) -> _Pair:
    if kept_id == other_id:
        raise LedgerFault("选的是同一份档案，没有什么可合并。")
    table = table_of(Person)
    rows = {
        row["id"]: dict(row)
        for row in connection.execute(select(table).where(table.c.id.in_((kept_id, other_id)))).mappings()
    }
    if len(rows) < 2:
        raise NotFound("其中一份档案已经不在台账里。")
    if any(row["erased_at"] is not None for row in rows.values()):
        raise LedgerFault("其中一份档案的个人信息已经删除，只作统计。", "安全。什么都没有改。")
    if rows[kept_id]["state"] == "void" or (rows[other_id]["state"] == "void" and not merged):
        raise LedgerFault("其中一份档案已作废，不能合并。", todo="先从回收站恢复，再合并。")
    return _Pair(rows[kept_id], rows[other_id])


def _all_own(ledger: OpenLedger, connection: Connection, pair: _Pair, moved: Mapping[str, list[int]]) -> bool:
    """Whether the account recorded both and every row that moves."""
    account = ledger.info.account
    if pair.kept["created_by"] != account or pair.other["created_by"] != account:
        return False
    for name, ids in moved.items():
        table = Base.metadata.tables[name]
        if "created_by" in table.c:
            own = select(table.c.id).where(table.c.id.in_(ids), table.c.created_by != account)
            if connection.execute(own.limit(1)).first() is not None:
                return False
    return True


def _why_not(ledger: OpenLedger, connection: Connection, pair: _Pair, moved: Moved) -> str:
    roles = ledger.info.roles
    if not allowed(roles, "rows.change"):
        return "这个账号不能改台账，请用录入员或审核员账号登录。"
    if not allowed(roles, "person.merge") and not _all_own(ledger, connection, pair, moved):
        return "有别人录入的行，合并要由审核员来做。"
    return ""


def _fields(ledger: OpenLedger, kept: Stored, other: Stored) -> Sequence[MergeField]:
    section = section_of("person")
    found = []
    for key in _FIELDS:
        field = section.by_key[key]
        texts = [text_of(field, each.values[key], ledger.vocabulary) for each in (kept, other)]
        if key == "id_number":
            kinds = section.by_key["id_kind"]
            words = [text_of(kinds, each.values["id_kind"], ledger.vocabulary) for each in (kept, other)]
            texts = [f"{word} {text}" if text else "" for word, text in zip(words, texts, strict=True)]
        keep = OTHER if _better(key, kept.values, other.values) else KEPT
        label = "证件" if key == "id_number" else field.label
        found.append(MergeField(key, label, texts[0], texts[1], keep))
    return found


def _better(key: str, kept: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the other's value is proposed: the kept one has none, or no resident ID."""
    if kept[key] in (None, ""):
        return other[key] not in (None, "")
    resident = "resident_id"
    return (
        key == "id_number"
        and kept["id_kind"] != resident
        and other["id_kind"] == resident
        and bool(other[key])
    )


def _warnings(connection: Connection, pair: _Pair) -> Sequence[str]:
    said = []
    kinds = {pair.kept["id_kind"], pair.other["id_kind"]}
    if kinds == {"resident_id"} and pair.kept["id_number"] and pair.other["id_number"]:
        said.append("两份都有校验通过的身份证号，请对照证件确认是同一个人。")
    if (
        pair.kept["birth_date"]
        and pair.other["birth_date"]
        and pair.kept["birth_date"] != pair.other["birth_date"]
    ):
        said.append("两份的出生日期不同。")
    for key, field, words in (
        ("unemployed_leaver", "cohort", "离校未就业里同一届有两行，合并后请作废一行。"),
        ("unemployment", "registered_on", "失业登记里同一天有两行，合并后请作废一行。"),
    ):
        own = table_of(section_of(key).model)
        ids = (pair.kept["id"], pair.other["id"])
        found = connection.execute(
            select(own.c.person_id, own.c[field]).where(own.c.person_id.in_(ids), own.c.state == "active")
        ).all()
        mine = {value for person, value in found if person == ids[0]}
        if mine & {value for person, value in found if person == ids[1]}:
            said.append(words)
    return said


def _effects(
    ledger: OpenLedger, kept_id: int, other_id: int, fields: Sequence[MergeField], as_of: date
) -> tuple[tuple[str, str, str], ...]:
    """Figures before and after, by trying it and rolling it back."""
    effects: list[tuple[str, str, str]] = []
    try:
        with ledger.drafting() as connection:
            before = {each.key: each for each in ledger.standings(connection, as_of).figures()}
            pair, moved = _pair(connection, kept_id, other_id), rows_referring(connection, other_id)
            chosen = {each.key: each.keep for each in fields}
            _write(ledger, connection, pair, moved, chosen, "")
            for each in ledger.standings(connection, as_of).figures():
                old = before.pop(each.key, None)
                if old is not None and old.value != each.value:
                    effects.append(
                        (each.label, _number(old.value, each.unit), _number(each.value, each.unit))
                    )
            raise _Shown
    except _Shown:
        pass
    return tuple(effects)


def _number(value: Any, unit: str) -> str:
    return "—" if value is None else f"{value:,} {unit}"


# -- writing ---------------------------------------------------------------------------------------
def _write(
    ledger: OpenLedger,
    connection: Connection,
    pair: _Pair,
    moved: Moved,
    chosen: Mapping[str, str],
    reason: str,
) -> None:
    kept, other = pair.kept, pair.other
    table, now, account = table_of(Person), utc_now(), ledger.info.account
    own = rows_referring(connection, kept["id"])
    values = _chosen(pair, chosen)
    swapped = {key: (kept if values["id_number"] == other["id_number"] else other)[key] for key in _DOCUMENT}
    stamp = {"updated_at": now, "updated_by": account}
    where = f"已并入 {system_number(ledger.info.tag, kept['id'])}：{reason}"
    gone = {"state": "void", "void_reason": where, "merged_into": kept["id"], **swapped, **stamp}
    connection.execute(update(table).where(table.c.id == other["id"]).values(id_number=None))
    connection.execute(update(table).where(table.c.id == kept["id"]).values(**values, **stamp))
    connection.execute(update(table).where(table.c.id == other["id"]).values(**gone))
    for column in referring():
        if column.table.name in moved:
            statement = update(column.table).where(column == other["id"])
            connection.execute(statement.values({column.name: kept["id"]}))
    told = {"merged": other["id"], "moved": moved, "own": own, "other_before": _plain(other)}
    after = {**{key: value for key, value in values.items() if kept[key] != value}, **told}
    numbers = tuple(system_number(ledger.info.tag, each["id"]) for each in (other, kept))
    entries = [
        Entry(account, "merge", "person", kept["id"], reason=reason, before=_plain(kept), after=after),
        Entry(
            account,
            "merge",
            "person",
            other["id"],
            reason=where,
            before={"state": other["state"]},
            after={"state": "void", "merged_into": kept["id"]},
        ),
        *_moves(
            account,
            "merge",
            moved,
            (other["id"], kept["id"]),
            f"{reason}（人员 {numbers[0]} 并入 {numbers[1]}）",
        ),
    ]
    journal.append_all(connection, entries)


def _moves(
    account: str, action: str, moved: Mapping[str, list[int]], ids: tuple[int, int], reason: str
) -> list[Entry]:
    """One entry for each row that goes from one person to the other."""
    keys = {table_of(each.model).name: each.key for each in SECTIONS}
    before, after = {"person_id": ids[0]}, {"person_id": ids[1]}
    return [
        Entry(account, action, keys.get(table, table), row, reason=reason, before=before, after=after)
        for table, rows in moved.items()
        for row in rows
    ]


def _chosen(pair: _Pair, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The values of the record that stays."""
    sides = {KEPT: pair.kept, OTHER: pair.other}
    values = {key: sides[chosen[key]][key] for key in _FIELDS}
    document = sides[chosen["id_number"]]
    values["id_kind"] = document["id_kind"]
    number = str(document["id_number"] or "")
    resident = document["id_kind"] == "resident_id"
    for key, found in (("sex", sex(number)), ("birth_date", birth_date(number))):
        values[key] = found if resident and number else document[key] or pair.kept[key] or pair.other[key]
    values["initials"] = initials(str(values["name"] or ""))
    notes = [each["note"] for each in (pair.kept, pair.other) if each["note"]]
    values["note"] = "；".join(dict.fromkeys(notes))
    values["state"] = "active" if values["name"] and values["id_number"] else "draft"
    values["draft_values"] = "" if values["state"] == "active" else pair.kept["draft_values"]
    return values


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A record as the journal keeps it."""
    found = {key: row[key] for key in _RESTORED}
    found["updated_at"] = moment_text(row["updated_at"])
    return {**found, "state": str(row["state"])}


def _restore(connection: Connection, person_id: int, before: Mapping[str, Any]) -> None:
    table = table_of(Person)
    values = {key: _typed(table.c[key], value) for key, value in before.items() if key in _RESTORED}
    connection.execute(update(table).where(table.c.id == person_id).values(**values))


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if isinstance(column.type, UtcText) else value


def _journal_back(
    ledger: OpenLedger,
    connection: Connection,
    kept_id: int,
    last: MergeRecord,
    moved: Mapping[str, list[int]],
    reason: str,
) -> None:
    account = ledger.info.account
    entries = [
        Entry(account, "unmerge", "person", kept_id, reason=reason, after={"merged": last.other}),
        Entry(
            account,
            "unmerge",
            "person",
            last.other,
            reason=reason,
            before={"state": "void", "merged_into": kept_id},
            after={"state": "active"},
        ),
        *_moves(account, "unmerge", moved, (kept_id, last.other), reason),
    ]
    journal.append_all(connection, entries)
