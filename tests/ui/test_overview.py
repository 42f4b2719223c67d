"""总览 on real ledgers: what it shows is what the ledger says, and everything on it opens."""

from datetime import date
from pathlib import Path

import pytest
from frame_samples import parts
from page_samples import ROWS, TODAY, filled_ledger, new_ledger, room
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.figure_views import Dashboard
from ui import numbers
from ui.app import application
from ui.buttons import Button
from ui.chart import LAST_YEAR, PRO_RATA, TARGET, THIS_YEAR, axis_step
from ui.chart_table import MonthTable, month_rows
from ui.overview import OverviewPage
from ui.overview_lists import DueRows
from ui.theme import theme
from ui.tiles import foot_places

AXES = [(13530, 3000), (90, 20), (1, 1), (101000, 25000), (12, 2.5), (40000, 10000)]


def test_shows_what_the_ledger_says(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        said: Dashboard = made.ask(lambda ledger: ledger.dashboard(TODAY))
        total = said.city[0]
        assert total.value == ROWS
        assert page.tiles[0].figure == total
        assert page.tiles[1].figure == said.city[1]
        assert f"目标 {numbers.count(total.target)} 人" in page.tiles[0].accessibleName()
        assert page.head.detail.text() == f"截至 2025 年 9 月 30 日，{ROWS} 人"
        assert page.plan.list.rows.rowCount() == len(said.own) == 4
        assert page.townships.list.rows.rowCount() == len(said.townships) == 23
        assert page.cut_off.text() == "截止日 9 月 30 日"
        assert f"本年 {ROWS}" in page.chart.words()
        industry = [page.industries.list.rows.row_at(row).bar for row in range(3)]
        assert [bar.value for bar in industry] == sorted((bar.value for bar in industry), reverse=True)


def test_everything_opens_its_explanation(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        asked = made.window.explained
        plan = page.tiles[0].figure.plan if page.tiles[0].figure else None
        assert plan
        QTest.mouseClick(page.tiles[0], Qt.MouseButton.LeftButton)
        assert asked.pop() == ("placement.total", plan, TODAY)
        page.tiles[1].setFocus()
        QTest.keyClick(page.tiles[1], Qt.Key.Key_Space)
        assert asked.pop() == ("placement.origin.outside_city", plan, TODAY)
        page.plan.list.setFocus()
        QTest.keyClick(page.plan.list, Qt.Key.Key_Down)
        QTest.keyClick(page.plan.list, Qt.Key.Key_Return)
        key, own, _ = asked.pop()
        assert key.startswith("placement.origin.")
        assert own not in (None, plan)
        first = page.townships.list.visualRect(page.townships.list.rows.index(0)).center()
        QTest.mouseClick(page.townships.list.viewport(), Qt.MouseButton.LeftButton, pos=first)
        township = page.townships.list.rows.row_at(0).bar.key
        assert asked.pop()[0] == f"placement.township.{township}"
        page.townships._none.click()
        assert asked.pop()[0] == "placement.township.none"
        page.industries.list.opened.emit(0)
        industry = page.industries.list.rows.row_at(0).bar.key
        assert asked.pop()[0] == f"placement.industry.{industry}"
        last = page.industries.list.rows.rowCount() - 1
        page.industries.list.opened.emit(last)
        assert asked.pop()[0] == "placement.industry.unknown"
        assert not asked


def test_chart_lines_answer_keys_and_clicks(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        chart = page.chart
        assert chart.line_keys() == (THIS_YEAR, PRO_RATA, TARGET)
        assert LAST_YEAR not in chart.line_keys(), "last year is unknown here, and has no line"
        chart.setFocus()
        QTest.keyClick(chart, Qt.Key.Key_Right)
        with qtbot.waitSignal(chart.opened) as opened:
            QTest.keyClick(chart, Qt.Key.Key_Return)
        assert opened.args == [PRO_RATA]
        view = page._view
        assert view is not None
        assert view.curve.target
        on_line = chart._plot.getViewBox().mapViewToScene(QPointF(180.0, float(view.curve.target)))
        with qtbot.waitSignal(chart.opened) as opened:
            QTest.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=on_line.toPoint())
        assert opened.args == [TARGET]
        assert made.window.explained[-1][0] == "placement.total"


def test_the_curve_can_be_read_as_a_table(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        page.chart.setFocus()
        QTest.keyClick(page.chart, Qt.Key.Key_T)
        table = parts(page, MonthTable)[0]
        assert table.isVisible()
        said = made.ask(lambda ledger: ledger.dashboard(TODAY))
        assert month_rows(said)[-1] == ("9 月 30 日", str(ROWS), "—"), "last year is unknown, not zero"
        assert len(month_rows(said)) == 9
        item = table.table.item(8, 1)
        assert item is not None
        assert item.text() == str(ROWS)
        QTest.keyClick(table, Qt.Key.Key_Escape)
        made.settle()
        assert not parts(page, MonthTable), "freed when closed"


def test_last_year_has_a_line_once_it_is_known(qtbot: QtBot, tmp_path: Path) -> None:
    ledger = filled_ledger(tmp_path)
    for month in range(1, 13):
        values = {
            "figure": "placement.total",
            "month": f"2024-{month:02d}",
            "value": 1000,
            "source": "上年月报",
        }
        ledger.save("prior_actual", None, values)
    with room(qtbot, ledger) as made:
        page = made.show(OverviewPage)
        assert LAST_YEAR in page.chart.line_keys()
        assert "上年 12,000" in page.chart.words()
        assert page._view is not None
        assert month_rows(page._view)[-1][2] == "9,000"
        assert page.townships._split.isVisible(), "and here nobody split the task yet"
        page.townships._split.click()
        assert made.window.opened[-1] == ("targets", {"part": "split"})
        page.chart.opened.emit(LAST_YEAR)
        assert made.window.explained[-1] == ("placement.total", None, date(2024, 12, 31))


def test_another_cut_off_day_is_read_anew(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        page.set_cut_off(date(2025, 8, 31))
        made.settle()
        figure = page.tiles[0].figure
        assert figure is not None
        assert figure.value == made.ask(lambda ledger: ledger.dashboard(date(2025, 8, 31))).city[0].value
        assert isinstance(figure.value, int)
        assert 0 < figure.value < ROWS
        assert made.window.as_of == date(2025, 8, 31)
        assert page.head.detail.text().startswith("截至 2025 年 8 月 31 日")


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_cut_off_chooser_offers_month_ends_in_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        page.cut_off.click()
        popup = page.cut_off.popup
        assert popup.isVisible()
        words = [each.text() for each in parts(popup, Button)]
        assert sorted(words)[0] == "1 月 31 日"
        assert "2 月 28 日" in words
        assert len(words) == 12
        with qtbot.waitSignal(page.cut_off.chosen) as chosen:
            popup._end_button(date(2025, 6, 30)).click()
        assert chosen.args == [date(2025, 6, 30)]
        assert not popup.isVisible()
        made.settle()


def test_empty_ledger_says_so_and_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        assert page._empty.isVisible()
        assert page._empty.text.startswith("台账里还没有就业创业登记")
        for button in parts(page._empty, Button):
            button.click()
        assert made.window.opened == [("placement", {"new": True}), ("import", {"section": "placement"})]
    filled = tmp_path / "filled"
    filled.mkdir()
    with room(qtbot, filled_ledger(filled)) as made:
        assert not made.show(OverviewPage)._empty.isVisible()


def test_a_district_without_its_own_plan(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path, "城口县")) as made:
        page = made.show(OverviewPage)
        assert not page.plan.isVisible()
        assert not page.scope.isVisible()
        assert page.townships.unnamed.isVisible(), "no townships are known here yet, and the page says so"
        page.townships._names.click()
        assert made.window.opened[-1] == ("targets", {"part": "townships"})
        edge = page.tiles[1].geometry().right()
        assert edge == page.board.width() - 13, "the two tiles take the whole width"


def test_scope_chooses_what_stands_above(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        for scope in ("city", "own", "all"):
            page.scope._buttons[scope].click()
            assert page.tiles[0].isVisible() is (scope != "own")
            assert page.plan.isVisible() is (scope != "city")


def test_pieces_never_overlap(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        for width in (1744, 1190, 1100, 867, 620, 500):
            page.resize(width, 660)
            made.settle()
            shown = [each for each in parts(page.board, QWidget) if each.parent() is page.board]
            assert len(shown) == 7
            for at, piece in enumerate(shown):
                assert page.board.rect().contains(piece.geometry()), width
                for other in shown[at + 1 :]:
                    assert not piece.geometry().intersects(other.geometry()), width
            bar = page.scroller.verticalScrollBar()
            assert (bar.maximum() == 0) is (width >= 1100), "as drawn nothing scrolls"


def test_all_townships_fit_without_scrolling(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        townships = made.show(OverviewPage).townships.list
        assert townships.verticalScrollBar().maximum() == 0
        last = townships.visualRect(townships.rows.index(22))
        assert last.bottom() <= townships.viewport().height()


def test_rest_of_the_industries_is_one_click_away(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        panel = made.show(OverviewPage).industries
        assert panel.list.rows.rowCount() == 12
        assert panel._rest.text() == "其余 8 个行业 0 人"
        panel._more.click()
        QApplication.processEvents()
        assert panel.list.rows.rowCount() == 20
        assert panel._more.text() == "收起 ›"
        panel._more.click()
        assert panel.list.rows.rowCount() == 12


def test_models_hold_what_qt_asks(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        lists = (page.townships.list, page.industries.list, page.plan.list, page.due)
        testers = [QAbstractItemModelTester(each.rows, mode) for each in lists]
        page.refresh()
        made.settle()
        for each in lists:
            spoken = each.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
            assert isinstance(spoken, str)
            assert spoken
        assert isinstance(page.due.rows, DueRows)
        assert not page.due.rows.flags(page.due.rows.index(0)) & Qt.ItemFlag.ItemIsSelectable, "a heading"
        del testers


def test_follows_the_theme(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(OverviewPage)
        light = page.grab().toImage().pixelColor(300, 30)
        theme().apply(application(["test"]), "dark")
        QApplication.processEvents()
        dark = page.grab().toImage()
        assert dark.pixelColor(300, 30) != light
        chart = page.chart.mapTo(page, page.chart.rect().topRight())
        assert dark.pixelColor(chart.x() - 3, chart.y() + 60).lightness() < 60, "the plot is rebuilt"
        theme().apply(application(["test"]), "light")


def test_a_long_number_pushes_its_neighbours() -> None:
    assert foot_places([77, 50, 43, 60], 317) == [0, 105, 178, 244]
    places = foot_places([120, 70, 60, 60], 279)
    assert places[1] == 128
    assert places[2] >= places[1] + 70


@pytest.mark.parametrize(("top", "step"), AXES)
def test_axis_has_few_round_lines(top: float, step: float) -> None:
    assert axis_step(top) == step
    assert top / axis_step(top) < 5
