"""The whole way of sheets into the ledger: by keys, there and back, several files, hidden rows, text."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from frame_samples import parts
from page_samples import Room, new_ledger, room
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QFileDialog, QRadioButton
from pytestqt.qtbot import QtBot
from section_samples import resident_id

from core.imports.answers import Deal
from core.imports.views import ImportRow, RowAction
from core.views import Query
from ui.buttons import Button
from ui.import_page import ImportPage
from ui.import_steps import CHOOSE, COLUMNS, HEADER, PREVIEW, WORDS, WRITE

B = TypeVar("B", bound=QAbstractButton)
HEADINGS = ("姓名", "身份证号码", "签约时间", "单位名称", "单位性质", "毕业去向", "所属镇街", "备忘录甲")
ODD = "私营股份公司企业"


def row_of(serial: int, **changed: Any) -> list[Any]:
    """A good row; by heading, changed ones."""
    values: dict[str, Any] = {
        "姓名": ("单雨桐", "汪晓彤", "黄梓萱", "曾思源", "范明轩")[serial % 5],
        "身份证号码": resident_id(serial),
        "签约时间": f"2025-09-{serial % 28 + 1:02d}",
        "单位名称": "重庆样例纸业有限公司",
        "单位性质": "民企",
        "毕业去向": "11",
        "所属镇街": "朱沱镇",
        "备忘录甲": "窗口登记",
    }
    return [{**values, **changed}[heading] for heading in HEADINGS]


def sheet(path: Path, *rows: Sequence[Any], hidden: Sequence[int] = ()) -> Path:
    """A workbook with a title row, headings and rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([path.stem])
    page.append(list(HEADINGS))
    for row in rows:
        page.append(list(row))
    for number in hidden:
        page.row_dimensions[number].hidden = True
    book.save(path)
    return path


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    with room(qtbot, new_ledger(tmp_path)) as shown:
        yield shown


def begun(made: Room, *paths: Path, section: str = "placement") -> ImportPage:
    page = made.show(ImportPage)
    page.arrive(section="placement")
    page.open_files(paths, section)
    made.settle()
    return page


def on(made: Room, page: ImportPage) -> int:
    """Press the primary button by key; gives the step that follows."""
    page.foot.next_step.setFocus()
    QTest.keyClick(page.foot.next_step, Qt.Key.Key_Space)
    made.settle()
    return page.steps.current


def rows(page: ImportPage) -> list[ImportRow]:
    return sorted(page.preview.table.preview.shown, key=lambda row: row.row)


def seen(page: ImportPage, kind: type[B]) -> list[B]:
    """The buttons of the row at the side; those of the row before are on their way out."""
    QApplication.processEvents()
    return [each for each in parts(page.preview.detail, kind) if each.isVisible()]


def count(made: Room) -> int:
    return made.ask(lambda ledger: ledger.counts())["placement"]


def test_every_step_by_keys_and_back_without_losing_anything(made: Room, tmp_path: Path) -> None:
    path = sheet(tmp_path / "朱沱镇9月.xlsx", row_of(1, 单位性质=ODD), row_of(2), row_of(3))
    page = begun(made, path)
    assert page.steps.current == WORDS, "a word that nobody knows is asked for"
    box = page.words._boxes[0][1]
    assert box.currentText() == "先不对", "nothing is guessed"
    QTest.keyClick(box, Qt.Key.Key_Down)
    chosen = box.currentData()
    assert on(made, page) == PREVIEW
    assert rows(page)[0].texts["employer.type"] == "39 其他企业"
    for step in (WORDS, COLUMNS, HEADER, CHOOSE):
        page.foot.back_step.click()
        made.settle()
        assert page.steps.current == step
    page.show_step(HEADER)
    assert page.header.sent_by.currentText() == "朱沱镇"
    assert page.header.first.rows.cells[1][0] == "姓名", "the first rows are shown"
    assert resident_id(1) not in str(page.header.first.rows.cells)
    assert on(made, page) == COLUMNS
    memo = dict(page.columns._boxes)[7]
    assert memo.currentData() == ""
    memo.setCurrentIndex(memo.findData("note"))
    assert on(made, page) == WORDS
    assert page.words._boxes[0][1].currentData() == chosen, "the word's answer is still there"
    assert on(made, page) == PREVIEW
    assert rows(page)[0].texts["note"] == "窗口登记"
    assert on(made, page) == WRITE
    assert page.write.sentence.text() == "已写入 3 行"
    assert count(made) == 3
    assert len(made.ask(lambda ledger: ledger.backups())) == 1, "a backup went before it"


