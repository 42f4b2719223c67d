"""Typing in a section page over real ledgers: committed on leaving, drafts, undo, new rows, the bin."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from section_samples import ALL, ROWS, Desk, placement, resident_id

from core.views import Query, RowState
from ui.record_model import NEW_ROW

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_leaving_the_row_commits_what_was_typed_in_a_cell(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(2)
    index = page.model.index(2, page.model.column("evidence_note"))
    page.grid.go(2, index.column())
    desk.settle()
    assert page.model.setData(index, ("劳动合同", "劳动合同"))
    assert index.data() == "劳动合同"
    assert desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values["evidence_note"]) is None
    page.grid.go(3)
    desk.settle()
    saved = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    assert saved.values["evidence_note"] == "劳动合同"
    assert saved.state is RowState.ACTIVE
    assert page.model.position(row_id) == 2, "the table does not jump while one works"


def test_typing_in_a_cell_by_keys(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(1)
    column = page.model.column("placed_on")
    page.grid.go(1, column)
    desk.settle()
    page.grid.edit_current()
    editor = page.grid.main.viewport().focusWidget() or page.focusWidget()
    assert isinstance(editor, QWidget)
    QTest.keyClicks(editor, "2025.9.3")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    assert page.grid.current().row() == 2
    assert page.grid.current().column() == column
    saved = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    assert saved.values["placed_on"] == date(2025, 9, 3)


def test_a_cell_still_open_is_saved_when_something_else_begins(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(1)
    page.grid.go(1, page.model.column("note"))
    desk.settle()
    page.grid.edit_current()
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClicks(editor, "half typed")
    page.add_row()
    desk.settle()
    saved = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    assert saved.values["note"] == "half typed"
    assert page.edit.is_new


def test_rows_that_come_late_leave_the_clerk_where_they_went(desk: Desk) -> None:
    grid = desk.page.grid
    grid.go(0)
    desk.page.refresh()
    grid.go(3)
    here = desk.page.model.row_id(3)
    desk.settle()
    assert (grid.current().row(), desk.page.desk.current_id()) == (3, here)


def test_rows_that_come_while_a_cell_is_open_wait_until_it_is_closed(desk: Desk) -> None:
    page = desk.page
    page.grid.go(1, page.model.column("person.name"))
    page.grid.edit_current()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "Li")
    added = desk.ask(lambda ledger: ledger.save("placement", None, placement(ROWS + 1)))
    page.refresh()
    desk.settle()
    assert page.grid.is_editing()
    assert (QApplication.focusWidget(), editor.text()) == (editor, "Li")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    assert desk.texts("person.name").count("Li") == 1
    assert page.model.position(added.row.id) is not None


def test_the_numbers_follow_a_save(desk: Desk) -> None:
    page = desk.page
    page.grid.go(2, page.model.column("employer.name"))
    desk.settle()
    page.model.setData(page.grid.current(), ("重庆样例新办公司", "重庆样例新办公司"))
    page.grid.go(3)
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.grid.totals.words("employer.name") == "4 家单位", timeout=20_000)
    desk.settle()


def test_leaving_the_page_saves_what_is_typed(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(1)
    page.grid.go(1, page.model.column("note"))
    desk.settle()
    page.model.setData(page.grid.current(), ("写到一半", "写到一半"))
    assert page.leave()
    desk.settle()
    assert desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values["note"]) == "写到一半"


def test_an_invalid_cell_makes_the_row_a_draft_and_mending_it_ends_that(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(4)
    number = resident_id(4)
    index = page.model.index(4, page.model.column("person.id_number"))
    page.grid.go(4, index.column())
    desk.settle()
    bad = number[:-1] + ("1" if number[-1] != "1" else "2")
    page.model.setData(index, (bad, bad))
    page.grid.go(5)
    desk.settle()
    saved = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    assert saved.state is RowState.DRAFT
    cell = page.model.cell(4, index.column())
    assert cell is not None
    assert cell.problem is not None
    assert page.model.cell(4, 0).draft  # type: ignore[union-attr]  # the number column always has a cell
    page.grid.go(4, index.column())
    desk.settle()
    page.model.setData(index, (number, number))
    page.grid.go(5)
    desk.settle()
    mended = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0])
    assert mended.state is RowState.ACTIVE
    assert mended.values["person.id_number"] == number


def test_undo_brings_the_earlier_values_back_and_redo_the_later(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(2)
    index = page.model.index(2, page.model.column("note"))
    page.grid.go(2, index.column())
    desk.settle()
    page.model.setData(index, ("先写错", "先写错"))
    page.undo()
    desk.settle()
    note = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values["note"])
    assert note in (None, "")
    page.undoing.redo()
    desk.settle()
    assert desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values["note"]) == "先写错"


def test_a_new_row_is_saved_on_leaving_and_undo_puts_it_into_the_bin(desk: Desk) -> None:
    page = desk.page
    page.add_row()
    desk.settle()
    assert page.model.row_id(0) == NEW_ROW
    page.edit.put("person.name", "新来者", "新来者")
    page.grid.go(3)
    desk.settle()
    found = desk.ask(lambda ledger: ledger.find("placement", Query(search="新来者")))
    assert len(found) == 1
    row = desk.ask(lambda ledger: ledger.rows("placement", found)[0])
    assert row.state is RowState.DRAFT
    assert page.model.row_id(0) == row.id
    page.undo()
    desk.settle()
    assert desk.ask(lambda ledger: ledger.rows("placement", found)[0].state) is RowState.VOID
    assert page.model.position(row.id) is None


def test_arriving_for_a_new_row_while_the_page_reads_its_rows(desk: Desk) -> None:
    desk.page.refresh()
    desk.page.arrive(new=True)
    desk.settle()
    assert desk.page.model.row_id(0) == NEW_ROW
    assert desk.page.edit.is_new


def test_a_new_row_left_untouched_goes_away(desk: Desk) -> None:
    desk.page.add_row()
    desk.settle()
    desk.page.grid.go(3)
    desk.settle()
    assert not desk.page.model.has_new_row()
    assert desk.page.model.rowCount() == ALL


def test_rows_voided_together_come_back_together(desk: Desk) -> None:
    ids = tuple(desk.page.model.row_id(row) for row in range(3))
    desk.page.acts.void(ids, "重复报送")
    desk.settle()
    assert not set(ids) & set(desk.ask(lambda ledger: ledger.find("placement", Query())))
    desk.page.undo()
    desk.settle()
    assert set(ids) <= set(desk.ask(lambda ledger: ledger.find("placement", Query())))
    assert desk.window.said[-1] == "已撤销作废，3 行恢复"


def test_void_and_restore_through_the_bin(desk: Desk) -> None:
    page = desk.page
    ids = (page.model.row_id(0), page.model.row_id(1))
    page.acts.void(ids, "重复登记")
    desk.settle()
    assert page.model.rowCount() == ALL - 2
    assert page.frame.tools.buttons["bin"].text() == "回收站 2"
    page.toggle_bin()
    desk.settle()
    assert sorted(page.model.row_id(row) for row in range(page.model.rowCount())) == sorted(ids)
    assert page.frame.bin_strip.isVisible()
    assert not page.model.flags(page.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    page.acts.unvoid(ids[:1], "作废错了")
    desk.settle()
    assert page.model.rowCount() == 1
    page.toggle_bin()
    desk.settle()
    assert page.model.rowCount() == ALL - 1
    assert page.model.flags(page.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
