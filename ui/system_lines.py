"""What the parts of 系统 are laid out with: lines of facts, and panels beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from ui.controls import GlyphMark, Panel, words
from ui.icons import Glyph

BESIDE = 800
"""Width from which two panels stand beside each other."""


def age_words(age: timedelta | None) -> str:
    """刚刚, 12 分钟前, 3 小时前, 5 天前."""
    if age is None:
        return "还没有备份"
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 24 * 60 else f"{minutes // (24 * 60)} 天前"


class Lines(QWidget):
    """Rows of a shape, a name and a detail; replaced as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)

    def show_rows(self, rows: Sequence[tuple[Glyph | None, str, str]]) -> None:
        """Show these rows."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (glyph, name, detail) in enumerate(rows):
            if glyph is not None:
                self._grid.addWidget(GlyphMark(glyph, 12), place, 0)
            self._grid.addWidget(words(name), place, 1)
            label = words(detail, "secondary", wrap=True)
            self._grid.addWidget(label, place, 2)


def fill(panel: Panel, rows: QWidget, *buttons: QWidget) -> None:
    """Put rows into a panel and buttons below them."""
    foot = QHBoxLayout()
    for button in buttons:
        foot.addWidget(button)
    foot.addStretch(1)
    panel.body.addWidget(rows)
    panel.body.addSpacing(8)
    panel.body.addLayout(foot)
    panel.body.addStretch(1)


class Columns(QScrollArea):
    """Panels beside each other; one below the other, scrolling, where it is narrow."""

    def __init__(self, *panels: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        self._row.setContentsMargins(12, 12, 12, 12)
        self._row.setSpacing(10)
        for panel in panels:
            panel.setMinimumWidth(1)
            self._row.addWidget(panel, 1)
        self.setWidget(holder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < BESIDE
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        super().resizeEvent(event)
