"""回访清单: whom to call on a day. Everybody on a roster and still without work, as the rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, func, select

from core.columns import system_number
from core.facade.base import OpenLedger, stored_settings
from core.identity import mask_name, mask_phone
from core.people import rule as rules
from core.people.package import PRACTICE, Given, missing_words, slots
from core.people.views import CallListView, CallRow, CallRule
from core.sections.unemployed_leaver import DATED_SITUATIONS
from core.sources import UNANSWERED, placement_reason
from core.verification.sampling import as_ranges
from db.models import Person, Placement, Service, Traineeship, UnemployedLeaver, Unemployment

if TYPE_CHECKING:
    from core.returns.call_list import Call

TITLE = "回访清单"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody without work: the roster row, and when it began."""

    section: str
    row: RowMapping
    began: date


def call_list(ledger: OpenLedger, day: date, township: str = "", helper: str = "") -> CallListView:
    """Whom to call on a day, who waits longest first; narrowed to a township (its key) and a helper."""
    with ledger.reading() as connection:
        stored = stored_settings(connection)
        rule = rules.call_rule(stored)
        found = [each for each in _rows(ledger, connection, rule, day) if each.due <= day]
    found.sort(key=lambda each: (each.due, each.person))
    names = ledger.vocabulary.townships
    towns = sorted({each.township for each in found if each.township in names})
    shown = [
        replace(each, township=names.get(each.township, "未分镇街"))
        for each in found
        if (not township or each.township == township) and (not helper or each.helper == helper)
    ]
    return CallListView(
        day=day,
        rule=rule,
        rows=tuple(shown),
        townships=tuple((key, names[key]) for key in towns),
        helpers=tuple(sorted({each.helper for each in found if each.helper})),
    )


def print_call_list(
    ledger: OpenLedger, day: date, today: date, township: str = "", helper: str = ""
) -> tuple[bytes, tuple[str, ...]]:
    """The list as a PDF, names and numbers masked, and what could not be printed. Journaled as a print."""
    from core.returns.call_list import CallList, render_call_list  # late: loads what draws a PDF

    found = call_list(ledger, day, township, helper)
    with ledger.noting() as connection:
        tails = _tails(connection, [each.person for each in found.rows])
        place = ledger.vocabulary.townships.get(township, ledger.info.unit_name)
        printed = render_call_list(
            CallList(
                unit=ledger.info.unit_name,
                officer=helper or "各责任人",
                place=place,
                day=day,
                printed_on=today,
                demonstration=ledger.info.demonstration,
                calls=tuple(_call(each, tails[each.person]) for each in found.rows),
            )
        )
        which = as_ranges(sorted({each.person for each in found.rows}))
        after = {"day": str(day), "rows": len(found.rows), "which": which}
        ledger.note_on(connection, "print", "call_list", after=after)
    return printed.bytes, tuple(each.message for each in printed.problems)


def _call(row: CallRow, tails: tuple[str, str]) -> Call:
    from core.returns.call_list import Call  # late, as above

    return Call(
        row.number.rpartition("-")[2], mask_name(row.name), tails[0], tails[1], row.services, row.last_contact
    )


def _tails(connection: Connection, people: Iterable[int]) -> dict[int, tuple[str, str]]:
    wanted = set(people)
    found = connection.execute(select(Person.id, Person.id_number, Person.phone))
    return {row.id: ((row.id_number or "")[-4:], (row.phone or "")[-4:]) for row in found if row.id in wanted}


def waiting_for(connection: Connection, day: date, person_id: int | None = None) -> dict[int, Waiting]:
    """Person → the roster row that keeps them on a day's list: of the newest hand-over, else registration."""
    found: dict[int, Waiting] = {}
    for section, statement in (("unemployment", _registered()), ("unemployed_leaver", _handed_over())):
        narrowed = statement
        if person_id is not None:
            narrowed = statement.where(Person.id == person_id)
        for row in connection.execute(narrowed).mappings():
            if _settled(row, day):
                found.pop(row["person_id"], None)
                continue
            found[row["person_id"]] = Waiting(section, row, row["began"])
    return found


def _settled(row: RowMapping, day: date) -> bool:
    """Whether a roster row says that by a day there is nobody to help any more."""
    since = row.get("situation_on")
    return row.get("situation") in DATED_SITUATIONS and (since is None or since <= day)


def _person_columns() -> list[Any]:
    return [Person.id.label("person_id"), Person.name, Person.birth_date, Person.phone]


