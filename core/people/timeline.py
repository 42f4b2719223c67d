"""Everything recorded of one person, in time order, from every section that refers to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.columns import table_of
from core.listing import Listing
from core.people.views import Event
from core.section import Kind, Section
from core.sections import SECTIONS
from core.sources import UNANSWERED
from core.views import RowState, RowView

Title = Callable[[RowView], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of a section's row that stands in the timeline.

    Attributes:
        day: field that dates it.
        title: its words, from the row.
        detail: fields whose texts stand below.
        light: ok, bad, plain.
        plans: a day after today is something planned.
        only_ahead: it stands there only while it lies ahead.
    """

    day: str
    title: Title
    detail: tuple[str, ...] = ()
    light: str = "plain"
    plans: bool = False
    only_ahead: bool = False


def _said(words: str) -> Title:
    return lambda _row: words


def _field(key: str, before: str = "", otherwise: str = "") -> Title:
    return lambda row: f"{before}{row.texts.get(key) or otherwise}"


MOMENTS: Mapping[str, tuple[Moment, ...]] = {
    "placement": (
        Moment(
            "placed_on", _field("destination", otherwise="就业创业登记"), ("employer.name", "industry"), "ok"
        ),
        Moment("ended_on", _said("离开这个单位"), ("employer.name",)),
    ),
    "service": (Moment("provided_on", _field("kind"), ("outcome",), "ok"),),
    "unemployed_leaver": (
        Moment("handed_over_on", _said("移交入册"), ("cohort", "handed_over_batch")),
        Moment("lists_sent_on", _said("三张清单已发出"), (), "ok"),
        Moment("situation_on", _field("situation", "帮扶状态："), ()),
        Moment("next_contact_on", _said("约好回访"), ("helper",), plans=True, only_ahead=True),
    ),
    "unemployment": (
        Moment("registered_on", _said("失业登记"), ("cause", "township")),
        Moment("reemployed_on", _said("再就业"), (), "ok"),
        Moment("deregistered_on", _said("注销失业登记"), ("ground",)),
        Moment("next_contact_on", _said("约好回访"), (), plans=True, only_ahead=True),
    ),
    "traineeship": (
        Moment("starts_on", _said("开始就业见习"), ("employer.name", "post"), "ok", plans=True),
        Moment("ended_on", _field("ending", "见习结束："), ("employer.name",), plans=True),
        Moment("contract_on", _said("见习单位留用，签了合同"), ("employer.name",), "ok"),
    ),
    "startup_loan": (
        Moment("issued_on", _said("发放创业担保贷款"), ("amount", "bank"), "ok"),
        Moment("due_on", _said("创业担保贷款到期"), ("amount", "bank"), plans=True),
    ),
    "subsidy": (
        Moment("applied_on", _field("kind", "申请补贴："), ("amount",)),
        Moment("paid_on", _field("kind", "发放补贴："), ("amount",), "ok"),
    ),
}
"""What of each section stands in the timeline; a section that is not named here shows its own day."""

_MONEY = "元"
_WHO = ("officer", "helper")


def people_sections() -> tuple[Section, ...]:
    """Every section whose rows refer to a person."""
    return tuple(section for section in SECTIONS if section.people)


def rows_of(connection: Connection, listing: Listing, person_id: int) -> dict[str, tuple[RowView, ...]]:
    """The person's rows of each section but void ones, oldest first."""
    found: dict[str, tuple[RowView, ...]] = {}
    for section in people_sections():
        own = table_of(section.model)
        wanted = (
            select(own.c.id).where(own.c.person_id == person_id, own.c.state != "void").order_by(own.c.id)
        )
        ids = list(connection.scalars(wanted))
        if ids:
            found[section.key] = listing.rows(section, ids)
    return found


def timeline(
    rows: Mapping[str, Sequence[RowView]], authors: Mapping[tuple[str, int], str], today: date
) -> tuple[Event, ...]:
    """The events of a person: what lies ahead first, nearest on top, then newest first."""
    found: list[Event] = []
    for section in people_sections():
        for row in rows.get(section.key, ()):
            found += _events(section, row, authors.get((section.key, row.id), ""), today)
    ahead = sorted((each for each in found if each.planned), key=_when)
    past = sorted((each for each in found if not each.planned), key=_when, reverse=True)
    return (*ahead, *_numbered(past))


def _when(event: Event) -> tuple[date, str, int]:
    return (event.day or date.min, event.section, event.row)


def _events(section: Section, row: RowView, author: str, today: date) -> Iterator[Event]:
    moments = MOMENTS.get(section.key) or (Moment(section.dating, _said(section.title), _plain(section)),)
    dated = [each for each in moments if isinstance(row.values.get(each.day), date)]
    who = next((row.texts[key] for key in _WHO if row.texts.get(key)), author)
    for each in dated:
        day: date = row.values[each.day]
        planned = each.plans and day >= today
        if each.only_ahead and not planned:
            continue
        light = "note" if planned else _light(section, row, each)
        detail = _detail(section, row, each.detail)
        yield Event(
            section.key,
            row.id,
            day,
            each.title(row),
            detail,
            "计划" if planned else section.title,
            who,
            light,
            planned,
        )
    if not [each for each in dated if not each.only_ahead]:
        yield Event(
            section.key, row.id, None, f"{section.title}（日期未填）", "", section.title, who, "plain"
        )


def _light(section: Section, row: RowView, moment: Moment) -> str:
    if row.state is RowState.DRAFT:
        return "draft"
    if section.key == "service" and row.values.get("kind") == UNANSWERED:
        return "bad"
    return moment.light


def _detail(section: Section, row: RowView, keys: Sequence[str]) -> str:
    parts = []
    for key in keys:
        text = row.texts.get(key, "")
        money = section.by_key[key].kind is Kind.MONEY if key in section.by_key else False
        if text:
            parts.append(f"{text} {_MONEY}" if money else text)
    if row.state is RowState.DRAFT:
        parts.append("草稿，还没填完")
    note = row.texts.get("note", "")
    return "　".join([*parts, *([note] if note else [])])


def _plain(section: Section) -> tuple[str, ...]:
    own: list[str] = [each.key for each in section.fields if "." not in each.key and not each.sensitive]
    return tuple(key for key in own if key not in (section.dating, "note"))[:3]


def _numbered(past: Sequence[Event]) -> Iterator[Event]:
    """Repeated referrals say which one they are: 岗位推介（第 2 次）."""
    from dataclasses import replace

    services: dict[str, int] = {}
    for each in past:
        if each.section == "service" and each.light == "ok":
            services[each.title] = services.get(each.title, 0) + 1
    left = dict(services)
    for each in past:
        if each.section == "service" and each.light == "ok" and services[each.title] > 1:
            yield replace(each, title=f"{each.title}（第 {left[each.title]} 次）")
            left[each.title] -= 1
        else:
            yield each


def authors_of(connection: Connection, rows: Mapping[str, Sequence[RowView]]) -> dict[tuple[str, int], str]:
    """Who recorded each row: (section, row) → account."""
    found: dict[tuple[str, int], str] = {}
    for section in people_sections():
        ids = [row.id for row in rows.get(section.key, ())]
        if ids:
            own: Any = table_of(section.model).c
            for row_id, account in connection.execute(select(own.id, own.created_by).where(own.id.in_(ids))):
                found[section.key, row_id] = account
    return found
