"""A person's page: facts, 1131, what happened, what comes next, what it counts towards, posts that fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from core.columns import stored_row, system_number, table_of, text_of
from core.counts_towards import counts_towards
from core.errors import LedgerFault
from core.facade.base import OpenLedger, stored_settings
from core.identity import age_on
from core.people import rule as rules
from core.people.calls import Waiting, services_of, waiting_for
from core.people.merged import merges_of
from core.people.package import deadline, missing_words, slots
from core.people.posts import fitting
from core.people.timeline import authors_of, rows_of, timeline
from core.people.views import Counted, Event, Fact, PersonView, Slot, Step
from core.privacy.traces import GONE
from core.problems import Severity
from core.sections import section_of
from core.settings import value_of
from core.sources import UNANSWERED
from core.views import Change, RowView
from db.models import Person

_COUNTING = (
    "placement",
    "unemployed_leaver",
    "unemployment",
    "traineeship",
    "startup_loan",
    "subsidy",
    "service",
)
_NEWEST = 2
"""Rows of a section that are asked what they count towards; older ones have said the same."""
CONTACT_KEPT = ("unemployed_leaver", "unemployment")
"""Sections whose rows keep the day of the next contact."""
RESULTS: tuple[tuple[str, str, str], ...] = (
    ("reached", "接通", "follow_up"),
    ("missed", "未接", UNANSWERED),
    ("wrong", "空号", UNANSWERED),
    ("refused", "拒访", UNANSWERED),
)
"""What a call can end in: key, word, and the kind of the service row that keeps it."""


def person_view(ledger: OpenLedger, person_id: int, today: date) -> PersonView:
    """Everything the page shows, in one reader's transaction."""
    with ledger.reading() as connection:
        return _Reader(ledger, connection, person_id, today).view()


