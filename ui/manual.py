"""F1: the manual in Chinese, shipped with the program."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from core.resources import resource
from ui.theme import STRONG, color, font, theme
from ui.words import ground


class ManualWindow(QWidget):
    """The manual's text; links in it stay inside. Freed when closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("操作手册")
        self.resize(760, 640)
        ground(self, "surface")
        self.text = QTextBrowser()
        self.text.setAccessibleName("操作手册")
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setOpenExternalLinks(False)
        self.text.setFont(font(13))
        self.text.setStyleSheet("QTextBrowser { border: 0; border-radius: 0; padding: 8px 24px }")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        theme().changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.text.document().setDefaultStyleSheet(f"a {{ color: {color('accent').name()} }}")
        folder = resource("manual")
        self.text.setSearchPaths([str(folder)])
        self.text.setSource(QUrl())
        self.text.setMarkdown((folder / "manual.md").read_text("utf-8"))
        self._set_type()

    def _set_type(self) -> None:
        """Give headings the program's own sizes, and lines air to be read in."""
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        block = self.text.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            form = QTextBlockFormat()
            form.setTopMargin({0: 0, 1: 4}.get(level, 16))
            form.setBottomMargin(5)
            form.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.mergeBlockFormat(form)
            if level:
                letters = QTextCharFormat()
                letters.setFont(font(16 if level == 1 else 14, STRONG))
                cursor.setCharFormat(letters)
            block = block.next()
        cursor.endEditBlock()
