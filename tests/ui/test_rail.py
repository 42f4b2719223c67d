"""The rail: what stands in it, and that it is a list with names and keys."""

import re

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from ui.app import application
from ui.page_places import PAGE_OF_SECTION
from ui.pages import PAGES
from ui.rail import WIDE, Rail
from ui.rail_entries import RAIL, rail_groups

ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Excel", "PDF", "Enter", "Esc", "admin", "WPS"}


def english(text: str) -> set[str]:
    return set(ENGLISH.findall(text.replace("&", ""))) - ALLOWED


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
