"""A page's main part with a panel beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from ui.words import line

SIDE = 330
BESIDE = 760
"""Width from which the panel stands beside the table."""


class Beside(QWidget):
    """The main part with a panel of fixed width at its right; below it where it is narrow."""

    def __init__(self, main: QWidget, side: QWidget) -> None:
        super().__init__()
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setWidget(side)
        self._across, self._down = line("line_strong"), line("line_strong", upright=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for part in (main, self._across, self._down):
            self._row.addWidget(part)
        self._row.setStretch(0, 1)
        self._row.addWidget(self._side)

    def show_side(self, shown: bool) -> None:
        """Show the panel, or give its room to the main part."""
        self._side.setVisible(shown)
        narrow = self._row.direction() == QBoxLayout.Direction.TopToBottom
        self._across.setVisible(shown and narrow)
        self._down.setVisible(shown and not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < BESIDE
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        shown = not self._side.isHidden()
        self._across.setVisible(shown and narrow)
        self._down.setVisible(shown and not narrow)
        self._side.setMinimumWidth(0 if narrow else SIDE)
        self._side.setMaximumWidth(16_777_215 if narrow else SIDE)
        self._side.setMaximumHeight(event.size().height() * 55 // 100 if narrow else 16_777_215)
