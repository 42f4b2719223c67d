"""Dialogs that say what happened: Chinese, small enough, freed, and with no value in them."""

import re
from pathlib import Path

from frame_samples import buttons, english, freed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.errors import LedgerFault
from ui import alerts
from ui.app import application


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
    assert "test_alerts.py" in copied
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
