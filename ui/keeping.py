"""What is typed and not saved stands in the ledger a moment later, so that a crash or a lock loses no word.

Rows and imports say themselves what they hold (`Keeper.note`). Inputs of pages and dialogs (reasons, notes,
words of a return) are watched: each is kept under its page, its dialog and its name, until its dialog is
answered, its page has saved, or it is emptied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from core.errors import LedgerFault
from ui.fields import PASSING
from ui.tasks import Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

KEEP_AFTER = 700
"""Milliseconds of quiet before what was typed is kept."""
LONGEST = 3_000
"""Milliseconds after which it is kept though the typing goes on."""
Kept = tuple[str, Mapping[str, Any]]
TEXT = "text/"


class Keeper(QObject):
    """Gathers what is under the hands and hands it to the ledger when the hands rest.

    `page` gives key and title of the page now shown.
    """

    def __init__(self, tasks: Tasks, host: QWidget, page: Callable[[], tuple[str, str]]) -> None:
        super().__init__(host)
        self._tasks = tasks
        self._host = host
        self._page = page
        self._pending: dict[str, Kept | None] = {}
        self._stored: set[str] = set()
        self._watched: dict[str, QWidget] = {}
        self._answered: set[str] = set()
        self._fresh: set[str] = set()
        """Places typed in since a saving last began."""
        self._quiet = self._timer(KEEP_AFTER)
        self._latest = self._timer(LONGEST)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        tasks.saving.connect(self._fresh.clear)
        tasks.saved.connect(self._saved)
        tasks.changed.connect(self._changed)
        tasks.busy_changed.connect(self._busy_changed)

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self.flush)
        return timer

    def note(self, place: str, title: str, content: Mapping[str, Any] | None) -> None:
        """Keep this of a place from now on; None: nothing is left to keep."""
        if content is None:
            if place not in self._stored:
                self._pending.pop(place, None)
                return
            self._pending[place] = None
        else:
            self._pending[place] = (title, content)
        self._quiet.start()
        if not self._latest.isActive():
            self._latest.start()

    def let_go(self, place: str) -> None:
        """Its saving is under way, and forgets it in the ledger itself."""
        self._pending.pop(place, None)
        self._stored.discard(place)

    def flush(self) -> None:
        """Hand over what waits, now."""
        self._quiet.stop()
        self._latest.stop()
        changes, self._pending = self._pending, {}
        if not changes:
            return
        self._stored |= {place for place, kept in changes.items() if kept is not None}
        self._stored -= {place for place, kept in changes.items() if kept is None}

        def work(ledger: Ledger, _progress: object) -> None:
            ledger.keep_unfinished(changes)

        self._tasks.run("留存输入", work, None, _not_kept)

    def end(self) -> None:
        """Hand over what waits, and look no further: what is closed from now on is not an answer."""
        self.flush()
        self._watched.clear()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.disconnect(self._focus_changed)
        self._tasks.saved.disconnect(self._saved)
        self._tasks.changed.disconnect(self._changed)
        self._tasks.busy_changed.disconnect(self._busy_changed)

    # Inputs of pages and dialogs

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not isinstance(new, QLineEdit | QPlainTextEdit) or new.property(PASSING) is not False:
            return
        if new in self._watched.values() or new.isReadOnly():
            return
        if belongs_to(new, self._host.window()):
            self._watch(new, _dialog_of(new))

    def _watch(self, entry: QLineEdit | QPlainTextEdit, dialog: QDialog | None) -> None:
        key, title = self._page()
        parts = [title, *([dialog.windowTitle()] if dialog is not None else []), entry.accessibleName()]
        place = TEXT + "/".join((key, *parts[1:]))
        self._watched[place] = entry
        entry.destroyed.connect(lambda: self._answer(place))

        def typed() -> None:
            if self._watched.get(place) is not entry or not shiboken6.isValid(entry):
                return
            text = _text_of(entry)
            if text.strip() and (entry.hasFocus() or place in self._fresh):
                self._fresh.add(place)
                self.note(place, "，".join(parts), {"text": text})
            elif not text.strip():
                self.note(place, "", None)

        entry.textChanged.connect(typed)
        if dialog is not None:
            dialog.finished.connect(lambda: self._answer(place))

    def _answer(self, place: str) -> None:
        """A dialog was answered; what it asked for may still be on its way into the ledger."""
        if self._watched.pop(place, None) is not None:
            self._answered.add(place)
            if not self._tasks.busy:
                self._busy_changed(busy=False)

    def _busy_changed(self, busy: bool) -> None:
        if busy:
            return
        answered, self._answered = self._answered, set()
        for place in answered:
            self.note(place, "", None)

    def _changed(self, _change: object) -> None:
        self._saved(None)

    def _saved(self, fault: LedgerFault | None) -> None:
        """The page shown has saved: its inputs are done with, but what was typed since."""
        here = f"{TEXT}{self._page()[0]}/"
        for place, entry in list(self._watched.items()):
            done_with = place.startswith(here) and _dialog_of(entry) is None and place not in self._fresh
            if fault is None and done_with:
                self.note(place, "", None)


def belongs_to(widget: QWidget, window: QWidget) -> bool:
    """Whether a widget stands in a window, or in a dialog that was opened from it."""
    parent: QWidget | None = widget
    while parent is not None and parent is not window:
        parent = parent.parentWidget()
    return parent is window


def _text_of(entry: QLineEdit | QPlainTextEdit) -> str:
    return entry.text() if isinstance(entry, QLineEdit) else entry.toPlainText()


def _dialog_of(entry: QWidget) -> QDialog | None:
    top = entry.window()
    return top if isinstance(top, QDialog) else None


def _not_kept(_fault: LedgerFault) -> None:
    """What cannot be kept is no reason to stop typing: the saving itself will say what is wrong."""
