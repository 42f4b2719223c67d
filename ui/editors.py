"""Entries for each kind of field, the same ones in a cell of the table and in the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.section import Field, Kind
from ui import theme
from ui.choice_list import Choice, ChoiceList
from ui.composed_line import ComposedLine
from ui.day_picker import STEPS, DayPicker
from ui.filter import date_prefix
from ui.icons import paint_icon

Suggest = Callable[[Field, str, Callable[[tuple[tuple[str, str], ...]], None]], None]
"""Asks the ledger what a field may hold; the answer comes in the GUI thread."""

NUMBER_KINDS = (Kind.INTEGER, Kind.MONEY)
CHOICE_KINDS = (Kind.CODE, Kind.FLAG)
COMPLETED = ("employer.name", "person.college", "college", "person.major")
"""Free text that is completed from what the ledger knows."""
FLAGS = (("是", "1"), ("否", "0"))
NUMBERED = ("destination", "employer_type")
"""Code lists whose codes clerks know by number."""
CHEVRON = 16
ASK_AFTER = 60
MASK = "*"


class EntryMaker(Protocol):
    """Makes the entry of a field."""

    def __call__(self, each: Field, parent: QWidget) -> LineEntry: ...


class LineEntry(ComposedLine):
    """A line to type one value in.

    A personal value that is shown masked is never edited in part: the first key replaces it whole.
    """

    entered = Signal()
    """Something was typed or chosen by hand."""

    def __init__(self, each: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = each
        self.was_typed = False
        self._value: Any = None
        self._masked = False
        self._stars = ""
        self.setAccessibleName(each.label + ("，必填" if each.required else ""))
        self.setAccessibleDescription(each.hint)
        self.typed.connect(self._edited)

    # Value

    def show_value(self, value: Any, words: str, wrong: bool = False) -> None:
        """Show what stands in the ledger. A wrong personal value is shown whole, to be mended."""
        self.let_go()
        self._value = value
        self._masked = MASK in words and not wrong
        self._stars = words if self._masked else ""
        shown = self._stars or self.written(value, words)
        if shown != self.text():
            self.setText(shown)
            self.setCursorPosition(0)

    def reveal(self, value: str) -> None:
        """Show a masked value whole: the clerk gave a reason and it was journaled."""
        self._masked = False
        self.setText(value)

    def written(self, value: Any, words: str) -> str:
        """How a value is written while it is edited."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return words if self.field.kind in CHOICE_KINDS else str(value)

    def value(self) -> Any:
        """What was entered: a date, number or text; words that cannot be read stay text."""
        if not self.was_typed:
            return self._value
        return read_value(self.field.kind, self.text())

    def words(self) -> str:
        """What a cell says for it."""
        value = self.value()
        if self.field.kind in NUMBER_KINDS and isinstance(value, int | Decimal):
            return f"{value:,}"
        return "" if value is None else str(value)

    def settle(self) -> None:
        """Write what was typed as it will be kept (2025.9.3 becomes 2025-09-03)."""
        if self.was_typed and self.field.kind in (Kind.DATE, Kind.MONTH):
            self.setText(self.words())

    # For the delegate and the form

    @property
    def in_hand(self) -> bool:
        """True when something was typed, or is being composed."""
        return self.was_typed or self.is_composing

    def let_go(self) -> None:
        """Forget what was typed and composed: another value is about to be shown."""
        self.was_typed = False
        self.forget_composition()

    def dress_as_cell(self, right: bool) -> None:
        """Fill the cell: words at the same place as at rest, no rounding, the focus frame around."""
        focus, ground = theme.color("focus").name(), theme.color("surface").name()
        self.setStyleSheet(
            f"QLineEdit {{ border: 2px solid {focus}; border-radius: 0; padding: 0 4px;"
            f" background: {ground}; min-height: 0; max-height: 100px }}"
        )
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def takes_key(self, event: QKeyEvent) -> bool:
        """True when a key belongs to the entry itself, as long as a list is open below it."""
        del event
        return False

    def choose_first(self) -> None:
        """Take the chosen line of an open list."""

    def set_state(self, state: str) -> None:
        """Take a state that the style sheet knows: error, derived, or none."""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)

    # QLineEdit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._masked and ((event.text().isprintable() and event.text()) or _deletes(event)):
            self.clear()
            self._masked = False
            if _deletes(event):
                self._edited()
        super().keyPressEvent(event)

    def make_room(self) -> None:
        if self._masked:
            self.clear()  # as by the first key: the stars are no part of a value
            self._masked = False

    def taken_back(self) -> None:
        self._masked = bool(self._stars) and self.text() == self._stars

    def _edited(self) -> None:
        self._masked = False
        self.was_typed = True
        self.entered.emit()