def test_what_was_settled_is_used_shown_and_forgotten(made: Room, tmp_path: Path) -> None:
    page = begun(made, sheet(tmp_path / "朱沱镇9月.xlsx", row_of(1, 单位性质=ODD)))
    page.words.take_all.click()
    page.show_step(COLUMNS)
    memo = dict(page.columns._boxes)[7]
    memo.setCurrentIndex(memo.findData("note"))
    on(made, page)
    page.words.take_all.click()
    on(made, page)
    assert on(made, page) == WRITE
    page.open_file(sheet(tmp_path / "朱沱镇10月.xlsx", row_of(2, 单位性质=ODD)))
    made.settle()
    assert page.steps.current == PREVIEW, "nothing is asked twice"
    assert "沿用“朱沱镇”" in page.preview.matched.text()
    assert rows(page)[0].texts["note"] == "窗口登记"
    assert rows(page)[0].texts["employer.type"] == "39 其他企业"
    page.show_step(COLUMNS)
    page.columns.not_now.click()
    made.settle()
    assert dict(page.columns._boxes)[7].currentData() == ""
    page.columns.again.click()
    made.settle()
    assert dict(page.columns._boxes)[7].currentData() == "note"
    page.columns.forget.click()
    made.settle()
    assert dict(page.columns._boxes)[7].currentData() == ""
    page.show_step(WORDS)
    next(each for each in parts(page.words, Button) if "忘掉" in each.text()).click()
    made.settle()
    assert page.words._boxes[0][1].currentText() == "先不对"


def test_rows_are_left_out_by_the_space_bar_and_by_group(made: Room, tmp_path: Path) -> None:
    page = begun(made, sheet(tmp_path / "a.xlsx", *(row_of(serial) for serial in range(6))))
    table = page.preview.table
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Space)
    made.settle()
    assert [row.action for row in rows(page)].count(RowAction.LEFT) == 1
    assert page.foot.next_step.text() == "写入 5 行"
    assert page.preview.left.text() == "已选不写 1 行"
    page.preview.left.click()
    assert [row.row for row in rows(page)] == [4]
    QTest.keyClick(table, Qt.Key.Key_Space)
    made.settle()
    assert page.foot.next_step.text() == "写入 6 行"
    page.preview.filter(RowAction.ADD)
    page.preview._deal_all(Deal.LEAVE)
    made.settle()
    assert not page.foot.next_step.isEnabled()
    assert page.preview._rows.currentWidget() is page.preview.nothing, "a filter that finds nothing says so"
    parts(page.preview.nothing, Button)[0].click()
    assert len(rows(page)) == 6
    assert count(made) == 0


