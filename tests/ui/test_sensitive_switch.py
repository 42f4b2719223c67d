"""The switch of sensitive facts: off by default, journaled, off again when the page is left."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from page_samples import Room, new_ledger, room
from pytestqt.qtbot import QtBot
from section_samples import resident_id

from core.ledger import Ledger
from core.views import Query
from ui.page import Page, Shell
from ui.section_page import SectionPage
from ui.tasks import Tasks

ROW = {
    "person.name": "示例甲",
    "person.id_number": resident_id(3),
    "registered_on": date(2025, 3, 4),
    "cause": "contract_ended",
    "hard_to_place": "older",
}
FIELD = "hard_to_place"


class UnemploymentPage(SectionPage):
    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell, "unemployment")


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    ledger = new_ledger(tmp_path)
    ledger.save("unemployment", None, ROW)
    with room(qtbot, ledger) as found:
        yield found


def stored(ledger: Ledger) -> object:
    ledger.reveal_sensitive("unemployment", "核对")
    row = ledger.rows("unemployment", ledger.find("unemployment", Query()))[0]
    ledger.hide_sensitive("unemployment")
    return row.values[FIELD]


def shown(page: SectionPage) -> tuple[bool, bool, str]:
    column = page.model.column(FIELD)
    cell = page.model.cell(0, column)
    return (
        FIELD not in page.grid.columns.hidden,
        page.form.entry(FIELD).isVisible(),
        cell.words if cell else "",
    )


def test_it_is_off_on_and_off_again(made: Room) -> None:
    page = made.show(UnemploymentPage, 1366, 700)
    made.settle()
    assert shown(page) == (False, False, "")
    page.columns.sensitive.show("核对认定")
    made.settle()
    assert shown(page) == (True, True, "大龄失业人员")
    assert page.frame.sensitive_strip.isVisible()
    assert isinstance(page, Page)
    assert page.leave()
    made.settle()
    assert shown(page) == (False, False, "")
    assert not page.frame.sensitive_strip.isVisible()


def test_a_row_typed_while_they_are_hidden_keeps_them(made: Room) -> None:
    page = made.show(UnemploymentPage, 1366, 700)
    made.settle()
    page.edit.put("note", "已电话核实", "已电话核实")
    page.desk.leave()
    made.settle()
    assert made.ask(stored) == "older"


def test_enter_walks_past_the_hidden_fields(made: Room) -> None:
    page = made.show(UnemploymentPage, 1366, 700)
    made.settle()
    assert FIELD not in {each.field.key for each in page.form.fields.open_entries()}
    page.columns.sensitive.show("核对认定")
    made.settle()
    assert FIELD in {each.field.key for each in page.form.fields.open_entries()}


def test_a_section_without_them_has_no_switch(made: Room) -> None:
    class ServicePage(SectionPage):
        def __init__(self, tasks: Tasks, shell: Shell) -> None:
            super().__init__(tasks, shell, "service")

    page = made.show(ServicePage)
    assert "sensitive" not in page.frame.tools.buttons
