"""The tools above a table are shown whole or not at all."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.page_places import ROW_PAGES
from ui.section_bar import SectionTools

ACTS = ("add", "import", "export", "template", "columns", "sort", "view", "verify", "history", "bin", "open")


@pytest.mark.parametrize("width", [560, 700, 846, 1100])
def test_no_tool_is_cut_and_what_is_hidden_stands_under_more(qtbot: QtBot, width: int) -> None:
    tools = SectionTools({key: lambda: None for key in ACTS}, ROW_PAGES["placement"])
    window = QWidget()
    qtbot.addWidget(window)
    tools.setParent(window)
    window.resize(1200, 80)
    window.show()
    tools.show()
    tools.resize(width, 40)
    tools.set_void(10)
    qtbot.wait(1)
    shown = [each for each in tools.buttons.values() if each.isVisible()]
    assert shown
    assert all(each.width() >= each.sizeHint().width() for each in shown)
    hidden = [each.text() for each in tools.buttons.values() if not each.isVisible()]
    assert [each.text() for each in tools.actions_under_more(tools)] == hidden
    assert tools.more.isVisible() is bool(hidden)