def test_the_panel_offers_what_to_do_with_a_row(made: Room, tmp_path: Path) -> None:
    page = begun(made, sheet(tmp_path / "a.xlsx", row_of(1), row_of(2)))
    on(made, page)
    moved = row_of(1, 单位名称="重庆样例车业有限公司", 签约时间="2025-09-20")
    page.open_file(sheet(tmp_path / "b.xlsx", moved, row_of(2, 签约时间="2025-09-25", 毕业去向="12")))
    made.settle()
    page.preview.filter(RowAction.ADD)
    offers = [each.text() for each in seen(page, QRadioButton)]
    assert offers == ["另计一笔（按最早一笔计人）", "看作变更：改已有的那一笔", "不写入这一行"]
    assert "2025-09-02，重庆样例纸业有限公司" in page.preview.detail.below.text()
    seen(page, QRadioButton)[1].click()
    made.settle()
    assert [row.action for row in page.preview.table.preview._all] == [RowAction.CHANGE] * 2
    page.preview.filter(RowAction.CHANGE)
    at = next(place for place, row in enumerate(page.preview.table.preview.shown) if row.row == 4)
    page.preview.table.choose_places([at])
    boxes = {each.text(): each for each in seen(page, QCheckBox)}
    assert set(boxes) == {"就业日期用表里的", "毕业去向用表里的"}
    boxes["就业日期用表里的"].click()
    made.settle()
    changed = next(row for row in rows(page) if row.row == 4)
    assert [key for key, _before, _after in changed.changes] == ["destination"]
    on(made, page)
    assert page.write.counts.text() == "新增 0 行，变更 2 行，未变 0 行，拒收 0 行"
    dates = {
        str(row.values["placed_on"]): row.values["destination"]
        for row in made.ask(lambda ledger: ledger.rows("placement", ledger.find("placement", Query())))
    }
    assert dates == {"2025-09-20": "11", "2025-09-03": "12"}


def test_several_rows_at_once(made: Room, tmp_path: Path) -> None:
    page = begun(made, sheet(tmp_path / "a.xlsx", *(row_of(serial) for serial in range(5))))
    page.preview.table.choose_places([0, 2, 3])
    assert page.preview.detail.title.text() == "选了 3 行"
    seen(page, QRadioButton)[1].click()
    made.settle()
    assert page.foot.next_step.text() == "写入 2 行"
    assert len(page.preview.table.chosen_rows()) == 3, "they stay chosen"


def test_hidden_rows_are_asked_for(made: Room, tmp_path: Path) -> None:
    page = begun(made, sheet(tmp_path / "a.xlsx", row_of(1), row_of(2), row_of(3), hidden=(4,)))
    assert page.steps.current == HEADER
    assert "隐藏了 1 行（第 4 行）" in page.header.hidden.text()
    page.header.leave_hidden.click()
    made.settle()
    assert on(made, page) == COLUMNS
    assert on(made, page) == PREVIEW
    assert [row.row for row in rows(page)] == [3, 5]


def test_files_of_one_form_go_through_with_one_answer(made: Room, tmp_path: Path) -> None:
    paths = [
        sheet(tmp_path / f"镇{number}.xlsx", row_of(number, 单位性质=ODD), row_of(number + 50, 姓名=""))
        for number in range(1, 4)
    ]
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"%PDF-1.7 no table")
    page = begun(made, paths[0], broken, *paths[1:])
    assert page.head.detail.text().startswith("（1/4）")
    page.words.take_all.click()
    assert on(made, page) == PREVIEW
    assert page.preview.rest.isVisible()
    page.preview.rest.click()
    on(made, page)
    made.settle()
    assert page.write.sentence.text() == "4 个文件处理完，写入 3 行"
    told = [each.told() for each in page._queue.files]
    assert told[0] == "新增 1，变更 0，未变 0，拒收 1"
    assert "PDF" in told[1]
    assert told[2:] == [told[0], told[0]]
    assert count(made) == 3
    assert len({file.result.batch for file in page._queue.files if file.result}) == 3, "a batch each"


