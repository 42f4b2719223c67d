"""The form of a row on a real ledger: checks while one types, fills what it knows, keeps what is wrong."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from section_samples import EMPLOYERS, NAMES, TODAY, Desk, resident_id, section_desk

from core.errors import LedgerFault
from core.section import Kind
from core.sections import SECTIONS, section_of
from core.views import Query, RowState
from ui.editors import ChoiceEntry, DateEntry, LineEntry, read_value
from ui.form_fields import grouped, rows_of, taken
from ui.section_page import SectionPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with section_desk(qtbot, tmp_path) as made:
        made.page.open_form()
        made.settle()
        yield made


def at(desk: Desk, position: int) -> int:
    desk.page.grid.go(position)
    desk.settle()
    return desk.page.model.row_id(position)


def type_in(desk: Desk, key: str, words: str) -> None:
    """Replace what stands in a field, as hands do."""
    entry = desk.page.form.entry(key)
    entry.setFocus()
    entry.selectAll()
    compose(entry, words)


def compose(widget: QWidget, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def checked(desk: Desk) -> None:
    desk.qtbot.wait(300)
    desk.settle()


def test_all_fields_stand_in_groups_and_every_entry_has_a_name(desk: Desk) -> None:
    form = desk.page.form
    assert set(form.fields.entries) == {each.key for each in desk.page.section.fields}
    assert next(iter(form.fields.entries)) == "person.id_number"
    for key, entry in form.fields.entries.items():
        assert entry.accessibleName().startswith(desk.page.section.by_key[key].label)
        assert entry.height() == 28
    assert "必填" in form.entry("person.name").accessibleName()


def test_the_row_is_shown_masked_with_its_derived_facts(desk: Desk) -> None:
    row_id = at(desk, 3)
    row = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    form = desk.page.form
    assert form.entry("person.id_number").text() == row.texts["person.id_number"]
    assert "*" in form.entry("person.id_number").text()
    assert form.entry("person.birth_date").text() == row.texts["person.birth_date"]
    assert form.entry("person.birth_date").isReadOnly()
    assert form.entry("origin").text() == row.texts["origin"]
    assert form.place.text() == f"第 {row_id} 行"
    desk.qtbot.waitUntil(form.counts.isVisible, timeout=20_000)


def test_a_slow_answer_is_given_only_when_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    at(desk, 3)
    counts = desk.page.form.counts
    desk.qtbot.waitUntil(counts.isVisible, timeout=20_000)
    monkeypatch.setattr("ui.row_desk.SLOW", -1.0)
    at(desk, 4)
    desk.qtbot.wait(450)
    desk.settle()
    at(desk, 5)
    desk.qtbot.waitUntil(counts._ask.isVisible, timeout=20_000)
    assert counts._lines == []
    counts._ask.click()
    desk.qtbot.waitUntil(lambda: counts._lines != [], timeout=20_000)
    assert not counts._ask.isVisible()


def test_the_id_number_fills_sex_birth_date_and_age(desk: Desk) -> None:
    desk.page.add_row()
    desk.settle()
    type_in(desk, "person.id_number", resident_id(700))
    checked(desk)
    form = desk.page.form
    born = date.fromisoformat(form.entry("person.birth_date").text())
    assert resident_id(700)[6:14] == f"{born:%Y%m%d}"
    assert form.entry("person.sex").text()
    assert form.fields._age.text() == str(TODAY.year - born.year - ((born.month, born.day) > (9, 30)))


def test_a_known_person_is_filled_in(desk: Desk) -> None:
    desk.page.add_row()
    desk.settle()
    type_in(desk, "person.id_number", resident_id(5))
    checked(desk)
    assert desk.page.form.entry("person.name").text() == NAMES[5]
    assert "已有同人登记" in desk.page.form.fields.message("person.id_number")


def test_a_known_employer_brings_its_kind(desk: Desk) -> None:
    desk.page.add_row()
    desk.settle()
    entry = desk.page.form.entry("employer.name")
    assert isinstance(entry, ChoiceEntry)
    entry.setFocus()
    compose(entry, "纸业")
    desk.qtbot.waitUntil(entry._is_listing)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    checked(desk)
    assert entry.text() == EMPLOYERS[1]
    assert desk.page.form.entry("employer.type").text().startswith("39")


def test_a_wrong_number_is_said_below_its_field_and_kept_as_a_draft(desk: Desk) -> None:
    row_id = at(desk, 2)
    number = resident_id(2)
    wrong = number[:-1] + ("3" if number[-1] != "3" else "4")
    type_in(desk, "person.id_number", wrong)
    checked(desk)
    form = desk.page.form
    assert "末位校验码不对" in form.fields.message("person.id_number")
    assert form.entry("person.id_number").property("state") == "error"
    assert form.strip.isVisible()
    assert form.strip.text.startswith("草稿：1 处要改")
    assert form.entry("person.id_number").text() == wrong, "a wrong number is shown whole, to be mended"
    desk.page.grid.go(3)
    desk.settle()
    saved = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    assert saved.state is RowState.DRAFT
    at(desk, 2)
    checked(desk)
    assert form.entry("person.id_number").text() == wrong
    assert "末位校验码不对" in form.fields.message("person.id_number")


def test_the_first_key_replaces_a_masked_value_whole(desk: Desk) -> None:
    at(desk, 2)
    entry = desk.page.form.entry("person.phone")
    entry.setFocus()
    entry.setCursorPosition(3)
    QTest.keyClicks(entry, "12812345678")
    assert entry.text() == "12812345678"


def test_escape_brings_the_saved_row_back(desk: Desk) -> None:
    at(desk, 2)
    entry = desk.page.form.entry("note")
    before = entry.text()
    type_in(desk, "note", "写错了")
    assert desk.page.edit.is_dirty
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert desk.page.edit.typed == {}
    assert entry.text() == before


def test_enter_goes_through_the_fields_in_order(desk: Desk) -> None:
    at(desk, 2)
    form = desk.page.form
    keys = [key for key, entry in form.fields.entries.items() if not entry.field.derived]
    form.entry(keys[0]).setFocus()
    for expected in keys[1:6]:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Return)
        assert QApplication.focusWidget() is form.entry(expected)


def test_a_whole_new_row_by_hand(desk: Desk) -> None:
    desk.page.add_row()
    desk.settle()
    type_in(desk, "person.id_number", resident_id(800))
    type_in(desk, "person.name", "新来者")
    type_in(desk, "placed_on", "2025.9.12")
    type_in(desk, "destination", "75")
    desk.page.grid.go(4)
    desk.settle()
    found = desk.ask(lambda ledger: ledger.find("placement", Query(search="新来者")))
    row = desk.ask(lambda ledger: ledger.rows("placement", found)[0])
    assert row.state is RowState.ACTIVE
    assert row.values["placed_on"] == date(2025, 9, 12)
    assert row.values["destination"] == "75"
    assert row.values["person.sex"]


def test_ctrl_semicolon_is_today(desk: Desk) -> None:
    at(desk, 2)
    entry = desk.page.form.entry("placed_on")
    assert isinstance(entry, DateEntry)
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert entry.text() == "2025-09-30"
    assert desk.page.edit.value("placed_on") == TODAY


def test_the_calendar_is_walked_from_the_entry(desk: Desk) -> None:
    at(desk, 2)
    entry = desk.page.form.entry("placed_on")
    entry.setFocus()
    before = date.fromisoformat(entry.text())
    QTest.keyClick(entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert isinstance(entry, DateEntry)
    assert entry._is_picking()
    QTest.keyClick(entry, Qt.Key.Key_Up)
    QTest.keyClick(entry, Qt.Key.Key_Left)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert entry.text() == (before - timedelta(days=8)).isoformat()
    assert desk.page.edit.value("placed_on") == before - timedelta(days=8)
    QTest.keyClick(entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert desk.page.edit.is_dirty, "Esc closes the calendar before it takes the row back"


def test_showing_a_number_whole_is_journaled(desk: Desk) -> None:
    row_id = at(desk, 2)
    page = desk.page
    shown: list[str] = []
    page.acts.reveal(row_id, "person.id_number", "核对证件", shown.append)
    desk.settle()
    assert shown == [
        desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values["person.id_number"])
    ]
    show = page.chosen.reveal_for(row_id, "person.id_number")
    page.acts.reveal(row_id, "person.id_number", "核对证件", show)
    desk.settle()
    assert page.form.entry("person.id_number").text() == shown[0]
    assert not page.edit.is_dirty
    page.grid.go(4)
    desk.settle()
    page.grid.go(2)
    desk.settle()
    assert "*" in page.form.entry("person.id_number").text()


def test_a_save_that_fails_hands_the_words_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id = at(desk, 2)
    faults: list[LedgerFault] = []
    desk.tasks.failed.connect(faults.append)

    def full(*_given: object) -> None:
        raise LedgerFault("没有写入：磁盘满了。", "安全。台账没有改动。", "腾出空间再保存。")

    type_in(desk, "note", "不能丢的话")
    with monkeypatch.context() as patch:
        patch.setattr("core.ledger.Ledger.save", full)
        desk.page.grid.go(5)
        desk.settle()
    assert [each.happened for each in faults] == ["没有写入：磁盘满了。"]
    assert desk.page.edit.row is not None
    assert desk.page.edit.row.id == row_id
    assert desk.page.form.entry("note").text() == "不能丢的话"
    desk.page.edit.commit()
    desk.settle()
    assert desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values["note"]) == "不能丢的话"
    desk.faults.clear()


def test_void_rows_cannot_be_typed_in(desk: Desk) -> None:
    row_id = at(desk, 2)
    desk.page.acts.void((row_id,), "重复登记")
    desk.settle()
    desk.page.toggle_bin()
    desk.settle()
    assert desk.page.form.entry("note").isReadOnly()
    assert desk.page.form.strip.text == "已作废，不计入统计"


def test_short_fields_share_a_line_where_it_saves_one() -> None:
    groups = dict(grouped(section_of("placement").fields))
    lines = [[each.label for each in line] for line in rows_of(groups["就业创业"])]
    assert all(sum(map(taken, line)) <= 6 for line in rows_of(groups["就业创业"]))
    assert ["用人单位"] in lines
    assert [len(line) for line in lines].count(1) <= 2 + len(groups["就业创业"]) % 2
    shown = [label for line in lines for label in line]
    assert sorted(shown) == sorted(each.label for each in groups["就业创业"])
    people = [[each.key for each in line] for line in rows_of(groups["人员"])]
    assert people[0] == ["person.id_number"]
    assert ["person.sex", "person.birth_date"] in people


def test_every_section_has_its_page_and_form(desk: Desk) -> None:
    for section in SECTIONS:
        page = SectionPage(desk.tasks, desk.window, section.key)
        desk.qtbot.addWidget(page)
        page.resize(1366, 660)
        page.show()
        page.refresh_if_stale()
        desk.settle()
        page.add_row()
        desk.settle()
        assert page.form.isVisible(), section.key
        assert set(page.form.fields.entries) == {each.key for each in section.fields}
        names = [name for name, _fields in grouped(section.fields)]
        assert "其他" not in names[:-1]
        assert page.form.height() <= 660
        page.hide()


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.DATE, "2025年9月3日", date(2025, 9, 3)),
        (Kind.DATE, "2025-02-30", "2025-02-30"),
        (Kind.MONTH, "2025.6", "2025-06"),
        (Kind.INTEGER, "1,260", 1260),
        (Kind.INTEGER, "十个", "十个"),
        (Kind.TEXT, "  ", None),
    ],
)
def test_typed_words_become_values_or_stay_words(kind: Kind, typed: str, value: object) -> None:
    assert read_value(kind, typed) == value


@pytest.mark.parametrize(("kept", "shown"), [("93.0000", "93"), ("200000.00", "200000"), ("0.50", "0.5")])
def test_an_amount_is_written_without_empty_places(qtbot: QtBot, kept: str, shown: str) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    entry = LineEntry(section_of("prior_actual").by_key["value"], host)
    entry.show_value(Decimal(kept), shown)
    assert entry.text() == shown
    assert entry.value() == Decimal(kept)
