"""The line over all pages while nothing can be written: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.errors import DiskFull, LedgerFault
from ui.chips import GlyphMark
from ui.icons import Glyph
from ui.theme import color
from ui.words import words


class ReadOnlyBanner(QWidget):
    """Shown while a fault bars writing, hidden when there is none; as high as its words need."""

    def __init__(self) -> None:
        super().__init__()
        self._words = words("", "body", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(GlyphMark(Glyph.LOOK, 12), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_fault(self, fault: LedgerFault | None) -> None:
        """Say why nothing can be written; None takes the banner away."""
        if fault is not None:
            self._words.setText(sentence(fault))
            self.setAccessibleName(self.text)
        self.setVisible(fault is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), color("warn_bg"))


def sentence(fault: LedgerFault) -> str:
    """只能查看 … ，with what to do."""
    if isinstance(fault, DiskFull):
        room = fault.todo.removesuffix("，再做一次。")
        return f"现在只能查看：磁盘已满。已保存的都在。{room}，腾出后自动恢复录入。"
    return f"现在只能查看：{fault.happened}已保存的都在。{fault.todo}"
