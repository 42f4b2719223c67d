"""导入 through the page on real sheets and real ledgers: nothing is written before 写入."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from frame_samples import parts
from page_samples import Room, new_ledger, room
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from section_samples import resident_id

from core.imports.views import ImportRow, RowAction
from ui.buttons import Button
from ui.controls import Notice
from ui.import_page import ImportPage
from ui.import_preview import ALL, LOOK, chip_of, reason_of
from ui.import_steps import CHOOSE, COLUMNS, HEADER, PREVIEW, WORDS, WRITE

HEADINGS = ("姓名", "身份证号码", "签约时间", "单位名称", "毕业去向", "所属镇街", "生源类型", "备忘")
NAMES = ("单雨桐", "汪晓彤", "黄梓萱", "曾思源", "范明轩")


def row_of(serial: int, **changed: Any) -> list[Any]:
    """A good row; by heading, changed ones."""
    values: dict[str, Any] = {
        "姓名": NAMES[serial % len(NAMES)],
        "身份证号码": resident_id(serial),
        "签约时间": f"2025-09-{serial % 28 + 1:02d}",
        "单位名称": "重庆样例纸业有限公司",
        "毕业去向": "11 签劳动合同形式就业",
        "所属镇街": "朱沱镇",
        "生源类型": "区内院校",
        "备忘": "",
    }
    return [{**values, **changed}[heading] for heading in HEADINGS]


def sheet(folder: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
    """A workbook as a township sends it: a title row, headings, rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "9月"
    page.append(["朱沱镇2025年9月就业台账"])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    path = folder / "朱沱镇9月台账.xlsx"
    book.save(path)
    return path


def mixed(folder: Path) -> Path:
    """Twenty good rows, three to refuse, one to look at."""
    rows = [row_of(serial) for serial in range(20)]
    rows.append(row_of(30, 签约时间="2025-09-31"))
    rows.append(row_of(31, 单位名称=""))
    rows.append(row_of(32, 身份证号码=resident_id(32)[:-1] + ("0" if resident_id(32)[-1] != "0" else "1")))
    rows.append(row_of(33, 所属镇街="某某镇"))
    return sheet(folder, rows)


def opened(made: Room, path: Path) -> ImportPage:
    """The page with a file read."""
    page = made.show(ImportPage)
    page.arrive(section="placement")
    page.open_file(path)
    made.settle()
    passed(made, page)
    return page


def passed(made: Room, page: ImportPage) -> None:
    """Go past words that no code list knows, as they are."""
    if page.steps.current == WORDS:
        page.foot.next_step.click()
        made.settle()


def shown(page: ImportPage) -> list[ImportRow]:
    return page.preview.table.preview.shown


def test_preview_shows_refused_first_and_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, mixed(tmp_path))
        assert page.steps.current == PREVIEW
        assert page.head.detail.text() == "朱沱镇9月台账.xlsx，工作表“9月”，第 3–26 行"
        actions = [row.action for row in shown(page)]
        assert actions[:3] == [RowAction.REFUSE] * 3
        assert chip_of(shown(page)[3])[1] == "需看"
        assert [row.row for row in shown(page)[4:]] == list(range(3, 23)), "then as in the sheet"
        model = page.preview.table.preview
        heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
        assert heads == ["处理", "原表行", "姓名", "原因"], "the reason comes right after the name"
        assert "2025 年 9 月只有 30" in reason_of(shown(page)[0])
        wrong = {problem.field for problem in shown(page)[0].problems}
        assert wrong == {"placed_on"}
        assert page.foot.next_step.text() == "写入 21 行"
        assert "拒收的 3 行不写" in page.foot.told.text()
        assert made.ask(lambda ledger: ledger.counts())["placement"] == 0
        page.foot.cancel.click()
        assert made.window.opened[-1][0] == "placement"
        assert made.ask(lambda ledger: ledger.counts())["placement"] == 0


def test_tiles_filter(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, mixed(tmp_path))
        tiles = page.preview.tiles.tiles
        counts = {
            RowAction.ADD: 21,
            RowAction.CHANGE: 0,
            RowAction.SAME: 0,
            RowAction.REFUSE: 3,
            LOOK: 1,
            ALL: 24,
        }
        for key, count in counts.items():
            tiles[key].click()
            assert len(shown(page)) == count, key
            assert tiles[key].accessibleName().split("，")[0].endswith(f"{count} 行")
        assert page.preview.detail.title.text().startswith("第 ")
        tiles[RowAction.SAME].click()
        assert page.preview.detail.title.text() == "没有这一类的行"


def test_panel_says_what_is_wrong_with_the_row(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, mixed(tmp_path))
        table = page.preview.table
        table.selectRow(1)
        row = shown(page)[1]
        assert page.preview.detail.title.text() == f"第 {row.row} 行　{row.texts['person.name']}"
        notices = [each.accessibleName() for each in parts(page.preview.detail, Notice)]
        assert any(row.problems[0].message in notice for notice in notices)
        assert resident_id(31) not in page.preview.detail.below.text(), "the number stays masked"
        QTest.keyClick(table, Qt.Key.Key_Down)
        assert page.preview.detail.title.text().startswith(f"第 {shown(page)[2].row} 行")


