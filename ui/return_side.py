"""The right side of 月报: checks by what they ask of a person, and the words that the clerk writes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from core.views import Check, ReturnPreview
from ui.controls import GlyphMark, ground, text_input, words
from ui.icons import Glyph

GROUPS = (
    ("block", "改好才能上报", Glyph.BAD),
    ("warn", "需要看一眼", Glyph.LOOK),
    ("pass", "已通过", Glyph.DONE),
)
"""Level of a check, heading of its group, shape."""


class CheckList(QScrollArea):
    """Checks in three groups, the worst first."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("核对")

    def show_data(self, checks: tuple[Check, ...]) -> None:
        """Show these checks."""
        content = QWidget()
        ground(content, "surface")
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        for level, heading, glyph in GROUPS:
            members = [each for each in checks if each.level == level]
            if members:
                column.addLayout(_heading(heading, len(members)))
                for each in members:
                    column.addWidget(_check(each, glyph))
                column.addSpacing(8)
        column.addStretch(1)
        self.setWidget(content)


def _heading(text: str, count: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(words(text, "caption"))
    row.addStretch(1)
    row.addWidget(words(str(count), "caption"))
    return row


def _check(check: Check, glyph: Glyph) -> QWidget:
    line = QWidget()
    line.setAccessibleName(f"{check.name}，{check.detail}")
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    mark = QVBoxLayout()
    mark.setContentsMargins(0, 4, 0, 0)
    mark.addWidget(GlyphMark(glyph, 12))
    mark.addStretch(1)
    row.addLayout(mark)
    passed = check.level == "pass"
    text = QVBoxLayout()
    text.setSpacing(1)
    text.addWidget(words(check.name, "body" if passed else "section", wrap=True))
    if check.detail:
        text.addWidget(words(check.detail, "caption" if passed else "label", wrap=True))
    row.addLayout(text, 1)
    return line


class NarrativeForm(QWidget):
    """存在问题 and 下一步打算; `left` tells that a field was left with other words than it had."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.difficulties = _edit("存在问题", "写本月存在的问题，印在月报正文。不写服务对象的姓名和证件号。")
        self.next_steps = _edit("下一步打算", "写下个月打算做的事，印在月报正文。")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(4)
        column.addWidget(words("存在问题", "label"))
        column.addWidget(self.difficulties, 1)
        column.addSpacing(8)
        column.addWidget(words("下一步打算", "label"))
        column.addWidget(self.next_steps, 1)
        self.saved = words("离开输入框即保存", "caption")
        column.addWidget(self.saved)
        for edit in (self.difficulties, self.next_steps):
            edit.installEventFilter(self)

    def show_data(self, preview: ReturnPreview) -> None:
        """Show the words of a month; what is being typed stays."""
        for edit, text in (
            (self.difficulties, preview.difficulties),
            (self.next_steps, preview.next_steps),
        ):
            if not edit.document().isModified() and edit.toPlainText() != text:
                edit.setPlainText(text)
            edit.setReadOnly(preview.state == "submitted")

    def forget(self) -> None:
        """Another month: nothing typed is kept."""
        for edit in (self.difficulties, self.next_steps):
            edit.clear()
            edit.document().setModified(False)

    @property
    def dirty(self) -> bool:
        """Words were typed that are not saved yet."""
        return self.difficulties.document().isModified() or self.next_steps.document().isModified()

    def take(self) -> tuple[str, str]:
        """The words, taken as saved from here on."""
        for edit in (self.difficulties, self.next_steps):
            edit.document().setModified(False)
        return self.difficulties.toPlainText().strip(), self.next_steps.toPlainText().strip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.dirty:
            self.left.emit()
        return super().eventFilter(watched, event)


def _edit(name: str, placeholder: str) -> QPlainTextEdit:
    return text_input(name=name, placeholder=placeholder)