class _Reader:
    """Reads one person."""

    def __init__(self, ledger: OpenLedger, connection: Connection, person_id: int, today: date) -> None:
        self._ledger = ledger
        self._connection = connection
        self._today = today
        self._section = section_of("person")
        self._stored = stored_row(connection, self._section, person_id)
        self._id = person_id
        self._settings = stored_settings(connection)
        self._rule = rules.call_rule(self._settings)
        self._rows = rows_of(connection, ledger.listing(connection), person_id)
        waiting = waiting_for(connection, today, person_id).get(person_id)
        found_work = waiting is not None and any(
            map(partial(self._placed_since, waiting.began), self._placements())
        )
        self._waiting = None if found_work else waiting

    def view(self) -> PersonView:
        roster = self._newest("unemployed_leaver")
        filled = self._slots(roster)
        last = self._deadline(roster)
        events = timeline(self._rows, authors_of(self._connection, self._rows), self._today)
        if self._waiting is None:  # what was agreed falls away with a job found
            events = tuple(each for each in events if not (each.planned and each.section in CONTACT_KEPT))
        counted = tuple(self._counted())
        placed = self._waiting is None and any(
            self._placed_since(date.min, row) for row in self._placements()
        )
        posts, vacancies = ((), ()) if placed else self._posts(roster)
        agreed = self._agreed()
        table = table_of(Person)
        fate = self._connection.execute(
            select(table.c.merged_into, table.c.erased_at).where(table.c.id == self._id)
        ).one()
        return PersonView(
            id=self._id,
            name=str(self._stored.values["name"] or "姓名未填"),
            number=system_number(self._ledger.info.tag, self._id),
            state=self._stored.state,
            about=self._about(roster, placed),
            merged_into=fate.merged_into,
            groups=tuple(self._groups(roster)),
            slots=filled,
            deadline=last,
            events=events,
            steps=tuple(self._steps(filled, last, events, agreed)),
            contact_on=agreed,
            interval=self._rule.dense_days if self._dense(filled) else self._rule.days,
            can_plan=any(self._newest(key) is not None for key in CONTACT_KEPT),
            counted=counted,
            posts=posts,
            vacancies=vacancies,
            merges=merges_of(self._connection, self._id),
            erased_at=fate.erased_at,
        )

    def _placements(self) -> Sequence[RowView]:
        return self._rows.get("placement", ())

    def _placed_since(self, day: date, row: RowView) -> bool:
        """Whether a placement counts and began between a day and today."""
        placed, values = row.values.get("placed_on"), row.values
        rule = self._ledger.rules(self._connection)
        return (
            row.state == "active"
            and isinstance(placed, date)
            and day <= placed <= self._today
            and values.get("destination") in rule.counting_destinations
            and values.get("verification") != "rejected"
        )

    def _newest(self, section: str) -> RowView | None:
        rows = self._rows.get(section, ())
        dating = section_of(section).dating
        return max(rows, key=lambda row: (str(row.values.get(dating) or ""), row.id), default=None)

    # -- facts -----------------------------------------------------------------------------------
    def _groups(self, roster: RowView | None) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        yield "基本情况", tuple(self._basic(roster))
        learnt = (("college", "院校"), ("major", "专业"), ("education", "学历"), ("graduation_month", "毕业"))
        yield "学业", tuple(self._fact(key, label) for key, label in learnt)
        if roster is not None:
            yield "名册", tuple(_roster_facts(roster))
        registered = self._newest("unemployment")
        if registered is not None:
            facts = (
                Fact("登记", registered.texts.get("registered_on", "")),
                Fact("原因", registered.texts.get("cause", "")),
                Fact("状态", registered.texts.get("situation", "")),
            )
            yield "失业登记", tuple(each for each in facts if each.text)

    def _basic(self, roster: RowView | None) -> Iterator[Fact]:
        values = self._stored.values
        kind = text_of(self._section.by_key["id_kind"], values["id_kind"], self._ledger.vocabulary)
        yield self._fact("id_number", "身份证号" if values["id_kind"] == "resident_id" else kind)
        yield self._fact("sex", "性别")
        born = values["birth_date"]
        age = f"，{age_on(born, self._today)} 周岁" if born else ""
        yield Fact("出生日期", f"{born}{age}" if born else "")
        yield self._fact("phone", "手机")
        yield self._fact("household_area", "户籍")
        place = roster or self._newest("placement") or self._newest("unemployment")
        yield Fact("现住镇街" if roster else "镇街", place.texts.get("township", "") if place else "")

    def _fact(self, key: str, label: str) -> Fact:
        field = self._section.by_key[key]
        typed = self._stored.drafts.get(key, self._stored.values[key])
        masked = key if field.masked and key != "name" else ""
        return Fact(label, text_of(field, typed, self._ledger.vocabulary), masked if typed else "")

    def _about(self, roster: RowView | None, placed: bool) -> str:
        words = []
        if self._stored.state == "void" and self._stored.values["name"] != GONE:
            words.append("已作废")
        if roster is not None:
            words.append(f"{roster.texts.get('cohort', '')[:4]} 届离校未就业")
        elif self._newest("unemployment") is not None:
            words.append("失业登记")
        if placed:
            words.append("已就业")
        return "，".join(words)

    # -- 1131 and the next step ------------------------------------------------------------------
    def _slots(self, roster: RowView | None) -> tuple[Slot, ...]:
        if roster is None or not isinstance(roster.values.get("handed_over_on"), date):
            return ()
        given = services_of(self._connection, self._id).get(self._id, [])
        return slots((each for each in given if each.kind != UNANSWERED), roster.values["handed_over_on"])

    def _deadline(self, roster: RowView | None) -> date | None:
        if roster is None or not isinstance(roster.values.get("handed_over_on"), date):
            return None
        return deadline(roster.values["handed_over_on"], value_of(self._settings, "package_deadline"))

    def _agreed(self) -> date | None:
        days = [row.values.get("next_contact_on") for row in map(self._newest, CONTACT_KEPT) if row]
        last = max(
            (each.day for each in services_of(self._connection, self._id).get(self._id, [])), default=None
        )
        ahead = [day for day in days if isinstance(day, date) and (last is None or day > last)]
        return min(ahead, default=None)

    def _steps(
        self, filled: Sequence[Slot], last: date | None, events: Sequence[Event], agreed: date | None
    ) -> Iterator[Step]:
        if self._stored.state == "draft":
            yield Step("bad", "补全证件", "没有有效证件号的不计入任何数")
        who = self._waiting
        if who is None or who.row.get("situation") == "in_work":
            return
        if agreed is not None:
            late = agreed < self._today
            words = f"{agreed.month} 月 {agreed.day} 日（{'一二三四五六日'[agreed.weekday()]}）回访"
            yield Step("bad" if late else "note", words, _distance(agreed, self._today))
        else:
            due = self._due(who, filled, events)
            yield Step("warn" if due <= self._today else "note", "联系一次", _distance(due, self._today))
        willing = who.row.get("willing") is not False and who.row.get("situation") != "not_willing"
        if willing and last is not None:
            left = "" if last < self._today else f"，{last.month} 月 {last.day} 日前"
            for each in filled:
                if each.missing:
                    yield Step("warn" if left else "bad", _missing(each), _until(last, self._today))

    def _due(self, who: Waiting, filled: Sequence[Slot], events: Sequence[Event]) -> date:
        day = self._today
        known = [each.day for each in events if each.section == "service" and each.day]
        last = max((each for each in known if each <= day), default=None)
        return rules.due_on(self._rule, agreed=None, last=last, began=who.began, dense=self._dense(filled))

    def _dense(self, filled: Sequence[Slot]) -> bool:
        registered = self._newest("unemployment")
        began = registered.values.get("registered_on") if registered else None
        return (
            rules.is_youth(self._rule, self._stored.values["birth_date"], self._today)
            or rules.is_long(self._rule, began, self._today)
            or bool(missing_words(filled))
        )

    # -- counting and posts ----------------------------------------------------------------------
    def _counted(self) -> Iterator[Counted]:
        rule = self._ledger.rules(self._connection)
        met: dict[str, bool] = {}
        for key in _COUNTING:
            for row in self._rows.get(key, ())[-_NEWEST:]:
                for sentence in counts_towards(
                    self._connection, self._ledger.vocabulary, section_of(key), row.id, rule
                ):
                    counts = sentence.startswith("计入")
                    words = sentence if counts else f"{section_of(key).title}：{sentence.rstrip('。')}"
                    met[words] = counts
        if "placement" not in self._rows:
            met["留渝来渝就业创业：没有登记"] = False
        yield from (Counted(True, words.removeprefix("计入")) for words, counts in met.items() if counts)
        yield from (Counted(False, words) for words, counts in met.items() if not counts)

    def _posts(self, roster: RowView | None) -> tuple[tuple[Any, ...], tuple[int, ...]]:
        place = roster or self._newest("unemployment")
        township = place.values.get("township") if place else None
        values = self._stored.values
        return fitting(
            self._connection,
            self._ledger.vocabulary,
            {"education": values["education"], "major": values["major"]},
            township,
            self._today,
            trainee=roster is not None,
        )


