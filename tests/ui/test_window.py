"""The window on a real ledger: rail, pages, widths, search, status, strips, and nothing in English."""

import re
from pathlib import Path

import pytest
from frame_samples import buttons, english, entered, made_ledger, parts, program, settle, waits
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCalendarWidget, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.errors import LedgerFault
from ui import alerts
from ui.app import application
from ui.demo_strip import DemoStrip
from ui.manual import ManualWindow
from ui.rail import FOLDED, WIDE
from ui.theme import color, theme
from ui.workspace import Workspace


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return made_ledger(tmp_path)[0]


def test_rail_leads_somewhere_with_every_entry(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        keys = workspace.rail_pages()
        assert keys[0] == "overview"
        assert {"placement", "person", "employer", "traineeships", "job_fair"} <= set(keys)
        for key in keys:
            workspace.open_page(key)
            settle(qtbot, made)
            assert workspace.stack.currentWidget() is workspace.pages[key]
            assert workspace.pages[key].title


@pytest.mark.parametrize(
    ("width", "folded", "tiny"),
    [(1600, False, False), (1366, False, False), (1100, True, False), (600, True, True)],
)
def test_widths(qtbot: QtBot, tmp_path: Path, ledger: Path, width: int, folded: bool, tiny: bool) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        made.window.resize(width, 600)
        QApplication.processEvents()
        assert workspace.rail.folded is folded
        assert workspace.rail.isVisible() is not tiny
        if not tiny:
            assert workspace.rail.width() == (FOLDED if folded else WIDE)
        bar = workspace.top_bar
        assert bar.height() == (38 if tiny else 42)
        assert bar.menu.isVisible() is tiny
        assert bar.search.isVisible() is not tiny
        assert workspace.status.height() == 26
        assert workspace.status.saved.isVisible(), "the saved light never goes"
        office = "永川区人力资源和社会保障局" if width >= 1280 else "永川区"
        assert bar.unit.text() == office


def test_no_button_is_narrower_than_its_words(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        for width in (1366, 1000):
            made.window.resize(width, 700)
            QApplication.processEvents()
            for part in (workspace.top_bar, workspace.status):
                for button in parts(part, QAbstractButton):
                    if button.isVisible() and button.text():
                        need = button.fontMetrics().horizontalAdvance(button.text())
                        assert button.width() >= need, (width, button.text())


def test_search_finds_and_opens(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        box = workspace.top_bar.search
        workspace.top_bar.focus_search()
        QTest.keyClicks(box, "zzz")
        waits(qtbot, box.results.isVisible)
        assert box.results.none.isVisible()
        opened: list[tuple[str, int]] = []
        box.found.disconnect()
        box.found.connect(lambda section, row: opened.append((section, row)))
        box.show_found("zzz", [("placement", 7, "单雨桐", "重庆样例车业"), ("employer", 3, "样例纸业", "")])
        QTest.keyClick(box, Qt.Key.Key_Down)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert opened == [("employer", 3)]
        assert not box.results.isVisible()
        box.setText("ab")
        box.show_found("ab", [("placement", 7, "单雨桐", "")])
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert not box.results.isVisible()


def test_stale_answers_of_the_search_are_not_shown(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        box = entered(qtbot, made, ledger).top_bar.search
        box.setText("新")
        box.show_found("旧", [("placement", 7, "单雨桐", "")])
        assert not box.results.isVisible()


def test_a_change_reaches_rail_status_and_pages(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        workspace.open_page("employer")
        settle(qtbot, made)
        workspace.open_page("overview")
        settle(qtbot, made)
        with qtbot.waitSignal(made.tasks.saving):
            made.tasks.run(
                "保存", lambda opened, _: opened.save("employer", None, {"name": "重庆样例车业有限公司"})
            )
        settle(qtbot, made)
        index = workspace.rail.model.position("employer")
        assert "1 行" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        assert re.fullmatch(r"已保存 \d\d:\d\d:\d\d", workspace.status.saved.text())
        assert workspace.pages["employer"].stale, "hidden pages go stale"
        assert not workspace.pages["overview"].stale, "the page shown refreshes at once"


def test_an_unexpected_fault_is_shown_with_its_three_headings(
    qtbot: QtBot, tmp_path: Path, ledger: Path
) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)

        def fail(opened: object, _: object) -> None:
            raise LedgerFault("磁盘空间不够，没有写完。", "安全。原有的行完好。", "腾出空间后再试。")

        made.tasks.run("读取", fail)
        settle(qtbot, made)
        assert workspace.status.saved.text().startswith("已保存"), "nothing was to be written"
        parts(workspace, alerts.FaultDialog)[0].reject()
        qtbot.waitUntil(lambda: not parts(workspace, alerts.FaultDialog))
        made.tasks.run("保存", fail)
        settle(qtbot, made)
        dialogs = parts(workspace, alerts.FaultDialog)
        assert len(dialogs) == 1
        assert workspace.status.saved.text().startswith("未保存（")
        dialogs[0].reject()
        QApplication.processEvents()


def test_demonstration_is_tinted_and_can_be_left(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path, demonstration=True)
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        (strip,) = parts(workspace, DemoStrip)
        assert strip.height() == 32
        assert strip.mapTo(made.window, strip.rect().topLeft()).y() == 0
        assert workspace.rail.property("ground") == "demo_bg"
        assert made.recent.read() is None, "the demonstration is not what opens next time"
        strip.leave.emit()
        waits(qtbot, lambda: made.window.workspace is None)


def test_year_changes_the_cut_off(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        assert f"{workspace.as_of}" == "2025-09-30"
        workspace.choose_year(2024)
        settle(qtbot, made)
        assert f"{workspace.as_of}" == "2024-12-31"


def test_the_open_window_follows_a_change_of_theme(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        application_ = application(["test"])
        for scheme in ("dark", "light"):
            theme().apply(application_, scheme)
            settle(qtbot, made)
            picture = made.window.grab().toImage()
            spots = {
                "surface": (workspace.top_bar, 400, 4),
                "rail": (workspace.rail, 4, workspace.rail.height() - 9),
            }
            for role, (part, x, y) in spots.items():
                at = part.mapTo(made.window, QPoint(x, y))
                assert picture.pixelColor(at).name() == color(role).name(), (scheme, role)


def test_going_back(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        workspace.open_page("employer")
        workspace.open_page("person")
        settle(qtbot, made)
        workspace.go_back()
        settle(qtbot, made)
        assert workspace.stack.currentWidget() is workspace.pages["employer"]
        workspace.open_page("nothing")
        assert workspace.stack.currentWidget() is workspace.pages["employer"]


def test_manual_opens_by_key_and_is_freed(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        entered(qtbot, made, ledger)
        made.show_manual()
        manual = made._manual
        assert isinstance(manual, ManualWindow)
        assert "恢复码" in manual.text.toPlainText()
        manual.close()
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not isValid(manual))
        made.show_manual()
        again = made._manual
        assert again is not None
        again.close()


def test_everything_of_the_window_goes_with_it(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        made.window.lock()
        settle(qtbot, made)
        qtbot.waitUntil(lambda: not isValid(workspace))


def shown_words(host: QWidget) -> list[str]:
    spoken = [each.accessibleName() for each in parts(host, QAbstractButton)]
    tips = [each.toolTip() for each in parts(host, QWidget)]
    return [*buttons(host), *spoken, *(re.sub(r"（[A-Za-z0-9+]+）", "", tip) for tip in tips)]


def test_no_button_speaks_english(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        made.show_first_run()
        told = shown_words(made.window)
        workspace = entered(qtbot, made, ledger)
        for key in workspace.rail_pages():
            workspace.open_page(key)
            settle(qtbot, made)
        told += shown_words(made.window)
        assert len(told) > 40
        assert not {text: english(text) for text in told if english(text)}


def test_icon_buttons_have_names(qtbot: QtBot, tmp_path: Path, ledger: Path) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, ledger)
        for part in (workspace.top_bar, workspace.status):
            for button in parts(part, QAbstractButton):
                assert button.text() or button.accessibleName(), button


def test_qts_own_dialogs_speak_chinese(qtbot: QtBot) -> None:
    application(["test"])
    box = QMessageBox()
    qtbot.addWidget(box)
    standard = QMessageBox.StandardButton
    box.setStandardButtons(standard.Ok | standard.Cancel | standard.Save | standard.Discard | standard.Retry)
    assert not {text for text in buttons(box) if english(text)}
    calendar = QCalendarWidget()
    qtbot.addWidget(calendar)
    assert "月" in calendar.locale().monthName(9)


def test_workspace_is_a_shell() -> None:
    for name in ("open_page", "explain", "say", "go_back"):
        assert callable(getattr(Workspace, name))
