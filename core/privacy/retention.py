"""How long people are kept, and whose term is over: proposed as lists, erased in one act, never by itself.

A person is proposed when every kind of rows that the person has is past its term; rows in the recycle bin and
drafts count too, as they hold the person. Terms are settings in years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, func, select

from core.columns import table_of
from core.errors import LedgerFault
from core.facade.base import OpenLedger
from core.privacy import desk
from core.privacy.views import ErasureDone, Proposal
from core.privacy.whom import owned_columns
from core.settings import value_of
from core.views import Change
from db.models import Person

_PERSON = table_of(Person)


@dataclass(frozen=True, slots=True)
class Term:
    """How long one kind of data is kept: its setting, its tables, and where the term comes from."""

    kind: str
    title: str
    setting: str
    tables: tuple[str, ...]
    source: str


TERMS: tuple[Term, ...] = (
    Term(
        "placement",
        "就业创业登记、人员档案",
        "keep_placement_years",
        ("person", "placement"),
        "文件没有定，本程序的默认值",
    ),
    Term(
        "roster",
        "离校未就业、失业登记、服务、见习",
        "keep_roster_years",
        ("unemployed_leaver", "unemployment", "service", "traineeship", "sensitive_fact"),
        "文件没有定，本程序的默认值",
    ),
    Term(
        "money",
        "补贴、创业担保贷款",
        "keep_money_years",
        ("subsidy", "startup_loan"),
        "比照《会计档案管理办法》（财政部、国家档案局令第79号）会计凭证30年",
    ),
)
"""Every kind of data of a person; each table that refers to a person is in one of them."""


def proposals(ledger: OpenLedger, today: date) -> tuple[Proposal, ...]:
    """People whose every term is over, under the term that ended last."""
    with ledger.reading() as connection:
        return _proposals(connection, ledger.stored_settings(connection), today)


def take_over(
    ledger: OpenLedger, kinds: Sequence[str], reason: str, today: date
) -> tuple[Change, ErasureDone]:
    """Erase everybody proposed under these terms, in one act.

    Raises:
        NotAllowed, LedgerFault: no reason, or nobody is past a term any more. Nothing has changed.
    """
    ledger.require(desk.RIGHT)
    people = [each for found in proposals(ledger, today) if found.kind in kinds for each in found.people]
    if not people:
        raise LedgerFault("现在没有人超过保存期限，没有删除。", "安全。什么都没有改。")
    return desk.erased(ledger, people, reason, names=False)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for a leap day."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last)


def _proposals(connection: Connection, stored: dict[str, str], today: date) -> tuple[Proposal, ...]:
    years = {term.kind: int(value_of(stored, term.setting)) for term in TERMS}
    active = {term.kind: _last_days(connection, term) for term in TERMS}
    people: dict[str, list[int]] = {term.kind: [] for term in TERMS}
    for person in active["placement"]:
        ends = {kind: (days[person], kind) for kind, days in active.items() if person in days}
        over = all(day < years_before(today, years[kind]) for day, kind in ends.values())
        if over and all(years[kind] for _day, kind in ends.values()):
            last = max(ends.values(), key=lambda each: (each[0].year + years[each[1]], each[0]))
            people[last[1]].append(person)
    return tuple(
        Proposal(
            term.kind,
            term.title,
            years[term.kind],
            term.setting,
            term.source,
            years_before(today, years[term.kind]),
            tuple(sorted(people[term.kind])),
            _rows(connection, people[term.kind]),
        )
        for term in TERMS
    )


def _last_days(connection: Connection, term: Term) -> dict[int, date]:
    """Person → the last day on which something of this kind happened."""
    found: dict[int, date] = {}
    if "person" in term.tables:
        living = select(_PERSON.c.id, _PERSON.c.created_at).where(
            _PERSON.c.erased_at.is_(None), _PERSON.c.merged_into.is_(None)
        )
        found = {row.id: row.created_at.date() for row in connection.execute(living)}
        found |= dict.fromkeys(_with_rows(connection), date.min)
        known = connection.execute(living)
        found = {row.id: found[row.id] for row in known}
    for column in owned_columns():
        table = column.table
        if table.name not in term.tables:
            continue
        days: list[Any] = [func.max(each) for each in table.c if isinstance(each.type, Date)]
        for person, *last in connection.execute(
            select(column, *days).where(column.is_not(None)).group_by(column)
        ):
            known_days = [each for each in last if each is not None]
            if known_days:
                found[person] = max(found.get(person, date.min), *known_days)
    return found


def _with_rows(connection: Connection) -> set[int]:
    """People with any row: the day on which they were recorded says nothing then."""
    found: set[int] = set()
    for column in owned_columns():
        found |= set(connection.scalars(select(column).where(column.is_not(None)).distinct()))
    return found


def _rows(connection: Connection, people: Sequence[int]) -> int:
    wanted, rows = set(people), 0
    for column in owned_columns():
        counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
        rows += sum(number for person, number in connection.execute(counted) if person in wanted)
    return rows
