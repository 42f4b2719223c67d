"""The call list in the window: results by single keys, the next person comes by itself, printing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from page_samples import TODAY, Room, new_ledger, room
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from section_samples import NAMES, resident_id

from core.views import Query
from ui.calls_page import CallsPage


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    ledger = new_ledger(tmp_path)
    for serial in range(3):
        ledger.save(
            "unemployed_leaver",
            None,
            {
                "person.name": NAMES[serial],
                "person.id_number": resident_id(serial),
                "person.phone": f"1270000000{serial}",
                "cohort": "2025",
                "handed_over_on": date(2025, 7, 15 + serial),
                "helper": ("周敏", "陈志刚")[serial % 2],
            },
        )
    with room(qtbot, ledger) as found:
        yield found


def names(page: CallsPage) -> list[str]:
    return [each.texts[0] for each in page.table.items]


def test_a_result_by_one_key_and_enter_and_on_to_the_next(made: Room) -> None:
    page = made.show(CallsPage)
    assert names(page) == list(NAMES[:3])
    assert page.day == date(2025, 10, 9), "the first working day after the National Day's holidays"
    page.day_input.setText("2025-10-01")
    page.day_input.editingFinished.emit()
    made.settle()
    QTest.keyClick(page.table, Qt.Key.Key_2)
    assert page.entry.isVisible()
    QTest.keyClick(page.entry.entries["outcome"], Qt.Key.Key_Return)
    made.settle()
    assert names(page) == list(NAMES[1:3])
    assert page.table.current == "2"
    QTest.keyClick(page.table, Qt.Key.Key_1)
    page.entry.entries["outcome"].insert("愿意面试")
    page.entry.entries["outcome"].textEdited.emit("愿意面试")
    QTest.keyClick(page.entry.entries["outcome"], Qt.Key.Key_Return)
    made.settle()
    rows = made.ask(lambda ledger: ledger.rows("service", sorted(ledger.find("service", Query()))))
    assert [(row.values["kind"], row.values["outcome"]) for row in rows] == [
        ("unanswered", "未接"),
        ("follow_up", "愿意面试"),
    ]
    assert all(row.values["provided_on"] == TODAY for row in rows)
    assert names(page) == [NAMES[2]]


def test_numbers_are_masked_and_people_open(made: Room) -> None:
    page = made.show(CallsPage)
    assert page.table.items[0].texts[1] == "127****0000"
    page.table.opened.emit(page.table.current)
    assert made.window.opened[-1] == ("person_card", {"row": 1, "of": "call_list"})


def test_it_is_narrowed_by_helper_and_says_its_rule(made: Room) -> None:
    page = made.show(CallsPage)
    page.helper.setCurrentIndex(page.helper.findData("陈志刚"))
    made.settle()
    assert names(page) == [NAMES[1]]
    page.toggle_rule()
    assert page._rule_box.isVisible()
    assert page.found is not None
    assert any("渝人社发〔2026〕1号" in each for each in page.found.rule.sentences)


def test_a_day_before_anybody_was_handed_over_is_empty(made: Room) -> None:
    page = made.show(CallsPage)
    page.day_input.setText("2025-07-01")
    page.day_input.editingFinished.emit()
    made.settle()
    assert page.empty.isVisible()
    assert not page.print_button.isEnabled()


def test_it_prints(made: Room, tmp_path: Path) -> None:
    page = made.show(CallsPage)
    page.print_to(tmp_path / "list.pdf")
    made.settle()
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    assert "清单已存为" in made.window.said[-1]
