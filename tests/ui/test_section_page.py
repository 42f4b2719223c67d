"""The section page over real ledgers: find, sort, edit, void, undo, export."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from section_samples import EMPLOYERS, NAMES, ROWS, Desk, placement, resident_id, section_desk

from core.views import Query, RowState
from ui.filter import FilterCell, FilterState, parse_filter, standing_views
from ui.paste import plan_paste, read_block
from ui.record_model import NEW_ROW
from ui.section_dialogs import ColumnsDialog, ExportDialog, NameDialog, ReasonDialog
from ui.table_memory import TableMemory

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ALL = ROWS + 1


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with section_desk(qtbot, tmp_path) as made:
        yield made


def filter_by(desk: Desk, key: str, typed: str) -> None:
    cell = parse_filter(desk.page.section.by_key[key], typed)
    desk.page.grid.filter_set.emit(key, cell)
    desk.settle()


def test_all_rows_stand_there_newest_first(desk: Desk) -> None:
    dates = desk.texts("placed_on")
    assert len(dates) == ALL
    assert dates == sorted(dates, reverse=True)
    assert desk.page.frame.tabs.said == ""
    assert desk.page.head.detail.text() == f"{ALL} 行"
    assert desk.page.grid.totals.words("person.name") == f"{ALL} 行"
    assert desk.page.grid.totals.words("employer.name") == "3 家单位"


def test_tabs_are_views_with_counts(desk: Desk) -> None:
    names = [desk.page.frame.tabs.tabs.tabText(at) for at in range(desk.page.frame.tabs.tabs.count())]
    assert names == ["全部", "九月新增", "待核查", "未通过", "草稿", "市外来渝"]
    desk.page.frame.tabs.tabs.setCurrentIndex(names.index("草稿"))
    desk.settle()
    assert desk.page.model.rowCount() == 1
    assert desk.page.frame.tabs.said == "已筛选 1 行"
    desk.page.frame.tabs.tabs.setCurrentIndex(names.index("九月新增"))
    desk.settle()
    in_month = [each for each in desk.texts("placed_on") if each.startswith("2025-09")]
    assert len(in_month) == desk.page.model.rowCount() == 15
    desk.page.clear_filters()
    desk.settle()
    assert desk.page.model.rowCount() == ALL
    assert desk.page.frame.tabs.tabs.current == "全部"


@pytest.mark.parametrize(
    ("key", "typed", "rows"),
    [
        ("person.name", NAMES[0], 3),
        ("placed_on", "2025.9", 15),
        ("placed_on", "2025-09-01至2025-09-10", 5),
        ("employer.name", "纸业", 8),
    ],
)
def test_filters_narrow(desk: Desk, key: str, typed: str, rows: int) -> None:
    filter_by(desk, key, typed)
    assert desk.page.model.rowCount() == rows
    assert desk.page.frame.tabs.said == f"已筛选 {rows} 行"
    filter_by(desk, key, "")
    assert desk.page.model.rowCount() == ALL


def test_a_code_filter_and_its_unchecked_count(desk: Desk) -> None:
    desk.page.grid.filter_set.emit("origin", FilterCell("outside_city", "市外来渝"))
    desk.settle()
    assert set(desk.texts("origin")) == {"市外来渝"}
    assert desk.page.grid.totals.words("origin") == ""
    assert desk.page.grid.totals.words("verification") == "8 待核查"


def test_what_finds_nothing_says_so_and_offers_the_way_out(desk: Desk) -> None:
    desk.page.frame.search.setText("没有这个人")
    QTest.keyClick(desk.page.frame.search, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.frame.stack.currentWidget() is desk.page.frame.nothing
    assert desk.page.frame.nothing.sentence.text() == "没有符合筛选的行"
    desk.page.clear_filters()
    desk.settle()
    assert desk.page.frame.stack.currentWidget() is desk.page.grid
    assert desk.page.frame.search.text() == ""


def test_search_finds_by_pinyin_initials(desk: Desk) -> None:
    desk.page.frame.search.setText("wxt")
    QTest.keyClick(desk.page.frame.search, Qt.Key.Key_Return)
    desk.settle()
    assert set(desk.texts("person.name")) == {"汪晓彤"}


def test_headings_sort_up_down_and_with_shift_by_one_more(desk: Desk) -> None:
    desk.page.grid.sort_asked.emit("employer.name", False)
    desk.settle()
    desk.page.grid.sort_asked.emit("placed_on", True)
    desk.settle()
    pairs = list(zip(desk.texts("employer.name"), desk.texts("placed_on"), strict=True))
    assert pairs == sorted(pairs)
    desk.page.grid.sort_asked.emit("employer.name", True)
    desk.settle()
    employers = desk.texts("employer.name")
    assert employers == sorted(employers, reverse=True)
    assert [sort.field for sort in desk.page.shown.state.sort] == ["employer.name", "placed_on"]


def test_an_empty_section_helps_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path, "job_fair", rows=0) as desk:
        assert desk.page.frame.stack.currentWidget() is desk.page.frame.empty
        assert desk.page.frame.empty.sentence.text() == "还没有招聘活动记录"
        assert not desk.page.frame.tools.isVisible()
        desk.page._open_import()
        assert desk.window.opened == [("import", {"section": "job_fair"})]


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


def test_rows_voided_together_come_back_together(desk: Desk) -> None:
    ids = tuple(desk.page.model.row_id(row) for row in range(3))
    desk.page.acts.void(ids, "重复报送")
    desk.settle()
    assert not set(ids) & set(desk.ask(lambda ledger: ledger.find("placement", Query())))
    desk.page.undo()
    desk.settle()
    assert set(ids) <= set(desk.ask(lambda ledger: ledger.find("placement", Query())))
    assert desk.window.said[-1] == "已撤销作废，3 行恢复"


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


def test_a_saved_view_is_a_tab(desk: Desk) -> None:
    filter_by(desk, "employer.name", "医院")
    desk.page.shown.save_view("医院的")
    desk.settle()
    tabs = desk.page.frame.tabs.tabs
    assert tabs.tabText(tabs.count() - 1) == "医院的"
    assert tabs.current == "医院的"
    desk.page.clear_filters()
    desk.settle()
    tabs.setCurrentIndex(tabs.count() - 1)
    desk.settle()
    assert desk.page.model.rowCount() == 8


def test_opening_at_a_row_or_at_the_rows_of_a_number(desk: Desk) -> None:
    wanted = desk.page.model.row_id(7)
    desk.page.arrive(row=wanted)
    desk.settle()
    assert desk.page.edit.row is not None
    assert desk.page.edit.row.id == wanted
    ids = (desk.page.model.row_id(1), desk.page.model.row_id(3))
    desk.page.arrive(query=Query(ids=ids), title="计入的行")
    desk.settle()
    assert desk.page.model.rowCount() == 2
    assert desk.page.head.detail.text() == "计入的行"
    assert desk.page.frame.tabs.said == "已筛选 2 行"


@pytest.mark.parametrize("width", [1366, 1100, 800, 546])
def test_the_page_fits_narrow_windows(desk: Desk, width: int) -> None:
    page = desk.page
    page.resize(width, 420)
    desk.settle()
    assert page.width() == width
    assert page.frame.tools.more.isVisible() == (640 <= width < 1280)
    page.open_form()
    desk.settle()
    assert page.form.isVisible()
    assert page.grid.isVisible() == (width >= 900)
    page.close_form()
    desk.settle()
    assert page.grid.isVisible()
    assert page.grid.frozen.isColumnHidden(2) == (width < 1280)


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


def test_filters_read_what_clerks_write(desk: Desk) -> None:
    field = desk.page.section.by_key["placed_on"]
    read = {typed: parse_filter(field, typed) for typed in ("2025年9月", "20250903", "2025-08至2025-09", " ")}
    assert [cell.text if cell else None for cell in read.values()] == [
        "2025-09",
        "2025-09-03",
        "2025-08-01..2025-09-30",
        None,
    ]


def test_standing_views_fit_the_section(desk: Desk) -> None:
    names = [name for name, _state in standing_views(desk.page.section, date(2025, 11, 3))]
    assert names[1] == "十一月新增"
    assert FilterState(search="  ").narrowed() is False
    assert FilterState(ids=()).narrowed() is True
