"""A person's page over a real ledger: everything in order, numbers masked, a service in two keys."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from page_samples import TODAY, Room, new_ledger, room
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from section_samples import placement, resident_id
from sqlalchemy import select

from core.ledger import Ledger
from core.views import Query
from db.models import Journal
from ui.merge_dialog import MergeDialog
from ui.page_places import ROW_PAGES
from ui.person_page import PersonPage

WHO = {"person.name": "覃示例", "person.id_number": resident_id(400)}
PHONE = "12700006072"


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    ledger = new_ledger(tmp_path)
    ledger.save(
        "unemployed_leaver",
        None,
        {
            **WHO,
            "person.phone": PHONE,
            "cohort": "2025",
            "handed_over_on": date(2025, 7, 15),
            "helper": "周敏",
            "willing": True,
            "disadvantaged": "low_income",
            "next_contact_on": date(2025, 10, 9),
        },
    )
    for kind, day in (("policy_briefing", 22), ("job_referral", 25), ("job_referral", 28)):
        ledger.save("service", None, {**WHO, "kind": kind, "provided_on": date(2025, 7, day)})
    ledger.save(
        "subsidy", None, {**WHO, "kind": "skill_upgrade", "amount": 1500, "paid_on": date(2025, 8, 1)}
    )
    ledger.save("placement", None, placement(1))
    with room(qtbot, ledger) as found:
        yield found


def shown(made: Room) -> PersonPage:
    page = made.show(PersonPage, 1190, 640)
    page.arrive(row=1, of="unemployed_leaver")
    made.settle()
    assert page.person is not None
    return page


def test_it_shows_what_is_planned_first_and_then_the_newest(made: Room) -> None:
    page = shown(made)
    titles = [page.timeline.event_at(at).title for at in range(page.timeline.rows.rowCount())]
    assert titles[0] == "约好回访"
    assert titles[1] == "发放补贴：技能提升补贴" or titles[1].startswith("发放补贴")
    assert titles[2:5] == ["岗位推介（第 2 次）", "岗位推介（第 1 次）", "政策宣介"]
    assert [box.slot.done for box in page.slots.boxes] == [1, 0, 2, 0]
    assert page.slots.boxes[2].said() == "差 1 次，11 月 30 日前"
    assert page.slots.note.text() == "6 项中已完成 3 项，期限 11 月 30 日"
    assert page.head.title.text() == "覃示例"


def test_numbers_are_masked_until_a_reason_is_given(made: Room) -> None:
    page = shown(made)
    number = str(WHO["person.id_number"])
    assert page.facts.text_of("id_number") == f"{number[:6]}********{number[-4:]}"
    assert PHONE not in page.facts.text_of("phone")
    assert page.person is not None
    person = page.person.id
    page.acts.reveal(person, "phone", "电话核实", lambda value: page.facts.show_whole("phone", value))
    made.settle()
    assert page.facts.text_of("phone") == PHONE

    def reveals(ledger: Ledger) -> list[str]:
        with ledger.reading() as connection:
            return list(connection.scalars(select(Journal.reason).where(Journal.action == "reveal")))

    assert made.ask(reveals) == ["电话核实"]
    assert "low_income" not in repr(page.person)
    assert "低保" not in repr(page.person)


def test_two_keys_record_the_service_that_is_missing(made: Room) -> None:
    page = shown(made)
    page.timeline.setFocus()
    QTest.keyClick(page.timeline, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    page.record()
    assert page.entry.isVisible()
    QTest.keyClick(page.entry.entries["outcome"], Qt.Key.Key_Return)
    made.settle()
    assert page.slots.boxes[1].slot.done == 1
    assert not page.entry.isVisible()
    rows = made.ask(lambda ledger: ledger.rows("service", ledger.find("service", Query())))
    assert (rows[0].values["kind"], rows[0].values["provided_on"]) == ("vocational_guidance", TODAY)


def test_escape_puts_the_entry_away_and_writes_nothing(made: Room) -> None:
    page = shown(made)
    page.record_call()
    QTest.keyClick(page.entry.entries["outcome"], Qt.Key.Key_Escape)
    made.settle()
    assert not page.entry.isVisible()
    assert len(made.ask(lambda ledger: ledger.find("service", Query()))) == 3


def test_the_next_contact_is_put_off_with_its_own_button(made: Room) -> None:
    page = shown(made)
    page.steps.postpone.click()
    assert not page.entry.entries["kind"].isVisible()
    entry = page.entry.entries["next_on"]
    entry.clear()
    QTest.keyClicks(entry, "2025-10-20")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    made.settle()
    assert page.person is not None
    assert page.person.contact_on == date(2025, 10, 20)


def test_an_event_opens_its_row(made: Room) -> None:
    page = shown(made)
    page.timeline.setCurrentIndex(page.timeline.rows.index(2))
    QTest.keyClick(page.timeline, Qt.Key.Key_Return)
    assert made.window.opened[-1][0] == "service"


@pytest.mark.parametrize("width", [1190, 900, 560])
def test_it_fits_narrower_windows(made: Room, width: int) -> None:
    page = shown(made)
    page.resize(width, 500)
    made.settle()
    assert page.steps.isVisible()
    assert page.facts.isVisible()
    assert page.facts.parentWidget() is not None
    assert (page.facts.parentWidget() is page._body) is (width >= 1000)


def test_every_section_with_people_leads_here() -> None:
    from core.sections import SECTIONS

    people = {section.key for section in SECTIONS if section.people} | {"person"}
    assert {key for key, each in ROW_PAGES.items() if each.page == "person_card"} == people


def test_merging_is_shown_before_it_is_done_and_is_taken_back(made: Room) -> None:
    page = shown(made)
    assert page.person is not None
    kept = page.person.id
    other = kept + 1
    preview = made.ask(lambda ledger: ledger.preview_merge(kept, other, TODAY))
    dialog = MergeDialog(preview, page)
    assert dialog.action.isEnabled()
    dialog.action.click()
    assert dialog.result() == 0, "no reason, no merge"
    dialog.say("已看证件原件")
    dialog.choose("name", "kept")
    dialog.action.click()
    assert dialog.result() == 1
    choices, reason = dialog.choices(), dialog.reason
    dialog.deleteLater()
    made.tasks.run("合并档案", lambda ledger, _: ledger.merge_people(kept, other, choices, reason))
    made.settle()
    assert [each.undone for each in page.person.merges] == [] or page.person.merges[0].other == other
    page.refresh()
    made.settle()
    assert page.person.merges[0].reason == "已看证件原件"
    made.tasks.run("撤销合并", lambda ledger, _: ledger.unmerge_people(kept, "认错了"))
    made.settle()
    page.refresh()
    made.settle()
    assert page.person.merges[0].undone
