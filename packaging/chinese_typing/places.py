"""Where things stand on the window of a ledger: `python places.py LEDGER PASSWORD WIDTH HEIGHT`, as JSON.

Asked of the same window without a screen, at the same size and with the same fonts, so that hands on a real
screen find what they are to click.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QPoint, QThread
from PySide6.QtWidgets import QApplication, QWidget

from core.ledger import Ledger
from ui.app import Program, application
from ui.recent import Recent
from ui.section_page import SectionPage
from ui.theme import theme

SECTION = "job_fair"
COLUMN = "title"
FIELD = "hosts"


def rest(program: Program) -> None:
    """Wait until the worker is idle and the window has shown what it said."""
    quiet = 0
    while quiet < 40:
        QApplication.processEvents()
        QThread.msleep(10)
        quiet = 0 if program.tasks.busy else quiet + 1


def places(ledger: Path, password: str, width: int, height: int) -> dict[str, object]:
    """The rail's entry of the fairs, the cells of one column from the top, and a field of the form."""
    theme().apply(application(["places"]), "light")
    with tempfile.TemporaryDirectory() as scratch:
        program = Program(Recent(Path(scratch) / "recent.json"))
        window = program.window
        window.resize(width, height)
        window.show()
        program.tasks.open("打开", lambda _: Ledger.open(ledger, "admin", password), window.enter)
        rest(program)
        workspace = window.workspace
        assert workspace is not None

        def of(widget: QWidget, point: QPoint) -> list[int]:
            place = widget.mapTo(window, point)
            return [place.x(), place.y()]

        view = workspace.rail.view.viewport()
        rail = of(view, workspace.rail.place_of(SECTION))
        workspace.open_page(SECTION)
        rest(program)
        page = workspace.pages[SECTION]
        assert isinstance(page, SectionPage), type(page)
        index = page.model.index(0, 0)
        column = next(n for n in range(1, page.model.columnCount()) if _key(page, n) == COLUMN)
        cells = []
        for row in range(min(8, page.model.rowCount())):
            index = page.model.index(row, column)
            pane = page.grid.frozen
            cells.append(of(pane.viewport(), pane.visualRect(index).center()))
        entry = page.form.entry(FIELD)
        found = {"rail": rail, "cells": cells, "entry": of(entry, entry.rect().center())}
        window.close()
        program.tasks.shutdown()
    return found


def _key(page: SectionPage, column: int) -> str:
    each = page.model.field(column)
    return each.key if each is not None else ""


if __name__ == "__main__":
    print(json.dumps(places(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
    sys.stdout.flush()
    os._exit(0)  # nothing of the window is needed any more
