"""A program on a real ledger, without a screen, and how to wait for it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from ui.app import Program, application
from ui.recent import Recent
from ui.theme import theme
from ui.workspace import Workspace

W = TypeVar("W", bound=QWidget)
PASSWORD = "Jiulong#58-rui"
TODAY = date(2025, 9, 30)
ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Excel", "PDF", "Enter", "Esc", "admin", "WPS"}


def made_ledger(folder: Path, *, demonstration: bool = False) -> tuple[Path, str]:
    """A new ledger of Yongchuan, closed again, and its recovery code."""
    path = folder / "永川区.ledger"
    ledger, code = Ledger.create(path, "永川区", 2025, PASSWORD, demonstration=demonstration)
    ledger.close()
    return path, code


@contextmanager
def program(qtbot: QtBot, folder: Path) -> Iterator[Program]:
    """The program with nothing remembered; closed and shut down afterwards."""
    app = application(["test"])
    theme().apply(app, "light")
    made = Program(Recent(folder / "recent.json"), TODAY)
    made.window.show()
    try:
        yield made
    finally:
        made.window.close()
        made.tasks.shutdown()
        freed(made.window)


def settle(qtbot: QtBot, made: Program) -> None:
    """Wait until the worker is idle and everything it said has been shown."""
    for _ in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not made.tasks.busy, timeout=30_000)
        qtbot.wait(20)


def entered(qtbot: QtBot, made: Program, path: Path) -> Workspace:
    """Unlock a ledger by its card and give the workspace."""
    card = made.window.show_unlock(path)
    card.password.setText(PASSWORD)
    card.submit()
    refused = card.password_field
    waits(qtbot, lambda: made.window.workspace is not None or bool(refused.error))
    settle(qtbot, made)
    assert made.window.workspace is not None, refused.error
    return made.window.workspace


def freed(widget: QWidget) -> None:
    """Delete a widget now, as closing the program would."""
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def parts(host: QWidget, kind: type[W]) -> list[W]:
    """Every widget of a kind inside another, however deep."""
    inside: list[W] = list(host.findChildren(kind))
    return inside


def buttons(host: QWidget) -> list[str]:
    """The words of every button in a widget."""
    return [each.text() for each in parts(host, QAbstractButton) if each.text()]


def english(text: str) -> set[str]:
    """English words that no clerk should read."""
    return set(ENGLISH.findall(text.replace("&", ""))) - ALLOWED


def open_dialog(kind: type[W]) -> W:
    """The dialog of a kind that is open now."""
    return next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()
    )


def waits(qtbot: QtBot, until: Callable[[], bool]) -> None:
    """Wait for something that the worker brings about."""
    qtbot.waitUntil(until, timeout=30_000)