class DateEntry(LineEntry):
    """A day; Ctrl+; writes today's, Alt+↓ opens a calendar that the arrow keys walk."""

    def __init__(self, each: Field, parent: QWidget, today: Callable[[], date]) -> None:
        super().__init__(each, parent)
        self._today = today
        self._picker: DayPicker | None = None

    def takes_key(self, event: QKeyEvent) -> bool:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Down and alt:
            return self.field.kind is Kind.DATE
        walked = (*STEPS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape)
        return self._is_picking() and event.key() in walked

    def choose_first(self) -> None:
        if self._picker is not None and self._is_picking():
            self._take(self._picker.day())

    def settle(self) -> None:
        super().settle()
        if self._picker is not None:
            self._picker.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Semicolon, Qt.Key.Key_Colon):
            self.setText(self._today().isoformat()[: 7 if self.field.kind is Kind.MONTH else 10])
            self._edited()
        elif not self.takes_key(event):
            super().keyPressEvent(event)
        elif self._picker is not None and self._is_picking():
            if not self._picker.step(Qt.Key(event.key())):
                self._picker.hide()
        else:
            self._open_picker()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._picker is not None:
            self._picker.hide()
        super().focusOutEvent(event)

    def _is_picking(self) -> bool:
        return self._picker is not None and self._picker.isVisible()

    def _open_picker(self) -> None:
        if self.isReadOnly():
            return
        if self._picker is None:
            self._picker = DayPicker(self)
            self._picker.picked.connect(self._take)
        here = read_value(Kind.DATE, self.text())
        self._picker.open_at(here if isinstance(here, date) else self._today())

    def _take(self, day: date) -> None:
        self.setText(day.isoformat())
        self._edited()
        if self._picker is not None:
            self._picker.hide()