def test_writes_once_and_offers_the_rows(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, mixed(tmp_path))
        page.foot.next_step.click()
        assert page.steps.current == WRITE
        made.settle()
        assert page.write.sentence.text() == "已写入 21 行"
        assert page.write.counts.text() == "新增 21 行，变更 0 行，未变 0 行，拒收 3 行"
        assert made.ask(lambda ledger: ledger.counts())["placement"] == 21
        words = [each.text() for each in parts(page.write, Button)]
        assert words == ["看写入的行", "导入记录（可撤销）", "另存错误表…", "再导入一个"]
        out = tmp_path / "错误.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        parts(page.write, Button)[2].click()
        made.settle()
        refused = openpyxl.load_workbook(out).worksheets[0]
        headings = [[str(cell.value) for cell in row] for row in refused.iter_rows()]
        assert any("错误原因" in row for row in headings), "the sender's own sheet with the reason"
        parts(page.write, Button)[0].click()
        key, context = made.window.opened[-1]
        assert key == "placement"
        query = context["query"]
        assert context["title"] == "本次导入 21 行"
        assert len(made.ask(lambda ledger: ledger.find("placement", query))) == 21


def test_the_same_file_again_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    path = sheet(tmp_path, [row_of(serial) for serial in range(5)])
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, path)
        page.foot.next_step.click()
        made.settle()
        parts(page.write, Button)[-1].click()
        assert page.steps.current == CHOOSE
        page.open_file(path)
        made.settle()
        assert {row.action for row in shown(page)} == {RowAction.SAME}
        assert not page.foot.next_step.isEnabled()
        assert page.foot.told.text() == "没有要写入的行：全部未变或拒收。"


def test_a_changed_cell_shows_before_and_after(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, sheet(tmp_path, [row_of(1), row_of(2)]))
        page.foot.next_step.click()
        made.settle()
        page.open_file(sheet(tmp_path, [row_of(1, 签约时间="2025-08-29"), row_of(2)]))
        made.settle()
        changed = shown(page)[0]
        assert changed.action is RowAction.CHANGE
        assert ("placed_on", "2025-09-02", "2025-08-29") in changed.changes
        assert reason_of(changed).startswith("改 1 格") or changed.problems
        assert page.foot.next_step.text() == "写入 1 行"
        page.grab()


def test_columns_are_matched_by_hand_when_a_required_one_is_missing(qtbot: QtBot, tmp_path: Path) -> None:
    headings = ("姓名", "号码甲", *HEADINGS[2:])
    path = sheet(tmp_path, [row_of(serial) for serial in range(4)], headings)
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, path)
        if page.steps.current == PREVIEW:
            page.show_step(COLUMNS)
        else:
            assert "身份证号" in page.columns.missing.accessibleName()
        box = dict(page.columns._boxes)[1]
        box.setCurrentIndex(box.findData("person.id_number"))
        page.foot.next_step.click()
        made.settle()
        assert page.steps.current == PREVIEW
        assert {row.action for row in shown(page)} == {RowAction.ADD}


def test_another_heading_row_is_read_anew(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, mixed(tmp_path))
        page.show_step(HEADER)
        assert page.header.row.text() == "2"
        assert page.header.sheet.currentText() == "9月"
        page.header.row.setText("3")
        page.header.row.editingFinished.emit()
        made.settle()
        assert page.steps.current == HEADER
        assert page.header.row.text() == "3"
        assert "姓名" not in page.header.found.text()


def test_a_file_that_is_no_sheet_is_said_in_place(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"%PDF-1.7 not a sheet")
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, path)
        assert page.steps.current == CHOOSE
        assert page.choose.fault.isVisible()
        said = page.choose.fault.accessibleName()
        assert said.endswith("。")
        assert "PDF" in said or "表" in said


def test_a_dropped_sheet_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(ImportPage)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "说明.docx"))])
        spot, copy = QPoint(50, 300), Qt.DropAction.CopyAction
        nothing, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(spot, copy, data, left, nothing)
        enter.ignore()
        page.dragEnterEvent(enter)
        assert not enter.isAccepted(), "only tables"
        data.setUrls([QUrl.fromLocalFile(str(mixed(tmp_path)))])
        enter = QDragEnterEvent(spot, copy, data, left, nothing)
        page.dragEnterEvent(enter)
        assert enter.isAccepted()
        page.dropEvent(QDropEvent(spot.toPointF(), copy, data, left, nothing))
        made.settle()
        passed(made, page)
        assert page.steps.current == PREVIEW


def test_cancelling_while_writing_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = opened(made, sheet(tmp_path, [row_of(serial) for serial in range(200)]))
        page.foot.next_step.click()
        page.foot.cancel.click()
        made.settle()
        written = made.ask(lambda ledger: ledger.counts())["placement"]
        assert written in (0, 200), "all or nothing"
        if written == 0:
            assert page.steps.current == PREVIEW
            assert page.foot.told.text() == "已取消，一行也没有写入。"
        else:
            assert page.write.sentence.text() == "已写入 200 行"


def test_preview_model_holds_what_qt_asks(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(ImportPage)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        tester = QAbstractItemModelTester(page.preview.table.preview, mode)
        page.arrive(section="placement")
        page.open_file(mixed(tmp_path))
        made.settle()
        page.preview.tiles.tiles[LOOK].click()
        page.preview.tiles.tiles[ALL].click()
        assert page.preview.table.preview.rowCount() == 24
        del tester


def test_other_sections_import_too(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(ImportPage)
        page.arrive(section="job_fair")
        assert page.rail_key == "job_fair"
        out = tmp_path / "模板.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        page._save_template()
        made.settle()
        assert out.is_file()
        page.open_file(out)
        made.settle()
        assert page.steps.current in (PREVIEW, COLUMNS)
        first = page.preview.table.preview.headerData(2, Qt.Orientation.Horizontal)
        assert first == "活动名称"
