"""Tab goes through a page as it is read, also through what was built after the page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.views import Check
from ui.app import application
from ui.controls import line_input
from ui.return_checks import CheckList


def test_reasons_come_before_what_stands_below_them(qtbot: QtBot) -> None:
    application(["test"])
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    above, checks, below = line_input(name="above"), CheckList(), line_input(name="below")
    for each in (above, checks, below):
        column.addWidget(each)
    host.resize(400, 500)
    host.show()
    checks.show_data(
        tuple(Check(name, "warn", "detail", key=name) for name in ("first", "second")),
        editable=True,
    )
    qtbot.waitExposed(host)
    above.setFocus()
    met = []
    for _ in range(4):
        focused = host.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = host.focusWidget()
        assert now is not None
        met.append(now.accessibleName())
    assert met == ["核对", "first的说明", "second的说明", "below"]
