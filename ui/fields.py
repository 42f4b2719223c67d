"""Labelled fields: label above, the control, and below it what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.buttons import ToolButton
from ui.chips import GlyphMark
from ui.icons import Glyph, icon, paint_icon
from ui.theme import font
from ui.words import set_property, words

PASSING = "passing"
"""Property of an input: False where its words are to be saved, True where they are but a search."""


def line_input(text: str = "", name: str = "", placeholder: str = "", *, passing: bool = False) -> QLineEdit:
    """A one-line input of 28 px; what is typed in it outlives a crash unless it is only `passing`."""
    edit = QLineEdit(text)
    edit.setProperty(PASSING, passing)
    edit.setFont(font(13))
    edit.setFixedHeight(28)
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    return edit


def derived(text: str = "", name: str = "") -> QLineEdit:
    """A field that the program fills: can be focused and copied, not edited."""
    edit = line_input(text, name)
    edit.setReadOnly(True)
    edit.setProperty("state", "derived")
    return edit


def combo(choices: Iterable[tuple[str, str]] = (), name: str = "") -> QComboBox:
    """A list of choices (key, words) of 28 px; the key is the item's data."""
    box = QComboBox()
    box.setFont(font(13))
    box.setFixedHeight(28)
    box.setAccessibleName(name)
    box.setMaxVisibleItems(12)
    for key, text in choices:
        box.addItem(text, key)
    return box


def text_input(text: str = "", name: str = "", placeholder: str = "") -> QPlainTextEdit:
    """An input of several lines; Tab leaves it."""
    edit = QPlainTextEdit(text)
    edit.setProperty(PASSING, False)
    edit.setFont(font(13))
    edit.setTabChangesFocus(True)
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    return edit


class FindInput(QLineEdit):
    """A one-line input with a magnifying glass, for narrowing what stands below it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFont(font(13))
        self.setFixedHeight(28)
        self.setAccessibleName(name)
        self.setProperty("place", "find")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_icon(QPainter(self), QRect(7, (self.height() - 16) // 2, 16, 16), "search")


class PasswordInput(QLineEdit):
    """A password with an eye that shows it; `caps_lock` tells when a capital came without Shift."""

    caps_lock = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFont(font(13))
        self.setFixedHeight(28)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setTextMargins(0, 0, 26, 0)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
        self._eye = ToolButton("eye", name="显示密码", act=self._toggle)
        self._eye.setParent(self)
        self._eye.setProperty("place", "inside")
        self._eye.setFixedSize(26, 26)
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)

    def _toggle(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if hidden else "eye"))
        self._eye.setToolTip("隐藏密码" if hidden else "显示密码")
        self._eye.setAccessibleName("隐藏密码" if hidden else "显示密码")

    def resizeEvent(self, event: QResizeEvent) -> None:
        del event
        self._eye.move(self.width() - 28, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if len(typed) == 1 and typed.isascii() and typed.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(typed.isupper() != shift)
        super().keyPressEvent(event)


class LabelledField(QWidget):
    """Label above (12 px, a red * when required), the control, and an error or hint sentence below."""

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        if not control.accessibleName():
            control.setAccessibleName(label)
        self.label = words(label, "label")
        self.label.setBuddy(control)
        head = QHBoxLayout()
        head.setSpacing(3)
        head.addWidget(self.label)
        if required:
            star = words("*", "label", "bad")
            head.addWidget(star)
        head.addStretch(1)
        self._mark = GlyphMark(Glyph.BAD, 11)
        self._message = words("", "label", wrap=True)
        self._below = QWidget()
        foot = QHBoxLayout(self._below)
        foot.setContentsMargins(0, 3, 0, 0)
        foot.setSpacing(6)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 4, 0, 0)
        beside.addWidget(self._mark)
        beside.addStretch(1)
        foot.addLayout(beside)
        foot.addWidget(self._message, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(control)
        column.addWidget(self._below)
        self._hint = hint
        self._error = ""
        self.set_error("")

    @property
    def message(self) -> QLabel:
        """The label below the control."""
        return self._message

    @property
    def error(self) -> str:
        """The error sentence shown, "" when there is none."""
        return self._error

    def set_error(self, sentence: str) -> None:
        """Show what is wrong below the control, or take it away with ""."""
        self._error = sentence
        self._say(sentence or self._hint, Glyph.BAD if sentence else None, "bad" if sentence else "text3")
        if self.control.property("state") != "derived":
            set_property(self.control, "state", "error" if sentence else "")

    def set_warning(self, sentence: str) -> None:
        """Show a sentence that someone should look at; the row enters all the same."""
        self._error = ""
        self._say(sentence or self._hint, Glyph.LOOK if sentence else None, "warn" if sentence else "text3")
        if self.control.property("state") == "error":
            set_property(self.control, "state", "")

    def _say(self, sentence: str, kind: Glyph | None, role: str) -> None:
        self._below.setVisible(bool(sentence))
        self._mark.setVisible(kind is not None)
        if kind is not None:
            self._mark.show_kind(kind)
        self._message.setText(sentence)
        set_property(self._message, "role", role)
        self.control.setAccessibleDescription(sentence)
