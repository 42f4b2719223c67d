"""History, export, template and columns of a section page, and the dialogs that ask for them."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from section_samples import EMPLOYERS, Desk, filter_by, resident_id

from ui.section_dialogs import ColumnsDialog, ExportDialog, NameDialog, ReasonDialog
from ui.table_memory import TableMemory

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_history_shows_before_and_after(desk: Desk) -> None:
    page = desk.page
    row_id = page.model.row_id(2)
    index = page.model.index(2, page.model.column("origin"))
    before = index.data()
    page.grid.go(2, index.column())
    desk.settle()
    page.model.setData(index, ("local_institution", "区内院校"))
    page.grid.go(0)
    desk.settle()
    entries = desk.ask(lambda ledger: ledger.history("placement", row_id))
    dialog = page.acts.history_dialog(row_id, entries)
    top = dialog.tree.topLevelItem(0)
    assert "修改" in top.text(0)
    changed = {top.child(at).text(0): top.child(at) for at in range(top.childCount())}
    assert changed["来源"].text(1) == before
    assert changed["来源"].text(2) == "区内院校"
    assert "新增" in dialog.tree.topLevelItem(dialog.tree.topLevelItemCount() - 1).text(0)
    dialog.close()


def test_export_masks_unless_a_reason_is_given(desk: Desk, tmp_path: Path) -> None:
    filter_by(desk, "employer.name", EMPLOYERS[1])
    masked, full = tmp_path / "masked.xlsx", tmp_path / "full.xlsx"
    desk.page.files.export(masked, desk.page.shown.state.query())
    desk.settle()
    desk.page.files.export(full, desk.page.shown.state.query(), full=True, reason="核对社保")
    desk.settle()
    cells = [
        {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row}
        for path in (masked, full)
    ]
    number = resident_id(1)
    assert number not in cells[0]
    assert number in cells[1]
    assert desk.window.said == ["已导出 8 行到 masked.xlsx", "已导出 8 行到 full.xlsx"]


def test_the_template_is_written(desk: Desk, tmp_path: Path) -> None:
    desk.page.files.write_template(tmp_path / "模板.xlsx")
    desk.settle()
    sheet = openpyxl.load_workbook(tmp_path / "模板.xlsx").worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row]
    assert any("姓名" in each for each in words)
    assert desk.window.said == ["模板已存为 模板.xlsx"]


def test_chosen_columns_are_remembered(desk: Desk) -> None:
    page = desk.page
    fields = [each for each in page.model.fields if each.key not in page.section.frozen]
    dialog = ColumnsDialog(fields, page.grid.columns.hidden, page)
    dialog.set_shown("note", shown=False)
    page.columns.hide(dialog.hidden())
    try:
        assert page.grid.main.isColumnHidden(page.model.column("note"))
        assert TableMemory().hidden("placement") == {"note"}
        assert TableMemory().hidden("person") == frozenset()
    finally:
        page.columns.hide(frozenset())
    dialog.deleteLater()


def test_a_spoilt_memory_shows_all_columns(tmp_path: Path) -> None:
    file = tmp_path / "tables.json"
    for words in ("", "{", "[]", '{"placement": 3}'):
        file.write_text(words, "utf-8")
        assert TableMemory(file).hidden("placement") == frozenset()


def dialogs_of(page: QWidget) -> list[QDialog]:
    return [
        ReasonDialog("作废", "作废后不计入统计。", "作废 3 行", page, destroys=True),
        ExportDialog(page.section, 12, True, page),  # type: ignore[attr-defined]  # a section page
        ColumnsDialog(page.section.fields, frozenset(), page),  # type: ignore[attr-defined]  # as above
        NameDialog(page),
    ]


def test_dialogs_fit_and_have_names(desk: Desk) -> None:
    for dialog in dialogs_of(desk.page):
        dialog.show()
        assert dialog.width() <= 1366
        assert dialog.height() <= 728
        assert dialog.accessibleName()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.result() == QDialog.DialogCode.Rejected
        dialog.deleteLater()


def test_an_export_about_people_asks_what_for_and_offers_the_columns_on_show(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, str]] = []

    def answer(dialog: ExportDialog) -> int:
        asked.append((dialog.as_shown.isVisibleTo(dialog), dialog.reason))
        dialog._take()
        assert dialog.result() == (QDialog.DialogCode.Accepted if dialog.reason else 0)
        dialog._reason.setText("报市局核对")
        dialog._take()
        return dialog.result()

    monkeypatch.setattr(ExportDialog, "exec", answer)
    monkeypatch.setattr(desk.page.files, "ask_path", lambda *_: None)
    desk.page._ask_export()
    desk.page.columns.hide(frozenset(("township",)))
    try:
        desk.page._ask_export()
    finally:
        desk.page.columns.hide(frozenset())
    assert asked == [(False, ""), (True, "报市局核对")]


def test_a_reason_must_be_written(desk: Desk) -> None:
    dialog = ReasonDialog("作废", "作废后不计入统计。", "作废 3 行", desk.page, destroys=True)
    dialog.show()
    dialog._take()
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog._reason.setText("重复登记")
    dialog._take()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.reason == "重复登记"
    dialog.deleteLater()
