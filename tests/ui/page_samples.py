"""A page on a worker with a real encrypted ledger, and a window that remembers what it was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from section_samples import NAME, PASSWORD, ROWS, TODAY, filled_ledger

from core.ledger import Ledger, LedgerInfo
from ui.app import application
from ui.page import Page
from ui.tasks import Progress, Tasks
from ui.theme import theme

P = TypeVar("P", bound=Page)
T = TypeVar("T")


class Window:
    """What a page may ask of the window."""

    def __init__(self, info: LedgerInfo) -> None:
        self.info = info
        self.today = TODAY
        self.as_of = TODAY
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.explained: list[tuple[str, str | None, date | None]] = []
        self.said: list[str] = []
        self.kept: dict[str, Mapping[str, Any] | None] = {}

    def open_page(self, key: str, **context: Any) -> None:
        self.opened.append((key, context))

    def explain(self, figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
        self.explained.append((figure_key, plan, as_of))

    def say(self, text: str, light: str = "ok") -> None:
        self.said.append(text)

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        self.reopened = (make, reason)

    def keep(self, place: str, title: str, content: Mapping[str, Any] | None) -> None:
        self.kept[place] = content

    def let_go(self, place: str) -> None:
        self.kept.pop(place, None)

    def go_back(self) -> None:
        self.opened.append(("back", {}))


class Room:
    """A worker with its ledger; `show` puts a page in front of it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, window: Window) -> None:
        self.qtbot = qtbot
        self.tasks = tasks
        self.window = window
        self.faults: list[object] = []
        self.pages: list[QWidget] = []
        tasks.failed.connect(self.faults.append)

    def show(self, kind: type[P], width: int = 1190, height: int = 660) -> P:
        """Make a page, show it and wait until it is filled."""
        page = kind(self.tasks, self.window)
        self.pages.append(page)
        self.tasks.changed.connect(page.mark_stale)
        page.resize(width, height)
        page.show()
        page.refresh_if_stale()
        self.settle()
        return page

    def settle(self) -> None:
        """Wait until nothing is asked of the ledger any more."""
        for _ in range(4):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=30_000)
        QApplication.processEvents()

    def ask(self, work: Callable[[Ledger], T]) -> T:
        """Ask the ledger on its own thread."""
        answers: list[T] = []
        self.tasks.run("test", lambda ledger, _progress: [work(ledger)], lambda got: answers.append(got[0]))
        self.qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
        self.settle()
        return answers[0]


@contextmanager
def room(qtbot: QtBot, ledger: Ledger) -> Iterator[Room]:
    """A room with this ledger; everything is freed and the worker ended afterwards."""
    theme().apply(application(["test"]), "light")
    tasks = Tasks()
    made = Room(qtbot, tasks, Window(ledger.info))
    tasks.open("open", lambda _progress: ledger)
    made.settle()
    try:
        yield made
    finally:
        for page in made.pages:
            page.close()
            page.deleteLater()
        tasks.shutdown()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not made.faults, f"faults reached nobody: {made.faults}"


def new_ledger(folder: Path, unit: str = "永川区") -> Ledger:
    """An empty ledger of a unit for 2025."""
    ledger, _code = Ledger.create(folder / f"{unit}.ledger", unit, 2025, PASSWORD)
    return ledger


__all__ = ["NAME", "PASSWORD", "ROWS", "TODAY", "Room", "Window", "filled_ledger", "new_ledger", "room"]
