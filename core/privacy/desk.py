"""Erasing at the desk: shown first by trying it, then done in one transaction; who saw a person's data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from core import trust
from core.columns import system_number, table_of
from core.errors import LedgerFault, NotFound
from core.facade.base import OpenLedger
from core.journal_words import PERSONAL, action_word
from core.people.merged import rows_referring
from core.period import Month
from core.permissions import ACTIONS, allowed
from core.privacy import backups_holding
from core.privacy.columns import STAYS, Holds, holdings
from core.privacy.erasing import Erased, Erasure
from core.privacy.views import ErasedNote, ErasureDone, ErasurePreview, Mention, RowsGone, SeenEntry
from core.sections import SECTIONS, section_of
from core.settings import value_of
from core.submitted import submitted_months
from core.verification.sampling import from_ranges
from core.views import Change
from db.backup import list_backups
from db.cells import clean_free_pages
from db.errors import DiskFull
from db.models import Journal, Person
from db.replace import set_aside

RIGHT = "person.erase"
_CALLS = "call_list"
_MONEY = ("subsidy", "startup_loan")
_PLACES = {
    "batch": "导入记录",
    "evidence": "佐证材料",
    "return_draft": "月报文字",
    "return_note": "月报说明",
    "return_event": "月报流转",
    "verification_run": "核查记录",
    "bureau_form": "市局报表",
    "remembered_word": "导入对照",
    "remembered_columns": "导入对照",
    "name_alias": "名称对照",
    "name_apart": "名称对照",
    "township_alias": "镇街写法",
    "unfinished": "没有保存的录入",
}
"""Where somebody may be named beside the sections."""
_FIELDS = {"note": "备注", "void_reason": "作废原因", "file_name": "文件名", "original_name": "文件名"}
_HELD = {Holds.NAME: "姓名", Holds.PHONE: "电话", Holds.ADDRESS: "地址", Holds.DOCUMENT: "编号"}


class _Shown(Exception):  # noqa: N818 - not a fault: it rolls the trial back
    """Leaves the trial of an erasure without a trace."""


def preview(ledger: OpenLedger, person_id: int, as_of: date) -> ErasurePreview:
    """What erasing a person would do. It is tried and rolled back; nothing is written.

    Raises:
        NotFound: there is no such person. LedgerFault: already erased, or merged into another record.
    """
    found: list[ErasurePreview] = []
    with suppress(_Shown), ledger.drafting() as connection:
        row = _living(connection, person_id)
        before = {each.key: each for each in ledger.standings(connection, as_of).figures()}
        since = _recorded_since(connection, person_id)
        erasure = Erasure(connection, ledger.info.account, (person_id,), rules=ledger.rules(connection))
        namesakes = _namesakes(connection, erasure)
        done = erasure.run("试算")
        effects = tuple(
            (each.label, _number(before[each.key].value, each.unit), _number(each.value, each.unit))
            for each in ledger.standings(connection, as_of).figures()
            if each.key in before and before[each.key].value != each.value
        )
        found.append(_shown(ledger, connection, row, done, since, namesakes, effects))
        raise _Shown
    return found[0]


def erase(ledger: OpenLedger, people: Sequence[int], reason: str, *, names: bool = True) -> Change:
    """Erase persons: one transaction, journaled without their data; then the file's free pages are cleaned.

    Args:
        ledger: the open ledger.
        people: their records.
        reason: the clerk's words.
        names: whether rows of others that bear the name alone are about the person.

    Raises:
        NotAllowed: neither reviewer nor administrator.
        LedgerFault: no reason, or one of them cannot be erased. Nothing has changed.
    """
    return erased(ledger, people, reason, names=names)[0]


def erased(
    ledger: OpenLedger, people: Sequence[int], reason: str, *, names: bool = True
) -> tuple[Change, ErasureDone]:
    """`erase`, with what was done."""
    if not reason.strip():
        raise LedgerFault("没有写删除的原因，没有删除。", todo="写明谁申请、依据什么，再删除。")
    with ledger.changing(RIGHT) as connection:
        for each in people:
            _living(connection, each)
        erasure = Erasure(
            connection, ledger.info.account, people, names=names, rules=ledger.rules(connection)
        )
        done = erasure.run(reason)
    cleaned = True
    try:
        clean_free_pages(ledger.engine)
    except DiskFull:
        cleaned = False
    rows = sum(sum(states.values()) for states in done.rows.values())
    sections = frozenset(("person", "evidence", *done.rows, *(table for table, *_rest in done.mentions)))
    return Change(sections, tuple(people)), ErasureDone(len(people), rows, done.evidence, cleaned)


def _living(connection: Connection, person_id: int) -> Mapping[str, Any]:
    table = table_of(Person)
    row = connection.execute(select(table).where(table.c.id == person_id)).mappings().first()
    if row is None:
        raise NotFound("这个人不在台账里。", todo="按 F5 重新读取。")
    if row["erased_at"] is not None:
        raise LedgerFault("这个人的个人信息已经删除过。", "安全。什么都没有改。")
    if row["merged_into"] is not None:
        raise LedgerFault(
            "这份档案已并入另一份，没有删除。", "安全。什么都没有改。", "请在保留的那份档案上删除。"
        )
    return dict(row)


def _recorded_since(connection: Connection, person_id: int) -> datetime:
    """When something of the person was recorded first."""
    moments: list[datetime] = []
    for name, ids in {"person": [person_id], **rows_referring(connection, person_id)}.items():
        table = Person.metadata.tables[name]
        if "created_at" in table.c:
            wanted = select(table.c.created_at).where(table.c.id.in_(ids))
            moments += connection.scalars(wanted.order_by(table.c.created_at).limit(1))
    return min(moments, default=datetime.min.replace(tzinfo=UTC))


def _namesakes(connection: Connection, erasure: Erasure) -> int:
    table = table_of(Person)
    same = select(func.count()).where(
        table.c.name.in_(sorted(erasure.whom.traces.names)),
        table.c.id.not_in(erasure.whom.records),
        table.c.erased_at.is_(None),
    )
    return int(connection.execute(same).scalar_one())


def _number(value: Any, unit: str) -> str:
    return "—" if value is None else f"{value:,} {unit}"


def _shown(
    ledger: OpenLedger,
    connection: Connection,
    row: Mapping[str, Any],
    done: Erased,
    since: datetime,
    namesakes: int,
    effects: tuple[tuple[str, str, str], ...],
) -> ErasurePreview:
    may = allowed(ledger.info.roles, RIGHT)
    backups = list_backups(ledger.info.path, trust.backup_folder(ledger, connection))
    stored = ledger.stored_settings(connection)
    rows = {key: states for key, states in done.rows.items() if any(states.values())}
    return ErasurePreview(
        person=row["id"],
        name=str(row["name"] or "姓名未填"),
        number=system_number(ledger.info.tag, row["id"]),
        records=done.records,
        rows=tuple(
            RowsGone(
                section.title,
                rows[section.key].get("active", 0),
                rows[section.key].get("draft", 0),
                rows[section.key].get("void", 0),
            )
            for section in SECTIONS
            if section.key in rows
        ),
        facts=done.facts,
        evidence=done.evidence,
        shared=done.shared,
        kept_rows=done.kept_rows,
        entries=done.entries,
        mentions=tuple(_mentions(ledger, done)),
        namesakes=namesakes,
        months=tuple(_submitted(ledger, connection, done)),
        backups=backups_holding.holdings([each.made for each in backups], since, datetime.now(UTC)),
        aside=len(set_aside(ledger.info.path)),
        second_place=bool(value_of(stored, "second_folder")),
        effects=effects,
        accounting=sum(rows.get(key, {}).get("active", 0) for key in _MONEY),
        allowed=may,
        why_not="" if may else f"这个账号不能{ACTIONS[RIGHT].words}，{ACTIONS[RIGHT].todo}",
    )


def _mentions(ledger: OpenLedger, done: Erased) -> Iterator[Mention]:
    sections = {table_of(each.model).name: each for each in SECTIONS}
    for table, row, column, sure in done.mentions:
        section = sections.get(table)
        title = section.title if section else _PLACES.get(table, "其他记录")
        number = system_number(ledger.info.tag, row) if section else f"第 {row} 条" if row else ""
        field = section.by_key.get(column) if section else None
        label = field.label if field else _FIELDS.get(column, "")
        yield Mention(title, number, label or _HELD.get(holdings(table)[column], "文字"), sure)


def _submitted(ledger: OpenLedger, connection: Connection, done: Erased) -> list[str]:
    months, cut = submitted_months(connection), ledger.rules(connection).cut_off_day
    found = {str(Month.holding(day, cut)) for days in done.days.values() for day in days}
    return sorted(found & months)


def erased_note(connection: Connection, person_id: int) -> ErasedNote | None:
    """When and by whom a person was erased; None for anybody else."""
    table = table_of(Person)
    row = connection.execute(
        select(table.c.erased_at, table.c.updated_by).where(table.c.id == person_id)
    ).first()
    return ErasedNote(row.erased_at, row.updated_by) if row is not None and row.erased_at else None


def people_in(connection: Connection, section: str, ids: Iterable[int]) -> int:
    """Distinct persons of a section's rows."""
    own, wanted = table_of(section_of(section).model), set(ids)
    whose = own.c.id if section == "person" else own.c.person_id
    rows = connection.execute(select(own.c.id, whose.label("person")).where(whose.is_not(None)))
    return len({row.person for row in rows if row.id in wanted})