def _roster_facts(roster: RowView) -> Iterator[Fact]:
    texts = roster.texts
    batch = texts.get("handed_over_batch", "")
    yield Fact("移交", "，".join(each for each in (texts.get("handed_over_on", ""), batch) if each))
    yield Fact("意愿", {"是": "愿意就业", "否": "暂无意愿"}.get(texts.get("willing", ""), ""))
    yield Fact("状态", texts.get("situation", ""))
    yield Fact("联系人", texts.get("helper", ""))
    yield Fact("三张清单", texts.get("lists_sent_on", ""))


def _missing(slot: Slot) -> str:
    if slot.key == "job_referral":
        return f"再推介 {slot.missing} 个岗位" if slot.done else f"推介 {slot.missing} 个岗位"
    if slot.key == "practice":
        return "给 1 次培训或见习机会"
    return f"做 {slot.missing} 次{slot.title}"


def _distance(day: date, today: date) -> str:
    days = (day - today).days
    return "今天" if days == 0 else f"还有 {days} 天" if days > 0 else f"已过 {-days} 天"


def _until(last: date, today: date) -> str:
    words = f"{last.month} 月 {last.day} 日"
    return f"{words}前" if last >= today else f"期限 {words}，已过 {(today - last).days} 天"


# -- writing -------------------------------------------------------------------------------------
def record_contact(
    ledger: OpenLedger,
    person_id: int,
    kind: str,
    day: date,
    officer: str,
    outcome: str,
    next_on: date | None,
) -> Change:
    """Record a service of a person, and the day of the next contact, in one transaction.

    Raises:
        LedgerFault: the person has no document yet, or the service cannot be taken.
    """
    with ledger.changing() as connection:
        records = ledger.records(connection)
        values = {"kind": kind, "provided_on": day, "officer": officer, "outcome": outcome}
        saved = records.save(section_of("service"), None, {**_as_named(connection, person_id), **values})
        wrong = [each.message for each in saved.problems if each.severity is Severity.REFUSED]
        if wrong:
            raise LedgerFault(f"这次服务没有记下：{'；'.join(wrong)}。", todo="改好再记。")
        sections = set(saved.sections)
        if next_on is not None:
            sections |= _plan(ledger, connection, person_id, next_on)
    return Change(frozenset(sections), (saved.id,))


