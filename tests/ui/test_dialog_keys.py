"""Enter in dialogs: the button with the keyboard, the main action, and never the words that were typed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.alerts import Question
from ui.app import application
from ui.restore_dialog import RestoreQuestion
from ui.section_dialogs import ReasonDialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    application(["test"])
    found = QWidget()
    qtbot.addWidget(found)
    found.show()
    return found


def opened(qtbot: QtBot, dialog: QDialog) -> list[int]:
    """Show a dialog; what it ends with is put into the list."""
    ends: list[int] = []
    dialog.finished.connect(ends.append)
    dialog.open()
    qtbot.waitExposed(dialog)
    return ends


def button(dialog: QDialog, words: str) -> QPushButton:
    found: list[QPushButton] = list(dialog.findChildren(QPushButton))
    return next(each for each in found if each.text() == words)


def test_enter_presses_the_button_that_has_the_keyboard(qtbot: QtBot, parent: QWidget) -> None:
    dialog = Question(parent, "写入 3 行", "写入后可以整批撤销。", "写入 3 行")
    ends = opened(qtbot, dialog)
    cancel = button(dialog, "取消")
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert ends == [QDialog.DialogCode.Rejected]


@pytest.mark.parametrize(
    "made",
    [
        lambda parent: ReasonDialog("作废", "", "作废 1 行", parent, destroys=True),
        lambda parent: RestoreQuestion(parent, "恢复", "换回去。", "恢复", "admin"),
    ],
    ids=["void", "restore"],
)
def test_enter_does_what_was_asked_once_it_is_meant(
    qtbot: QtBot, parent: QWidget, made: Callable[[QWidget], QDialog]
) -> None:
    empty = made(parent)
    ends = opened(qtbot, empty)
    field = QApplication.focusWidget() or empty.focusWidget()
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ends == [QDialog.DialogCode.Rejected], "nothing was typed: nothing is done"

    meant = made(parent)
    ends = opened(qtbot, meant)
    field = meant.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "abc")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ends == [QDialog.DialogCode.Accepted]
