"""Registrations as unemployed that may have to end: listed by ground, ended only by a clerk (S3 item 13).

Nothing here ends one by itself: `candidates` lists, `deregister` writes what someone chose.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, update
from sqlalchemy.orm import aliased

from core.codes import code_list
from core.errors import LedgerFault
from core.identity import mask_id
from core.settings import Rules
from core.sources import day_of, placement_reason
from db import journal
from db.base import utc_now
from db.models import Person, Placement, Service, UnemployedLeaver, Unemployment
from db.portions import portions

OVER_AGE, IN_WORK, ENDED_REQUEST, OUT_OF_CONTACT = "over_age", "in_work", "ended_request", "out_of_contact"
GROUNDS = (OVER_AGE, IN_WORK, ENDED_REQUEST, OUT_OF_CONTACT)
"""Grounds that the ledger can see by itself, in the order in which they are listed."""
ACTION = "deregister"
UNANSWERED = "unanswered"
MOST_UNANSWERED = 3
"""Calls without an answer since the last contact from which someone is out of contact."""

RULES: Mapping[str, str] = {
    OVER_AGE: (
        "男性满60周岁、女性满55周岁起，按2025年1月1日起施行的渐进式延迟法定退休年龄办法逐月后移；"
        "原50周岁退休的女性不会列出，请自行核对"
    ),
    IN_WORK: "登记以后有计入的就业登记（社保比对过的注明），或已填再就业日期",
    ENDED_REQUEST: "登记以后，离校未就业名册记为暂无就业意愿、升学、入伍、出国（境）或转出",
    OUT_OF_CONTACT: f"登记以后，最近一次联系上之后有{MOST_UNANSWERED}次以上未接通",
}
"""Ground → how it is seen, as the page says it."""
_GONE: Mapping[str, str] = {
    "not_willing": "暂无就业意愿",
    "study": "升学",
    "army": "入伍",
    "abroad": "出国（境）",
    "moved": "转出",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registration that may have to end.

    `since` is the day on which the ground came about; `why` says what it is seen by.
    """

    row: int
    ground: str
    name: str
    number_masked: str
    registered_on: date
    since: date
    why: str
    township: str | None


