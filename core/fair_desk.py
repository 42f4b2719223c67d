"""A fair at the desk: its employers against its own numbers, their vetting, the card to print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, func, select

from core.codes import code_list
from core.columns import system_number
from core.errors import LedgerFault, NotFound
from core.files import write_whole
from core.sections import section_of
from core.sections.fair_employer import PASSED, PENDING, REJECTED
from core.views import Change
from db.models import Employer, FairEmployer, JobFair

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_SUMS = (
    ("employers", "参会单位", "家"),
    ("vacancies", "提供岗位", "个"),
    ("matches", "达成意向", "人次"),
    ("hired", "录用人数", "人"),
)
"""Numbers of a fair that its employers say too, with their units."""
SOON = 7
"""Days before a fair on which employers without vetting are said on 总览."""


@dataclass(frozen=True, slots=True)
class FairNumber:
    """One number of a fair: what the fair's own row says, and what its employers add up to."""

    key: str
    label: str
    unit: str
    own: int | None
    added: int | None
    """None where no employer's row says it."""

    @property
    def counted(self) -> int | None:
        """The number that counts: of the employers where they say one, else the fair's own."""
        return self.own if self.added is None else self.added

    @property
    def differs(self) -> bool:
        """True where both say a number, and not the same."""
        return self.added is not None and self.own != self.added


@dataclass(frozen=True, slots=True)
class FairView:
    """A fair with its employers in numbers."""

    id: int
    number: str
    title: str
    kind: str
    when: str
    starts_on: date | None
    venue: str
    hosts: str
    numbers: tuple[FairNumber, ...]
    visitors: int | None
    employers: int
    vetted: int
    unvetted: tuple[str, ...]
    """Names of the employers whose vetting is still to be made good."""
    rejected: tuple[str, ...]

    @property
    def differing(self) -> tuple[FairNumber, ...]:
        """Numbers of which the fair's row and its employers say different things."""
        return tuple(each for each in self.numbers if each.differs)


