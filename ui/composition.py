"""What an input method is composing stays typed, whichever way a field is left.

A shortcut (Ctrl+S) fires while letters are still being composed, and a button may take no focus: both would
read a field without its last word. And an input method may throw away what it composes when it is told to
finish (ibus does, unless its engine says otherwise), together with the selected words that it replaced.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_ONLY_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
)


def finish_composition() -> None:
    """Finish what is being composed in the field under the hands, as if the clerk had chosen it."""
    application = QCoreApplication.instance()
    assert application is not None
    guard: CompositionGuard
    for guard in application.findChildren(CompositionGuard):
        guard.finish()


def _tell_method() -> None:
    QGuiApplication.inputMethod().commit()


def _tell_of_field() -> None:
    QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImHints)


class CompositionGuard(QObject):
    """Finishes a composition before a shortcut or a click acts, or the focus moves; watches one field.

    The method is told of each new field: fcitx holds it for the password before it until a letter is typed.
    What the method throws away at that moment is put in as it stood. Words that the clerk threw away (Esc)
    stay away: then the field is not left in the same turn of the event loop.
    """

    def __init__(
        self,
        application: QGuiApplication,
        tell_method: Callable[[], None] = _tell_method,
        tell_of_field: Callable[[], None] = _tell_of_field,
    ) -> None:
        super().__init__(application)
        self._tell_method = tell_method
        self._tell_of_field = tell_of_field
        self._field: QWidget | None = None
        self._window: QWindow | None = None
        self._composing = ""
        self._thrown_away = ""
        self._forget = QTimer(self, singleShot=True, interval=0)
        self._forget.timeout.connect(self._keep_nothing)
        application.focusObjectChanged.connect(self._watch)

    def finish(self) -> None:
        """Tell the method to finish, and see that what it was composing stands in the field."""
        self._keep_nothing()
        self._tell_method()
        self._put_back()

    def _watch(self, focus: QObject | None) -> None:
        inside = isinstance(focus, QWidget) and self._holds(focus)
        if not inside:
            self._put_back()  # Qt itself told the method to finish, and the field knows of nothing yet
            self._keep_nothing()
        for each in (self._field, self._window):
            if each is not None and isValid(each):
                each.removeEventFilter(self)
        typed = isinstance(focus, QWidget) and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self._field = focus if isinstance(focus, QWidget) and typed else None
        self._window = QGuiApplication.focusWindow() if typed else None
        self._composing = ""
        for each in (self._field, self._window):
            if each is not None:
                each.installEventFilter(self)
        if typed:
            self._tell_of_field()

    def _holds(self, focus: QWidget) -> bool:
        """A table composes for the editor of its cell, and hands over when the composition ends."""
        return self._field is not None and isValid(self._field) and self._field.isAncestorOf(focus)

    def _keep_nothing(self) -> None:
        self._thrown_away = ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if isinstance(event, QInputMethodEvent):
                self._follow(event)
        elif event.type() == QEvent.Type.MouseButtonPress or (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _may_be_shortcut(event)
        ):
            self.finish()
        return False

    def _follow(self, event: QInputMethodEvent) -> None:
        """Remember what is being composed, and for this turn of the event loop what has just gone."""
        gone = not event.preeditString() and not event.commitString()
        if not gone or self._composing:
            self._thrown_away = self._composing if gone else ""
            self._forget.start()
        self._composing = event.preeditString()

    def _put_back(self) -> None:
        words, self._thrown_away = self._thrown_away, ""
        if words and self._field is not None and isValid(self._field):
            event = QInputMethodEvent()
            event.setCommitString(words)
            QCoreApplication.sendEvent(self._field, event)


def _may_be_shortcut(event: QKeyEvent) -> bool:
    """A key with Ctrl or Alt, or a function key; letters and modifiers alone belong to the composition."""
    if event.key() in _ONLY_MODIFIERS:
        return False
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return bool(held) or Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