def pension_age(sex: str, born: date) -> date:
    """The day on which the statutory age is reached: 60 or 55 years, put off a month for every four of birth.

    Decision of 13 September 2024: men born since January 1965 and women (of 55) born since January 1970 by
    one month for each four months begun, at most 36.
    """
    years, first = (60, 1965) if sex == "male" else (55, 1970)
    months = (born.year - first) * 12 + born.month - 1
    delay = 0 if months < 0 else min(36, months // 4 + 1)
    year, month = divmod(born.year * 12 + born.month - 1 + years * 12 + delay, 12)
    return date(year, month + 1, min(born.day, monthrange(year, month + 1)[1]))


class Candidates:
    """Looks for registrations that may have to end, on one connection at one day."""

    def __init__(self, connection: Connection, rules: Rules, as_of: date) -> None:
        self._connection = connection
        self._rules = rules
        self._as_of = as_of

    def all(self) -> tuple[Candidate, ...]:
        """Every candidate, by ground, the longest standing first; a registration once for each ground."""
        found = [*self._over_age(), *self._in_work(), *self._ended(), *self._unreached()]
        return tuple(sorted(found, key=lambda each: (GROUNDS.index(each.ground), each.since, each.row)))

    def _open(self, *columns: Any) -> Any:
        """Registrations in force up to the day, with their persons."""
        return (
            select(
                Unemployment.id,
                Unemployment.registered_on,
                Unemployment.township,
                Person.name,
                Person.id_number,
                *columns,
            )
            .join(Person, Person.id == Unemployment.person_id)
            .where(
                Unemployment.state == "active",
                Unemployment.deregistered_on.is_(None),
                Unemployment.registered_on <= self._as_of,
                Person.erased_at.is_(None),
            )
            .order_by(Unemployment.id)
        )

    def _made(self, row: Any, ground: str, since: date, why: str) -> Candidate:
        masked = mask_id(row.id_number) if row.id_number else ""
        return Candidate(row.id, ground, row.name or "", masked, row.registered_on, since, why, row.township)

    def _over_age(self) -> Iterator[Candidate]:
        for row in self._connection.execute(self._open(Person.sex, Person.birth_date)):
            if row.birth_date is None or row.sex is None:
                continue
            reached = pension_age(row.sex, row.birth_date)
            if reached <= self._as_of:
                yield self._made(row, OVER_AGE, reached, f"{reached} 达到法定退休年龄")

    def _in_work(self) -> Iterator[Candidate]:
        own = aliased(Placement)
        first = (
            select(own.id)
            .where(
                own.person_id == Unemployment.person_id,
                day_of(own.placed_on) >= day_of(Unemployment.registered_on),
                own.placed_on <= self._as_of,
                placement_reason(self._rules, own).is_(None),
                (own.ended_on.is_(None)) | (own.ended_on > self._as_of),
            )
            .order_by(own.placed_on, own.id)
            .limit(1)
            .scalar_subquery()
        )
        statement = self._open(Unemployment.reemployed_on, Placement.placed_on, Placement.verification)
        for row in self._connection.execute(statement.outerjoin(Placement, Placement.id == first)):
            if row.placed_on is not None:
                checked = "，社保比对过" if row.verification == "social_insurance" else ""
                yield self._made(row, IN_WORK, row.placed_on, f"{row.placed_on} 有就业登记{checked}")
            elif row.reemployed_on is not None and row.reemployed_on <= self._as_of:
                yield self._made(row, IN_WORK, row.reemployed_on, f"{row.reemployed_on} 已再就业")

    def _ended(self) -> Iterator[Candidate]:
        leaver = UnemployedLeaver
        statement = self._open(leaver.situation, leaver.situation_on).join(
            leaver, leaver.person_id == Unemployment.person_id
        )
        statement = statement.where(leaver.state == "active", leaver.situation.in_(_GONE))
        met: set[int] = set()
        for row in self._connection.execute(statement):
            since = row.situation_on or row.registered_on
            if row.id not in met and row.registered_on <= since <= self._as_of:
                met.add(row.id)
                why = f"{since} 离校未就业名册记为{_GONE[row.situation]}"
                yield self._made(row, ENDED_REQUEST, since, why)

    def _unreached(self) -> Iterator[Candidate]:
        known = aliased(Service)
        reached = (
            select(func.max(day_of(known.provided_on)))
            .where(*self._since_registered(known), known.kind != UNANSWERED)
            .correlate(Unemployment)
            .scalar_subquery()
        )
        later = day_of(Service.provided_on) > func.coalesce(reached, "")
        after = and_(*self._since_registered(Service), Service.kind == UNANSWERED, later)
        calls = select(func.count()).where(after).correlate(Unemployment).scalar_subquery()
        newest = select(func.max(Service.provided_on)).where(after).correlate(Unemployment)
        last = newest.scalar_subquery()
        statement = self._open(calls.label("calls"), last.label("last")).where(calls >= MOST_UNANSWERED)
        for row in self._connection.execute(statement):
            yield self._made(row, OUT_OF_CONTACT, row.last, f"到 {row.last} 连续 {row.calls} 次未接通")

    def _since_registered(self, service: type[Service]) -> tuple[ColumnElement[bool], ...]:
        """Services of the person from the registration to the day."""
        return (
            service.person_id == Unemployment.person_id,
            service.state == "active",
            day_of(service.provided_on) >= day_of(Unemployment.registered_on),
            service.provided_on <= self._as_of,
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """What is recorded of each registration that ends.

    Attributes:
        ground: code of the ground.
        on: day of the end.
        notified_on: day on which the person was told; None where that is still to be done.
        notified_how: code of the way; "" where not told yet.
        reason: why, in the clerk's words.
        reemployed: row → day that is recorded as 再就业日期 where it has none yet.
    """

    ground: str
    on: date
    notified_on: date | None
    notified_how: str
    reason: str
    reemployed: Mapping[int, date]


def deregister(
    connection: Connection, account: str, rows: Sequence[int], ending: Ending, today: date
) -> tuple[int, ...]:
    """End these registrations in one go: one journal entry that holds each row before and after.

    Raises:
        LedgerFault: something is missing or does not fit; nothing is written then.
    """
    _require(rows, ending, today)
    table = Unemployment.__table__
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    for chunk in portions(rows):
        for row in connection.execute(select(table).where(table.c.id.in_(chunk))).mappings():
            if row["state"] != "active" or row["deregistered_on"] is not None:
                raise LedgerFault(
                    f"第 {row['id']:,} 行已经注销、作废或还是草稿，一行也没有注销。",
                    todo="按 F5 重新读取再选。",
                )
            if row["registered_on"] is not None and ending.on < row["registered_on"]:
                raise LedgerFault(f"注销日期早于第 {row['id']:,} 行的登记日期，一行也没有注销。")
            values = _values(dict(row), ending)
            before[str(row["id"])] = {key: row[key] for key in values}
            after[str(row["id"])] = values
    if len(after) != len(set(rows)):
        raise LedgerFault("选中的登记有的已经不在台账里，一行也没有注销。", todo="按 F5 重新读取再选。")
    stamps = {"updated_at": utc_now(), "updated_by": account}
    for row_id, values in after.items():
        connection.execute(
            update(Unemployment).where(Unemployment.id == int(row_id)).values(**values, **stamps)
        )
    journal.append(
        connection, account, ACTION, "unemployment", reason=ending.reason.strip(), before=before, after=after
    )
    return tuple(int(each) for each in after)


def _require(rows: Sequence[int], ending: Ending, today: date) -> None:
    if not rows:
        raise LedgerFault("没有选中登记，没有注销。")
    if ending.ground not in code_list("deregistration_ground"):
        raise LedgerFault("没有选注销原因，没有注销。")
    if not ending.reason.strip():
        raise LedgerFault("没有写依据，没有注销。", todo="写明核实的情况再注销。")
    if ending.on > today:
        raise LedgerFault("注销日期在今天之后，没有注销。")
    if ending.notified_on is not None and not ending.notified_how:
        raise LedgerFault("填了告知日期，还要选告知方式，没有注销。")
    if ending.notified_on is not None and ending.notified_on > today:
        raise LedgerFault("告知日期在今天之后，没有注销。")


def _values(row: Mapping[str, Any], ending: Ending) -> dict[str, Any]:
    values: dict[str, Any] = {
        "deregistered_on": ending.on,
        "ground": ending.ground,
        "notified_on": ending.notified_on,
        "notified_how": ending.notified_how or None,
        "situation": "reemployed" if ending.ground == IN_WORK else "deregistered",
    }
    found = ending.reemployed.get(row["id"])
    if ending.ground == IN_WORK and found is not None and row["reemployed_on"] is None:
        values["reemployed_on"] = found
    return values
