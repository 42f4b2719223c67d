"""A person's page and the call list in core: every section in time order, the rule, results of calls."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import new_file, opened
from section_rows import SAMPLES
from sheet_samples import resident_id
from sqlalchemy import select

from core.errors import LedgerFault
from core.identity import resident_id_check_digit
from core.ledger import Ledger
from core.people.timeline import MOMENTS, people_sections
from core.views import Query
from db.models import Journal

DAY = date(2025, 9, 30)
WHO = {"person.name": "覃示例", "person.id_number": resident_id(11)}
_OLD = "11010119700307513"
OLD = {"person.name": "老示例", "person.id_number": _OLD + resident_id_check_digit(_OLD)}
DATES: dict[str, dict[str, Any]] = {
    "placement": {"ended_on": date(2025, 9, 20)},
    "service": {},
    "unemployed_leaver": {"lists_sent_on": date(2025, 7, 22), "next_contact_on": date(2025, 10, 9)},
    "unemployment": {
        "deregistered_on": date(2025, 6, 1),
        "ground": "employed",
        "notified_on": date(2025, 6, 2),
    },
    "traineeship": {"contract_on": date(2025, 8, 2)},
    "startup_loan": {"due_on": date(2027, 1, 1)},
    "subsidy": {"applied_on": date(2025, 1, 5)},
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        yield found


def row_of(section: str, who: dict[str, Any] = WHO) -> dict[str, Any]:
    """A whole row of a section for one person."""
    row = {key: value for key, value in SAMPLES[section].row.items() if not key.startswith("person.")}
    return {**row, **who, **({"headcount": None} if section == "service" else {})}


@pytest.mark.parametrize("key", [section.key for section in people_sections()])
def test_every_section_with_people_stands_in_the_timeline(ledger: Ledger, key: str) -> None:
    given = {**row_of(key), **DATES.get(key, {})}
    saved = ledger.save(key, None, given)
    row = saved.row
    assert row is not None
    person = ledger.person_of(key, row.id)
    assert person is not None
    shown = ledger.person(person, DAY)
    mine = [each for each in shown.events if (each.section, each.row) == (key, row.id)]
    assert mine, "it is not in the timeline"
    days = {each.day for each in mine}
    waiting = {"next_contact_on"} if key in ("unemployed_leaver", "unemployment") else set()
    for moment in MOMENTS.get(key, ()):
        day = row.values.get(moment.day)
        if day is not None and moment.day not in waiting:
            assert day in days, moment.day
    assert all(each.title and each.place for each in mine)
    ledger.void(key, [row.id], "录入错误")
    assert not [each for each in ledger.person(person, DAY).events if each.section == key]


def roster(ledger: Ledger, who: dict[str, Any] = WHO, **changes: Any) -> None:
    given = {"cohort": "2025", "handed_over_on": date(2025, 7, 15), "willing": True, **who, **changes}
    ledger.save("unemployed_leaver", None, given)


def served(ledger: Ledger, kind: str, day: date, who: dict[str, Any] = WHO) -> None:
    ledger.save("service", None, {**who, "kind": kind, "provided_on": day})


def test_1131_counts_from_the_hand_over(ledger: Ledger) -> None:
    roster(ledger)
    for kind, day in (
        ("policy_briefing", date(2025, 7, 1)),
        ("job_referral", date(2025, 8, 1)),
        ("job_referral", date(2025, 8, 2)),
        ("traineeship_offer", date(2025, 8, 3)),
        ("unanswered", date(2025, 8, 4)),
    ):
        served(ledger, kind, day)
    shown = ledger.person(1, DAY)
    assert [each.done for each in shown.slots] == [0, 0, 2, 1]
    assert shown.deadline == date(2025, 11, 30)
    assert any("再推介 1 个岗位" in each.title for each in shown.steps)


def test_a_call_that_nobody_took_is_no_service(ledger: Ledger) -> None:
    roster(ledger)
    served(ledger, "unanswered", date(2025, 8, 4))
    values = {each.key: each.value for each in ledger.figures(DAY)}
    assert values["service.attendances"] == 0
    assert values["leaver.served"] == 0
    served(ledger, "follow_up", date(2025, 8, 5))
    values = {each.key: each.value for each in ledger.figures(DAY)}
    assert (values["service.attendances"], values["leaver.served"]) == (1, 1)


def due(ledger: Ledger, day: date = DAY) -> dict[str, date]:
    return {each.name: each.due for each in ledger.call_list(day).rows}


def test_who_was_never_called_is_on_the_list_from_the_first_day(ledger: Ledger) -> None:
    roster(ledger)
    assert due(ledger, date(2025, 7, 14)) == {}
    assert due(ledger, date(2025, 7, 15)) == {"覃示例": date(2025, 7, 15)}


@pytest.mark.parametrize(
    ("who", "registered", "days"),
    [
        (OLD, date(2025, 8, 1), 30),
        (OLD, date(2025, 2, 1), 15),
        (WHO, date(2025, 8, 1), 15),
    ],
    ids=["nobody in particular", "registered for six months", "of 16 to 24 years"],
)
def test_youth_and_long_unemployed_are_called_more_often(
    ledger: Ledger, who: dict[str, Any], registered: date, days: int
) -> None:
    ledger.save("unemployment", None, {**who, "registered_on": registered, "cause": "dismissed"})
    last = date(2025, 8, 20)
    served(ledger, "visit", last, who)
    name = who["person.name"]
    before, at = last + timedelta(days=days - 1), last + timedelta(days=days)
    assert name not in due(ledger, before)
    assert due(ledger, at) == {name: at}


def test_the_days_are_settings(ledger: Ledger) -> None:
    ledger.save("unemployment", None, {**OLD, "registered_on": date(2025, 8, 1), "cause": "dismissed"})
    served(ledger, "visit", date(2025, 8, 20), OLD)
    ledger.set_setting("contact_days", "10", "人手够")
    assert due(ledger, date(2025, 8, 30)) == {"老示例": date(2025, 8, 30)}
    assert "10 天一次" in "".join(ledger.call_list(DAY).rule.sentences)
    for key, value in (("contact_days", "0"), ("youth_ages", "24-16"), ("package_deadline", "11-31")):
        with pytest.raises(LedgerFault):
            ledger.set_setting(key, value, "试")


def test_an_agreed_day_goes_before_the_rule_until_somebody_called(ledger: Ledger) -> None:
    roster(ledger, next_contact_on=date(2025, 9, 29))
    served(ledger, "visit", date(2025, 9, 1))
    assert due(ledger) == {"覃示例": date(2025, 9, 29)}
    assert "约好 09-29 联系" in ledger.call_list(DAY).rows[0].reasons
    change = ledger.record_contact(1, "follow_up", DAY, "周敏", "愿意面试", date(2025, 10, 20))
    assert {"service", "unemployed_leaver"} <= change.sections
    assert due(ledger) == {}
    assert due(ledger, date(2025, 10, 20)) == {"覃示例": date(2025, 10, 20)}
    assert ledger.person(1, DAY).contact_on == date(2025, 10, 20)


def test_who_found_work_is_called_no_more(ledger: Ledger) -> None:
    roster(ledger)
    ledger.save("placement", None, {**SAMPLES["placement"].row, **WHO, "placed_on": date(2025, 9, 1)})
    assert due(ledger, date(2025, 8, 31))
    assert not due(ledger)
    roster(ledger, OLD, situation="study", situation_on=date(2025, 9, 1))
    assert not due(ledger)


def test_the_list_is_narrowed_and_printed_masked(ledger: Ledger) -> None:
    roster(ledger, township="500118-01", helper="周敏")
    roster(ledger, OLD, township="500118-02", helper="陈志刚")
    assert len(ledger.call_list(DAY).rows) == 2
    assert [each.name for each in ledger.call_list(DAY, township="500118-02").rows] == ["老示例"]
    assert [each.name for each in ledger.call_list(DAY, helper="周敏").rows] == ["覃示例"]
    content, problems = ledger.print_call_list(DAY, DAY, helper="周敏")
    assert content.startswith(b"%PDF")
    assert not problems
    with ledger.reading() as connection:
        entry = connection.execute(
            select(Journal.section, Journal.business, Journal.after).where(Journal.action == "print")
        ).one()
    assert (entry.section, entry.business) == ("call_list", False)
    assert "示例" not in entry.after


def test_a_service_of_somebody_without_document_is_refused(ledger: Ledger) -> None:
    ledger.save("person", None, {"name": "无证示例"})
    with pytest.raises(LedgerFault, match="证件号"):
        ledger.record_contact(1, "visit", DAY)
    assert not ledger.find("service", Query())


def test_posts_that_fit_ask_for_no_more_than_the_person_has(ledger: Ledger) -> None:
    roster(ledger, {**WHO, "person.education": "31", "person.major": "机械工程"})
    post = {**SAMPLES["vacancy"].row, "filled": 0}
    for title, changes in (
        ("博士岗", {"education": "11"}),
        ("专业对口", {"education": "31", "major": "机械工程"}),
        ("不限", {}),
        ("满员", {"filled": 20}),
        ("过期", {"closes_on": date(2025, 4, 1)}),
    ):
        ledger.save("vacancy", None, {**post, "title": title, **changes})
    shown = ledger.person(1, DAY)
    assert len(shown.vacancies) == 2
    assert shown.posts[0].title.startswith("专业对口")
