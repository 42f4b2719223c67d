"""目标任务 through the page: plans, changes with a reason, and a split that is summed while typing."""

from decimal import Decimal
from pathlib import Path

from frame_samples import parts
from openpyxl import Workbook
from page_samples import filled_ledger, new_ledger, room
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.target_views import TargetView
from ui.icons import Glyph
from ui.split_form import SplitForm
from ui.target_table import typed_number, wanted
from ui.targets_page import SPLIT, TOWNSHIPS, TargetsPage


def city_total(targets: tuple[TargetView, ...]) -> TargetView:
    """The unit's own quota."""
    return next(each for each in targets if each.figure == "placement.total" and each.scope_kind == "unit")


def test_plans_are_tabs_with_their_targets(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        said = made.ask(lambda ledger: (ledger.plans(), ledger.targets(2025)))
        keys = [page.tabs.key(at) for at in range(page.tabs.count())]
        assert keys[-2:] == [SPLIT, TOWNSHIPS]
        assert set(keys[:-2]) == {plan.key for plan in said[0]}
        first = page.table.model_of.targets[0]
        assert first.plan == keys[0]
        assert wanted(first) == "13,530"
        assert page.panel.title.text() == first.label
        assert first.clause.strip("“”") in page.panel.quote.clause.text()
        assert page.head.detail.text().startswith("2025 年，")
        assert page.table.model_of.headerData(5, Qt.Orientation.Horizontal) == "依据"
        page.panel.why.click()
        assert made.window.explained[-1][:2] == (first.figure, first.plan)


def test_a_plan_is_loaded(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        plans = made.ask(lambda ledger: ledger.plans())
        waiting = [plan for plan in plans if not plan.loaded]
        assert waiting, "the plan of the years from 2026 is not loaded into a ledger of 2025"
        page._open_tab(waiting[0].key)
        assert page.stack.currentWidget() is page.unloaded
        assert waiting[0].title in page.unloaded.sentence.text()
        page.load_button.click()
        made.settle()
        now = made.ask(lambda ledger: ledger.plans())
        assert all(plan.loaded for plan in now if plan.key == waiting[0].key)
        assert made.window.said[-1] == f"已载入{waiting[0].title}"


def test_a_value_changes_only_with_a_reason(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        panel = page.panel
        panel.value.setText("14000")
        panel.button.click()
        made.settle()
        assert panel.reason_field.error == "没有写原因"
        assert city_total(made.ask(lambda ledger: ledger.targets(2025))).value == 13530
        panel.reason.setText("年中调整文件")
        panel.value.setText("一万四")
        panel.button.click()
        assert panel.value_field.error == "要填不小于 0 的数"
        panel.value.setText("14,000")
        panel.button.click()
        made.settle()
        changed = city_total(made.ask(lambda ledger: ledger.targets(2025)))
        assert changed.value == 14000
        assert changed.changed
        assert page.panel.target is not None
        assert page.panel.target.id == changed.id, "the same target stays chosen"
        assert "已改过预置值" in page.panel.about.text()
        history = made.ask(lambda ledger: ledger.history("target", changed.id))
        assert history[0].reason == "年中调整文件"
        panel.button.click()
        assert panel.value_field.error == "和现在的数一样，没有要保存的"


def test_the_difference_is_seen_while_typing(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        page._open_tab(SPLIT)
        form, side = page.form, page.split_panel
        edits = list(form.inputs.values())
        assert len(edits) == 23
        assert side.state.text() == "还没有分解"
        assert not side.button.isEnabled()
        edits[0].setFocus()
        QTest.keyClicks(edits[0], "13000")
        assert side.state.text() == "还差 530 人没有分下去，22 个镇街没有填"
        assert side.sum.text() == "已分 13,000 人，任务 13,530 人"
        QTest.keyClick(edits[0], Qt.Key.Key_Return)
        assert edits[1].hasFocus(), "Enter goes on to the next"
        QTest.keyClicks(edits[1], "600")
        assert side.state.text() == "比任务多 70 人，21 个镇街没有填"
        for edit in edits[2:]:
            edit.setText("0")
        edits[1].setText("530")
        assert form.sum_words()[0] is Glyph.DONE
        assert side.state.text() == "加起来正好"
        side.reason.setText("区里分解文件")
        side.button.click()
        made.settle()
        split = made.ask(lambda ledger: ledger.split("placement.total", 2025))
        assert split is not None
        assert (split.total, split.difference) == (13530, 0)
        assert not side.button.isEnabled(), "nothing is left to save"
        assert made.window.said[-1] == "分解已保存，改动记入流水"


def test_typed_numbers_survive_a_change_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        page._open_tab(SPLIT)
        first = next(iter(page.form.inputs))
        page.form.inputs[first].setText("77")
        page.refresh()
        made.settle()
        assert page.form.inputs[first].text() == "77"
        assert page.leave(), "one may go elsewhere and come back"
        assert made.window.said[-1].startswith("任务分解有没保存的数")


def test_a_year_without_targets_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        made.window.as_of = made.window.as_of.replace(year=2024)
        page = made.show(TargetsPage)
        page._open_tab(SPLIT)
        assert isinstance(page.form, SplitForm)
        assert page.form.inputs == {}
        assert page.split_panel.state.text() == "没有可以分解的"
        assert not page.split_panel.button.isEnabled()


def test_opens_at_the_split_before_anything_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path, "城口县")) as made:
        page = TargetsPage(made.tasks, made.window)
        made.pages.append(page)
        page.show()
        page.refresh_if_stale()
        page.arrive(part=SPLIT)
        made.settle()
        assert page.tabs.current == SPLIT
        words = [each.text() for each in parts(page.form, QLabel)]
        assert "还没有镇街名录" in words, "a district whose townships nobody entered yet"


def test_target_model_holds_what_qt_asks(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        tester = QAbstractItemModelTester(page.table.model_of, mode)
        page._open_tab(page.tabs.key(1))
        assert page.table.model_of.rowCount() > 0
        page.grab()
        del tester


def test_typed_numbers() -> None:
    assert typed_number("13,530") == 13530
    assert typed_number("75.5") == Decimal("75.5")
    for wrong in ("", "-3", "１２", "12人", "1.2.3", "NaN"):
        assert typed_number(wrong) is None, wrong


def test_another_target_by_bodies_and_from_a_sheet(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(TargetsPage)
        page._open_tab(SPLIT)
        bar = page.split_bar
        bar.figure.setCurrentIndex(bar.figure.findText("区内高校招聘活动", Qt.MatchFlag.MatchStartsWith))
        bar.by.setCurrentIndex(1)
        made.settle()
        assert "区人力社保局" in page.form.inputs
        bar.body.setText("永川科技职业学院")
        bar.add_button.click()
        page.form.inputs["永川科技职业学院"].setText("4")
        sheet = tmp_path / "部门.xlsx"
        book = Workbook()
        for row in (("责任单位", "任务数"), ("区人力社保局", 6), ("不认识的局", 2)):
            book.worksheets[0].append(row)
        book.save(sheet)
        page.read_split_sheet(sheet)
        made.settle()
        assert "对上 1 个，合计 6 场次，没对上 1 个（不认识的局）" in bar.told.text
        split = made.ask(lambda ledger: ledger.split("fair.campus", 2025, "body"))
        assert split is not None
        assert split.total == 0
        page.save_split("区政府办公室函")
        made.settle()
        split = made.ask(lambda ledger: ledger.split("fair.campus", 2025, "body"))
        assert split is not None
        assert (split.total, split.difference) == (10, 0)
