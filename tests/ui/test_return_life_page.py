"""月报 through the page: reasons in place, steps by two people, figures that open, editions, corrections."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from page_samples import Room, filled_ledger, room
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from core.views import Query
from ui.return_page import ReturnPage

MONTH = "2025-09"


@contextmanager
def office(qtbot: QtBot, folder: Path) -> Iterator[tuple[Room, ReturnPage]]:
    """The page for the account that drafts; a reviewer is there."""
    ledger = filled_ledger(folder)
    ledger.add_account("shenhe", ("reviewer",), "Duanxi#47-qing")
    with room(qtbot, ledger) as made:
        page = made.show(ReturnPage)
        page.resize(1180, 640)
        made.settle()
        yield made, page


def explain_all(made: Room, page: ReturnPage) -> None:
    for edit in tuple(page.side.checks.reasons.values()):
        edit.setFocus()
        edit.insertPlainText("已电话核实。")
        QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut))
        made.settle()


def review(made: Room, *steps: str) -> None:
    """Take steps as the reviewer would."""

    def act(ledger: Ledger) -> None:
        own = ledger.info
        ledger.info = replace(own, account="shenhe", roles=("reviewer",))
        try:
            for step in steps:
                ledger.move_return(MONTH, step, "说明原因")
        finally:
            ledger.info = own

    made.ask(act)


def test_reasons_in_place_open_the_way(qtbot: QtBot, tmp_path: Path) -> None:
    with office(qtbot, tmp_path) as (made, page):
        button = page.side.foot.step_buttons["hand_in"]
        assert not button.isEnabled()
        waiting = len(page.side.checks.reasons)
        assert waiting > 0
        assert page.side.foot.told.text() == f"还有 {waiting} 条要写说明，写完即可送审。"
        explain_all(made, page)
        kept = made.ask(lambda ledger: ledger.preview_return(MONTH)).checks
        assert {each.reason for each in kept if each.level == "warn"} == {"已电话核实。"}
        page.refresh()
        made.settle()
        assert page.side.foot.step_buttons["hand_in"].isEnabled()
        page.side.foot.step_buttons["hand_in"].click()
        made.settle()
        page.refresh()
        made.settle()
        assert made.window.said[-1] == "9 月月报已送审"
        assert page.head.detail.text().endswith("待审核")
        assert not page.side.checks.reasons, "what was handed in is not written any more"
        assert page.side.narrative.difficulties.isReadOnly()
        assert "可以批准的账号：shenhe" in page.side.foot.told.text()
        assert not page.side.foot.step_buttons["approve"].isEnabled()


def test_what_is_typed_survives_a_redraw(qtbot: QtBot, tmp_path: Path) -> None:
    with office(qtbot, tmp_path) as (made, page):
        edit = next(iter(page.side.checks.reasons.values()))
        edit.insertPlainText("还没写")
        page.draw_again()
        made.settle()
        assert next(iter(page.side.checks.reasons.values())).toPlainText() == "还没写"


def test_a_figure_opens_by_mouse_and_keys(qtbot: QtBot, tmp_path: Path) -> None:
    with office(qtbot, tmp_path) as (made, page):
        asked = made.window.explained
        spots = page.pdf.spots
        viewport = page.pdf.view.viewport()
        table = [each for each in spots._spots if each.page == 0 and each.figure == "placement.total"]
        place = spots.place_of(table[0])
        middle = place.center()
        QTest.mouseMove(viewport, middle)
        QApplication.processEvents()
        assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
        assert asked[-1][0] == "placement.total"
        assert asked[-1][2] == date(2025, 9, 30)
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
        assert len(asked) == 1, "beside the paper is no figure"
        QTest.keyClick(page.pdf.view, Qt.Key.Key_Right)
        first = spots._current
        QTest.keyClick(page.pdf.view, Qt.Key.Key_Right)
        assert spots._current == first + 1
        QTest.keyClick(page.pdf.view, Qt.Key.Key_Left)
        QTest.keyClick(page.pdf.view, Qt.Key.Key_Return)
        assert asked[-1][0] == spots._spots[first].figure
        assert all(spots.name_of(number) for number in range(len(spots._spots))), "each figure has its name"


def test_figures_lie_where_they_are_drawn(qtbot: QtBot, tmp_path: Path) -> None:
    """The place of a page, as it is computed, holds the page's white and not the ground behind it."""
    with office(qtbot, tmp_path) as (made, page):
        for zoomed in (False, True):
            if zoomed:
                page.pdf.zoom(0.7)
            made.settle()
            qtbot.wait(300)
            place = page.pdf.spots.page_place(0)
            shown = page.pdf.view.viewport().grab().toImage()
            ratio = shown.devicePixelRatio()
            corners = (place.topLeft() + QPoint(3, 3), place.topLeft() - QPoint(3, 3))
            inside, outside = (shown.pixelColor(corner * ratio) for corner in corners)
            assert inside.lightness() > 250
            assert outside.lightness() < 245


def test_submitted_corrected_and_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    with office(qtbot, tmp_path) as (made, page):
        explain_all(made, page)
        made.ask(lambda ledger: ledger.move_return(MONTH, "hand_in"))
        review(made, "approve", "submit")
        page.refresh()
        made.settle()
        filed = page.pdf._bytes
        assert page.head.detail.text().endswith("已上报")
        assert "可以重新打开的账号：shenhe" in page.side.foot.told.text()
        assert page.pdf.made.text() == "上报存档"
        assert len(page.pdf.spots._spots) > 10, "a submitted paper opens too"
        row = made.ask(lambda ledger: ledger.find("placement", Query(filters={"placed_on": MONTH}))[0])
        made.ask(lambda ledger: ledger.void("placement", [row], "重复登记"))
        page.refresh()
        made.settle()
        state = page._state()
        assert state is not None
        assert state.changed > 0
        page.rows.show(MONTH)
        made.settle()
        section, context = made.window.opened[-1]
        assert section == "placement"
        assert "作废1行" in context["title"]
        assert list(context["query"].ids) == [row]
        review(made, "reopen")
        page.refresh()
        made.settle()
        assert page._preview is not None
        assert page._preview.version == 2
        assert page.pdf._bytes != filed
        page.side.history.edition_wanted.emit(1)
        made.settle()
        assert page.pdf._bytes == filed
        assert page.head.detail.text().endswith("第 1 版存档")
        assert not page.side.foot.step_buttons
        page.files.write(None, tmp_path / "数据.json")
        made.settle()
        assert b'"version":1' in (tmp_path / "数据.json").read_bytes()
        page.months.opened.emit(8)
        made.settle()
        assert page._preview.version == 2