class FairDesk:
    """What the façade does with fairs."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def view(self, fair_id: int) -> FairView:
        """One fair.

        Raises:
            NotFound: when it is gone.
        """
        with self._ledger.reading() as connection:
            fair = self._fair(connection, fair_id)
            sums = self._sums(connection, fair_id)
            names = self._by_vetting(connection, fair_id)
        known = {each: len(names.get(each, ())) for each in (PASSED, PENDING, REJECTED)}
        return FairView(
            id=fair_id,
            number=system_number(self._ledger.info.tag, fair_id),
            title=fair["title"] or "",
            kind=code_list("fair_kind").name_of(fair["kind"]) if fair["kind"] else "",
            when=_when(fair["starts_on"], fair["ends_on"]),
            starts_on=fair["starts_on"],
            venue=fair["venue"] or "",
            hosts=fair["hosts"] or "",
            numbers=tuple(FairNumber(key, label, unit, fair[key], sums[key]) for key, label, unit in _SUMS),
            visitors=fair["visitors"],
            employers=sum(known.values()),
            vetted=known[PASSED],
            unvetted=tuple(names.get(PENDING, ())),
            rejected=tuple(names.get(REJECTED, ())),
        )

    def take_sums(self, fair_id: int) -> Change:
        """Write the sums of the employers into the fair's own row, as a change of it like any other."""
        view = self.view(fair_id)
        values = {each.key: each.added for each in view.differing}
        if not values:
            raise LedgerFault("参会单位合计和活动填的数没有不同，没有要改的。")
        section = section_of("job_fair")
        with self._ledger.changing() as connection:
            saved = self._ledger.records(connection).save(section, fair_id, values)
            row = self._ledger.listing(connection).rows(section, [fair_id])[0]
        return Change(saved.sections, (fair_id,), row=row)

    def write_card(self, fair_id: int, out: Path) -> int:
        """Write the cards of a fair, twelve employers each.

        Raises:
            LedgerFault: a name cannot be printed, or the file cannot be written; nothing is journaled then.
        """
        from core.returns.fair_card import STANDS, FairCard, render_fair_card  # late: fonts and reportlab

        self._ledger.require("papers.print")
        view, info = self.view(fair_id), self._ledger.info
        if view.starts_on is None:
            raise LedgerFault("活动还没有开始日期，登记卡没有印。", todo="先在招聘活动里补上日期。")
        with self._ledger.reading() as connection:
            stands = self._stands(connection, fair_id)
        card = FairCard(
            number=view.number,
            title=view.title,
            when=view.when,
            held_on=view.starts_on,
            kind=view.kind,
            venue=view.venue,
            hosts=view.hosts,
            unit=info.unit.full_name,
            demonstration=info.demonstration,
            stands=stands,
        )
        printed = render_fair_card(card)
        if printed.problems:
            why = printed.problems[0].message
            raise LedgerFault(f"登记卡没有印成：{why}。", todo="改成同义的常用字再印。")
        cards = max(1, -(-len(stands) // STANDS))
        with self._ledger.noting() as connection:
            after = {"fair": fair_id, "cards": cards}
            self._ledger.note_on(connection, "print", "job_fair", reason="现场登记卡", after=after)
            write_whole(out, printed.bytes)
        return cards

    # -- reading ---------------------------------------------------------------------------------
    def _fair(self, connection: Connection, fair_id: int) -> RowMapping:
        found = connection.execute(select(JobFair.__table__).where(JobFair.id == fair_id)).mappings().first()
        if found is None:
            raise NotFound("这场活动已经不在台账里。", todo="按 F5 重新读取。")
        return found

    def _sums(self, connection: Connection, fair_id: int) -> dict[str, int | None]:
        """What the employers' rows that count add up to."""
        row = connection.execute(
            select(
                func.nullif(func.count(), 0).label("employers"),
                func.sum(FairEmployer.headcount).label("vacancies"),
                func.sum(FairEmployer.matches).label("matches"),
                func.sum(FairEmployer.hired).label("hired"),
            ).where(
                FairEmployer.job_fair_id == fair_id,
                FairEmployer.state == "active",
                FairEmployer.vetting != REJECTED,
            )
        ).one()
        return dict(row._mapping)

    def _by_vetting(self, connection: Connection, fair_id: int) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for vetting, name in connection.execute(
            self._at(fair_id).with_only_columns(FairEmployer.vetting, Employer.name)
        ):
            names.setdefault(vetting, []).append(name or "未填单位")
        return names

    def _at(self, fair_id: int) -> Any:
        return (
            select(FairEmployer.id)
            .join(Employer, Employer.id == FairEmployer.employer_id)
            .where(FairEmployer.job_fair_id == fair_id, FairEmployer.state == "active")
            .order_by(FairEmployer.stand.is_(None), FairEmployer.id)
        )

    def _stands(self, connection: Connection, fair_id: int) -> tuple[Any, ...]:
        from core.returns.fair_card import Stand  # late, as above

        found: Sequence[Any] = connection.execute(
            self._at(fair_id)
            .with_only_columns(
                FairEmployer.stand, Employer.name, FairEmployer.headcount, FairEmployer.vetting
            )
            .where(FairEmployer.vetting != REJECTED)
        ).all()
        ordered = sorted(found, key=lambda row: stand_order(row.stand))
        return tuple(
            Stand(row.stand or "", row.name or "", row.headcount, row.vetting == PASSED) for row in ordered
        )


def stand_order(stand: str | None) -> tuple[bool, tuple[tuple[bool, int, str], ...]]:
    """Stands in the order of the hall: A2 before A10, those without one last."""
    parts = re.findall(r"\d+|\D+", stand or "")
    return not stand, tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def _when(starts_on: date | None, ends_on: date | None) -> str:
    if starts_on is None:
        return ""
    day = f"{starts_on.year}年{starts_on.month}月{starts_on.day}日"
    if ends_on is None or ends_on == starts_on:
        return day
    year = f"{ends_on.year}年" if ends_on.year != starts_on.year else ""
    return f"{day}至{year}{ends_on.month}月{ends_on.day}日"


def coming_unvetted(connection: Connection, today: date) -> tuple[tuple[int, str, date, int], ...]:
    """Fairs of the next days with employers not vetted yet: (id, title, first day, employers)."""
    last = date.fromordinal(today.toordinal() + SOON)
    waiting = func.count(FairEmployer.id)
    statement = (
        select(JobFair.id, JobFair.title, JobFair.starts_on, waiting)
        .join(FairEmployer, FairEmployer.job_fair_id == JobFair.id)
        .where(
            JobFair.state == "active",
            JobFair.starts_on.between(today, last),
            FairEmployer.state == "active",
            FairEmployer.vetting == PENDING,
        )
        .group_by(JobFair.id)
        .order_by(JobFair.starts_on, JobFair.id)
    )
    rows: Sequence[Any] = connection.execute(statement).all()
    return tuple((row[0], row[1] or "", row[2], row[3]) for row in rows)
