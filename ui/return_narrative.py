"""The words that the clerk writes for a return: 存在问题 and 下一步打算."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from core.return_views import ReturnPreview
from ui.controls import ground, text_input, words


class NarrativeForm(QWidget):
    """存在问题 and 下一步打算; `left` tells that a field was left with other words than it had."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.difficulties = _edit("存在问题", "写这一期存在的问题，印在正文。不写服务对象的姓名和证件号。")
        self.next_steps = _edit("下一步打算", "写下一期打算做的事，印在正文。")
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
        editable = preview.standing is not None and preview.standing.editable
        for edit, text in (
            (self.difficulties, preview.difficulties),
            (self.next_steps, preview.next_steps),
        ):
            if not edit.document().isModified() and edit.toPlainText() != text:
                edit.setPlainText(text)
            edit.setReadOnly(not editable)
        self.saved.setText("离开输入框即保存" if editable else "这一稿不在起草，文字不能改")

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
