"""Blocks of cells on a section page: pasted, filled, cleared and copied, each as one."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from section_samples import ALL, Desk

from core.views import Query
from ui.paste import plan_paste, read_block

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_a_pasted_block_is_announced_then_written_and_undone_at_once(desk: Desk) -> None:
    page = desk.page
    ids = [page.model.row_id(row) for row in (ALL - 2, ALL - 1)]
    page.grid.go(ALL - 2, page.model.column("evidence_note"))
    desk.settle()
    QGuiApplication.clipboard().setText("合同\t第一行\r\n协议\t第二行\r\n名册\t新来的\r\n")
    page.grid.paste_asked.emit()
    assert page.frame.paste_strip.isVisible()
    assert page.frame.paste_strip.text == "粘贴：将写入 3 行×2 列，新增 1 行"
    assert page.frame.paste_button.text() == "写入 6 格"
    page.blocks.write()
    desk.settle()
    rows = desk.ask(lambda ledger: ledger.rows("placement", ids))
    assert [row.values["evidence_note"] for row in rows] == ["合同", "协议"]
    added = desk.ask(lambda ledger: ledger.find("placement", Query(search="新来的")))
    assert len(added) == 1
    page.undo()
    desk.settle()
    rows = desk.ask(lambda ledger: ledger.rows("placement", [*ids, added[0]]))
    assert [row.values["evidence_note"] or "" for row in rows] == ["", ""], "the added row is gone"
    page.undoing.redo()
    desk.settle()
    rows = desk.ask(lambda ledger: ledger.rows("placement", [*ids, added[0]]))
    assert [row.values["evidence_note"] for row in rows] == ["合同", "协议", "名册"]
    assert [each.kind for each in desk.ask(lambda ledger: ledger.batches())] == ["paste"]


def test_an_edit_after_a_paste_goes_back_before_it(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(0)
    page.grid.go(0, page.model.column("evidence_note"))
    desk.settle()
    QGuiApplication.clipboard().setText("合同\t第一行")
    page.grid.paste_asked.emit()
    page.blocks.write()
    desk.settle()
    page.edit.put("note", "改过", "改过")
    desk.page.desk.leave()
    desk.settle()
    for _ in range(2):
        page.undo()
        desk.settle()
    values = desk.ask(lambda ledger: ledger.rows("placement", [row_id])[0].values)
    assert (values["evidence_note"] or "", values["note"] or "") == ("", "")


@pytest.mark.parametrize(("key", "after"), [(Qt.Key.Key_D, "合同"), (Qt.Key.Key_Delete, "")])
def test_a_column_of_several_rows_is_filled_or_cleared_in_one(desk: Desk, key: Qt.Key, after: str) -> None:
    page = desk.page
    ids = [page.model.row_id(row) for row in range(3)]
    desk.ask(lambda ledger: ledger.save("placement", ids[0], {"evidence_note": "合同"}))
    page.refresh()
    desk.settle()
    page.grid.go(0, page.model.column("evidence_note"))
    page.grid.go(2, extend=True)
    desk.settle()
    held = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_D else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(page.grid.main, key, held)
    assert page.frame.paste_strip.isVisible()
    assert page.frame.paste_strip.text.endswith(("写入下面 2 行", "清空 3 行的“佐证材料”"))
    page.blocks.write()
    desk.settle()
    rows = desk.ask(lambda ledger: ledger.rows("placement", ids))
    assert [row.values["evidence_note"] or "" for row in rows] == [after] * 3
    page.undo()
    desk.settle()
    rows = desk.ask(lambda ledger: ledger.rows("placement", ids))
    assert [row.values["evidence_note"] or "" for row in rows] == ["合同", "", ""]


def test_a_paste_counts_what_it_cannot_write(desk: Desk) -> None:
    page = desk.page
    page.grid.go(0, page.model.column("person.sex"))
    start = page.model.column("person.sex")
    block = [["男", "1999-01-01", "12800000000"]]
    plan = plan_paste(page.model, page.grid.columns.shown(), 0, start, block)
    assert (plan.cells, plan.refused) == (1, 2)
    assert plan.sentence() == "粘贴：将写入 1 行×3 列，2 格不可编辑"
    assert read_block('甲\t"两行\n的字"\n\n') == [["甲", "两行\n的字"]]


def test_copying_rows_keeps_them_masked(desk: Desk) -> None:
    page = desk.page
    page.grid.go(0, 1)
    page.grid.go(2, extend=True)
    page.grid.copy()
    text = QGuiApplication.clipboard().text()
    assert len(text.split("\n")) == 3
    assert page.model.cell(0, 2).words in text  # type: ignore[union-attr]  # the row is here
    assert not re.search(r"\d{17}", text)