def _handed_over() -> Any:
    """Roster rows of people still to be helped, oldest first."""
    own = UnemployedLeaver
    return (
        select(
            *_person_columns(),
            own.id,
            own.handed_over_on.label("began"),
            own.township,
            own.helper,
            own.next_contact_on,
            own.willing,
            own.situation,
            own.situation_on,
        )
        .join(Person, Person.id == own.person_id)
        .where(own.state == "active", own.handed_over_on.is_not(None), Person.state != "void")
        .order_by(own.handed_over_on, own.id)
    )


def _registered() -> Any:
    """Registrations as unemployed that stand, oldest first."""
    own = Unemployment
    return (
        select(
            *_person_columns(), own.id, own.registered_on.label("began"), own.township, own.next_contact_on
        )
        .join(Person, Person.id == own.person_id)
        .where(own.state == "active", own.registered_on.is_not(None), Person.state != "void")
        .where(own.reemployed_on.is_(None), own.deregistered_on.is_(None))
        .where(func.coalesce(own.situation, "") != "reemployed")
        .order_by(own.registered_on, own.id)
    )


def _rows(ledger: OpenLedger, connection: Connection, rule: CallRule, day: date) -> Iterator[CallRow]:
    waiting = waiting_for(connection, day)
    placed = _placed(ledger, connection, day)
    services = services_of(connection)
    registered = {row["person_id"]: row["began"] for row in connection.execute(_registered()).mappings()}
    for person_id, each in waiting.items():
        if placed.get(person_id, date.min) >= each.began or each.began > day:
            continue
        given = services.get(person_id, [])
        yield _row(ledger, rule, day, each, given, registered.get(person_id))


def _row(
    ledger: OpenLedger, rule: CallRule, day: date, who: Waiting, given: list[Given], registered: date | None
) -> CallRow:
    row, person = who.row, who.row["person_id"]
    roster = who.section == "unemployed_leaver"
    willing = roster and row["willing"] is not False and row["situation"] != "not_willing"
    filled = slots((each for each in given if each.kind != UNANSWERED), who.began)
    missing = missing_words(filled) if willing else ""
    last = max((each.day for each in given if each.day <= day), default=None)
    young, long = rules.is_youth(rule, row["birth_date"], day), rules.is_long(rule, registered, day)
    dense = young or long or bool(missing)
    agreed = row["next_contact_on"]
    due = rules.due_on(rule, agreed=agreed, last=last, began=who.began, dense=dense)
    reasons = [f"约好 {agreed:%m-%d} 联系"] if due == agreed else []
    reasons += [f"1131 缺{missing}"] if missing else []
    reasons += [
        word for word, true in (("失业青年", young), (f"登记满 {rule.long_months} 个月", long)) if true
    ]
    reasons += ["还没有联系过"] if last is None else []
    services = tuple(len(each.given) for each in filled)
    assert len(services) == 4
    return CallRow(
        person=person,
        number=system_number(ledger.info.tag, person),
        name=row["name"] or "",
        phone=mask_phone(row["phone"]) if row["phone"] else "",
        township=row["township"] or "",
        helper=(row.get("helper") or "") if roster else "",
        section=who.section,
        row=row["id"],
        services=services,
        on_roster=roster,
        missing=missing,
        last_contact=last,
        due=due,
        dense=dense,
        reasons=tuple(reasons),
    )


def _placed(ledger: OpenLedger, connection: Connection, until: date) -> Mapping[int, date]:
    """Person → the day of the last counting placement up to a day."""
    day = func.max(Placement.placed_on)
    found = select(Placement.person_id, day).where(placement_reason(ledger.rules(connection)).is_(None))
    rows = connection.execute(
        found.where(Placement.person_id.is_not(None), Placement.placed_on <= until).group_by(
            Placement.person_id
        )
    )
    return {person: _day(placed) for person, placed in rows if person is not None}


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def services_of(connection: Connection, person_id: int | None = None) -> dict[int, list[Given]]:
    """Person → services and traineeships recorded of them, one person's or everybody's."""
    found: dict[int, list[Given]] = {}
    served = select(Service.person_id, Service.kind, Service.provided_on, Service.officer).where(
        Service.state == "active", Service.person_id.is_not(None), Service.provided_on.is_not(None)
    )
    trained = select(Traineeship.person_id, Traineeship.starts_on).where(
        Traineeship.state == "active", Traineeship.person_id.is_not(None), Traineeship.starts_on.is_not(None)
    )
    if person_id is not None:
        served = served.where(Service.person_id == person_id)
        trained = trained.where(Traineeship.person_id == person_id)
    for person, kind, given_on, officer in connection.execute(served):
        assert person is not None
        assert given_on is not None
        found.setdefault(person, []).append(Given(kind or "", given_on, officer or ""))
    for person, began in connection.execute(trained):
        assert person is not None
        assert began is not None
        found.setdefault(person, []).append(Given(PRACTICE, began))
    return found
