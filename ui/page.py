"""What a page is, and what it may ask of the window around it.

A page is a widget made as `SomePage(tasks, shell)`. The window calls `refresh()` when it is shown and
stale, and `arrive(**context)` when someone opened it with something particular in mind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.info import LedgerInfo
from core.views import Change
from ui.tasks import Progress, Tasks
from ui.words import ground

if TYPE_CHECKING:
    from core.ledger import Ledger


class Shell(Protocol):
    """The window as a page sees it."""

    info: LedgerInfo
    today: date
    as_of: date
    """The cut-off that figures are shown at: today, or the last day of an earlier year."""

    def open_page(self, key: str, **context: Any) -> None:
        """Show a page. Context for a section: `query=Query(...)`, `row=id`, `title=` of a filter."""

    def explain(self, figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
        """Slide 为什么是这个数 over the right half."""

    def say(self, text: str, light: str = "ok") -> None:
        """Say something in the status bar: light ok, warn, bad, note or mute."""

    def keep(self, place: str, title: str, content: Mapping[str, Any] | None) -> None:
        """Keep what is typed in a place until it is saved, against a crash; None: nothing is left to keep.

        `title` is what the clerk calls it. The page is opened with `unfinished=content` to take it back.
        """

    def let_go(self, place: str) -> None:
        """What is typed in a place is being saved: the work that saves it forgets what was kept of it."""

    def go_back(self) -> None:
        """Show the page that was shown before."""

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        """Close the ledger and open what `make` gives; what cannot be opened leaves the unlock card."""


class Page(QWidget):
    """Base of all pages. Subclasses set `page_key` and `title`, and fill themselves in `refresh`."""

    page_key: str = ""
    title: str = ""
    rail_key: str = ""
    """Rail entry that is marked while this page is shown; "" for `page_key`."""
    watches: ClassVar[frozenset[str]] = frozenset()
    """Sections whose changes make the page stale; empty: all."""

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__()
        self.tasks = tasks
        self.shell = shell
        self.stale = True
        ground(self, "window")

    def refresh(self) -> None:
        """Ask the ledger for everything shown. Called when the page is shown and stale."""

    def arrive(self, **context: Any) -> None:
        """Someone opened the page with something in mind (`Shell.open_page`)."""
        del context

    def mark_stale(self, change: Change) -> None:
        """Something changed: refresh at once when shown, else when next shown."""
        if self.watches and change.sections and not (self.watches & change.sections):
            return
        self.stale = True
        if self.isVisible():
            self.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        """Refresh when something changed since the last time."""
        if self.stale:
            self.stale = False
            self.refresh()

    def leave(self) -> bool:
        """Called before another page comes; False keeps this one (after saying why)."""
        return True

    def hold(self) -> None:
        """Called before the program locks: keep what a leaving of the page would lose."""

    def compact_actions(self) -> list[QAction]:
        """What a very narrow window offers under … for this page."""
        return []
