"""为什么是这个数 on real ledgers: the rows add up, every reason opens its rows, and one finds back."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from page_samples import ROWS, TODAY, Room, filled_ledger, new_ledger, room
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from section_samples import placement

from core.ledger import Ledger
from core.views import RowState
from ui.why_panel import NARROW_BELOW, WIDTH, WhyPanel

TOTAL = "placement.total"


def ledger_with_reasons(folder: Path) -> Ledger:
    """Rows that count, a person counted twice, one gone on to study, one rejected, one void, a draft."""
    ledger = filled_ledger(folder)
    ledger.save("placement", None, placement(5, **{"employer.name": "重庆后来单位", "placed_on": TODAY}))
    ledger.save("placement", None, placement(101, destination="80"))
    ledger.save("placement", None, placement(102, verification="rejected"))
    entered = ledger.save("placement", None, placement(103))
    ledger.void("placement", list(entered.ids), "重复录入")
    return ledger


def panel_in(made: Room, width: int = 1366) -> WhyPanel:
    """A panel over a body of this width."""
    body = QWidget()
    body.resize(width, 660)
    made.pages.append(body)
    body.show()
    return WhyPanel(made.tasks, made.window, body)


def ask(made: Room, panel: WhyPanel, key: str = TOTAL, plan: str | None = None) -> None:
    panel.explain(key, plan, TODAY)
    made.settle()


def test_rows_counted_and_left_out_add_up(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, ledger_with_reasons(tmp_path)) as made:
        panel = panel_in(made)
        plan = made.ask(lambda ledger: ledger.dashboard(TODAY)).city[0].plan
        ask(made, panel, plan=plan)
        said = made.ask(lambda ledger: ledger.explain(TOTAL, TODAY, plan))
        assert panel.value.text() == str(said.figure.value)
        assert said.counted + said.left_out_rows == said.all_rows
        assert panel.rows_title.text() == f"登记 {said.all_rows} 行"
        assert panel.rows_sum.text() == f"计入 {said.counted} ＋ 没计入 {said.left_out_rows}"
        assert said.clause.strip("“”") in panel.quote.clause.text()
        assert panel.quote.source.text() == said.source
        assert "÷ 13,530 人 ＝" in panel.arithmetic.text()
        shown = [panel.reasons.rows.row_at(row) for row in range(panel.reasons.rows.rowCount())]
        assert [each.reason for each in shown] == [each.reason for each in said.left_out]
        assert len(shown) >= 4
        assert f"计入 {said.counted} 行" in panel.bar.accessibleName()


def test_each_reason_shows_and_opens_its_rows(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, ledger_with_reasons(tmp_path)) as made:
        panel = panel_in(made)
        ask(made, panel)
        reasons = {panel.reasons.rows.row_at(row).reason: row for row in range(panel.reasons.rows.rowCount())}
        for reason, row in reasons.items():
            panel.reasons.setCurrentIndex(panel.reasons.rows.index(row))
            made.settle()
            each = panel.reasons.rows.row_at(row)
            assert tuple(panel.samples.samples.ids) == each.ids, reason
            assert panel.left_door.text() == f"打开这 {each.rows} 行"
            panel.left_door.click()
            key, context = made.window.opened[-1]
            assert key == "placement"
            assert context["query"].ids == each.ids
            query = context["query"]
            found = made.ask(partial(Ledger.find, section="placement", query=query))
            assert sorted(found) == sorted(each.ids), f"the door of {reason} shows its rows"
            ask(made, panel)
        assert any(reason.startswith("作废") for reason in reasons)


def test_a_person_counted_twice_shows_both_rows(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, ledger_with_reasons(tmp_path)) as made:
        panel = panel_in(made)
        ask(made, panel)
        row = next(
            row for row in range(panel.reasons.rows.rowCount()) if panel.reasons.rows.row_at(row).counterparts
        )
        panel.reasons.setCurrentIndex(panel.reasons.rows.index(row))
        made.settle()
        model = panel.samples.samples
        assert model.paired
        assert model.headerData(1, Qt.Orientation.Horizontal) == "计入的一笔"
        left = str(model.index(0, 2).data())
        assert left.startswith(f"{TODAY:%m-%d}") or "重庆后来单位" in left
        assert str(model.index(0, 1).data()) != left
        panel.samples.activated.emit(model.index(0, 0))
        assert made.window.opened[-1] == ("placement", {"row": model.ids[0]})


def test_counted_rows_open_and_export(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        panel = panel_in(made)
        ask(made, panel)
        assert panel.counted_door.text() == f"打开计入的 {ROWS} 人"
        out = tmp_path / "计入.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        panel.export_button.click()
        made.settle()
        sheet = openpyxl.load_workbook(out).worksheets[0]
        assert sheet.max_row == ROWS + 1
        text = "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
        assert "********" in text, "numbers leave masked"
        assert made.window.said[-1].startswith(f"已导出 {ROWS} 行")
        panel.counted_door.click()
        key, context = made.window.opened[-1]
        assert key == "placement"
        assert len(context["query"].ids) == ROWS
        assert context["query"].state is not RowState.VOID
        assert not panel.isVisible()


def test_goes_back_to_the_figure_before_and_then_to_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        panel = panel_in(made)
        ask(made, panel)
        first = panel.name.text()
        ask(made, panel, "placement.origin.outside_city")
        assert panel.name.text() != first
        panel.go_back()
        made.settle()
        assert panel.name.text() == first
        with qtbot.waitSignal(panel.closed):
            panel.go_back()
        assert not panel.isVisible()
        ask(made, panel)
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert not panel.isVisible()


def test_the_keyboard_goes_back_to_the_number(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        panel = panel_in(made)
        body = panel.parentWidget()
        assert body is not None
        asker = QLineEdit(body)
        asker.show()
        asker.setFocus()
        ask(made, panel)
        assert panel.close_button.hasFocus()
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert asker.hasFocus()


def test_stands_over_the_right_half(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        panel = panel_in(made)
        ask(made, panel)
        body = panel.parentWidget()
        assert body is not None
        assert panel.geometry().getRect() == (1366 - WIDTH, 0, WIDTH, 660)
        body.resize(1100, 500)
        assert panel.geometry().getRect() == (1100 - WIDTH, 0, WIDTH, 500)
        body.resize(NARROW_BELOW - 10, 500)
        assert panel.width() == NARROW_BELOW - 10, "a narrow window gives it everything"


def test_figures_without_rows_or_target(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        panel = panel_in(made)
        ask(made, panel, "placement.industry.03")
        assert panel.arithmetic.text() == "没有目标"
        assert "没有文件给这个数定目标" in panel.quote.clause.text()
        assert not panel.counted_door.isVisible()
        assert not panel.left_door.isVisible()
        assert panel.none_open.text()
        views = made.ask(lambda ledger: ledger.figures(TODAY))
        ask(made, panel, next(view.key for view in views if view.value is None))
        assert panel.value.text() == "—", "unknown is not zero"
        assert panel.arithmetic.text() == "数值未知，不按 0 处理"


def test_sample_model_holds_what_qt_asks(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, ledger_with_reasons(tmp_path)) as made:
        panel = panel_in(made)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        testers = [
            QAbstractItemModelTester(each, mode) for each in (panel.samples.samples, panel.reasons.rows)
        ]
        ask(made, panel)
        assert panel.samples.samples.rowCount() > 0
        del testers


def test_rows_left_out_are_dated_in_the_span(qtbot: QtBot, tmp_path: Path) -> None:
    """A row of another year is neither counted nor left out."""
    ledger = filled_ledger(tmp_path)
    ledger.save("placement", None, placement(200, placed_on=TODAY - timedelta(days=400)))
    with room(qtbot, ledger) as made:
        panel = panel_in(made)
        ask(made, panel)
        said = made.ask(lambda ledger: ledger.explain(TOTAL, TODAY))
        assert said.all_rows == ROWS + 1, "the rows of the year and one draft"
        assert panel.rows_title.text() == f"登记 {ROWS + 1} 行"
