"""The strip that says that what is open is the demonstration ledger."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import link
from ui.chips import IconMark
from ui.words import ground, line, words


class DemoStrip(QWidget):
    """32 px over everything while the demonstration ledger is open."""

    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(32)
        ground(self, "demo_bg")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(IconMark("info-circle", "demo"))
        row.addWidget(words("演示台账：数据全是编的，不能上报。", "section", "demo"))
        row.addStretch(1)
        row.addWidget(link("打开正式台账 ›", self.leave.emit, role="demo"))
        outer.addLayout(row, 1)
        outer.addWidget(line("demo"))
        self.setAccessibleName("演示台账")