# -- who saw it ----------------------------------------------------------------------------------------
def seen_by(connection: Connection, person_id: int) -> tuple[SeenEntry, ...]:
    """Everybody who saw a person's masked data whole, or took them out of the ledger, newest first."""
    own = {"person": {person_id}} | {
        name: set(ids) for name, ids in rows_referring(connection, person_id).items() if name in STAYS
    }
    own[_CALLS] = {person_id}
    table = table_of(Journal)
    wanted = select(table).where(table.c.action.in_(PERSONAL), table.c.section.in_(list(own)))
    found = []
    for entry in connection.execute(wanted.order_by(table.c.seq.desc())).mappings():
        detail = _detail(dict(entry), own[entry["section"]])
        if detail is not None:
            at, action = datetime.fromisoformat(entry["at"]), action_word(entry["action"])
            found.append(SeenEntry(at, entry["account"], action, detail, entry["reason"]))
    return tuple(found)


def _detail(entry: Mapping[str, Any], ids: set[int]) -> str | None:
    """What was seen; None where it was not about these rows."""
    after = json.loads(entry["after"])
    title = "回访清单" if entry["section"] == _CALLS else section_of(entry["section"]).title
    if entry["row_id"] is not None:
        field = section_of(entry["section"]).by_key.get(str(after.get("field", "")))
        return (field.label if field else title) if entry["row_id"] in ids else None
    which = after.get("which")
    if not which or not ids.intersection(from_ranges(which)):
        return None
    whole = "，完整号码" if after.get("full_ids") else ""
    return f"{title} {after.get('rows', 0):,} 行{whole}"