class ChoiceEntry(LineEntry):
    """A line with a list below it: codes to choose from, or completion of free text.

    The list is asked from the ledger as one types, so pinyin initials work where the ledger knows them.
    """

    def __init__(self, each: Field, parent: QWidget, suggest: Suggest) -> None:
        super().__init__(each, parent)
        self._suggest = suggest
        self._free = each.kind not in CHOICE_KINDS
        self._chosen: Choice | None = None
        self._list: ChoiceList | None = None
        self._asked = 0
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(ASK_AFTER)
        self._asking.timeout.connect(self._ask)
        if not self._free:
            self.setTextMargins(0, 0, CHEVRON, 0)

    def value(self) -> Any:
        if not self.was_typed:
            return self._value
        if self._chosen is not None:
            value = self._chosen.value
            return value == "1" if self.field.kind is Kind.FLAG else value
        return self.text().strip() or None

    def words(self) -> str:
        return self.text().strip()

    def settle(self) -> None:
        """Typed words that name exactly one code are that code."""
        if self.was_typed and not self._free and self._chosen is None and self._list is not None:
            self._chosen = self._list.named(self.text().strip())
        self.close_list()

    def open_list(self) -> None:
        """Show everything that can be chosen."""
        self._ask(everything=True)

    def close_list(self) -> None:
        """Take the list away without choosing."""
        self._asking.stop()
        self._asked += 1
        if self._list is not None:
            self._list.hide()

    def takes_key(self, event: QKeyEvent) -> bool:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Down and alt:
            return True
        return self._is_listing() and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape)

    def choose_first(self) -> None:
        chosen = self._list.chosen() if self._list is not None and self._is_listing() else None
        if chosen is not None:
            self._choose(chosen)
        self.close_list()

    # QLineEdit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.takes_key(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_list()
        elif self._list is not None and self._is_listing():
            self._list.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            self.open_list()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self._free and not self.isReadOnly():
            if self._is_listing():
                self.close_list()
            else:
                self.open_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.settle()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._free and not self.isReadOnly():
            at = QRect(self.width() - CHEVRON - 5, (self.height() - CHEVRON) // 2, CHEVRON, CHEVRON)
            paint_icon(QPainter(self), at, "chevron-down", "text2")

    # Inside

    def _is_listing(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _edited(self) -> None:
        self._chosen = None
        super()._edited()
        self._asking.start()

    def _ask(self, everything: bool = False) -> None:
        typed = "" if everything else self.text().strip()
        self._asked += 1
        asked = self._asked
        if self.field.kind is Kind.FLAG:
            self._answer(asked, typed, FLAGS)
        elif typed or not self._free:
            self._suggest(self.field, typed, lambda found: self._answer(asked, typed, found))
        else:
            self.close_list()

    def _answer(self, asked: int, typed: str, found: tuple[tuple[str, str], ...]) -> None:
        with suppress(RuntimeError):  # the entry may have been freed while the ledger looked
            if asked == self._asked and self.isVisible():
                self._show_list(typed, found)

    def _show_list(self, typed: str, found: tuple[tuple[str, str], ...]) -> None:
        if self._list is None:
            self._list = ChoiceList(self)
            self._list.picked.connect(self._pick)
        choices = code_choices(self.field, found)
        if self._free:
            choices = [Choice(value, value, detail) for value, detail in found]
            if self.field.key == "employer.name" and typed not in [each.value for each in choices]:
                choices.append(Choice(typed, f"新建用人单位“{typed}”", "", is_new=True))
        if choices and (not self._free or choices[0].value != typed or len(choices) > 1):
            self._list.offer(choices, None if self._free else self._value)
        else:
            self._list.hide()

    def _pick(self, choice: Choice) -> None:
        self._choose(choice)
        self.close_list()

    def _choose(self, choice: Choice) -> None:
        self.setText(choice.value if self._free else choice.words)
        super()._edited()
        self._chosen = choice
        self.entered.emit()


class Entries:
    """Makes the entry that fits a field; `suggest` and `today` come from the page."""

    def __init__(self, suggest: Suggest, today: Callable[[], date]) -> None:
        self._suggest = suggest
        self._today = today

    def __call__(self, each: Field, parent: QWidget) -> LineEntry:
        """The entry of this field, empty."""
        if each.kind in CHOICE_KINDS or (each.kind is Kind.TEXT and each.key in COMPLETED):
            return ChoiceEntry(each, parent, self._suggest)
        if each.kind in (Kind.DATE, Kind.MONTH):
            return DateEntry(each, parent, self._today)
        return LineEntry(each, parent)


def code_choices(each: Field, found: Iterable[tuple[str, str]]) -> list[Choice]:
    """The codes of a field as the ledger lists them (word, code); some are read with their number."""
    return [
        Choice(code, f"{code} {word}" if each.codes in NUMBERED and code != word else word, "")
        for word, code in found
    ]


def read_value(kind: Kind, text: str) -> Any:
    """Typed words as a value; what cannot be read stays text for the ledger's check to name."""
    words = text.strip()
    if not words:
        return None
    if kind is Kind.MONTH:
        return date_prefix(words)
    with suppress(ValueError, InvalidOperation):
        if kind is Kind.DATE:
            return date.fromisoformat(date_prefix(words))
        if kind is Kind.INTEGER:
            return int(_bare(words))
        if kind is Kind.MONEY:
            return Decimal(_bare(words))
    return words


def _bare(words: str) -> str:
    return re.sub(r"[,，\s]", "", words)


def _deletes(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
