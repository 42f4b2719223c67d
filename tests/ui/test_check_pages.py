"""核查 in the window: many rows at once, a social-insurance list, and a sample to be called."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from page_samples import Room, room
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from section_samples import EMPLOYERS, TODAY, filled_ledger, placement, resident_id, section_desk

from core.verification.insurance import Group, Proposal
from ui.insurance_page import InsurancePage
from ui.insurance_words import ONLY_LISTED
from ui.sample_words import summary
from ui.sampling_page import SamplingPage
from ui.verify_dialog import VerifyDialog

ROWS = 12


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    with room(qtbot, filled_ledger(tmp_path, ROWS)) as made:
        yield made


def the_list(folder: Path) -> Path:
    """Six people insured where they say, one elsewhere, one no longer, one whom nobody knows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["证件号码", "单位名称", "参保起始日期", "参保终止日期"])
    for serial in range(6):
        sheet.append([resident_id(serial), EMPLOYERS[serial % 3], "2025-01-01", ""])
    sheet.append([resident_id(6), "成都样例公司", "2025-01-01", ""])
    sheet.append([resident_id(7), EMPLOYERS[1], "2025-01-01", str(TODAY.replace(day=20))])
    sheet.append([resident_id(500), "重庆样例车业有限公司", "2025-01-01", ""])
    path = folder / "参保名单.xlsx"
    book.save(path)
    return path


def states(desk: Room) -> dict[int, Any]:
    return desk.ask(
        lambda ledger: {
            row.id: (row.values["verification"], row.values["ended_on"])
            for row in ledger.rows("placement", range(1, ROWS + 1))
        }
    )


def test_a_list_is_compared_chosen_written_and_taken_back(desk: Room, tmp_path: Path) -> None:
    before = states(desk)
    page = desk.show(InsurancePage)
    assert page.past.none_yet.isVisible()
    page.compare(the_list(tmp_path))
    desk.settle()
    assert page.stack.currentIndex() == 1
    assert page.group == Group.MATCHED
    assert len(page.table.items) == 6
    claimed = [row.row_id for row in page.table.items if row.verification == "claimed"]
    assert [page.choices[row] for row in claimed] == [Proposal.CHECK] * 4
    assert page.sum_words.text() == "将写：社保比对 4 行，补离职日期 1 行"
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.write_button.text() == "写入 4 行"
    page.set_group(Proposal.CHECK)
    assert page.write_button.text() == "写入 7 行"
    page.set_group(Proposal.NONE)
    page.turn(0)
    page.tiles[ONLY_LISTED].click()
    assert (len(page.table.items), page.export_button.isVisible()) == (0, True)
    page.export(tmp_path / "补登.xlsx", "发镇街")
    desk.settle()
    assert (tmp_path / "补登.xlsx").is_file()
    page.tiles[str(Group.NOT_MATCHED)].click()
    assert {str(page.whole.itemData(at)) for at in range(page.whole.count())} == {"none", "reject"}
    page.write()
    desk.settle()
    assert page.stack.currentIndex() == 0
    assert "已写 2 行" in desk.window.said[-1]
    (run,) = page.past.table.items
    assert (run.rows, page.past.undo_button.isEnabled()) == (2, True)
    assert states(desk) != before
    page.past.open_rows()
    desk.settle()
    key, context = desk.window.opened[-1]
    assert (key, len(context["query"].ids)) == ("placement", 2)
    page.past.undo(run.id, "名单拿错")
    desk.settle()
    assert states(desk) == before
    assert not page.past.undo_button.isEnabled()
    assert not desk.faults


def test_a_list_that_cannot_be_read_leaves_the_page_as_it_was(desk: Room, tmp_path: Path) -> None:
    page = desk.show(InsurancePage)
    wrong = tmp_path / "名单.xlsx"
    wrong.write_bytes(b"not a workbook")
    page.compare(wrong)
    desk.settle()
    assert (page.stack.currentIndex(), page.choose.isEnabled()) == (0, True)
    assert len(desk.faults) == 1
    desk.faults.clear()
    page.last.show_value(None, "昨天")
    page.compare(wrong)
    assert "起止日期" in desk.window.said[-1]


def test_giving_up_writes_nothing(desk: Room, tmp_path: Path) -> None:
    before = states(desk)
    page = desk.show(InsurancePage)
    page.compare(the_list(tmp_path))
    desk.settle()
    page.give_up()
    desk.settle()
    assert (page.stack.currentIndex(), states(desk)) == (0, before)


def test_a_sample_is_drawn_called_and_summed_up(desk: Room, tmp_path: Path) -> None:
    page = desk.show(SamplingPage)
    assert page.stack.currentIndex() == 0
    assert page.new.pool.text() == "这个范围里有 8 行可抽。"
    page.new.wanted.setText("一半")
    page.draw()
    desk.settle()
    assert len(desk.faults) == 1
    desk.faults.clear()
    page.new.wanted.setText("50%")
    page.draw()
    desk.settle()
    rows = page.table.items
    assert len(rows) == 4
    QTest.keyClick(page.table, Qt.Key.Key_1)
    desk.settle()
    assert page.table.currentIndex().row() == 1
    QTest.keyClick(page.table, Qt.Key.Key_2)
    assert "先写明" in desk.window.said[-1]
    page.bar.note.setText("没有上班")
    page.bar.keep("wrong")
    desk.settle()
    QTest.keyClick(page.table, Qt.Key.Key_3)
    desk.settle()
    view = page.view
    assert view is not None
    assert (view.confirmed, view.wrong, view.unreached, view.open) == (1, 1, 1, 1)
    assert "属实 50.0%" in summary(view)
    assert "95% 置信区间" in page.told.text
    row = page.table.item()
    page.bar.reveal()
    desk.settle()
    assert page.bar.phone.text() == placement_phone(desk, row.row_id)
    assert desk.ask(lambda ledger: ledger.history("placement", row.row_id))[0].action == "查看完整号码"
    page.export(tmp_path / "名单.xlsx")
    desk.settle()
    held = openpyxl.load_workbook(tmp_path / "名单.xlsx").worksheets[0]
    assert placement_phone(desk, row.row_id) not in {str(cell.value) for line in held for cell in line}
    assert not desk.faults


def placement_phone(desk: Room, row: int) -> str:
    phone = desk.ask(lambda ledger: ledger.rows("placement", [row])[0].values["person.phone"])
    return str(phone)


def test_chosen_rows_are_checked_at_once_and_taken_back_by_one_undo(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path, rows=ROWS) as desk:
        page = desk.page
        page.grid.go(0)
        page.grid.go(4, extend=True)
        desk.settle()
        before = desk.texts("verification")
        ids = page.desk.chosen_ids()
        assert len(ids) == 5
        page.checks.write(ids, "visit", date(2025, 9, 20), "走访")
        desk.settle()
        assert desk.texts("verification")[:5] == ["实地走访"] * 5
        assert "整批撤销" in desk.window.said[-1]
        page.undo()
        desk.settle()
        assert desk.texts("verification") == before
        dialog = VerifyDialog(5, TODAY, page)
        dialog.state.setCurrentIndex(dialog.state.findData("rejected"))
        dialog._take()
        assert dialog.result() == 0
        dialog.reason.setText("查无此人")
        dialog._take()
        assert dialog.answer() == ("rejected", TODAY, "查无此人")
        dialog.deleteLater()


def test_only_placements_have_the_tool(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path, "employer", rows=ROWS) as desk:
        assert "verify" not in desk.page.frame.tools.buttons
    assert placement(1)["verification"] == "claimed"
