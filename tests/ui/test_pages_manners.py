"""What every hand-written page must keep: words that fit, Chinese, names to be read out, small windows."""

import re
from pathlib import Path

import pytest
from frame_samples import parts
from page_samples import Room, filled_ledger, room
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.buttons import Button, ToolButton
from ui.import_page import ImportPage
from ui.overview import OverviewPage
from ui.page import Page
from ui.return_page import ReturnPage
from ui.system_page import SystemPage
from ui.targets_page import TargetsPage

PAGES: tuple[type[Page], ...] = (OverviewPage, ImportPage, ReturnPage, TargetsPage, SystemPage)
ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Alt", "Esc", "Excel", "PDF", "xlsx", "xls", "csv", "admin", "MIT", "ledger", "keys", "backups"}
SMALLEST = (546, 227)
"""What a 1366 × 768 screen at 250 % leaves for a page."""


def each_page(made: Room) -> list[Page]:
    return [made.show(kind) for kind in PAGES]


def test_words_fit_their_buttons(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        for page in each_page(made):
            for width in (1190, 867):
                page.resize(width, 660)
                made.settle()
                for button in parts(page, QAbstractButton):
                    if isinstance(button, Button | ToolButton) and button.isVisible() and button.text():
                        need = QFontMetrics(button.font()).horizontalAdvance(button.text())
                        assert button.width() >= need, (page.page_key, width, button.text())


def test_pages_speak_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        for page in each_page(made):
            said = [each.text() for each in parts(page, QAbstractButton)]
            said += [each.text() for each in parts(page, QLabel) if str(tmp_path) not in each.text()]
            said += [each.toolTip() for each in parts(page, QWidget)]
            for text in said:
                assert not set(ENGLISH.findall(text.replace("&", ""))) - ALLOWED, (page.page_key, text)
                assert not re.search("[!！]|抱歉|请稍后再试|未知错误", text), (page.page_key, text)


def test_what_takes_the_focus_has_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    inputs = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
    with room(qtbot, filled_ledger(tmp_path)) as made:
        for page in each_page(made):
            for each in parts(page, QWidget):
                if not isinstance(each, inputs) or each.focusPolicy() == Qt.FocusPolicy.NoFocus:
                    continue
                if not each.isVisible() or each.objectName().startswith("qt_"):
                    continue
                named = each.accessibleName() or (isinstance(each, QAbstractButton) and each.text())
                assert named, (page.page_key, type(each).__name__)


def test_nothing_is_written_smaller_than_twelve(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        for page in each_page(made):
            for label in parts(page, QLabel):
                assert label.font().pixelSize() >= 12, (page.page_key, label.text())


@pytest.mark.parametrize("kind", PAGES)
def test_fits_the_smallest_window(qtbot: QtBot, tmp_path: Path, kind: type[Page]) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(kind, *SMALLEST)
        assert (page.width(), page.height()) == SMALLEST
        for part in page.children():
            if isinstance(part, QWidget) and part.isVisible() and not part.isWindow():
                assert part.x() + part.width() <= SMALLEST[0], type(part).__name__
        inside = [each for each in parts(page, QAbstractScrollArea) if each.isVisible()]
        assert inside, "something that scrolls is left"
        QApplication.processEvents()