def test_each_file_of_a_queue_is_shown_when_nothing_else_is_asked(
    made: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sheet(tmp_path / "a.xlsx", row_of(1))
    second = sheet(tmp_path / "b.xlsx", row_of(2), row_of(3, 签约时间="2025-09-31"))
    page = begun(made, first, second)
    assert on(made, page) == PREVIEW, "the second file's preview follows the first one's writing"
    assert page.head.detail.text().startswith("（2/2）b.xlsx")
    assert count(made) == 1
    page.foot.skip.click()
    made.settle()
    assert page.write.sentence.text() == "2 个文件处理完，写入 1 行"
    page.open_files([first, second], "placement")
    made.settle()
    assert not page.foot.next_step.isEnabled(), "the first is the same again"
    page.foot.skip.click()
    made.settle()
    on(made, page)
    out = tmp_path / "错误.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    next(each for each in parts(page.write, Button) if each.text() == "错误表…").click()
    made.settle()
    assert out.is_file()
    assert any(each.text() == "打开所在文件夹" for each in parts(page.write, Button))


def test_a_sheet_without_a_known_header_shows_its_first_rows(made: Room, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page_of = book.active
    assert page_of is not None
    page_of.append(["甲方", "乙方"])
    page_of.append(["说明", "无"])
    book.save(tmp_path / "a.xlsx")
    page = begun(made, tmp_path / "a.xlsx")
    assert page.steps.current == HEADER
    assert "没有找到表头" in page.header.fault.accessibleName()
    assert page.header.first.rows.cells[0][:2] == ("甲方", "乙方")
    on(made, page)
    assert "点一下列名" in page.header.fault.accessibleName()
    page.header.first.row_chosen.emit(1)
    made.settle()
    assert on(made, page) == COLUMNS
    assert page.columns.missing.isVisible()


def test_a_text_file_shows_its_encoding(made: Room, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [",".join(map(str, row)) for row in (HEADINGS, row_of(1), row_of(2))]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    page = begun(made, path)
    page.show_step(HEADER)
    made.settle()
    assert page.header.encoding.isVisible()
    assert page.header.encoding.currentText() == "GB18030"
    page.header.encoding.setCurrentText("UTF-8")
    page.header.encoding.activated.emit(0)
    made.settle()
    assert "不能按 UTF-8" in page.header.fault.accessibleName()
    assert page.steps.current == HEADER
    page.header.encoding.setCurrentText("GB18030")
    page.header.encoding.activated.emit(1)
    made.settle()
    assert page.header.fault.isHidden()
    assert len(rows(page)) == 2


def test_a_dropped_file_asks_for_its_section_when_it_is_not_clear(made: Room, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page_of = book.active
    assert page_of is not None
    page_of.append(["姓名", "身份证号"])
    page_of.append(["单雨桐", resident_id(1)])
    book.save(tmp_path / "名单.xlsx")
    page = begun(made, tmp_path / "名单.xlsx", section="")
    assert page.steps.current == CHOOSE
    assert page.choose.question.sentence.text() == "“名单.xlsx”要导入到哪里"
    offered = [each.text() for each in page.choose.question.buttons]
    assert "人员档案" in offered
    page.choose.question.buttons[offered.index("人员档案")].click()
    made.settle()
    assert page.steps.current == PREVIEW
    assert page.rail_key == "person"
    clear = begun(made, sheet(tmp_path / "b.xlsx", row_of(1)), section="")
    assert clear.steps.current == PREVIEW, "a sheet that fits one section is not asked about"


def test_a_backup_that_fails_stops_the_writing_until_the_clerk_says_so(made: Room, tmp_path: Path) -> None:
    page = begun(made, sheet(tmp_path / "a.xlsx", row_of(1)))
    ledger_path = made.ask(lambda ledger: ledger.info.path)
    in_the_way = ledger_path.with_name(f"{ledger_path.stem}.backups")
    in_the_way.write_text("no folder")
    on(made, page)
    assert page.steps.current == PREVIEW
    assert "备份没有做成，一行也没有写入" in page.foot.told.text()
    assert count(made) == 0
    page.foot.bare.click()
    made.settle()
    assert count(made) == 1


def test_a_drop_on_the_window_reaches_the_import(qtbot: QtBot, made: Room, tmp_path: Path) -> None:
    from ui.workspace import Workspace

    sections = made.ask(lambda ledger: ledger.sections())
    workspace = Workspace(made.tasks, made.window.info, sections, made.window.today)
    made.pages.append(workspace)
    workspace.resize(1366, 728)
    workspace.show()
    workspace.open_page("system")
    made.settle()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sheet(tmp_path / "a.xlsx", row_of(1))))])
    nothing, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    spot = QPoint(400, 300).toPointF()
    workspace.dropEvent(QDropEvent(spot, Qt.DropAction.CopyAction, data, left, nothing))
    made.settle()
    page = workspace.pages["import"]
    assert isinstance(page, ImportPage)
    assert page.steps.current == PREVIEW
    assert len(rows(page)) == 1
