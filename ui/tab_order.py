"""Tab order of what is built later than the page around it.

New widgets stand at the end of the window's chain, behind everything that is read after them.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_order(before: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let Tab go from `before` through these widgets, and then on."""
    for each in widgets:
        QWidget.setTabOrder(before, each)
        before = each


def come_after(before: QWidget, content: QWidget) -> None:
    """The same through whatever in `content` takes the keyboard, in the order it was made."""
    inside: list[QWidget] = list(content.findChildren(QWidget))
    in_order(before, (each for each in inside if each.focusPolicy() & Qt.FocusPolicy.TabFocus))
