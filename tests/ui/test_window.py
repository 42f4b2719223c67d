"""The window on a real ledger: rail, pages, widths, search, status, strips, and nothing in English."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from frame_samples import TODAY, buttons, entered, freed, made_ledger, parts, program, settle, waits
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCalendarWidget, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.errors import Cancelled, LedgerFault
from core.views import Change
from ui import alerts
from ui.app import application
from ui.demo_strip import DemoStrip
from ui.manual import ManualWindow
from ui.page_places import PAGE_OF_SECTION
from ui.pages import PAGES
from ui.rail import FOLDED, WIDE, Rail
from ui.rail_entries import RAIL, rail_groups
from ui.status_bar import StatusBar, long_date
from ui.tasks import Tasks
from ui.theme import color, theme
from ui.workspace import Workspace

ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Excel", "PDF", "Enter", "Esc", "admin", "WPS"}


def english(text: str) -> set[str]:
    return set(ENGLISH.findall(text.replace("&", ""))) - ALLOWED


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


def test_rail_shows_only_what_exists() -> None:
    for group in RAIL:
        assert all(entry.page in PAGES for entry in group.entries)
    shown = [entry.page for group in rail_groups(frozenset({"placement"})) for entry in group.entries]
    assert "placement" in shown
    assert "person" not in shown
    assert set(PAGE_OF_SECTION.values()) <= set(PAGES)


def test_rail_is_a_list_with_names_and_keys(qtbot: QtBot) -> None:
    application(["test"])
    rail = Rail(rail_groups(frozenset({"placement", "person", "employer"})))
    qtbot.addWidget(rail)
    rail.resize(WIDE, 600)
    rail.show()
    tester = QAbstractItemModelTester(rail.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    rail.set_counts({"placement": 10007, "person": 3})
    index = rail.model.position("placement")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "就业创业登记，10,007 行"
    assert rail.view.accessibleName() == "栏目"
    rail.view.setCurrentIndex(index)
    with qtbot.waitSignal(rail.chosen) as caught:
        QTest.keyClick(rail.view, Qt.Key.Key_Return)
    assert caught.args == ["placement"]
    rail.mark("placement")
    QTest.keyClick(rail.view, Qt.Key.Key_Down)
    assert rail.model.page(rail.view.currentIndex()) == "person"
    QTest.keyClick(rail.view, Qt.Key.Key_Down)
    assert rail.model.page(rail.view.currentIndex()) == "employer", "arrows pass over headings"
    assert not rail.model.flags(rail.model.index(1)) & Qt.ItemFlag.ItemIsEnabled
    assert rail.model.page(QModelIndex()) == ""
    del tester


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


def fault() -> LedgerFault:
    return LedgerFault("磁盘空间不够，没有写完。", "安全。原有的 10,007 行完好。", "请腾出 41 MB 再试。")


def dialogs(parent: QWidget) -> list[QDialog]:
    try:
        raise ValueError("500118200306142423")
    except ValueError as error:
        crash = alerts.crash_dialog(parent, ValueError, error.__traceback__)
    return [
        alerts.fault_dialog(parent, fault(), headline="导入没有完成", retry="重试"),
        crash,
        alerts.Question(parent, "作废这 3 行？", "作废的行进回收站，可以恢复。", "作废 3 行", destroys=True),
    ]


def test_dialogs_are_chinese_fit_the_screen_and_are_freed(qtbot: QtBot) -> None:
    application(["test"])
    parent = QWidget()
    qtbot.addWidget(parent)
    for dialog in dialogs(parent):
        dialog.open()
        QApplication.processEvents()
        assert not {text for text in buttons(dialog) if english(text)}
        assert dialog.width() <= 560
        assert dialog.height() <= 728
        assert dialog.windowTitle() == alerts.APP_TITLE
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        qtbot.waitUntil(lambda gone=dialog: not isValid(gone))  # type: ignore[misc]  # bound per round
    freed(parent)


def test_a_crash_tells_no_value(qtbot: QtBot) -> None:
    application(["test"])
    parent = QWidget()
    qtbot.addWidget(parent)
    crash = dialogs(parent)[1]
    assert isinstance(crash, alerts.FaultDialog)
    crash.copy.click()
    copied = QApplication.clipboard().text()
    assert "500118200306142423" not in copied
    assert "test_window.py" in copied
    assert str(Path(__file__).parents[2]) not in copied
    assert re.search(r"E-\d{4}", copied)


def test_where_something_is_destroyed_cancel_has_the_focus(qtbot: QtBot) -> None:
    application(["test"])
    parent = QWidget()
    qtbot.addWidget(parent)
    agreed: list[bool] = []
    question = alerts.ask(
        parent, "清空？", "清空后不能恢复。", "清空", lambda: agreed.append(True), destroys=True
    )
    QApplication.processEvents()
    assert question.refuse.isDefault()
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert not agreed
    again = alerts.ask(parent, "写入？", "写入 3 行。", "写入 3 行", lambda: agreed.append(True))
    QTest.keyClick(again, Qt.Key.Key_Return)
    assert agreed == [True]


def test_status_lights_say_shape_and_word(qtbot: QtBot) -> None:
    application(["test"])
    bar = StatusBar(TODAY)
    qtbot.addWidget(bar)
    bar.resize(1366, 26)
    bar.show()
    bar.show_backup(timedelta(minutes=12))
    assert bar.backup.text() == "备份 12 分钟前"
    assert not bar.backup.icon().isNull()
    bar.show_backup(None)
    assert bar.backup.text() == "还没有备份"
    bar.show_drafts(0)
    assert not bar.drafts.isVisible()
    bar.show_drafts(2)
    assert bar.drafts.text() == "2 行草稿待改"
    bar.shorten(True)
    assert bar.drafts.text() == "2 行草稿"
    bar.show_unsaved("磁盘空间不够")
    assert bar.saved.accessibleName() == "保存：未保存（磁盘空间不够）"
    bar.say("已导出 151 行", "ok")
    assert bar.message.isVisible()
    bar.say("", "ok")
    assert not bar.message.isVisible()


def test_dates_in_words() -> None:
    assert long_date(TODAY) == "2025年9月30日 星期二"


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    application(["test"])
    made = Tasks()
    yield made
    made.shutdown()


def test_work_runs_in_order_and_answers_here(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[int] = []
    for number in range(5):
        tasks.run("test", lambda _l, _p, n=number: n, answers.append)  # type: ignore[misc]  # bound per round
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert answers == [0, 1, 2, 3, 4]
    assert not tasks.busy


def test_waiting_work_is_replaced(qtbot: QtBot, tasks: Tasks) -> None:
    gate, answers = Event(), list[str]()
    tasks.run("test", lambda *_: gate.wait(10))
    for text in ("y", "yx", "yxq"):
        tasks.run("test", lambda _l, _p, t=text: t, answers.append, replaces="search")  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert answers == ["yxq"]


def test_cancel_stops_at_the_next_report(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[LedgerFault] = []
    done: list[object] = []

    def work(_: object, report: object) -> None:
        assert callable(report)
        for step in range(1000):
            report(step / 1000, "读取")
            sleep(0.01)

    tasks.run("导入", work, done.append, told.append)
    with qtbot.waitSignal(tasks.progress):
        pass
    qtbot.wait(50)
    tasks.cancel()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert not done
    assert [type(each) for each in told] == [Cancelled]


def test_a_deleted_page_is_not_called_back(qtbot: QtBot, tasks: Tasks) -> None:
    class Host(QWidget):
        called = 0

        def take(self, _: object) -> None:
            Host.called += 1

    host = Host()
    tasks.run("test", lambda *_: 1, host.take)
    freed(host)
    assert not isValid(host)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert Host.called == 0


def test_forgotten_work_goes_on_unheard(qtbot: QtBot, tasks: Tasks) -> None:
    gate, did, told = Event(), list[int](), list[object]()

    def fail(*_: object) -> None:
        raise LedgerFault("没有写完。")

    tasks.run("test", lambda *_: gate.wait(10))
    tasks.run("保存", lambda *_: did.append(1), told.append)
    tasks.run("test", fail)
    tasks.failed.connect(told.append)
    tasks.forget()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert did == [1]
    assert not told


def test_changes_are_broadcast(qtbot: QtBot, tasks: Tasks) -> None:
    with qtbot.waitSignal(tasks.changed) as caught:
        tasks.run("test", lambda *_: Change(frozenset({"placement"})))
    assert caught.args is not None
    assert caught.args[0].sections == {"placement"}
    with qtbot.waitSignal(tasks.changed):
        tasks.run("test", lambda *_: (Change(frozenset({"employer"})), 3))


def test_workspace_is_a_shell() -> None:
    for name in ("open_page", "explain", "say", "go_back"):
        assert callable(getattr(Workspace, name))
