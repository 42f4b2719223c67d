"""The empty window before a ledger is open: nothing of the data shows, only one card in the middle."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.buttons import ToolButton
from ui.theme import color
from ui.words import ground, words


class Card(QWidget):
    """A sheet with a title row and a cross. Put things into `body`; Esc and the cross emit `closed`."""

    closed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(15, 3, 7, 2)
        head.addWidget(words(title, "secondary"))
        head.addStretch(1)
        self.cross = ToolButton("x", name="关闭", act=self.closed.emit)
        self.cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head.addWidget(self.cross)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        outer.addLayout(self.body, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("control"))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def begin(self) -> None:
        """Called when the card is shown: put the focus where typing starts."""


class Door(QScrollArea):
    """The ground behind a card, and one line of words below it; scrolls where the window is too small."""

    def __init__(self, card: Card, note: str = "") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = card
        inner = QWidget()
        ground(inner, "window")
        self.setWidget(inner)
        grid = QGridLayout(inner)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(0)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(3, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(card, 1, 1)  # centred by stretch: an aligned cell would measure lines at its own width
        if note:
            below = words(note, "caption")
            below.setContentsMargins(0, 22, 0, 0)
            grid.addWidget(below, 2, 0, 1, 3, Qt.AlignmentFlag.AlignHCenter)
