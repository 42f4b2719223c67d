"""Reading the journal: who did what, when, to which row, with what before and after.

Order is by sequence number, as a clock may go back. Personal values come masked, as in a row's history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, or_, select

from core.errors import NotFound
from core.files import write_whole
from core.journal_words import PERSONAL, action_word, changes_of, facts_of
from core.plain_workbook import PlainSheet, plain_workbook
from core.sections import SECTIONS
from db import journal
from db.base import moment_text
from db.models import Journal

if TYPE_CHECKING:
    from core.facade.base import OpenLedger, Progress

_SECTIONS = {section.key: section for section in SECTIONS}
_TITLES = {
    **{section.key: section.title for section in SECTIONS},
    "account": "账号",
    "setting": "设置",
    "ledger": "台账",
    "return": "月报",
    "backup": "备份",
    "journal": "流水",
    "evidence": "佐证材料",
    "call_list": "回访清单",
    "phone_sample": "电话抽查",
    "verification_run": "批量核查",
    "college": "院校",
    "trends": "趋势",
    "bureau_form": "市局表",
    "policy": "政策数据",
    "township": "镇街",
}


def title_of(section: str) -> str:
    """What the journal calls what an entry is about."""
    return _TITLES.get(section, section)


_COLUMNS = (
    *(("序号", 8), ("时间", 20), ("账号", 12), ("做了什么", 16)),
    *(("栏目", 14), ("行", 8), ("原因", 30), ("改动", 60)),
)


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """What to show. Empty means everything.

    Attributes:
        since: first local day.
        until: last local day.
        personal: only entries by which somebody saw personal data or took them out.
        words: part of a reason.
        row: section and id of one row.
    """

    since: date | None = None
    until: date | None = None
    account: str = ""
    section: str = ""
    personal: bool = False
    words: str = ""
    row: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry. `changes` are label, before, after; filled by `line` and in the export alone."""

    sequence: int
    at: datetime
    account: str
    action: str
    section: str
    row_id: int | None
    reason: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some entries, how many there are in all, and what the filters can choose from."""

    lines: tuple[JournalLine, ...]
    total: int
    accounts: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]


class JournalDesk:
    """Reads the journal."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def page(self, query: JournalQuery, offset: int, limit: int) -> JournalPage:
        """A page of entries, newest first.

        Raises:
            NotAllowed: the account is neither administrator nor auditor.
        """
        self._ledger.require("journal.read")
        wanted = list(_conditions(query))
        with self._ledger.reading() as connection:
            total = connection.execute(select(func.count()).select_from(Journal).where(*wanted)).scalar_one()
            rows = connection.execute(
                select(Journal.__table__)
                .where(*wanted)
                .order_by(Journal.seq.desc())
                .offset(offset)
                .limit(limit)
            ).mappings()
            lines = tuple(_line(row) for row in rows)
            accounts = tuple(connection.scalars(select(Journal.account).distinct().order_by(Journal.account)))
            keys = connection.scalars(select(Journal.section).distinct())
            titles = sorted((_TITLES.get(key, key), key) for key in keys if key in _TITLES)
        return JournalPage(lines, total, accounts, tuple((key, title) for title, key in titles))

    def line(self, sequence: int) -> JournalLine:
        """One entry with its values before and after."""
        self._ledger.require("journal.read")
        with self._ledger.reading() as connection:
            row = (
                connection.execute(select(Journal.__table__).where(Journal.seq == sequence))
                .mappings()
                .first()
            )
        if row is None:
            raise NotFound(f"流水里没有第 {sequence} 条。")
        return _line(row, self._changes(row))

    def problems(self) -> tuple[str, ...]:
        """What does not hold in the chain."""
        self._ledger.require("journal.read")
        with self._ledger.reading() as connection:
            return tuple(journal.verify_chain(connection))

    def export(self, query: JournalQuery, out: Path, progress: Progress | None) -> int:
        """Write entries, oldest first, with their changes in words."""
        self._ledger.require("journal.read")
        tell = progress or (lambda _share, _words: None)
        with self._ledger.drafting() as connection:
            wanted = list(_conditions(query))
            total = connection.execute(select(func.count()).select_from(Journal).where(*wanted)).scalar_one()
            rows = self._cells(connection, wanted, total, tell)
            write_whole(out, plain_workbook(PlainSheet("流水", _COLUMNS, rows, frozen=2)))
            self._ledger.note_on(connection, "export", "journal", after={"rows": total})
        return int(total)

    def _cells(
        self, connection: Connection, wanted: list[ColumnElement[bool]], total: int, tell: Progress
    ) -> Iterator[tuple[Any, ...]]:
        statement = select(Journal.__table__).where(*wanted).order_by(Journal.seq)
        found = connection.execute(statement, execution_options={"yield_per": 1000}).mappings()
        for place, row in enumerate(found):
            if place % 1000 == 0:
                tell(place / max(1, total), "正在写流水")
            line = _line(row, self._changes(row))
            changed = "；".join(f"{label}：{old or '空'}→{new or '空'}" for label, old, new in line.changes)
            moment = f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}"
            number = line.row_id if line.row_id is not None else None
            yield (
                line.sequence,
                moment,
                line.account,
                line.action,
                line.section,
                number,
                line.reason,
                changed,
            )

    def _changes(self, row: RowMapping) -> tuple[tuple[str, str, str], ...]:
        before, after = json.loads(row["before"]), json.loads(row["after"])
        section = _SECTIONS.get(row["section"])
        if section is not None and row["row_id"] is not None:
            return changes_of(section, before, after, self._ledger.vocabulary)
        return facts_of(before, after)


def _line(row: RowMapping, changes: tuple[tuple[str, str, str], ...] = ()) -> JournalLine:
    return JournalLine(
        sequence=row["seq"],
        at=datetime.fromisoformat(row["at"]),
        account=row["account"],
        action=action_word(row["action"]),
        section=title_of(row["section"]),
        row_id=row["row_id"],
        reason=row["reason"],
        changes=changes,
    )


def _conditions(query: JournalQuery) -> Iterator[ColumnElement[bool]]:
    if query.since:
        yield Journal.at >= moment_text(datetime.combine(query.since, time.min).astimezone())
    if query.until:
        yield Journal.at <= moment_text(datetime.combine(query.until, time.max).astimezone())
    if query.account:
        yield Journal.account == query.account
    if query.section:
        yield Journal.section == query.section
    if query.personal:
        yield or_(Journal.action.in_(PERSONAL), Journal.action.like("%evidence"))
    if query.words:
        yield Journal.reason.contains(query.words, autoescape=True)
    if query.row:
        yield (Journal.section == query.row[0]) & (Journal.row_id == query.row[1])
