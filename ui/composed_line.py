"""A line that words are composed in by an input method, without losing what stood there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QWidget


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stood in a line before a composition began."""

    text: str
    selected_from: int
    selected: int


class ComposedLine(QLineEdit):
    """Qt takes selected words away when a composition begins: here they come back if nothing is chosen.

    While words are composed nothing counts as typed.
    """

    typed = Signal()
    """Words were typed, or chosen from what the input method offered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: _Standing | None = None
        self._takes = True
        self.textEdited.connect(self._tell)

    @property
    def is_composing(self) -> bool:
        """True while an input method composes, and nothing is chosen yet."""
        return self._before is not None

    def forget_composition(self) -> None:
        """Nothing is to come back: another value is about to be shown."""
        self._before = None

    def make_room(self) -> None:
        """Called before words of an input method come in."""

    def taken_back(self) -> None:
        """Called when what stood before a composition stands again."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        composing, chosen = bool(event.preeditString()), bool(event.commitString())
        if composing and self._before is None:
            self._before = _Standing(self.text(), self.selectionStart(), self.selectionLength())
        if (composing or chosen) and not self.isReadOnly():
            self.make_room()
        self._takes = chosen or not composing
        super().inputMethodEvent(event)
        self._takes = True
        if chosen:
            self._before = None
        elif not composing:
            self._take_back()

    def _tell(self) -> None:
        if self._takes:
            self.typed.emit()

    def _take_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and before.text != self.text():
            self.setText(before.text)
            if before.selected > 0:
                self.setSelection(before.selected_from, before.selected)
            self.taken_back()