def postpone(ledger: OpenLedger, person_id: int, day: date) -> Change:
    """Put the next contact on another day.

    Raises:
        LedgerFault: the person is on no roster that could keep the day.
    """
    with ledger.changing() as connection:
        sections = _plan(ledger, connection, person_id, day)
        if not sections:
            raise LedgerFault(
                "没有地方记下次联系的日期。", todo="先登记到离校未就业或失业登记，再约下次联系。"
            )
    return Change(frozenset(sections))


def _plan(ledger: OpenLedger, connection: Connection, person_id: int, day: date) -> set[str]:
    """Keep the day in the roster row that asks for the contact; the sections that changed."""
    waiting = waiting_for(connection, date.max, person_id).get(person_id)
    rows: Mapping[str, Sequence[RowView]] = rows_of(connection, ledger.listing(connection), person_id)
    if waiting is not None:
        section, row_id = waiting.section, int(waiting.row["id"])
    else:
        kept = [(key, rows[key][-1].id) for key in CONTACT_KEPT if rows.get(key)]
        if not kept:
            return set()
        section, row_id = kept[0]
    records = ledger.records(connection)
    return set(records.save(section_of(section), row_id, {"next_contact_on": day}).sections)


def _as_named(connection: Connection, person_id: int) -> dict[str, Any]:
    person = stored_row(connection, section_of("person"), person_id)
    if person.state == "void":
        raise LedgerFault("这个人的档案已作废，没有记下。", todo="先从回收站恢复。")
    if not person.values["id_number"]:
        raise LedgerFault("这个人还没有证件号，没有记下。", todo="先在人员档案里补上证件号。")
    keys = ("name", "id_kind", "id_number")
    return {f"person.{key}": person.values[key] for key in keys}


def person_of(connection: Connection, section_key: str, row_id: int) -> int | None:
    """The person that a row refers to; the row itself where it is one."""
    section = section_of(section_key)
    if section_key == "person":
        return row_id
    if not section.people:
        return None
    own = table_of(section.model)
    found = connection.execute(select(own.c.person_id).where(own.c.id == row_id)).scalar()
    return None if found is None else int(found)
