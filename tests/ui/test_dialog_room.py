"""Dialogs on a screen that is smaller than they were drawn for."""

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.dialog_room import fit_screen


def test_a_dialog_is_never_larger_than_its_screen(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QDialog(parent)
    screen = dialog.screen().availableSize()
    fit_screen(dialog, screen.width() + 400, screen.height() + 400)
    dialog.show()
    assert dialog.width() < screen.width()
    assert dialog.height() < screen.height()


def test_where_there_is_room_it_is_as_designed(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QDialog(parent)
    fit_screen(dialog, 420, 300)
    dialog.show()
    assert (dialog.width(), dialog.height()) == (420, 300)
