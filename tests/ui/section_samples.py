"""A real encrypted ledger with invented people, and a shell for the pages under test."""

import atexit
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.identity import resident_id_check_digit
from core.ledger import Ledger, LedgerInfo
from ui import theme
from ui.filter import parse_filter
from ui.section_page import SectionPage
from ui.shown_rows import COUNT_AFTER
from ui.tasks import Progress, Tasks

NAME = "永川区.ledger"
PASSWORD = "Yongchuan-2025"
TODAY = date(2025, 9, 30)
NAMES = ("单雨桐", "汪晓彤", "黄梓萱", "曾思源", "范明轩", "谭永强", "解文博", "胡宇航", "张志鹏", "谭佳怡")
EMPLOYERS = ("重庆样例车业有限公司", "重庆样例纸业有限公司", "永川区样例医院")
ORIGINS = ("local_institution", "within_city", "outside_city")
ROWS = 24
ALL = ROWS + 1
"""With the draft."""


def resident_id(serial: int) -> str:
    """A valid number of nobody."""
    born = date(1995, 1, 1) + timedelta(days=serial * 37 % 3600)
    first = f"500118{born:%Y%m%d}{serial % 900 + 50:03d}"
    return first + resident_id_check_digit(first)


def placement(serial: int, **changed: Any) -> dict[str, Any]:
    """Values of one whole placement; `changed` by attribute name, person_name for person.name."""
    values: dict[str, Any] = {
        "person.name": NAMES[serial % len(NAMES)],
        "person.id_number": resident_id(serial),
        "person.phone": f"128{serial:08d}",
        "verification": "claimed" if serial % 3 else "phone",
        "placed_on": TODAY - timedelta(days=serial * 2),
        "origin": ORIGINS[serial % 3],
        "destination": "11",
        "employer.name": EMPLOYERS[serial % 3],
        "employer.type": "39",
        "township": f"500118-{serial % 3 + 1:02d}",
        "industry": "03",
    }
    return {**values, **changed}


@cache
def _made_once(rows: int) -> Path:
    """Files of a closed ledger with placements in it, one of them a draft."""
    folder = Path(mkdtemp(prefix="ledger-for-pages-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ledger, _code = Ledger.create(folder / NAME, "永川区", 2025, PASSWORD)
    for serial in range(rows):
        ledger.save("placement", None, placement(serial))
    ledger.save("placement", None, placement(rows, **{"person.id_number": resident_id(rows)[:-1] + "A"}))
    ledger.close()
    return folder


def filled_ledger(folder: Path, rows: int = ROWS) -> Ledger:
    """A ledger of one's own with placements in it, one of them a draft."""
    for each in _made_once(rows).iterdir():
        if each.is_file():
            shutil.copy(each, folder / each.name)
    return Ledger.open(folder / NAME, "admin", PASSWORD)


class Window:
    """What a page may ask of the window; remembers what it was asked."""

    def __init__(self, info: LedgerInfo) -> None:
        self.info = info
        self.today = TODAY
        self.as_of = TODAY
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.said: list[str] = []
        self.kept: dict[str, Mapping[str, Any] | None] = {}

    def open_page(self, key: str, **context: Any) -> None:
        self.opened.append((key, context))

    def explain(self, figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
        raise AssertionError("no section page explains a figure")

    def say(self, text: str, light: str = "ok") -> None:
        self.said.append(text)

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        self.reopened = (make, reason)

    def keep(self, place: str, title: str, content: Mapping[str, Any] | None) -> None:
        self.kept[place] = content

    def let_go(self, place: str) -> None:
        self.kept.pop(place, None)

    def go_back(self) -> None:
        raise AssertionError("no section page goes back")


class Desk:
    """A page on a worker with its ledger, and how to wait for it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, page: SectionPage, window: Window) -> None:
        self.qtbot = qtbot
        self.tasks = tasks
        self.page = page
        self.window = window
        self.faults: list[object] = []
        tasks.failed.connect(self.faults.append)

    def settle(self) -> None:
        """Wait until nothing is asked of the ledger any more, the numbers that come last included."""
        for pause in (0, COUNT_AFTER + 30, 0):
            self.qtbot.wait(pause)
            self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=20_000)
            QApplication.processEvents()

    def ask(self, work: Callable[[Ledger], Any]) -> Any:
        """Ask the ledger on its own thread."""
        answers: list[Any] = []
        self.tasks.run("test", lambda ledger, _progress: [work(ledger)], answers.append)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
        return answers[0][0]

    def texts(self, key: str) -> list[str]:
        """What a column shows, from the top."""
        model = self.page.model
        column = model.column(key)
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]


@contextmanager
def section_desk(qtbot: QtBot, folder: Path, section: str = "placement", rows: int = ROWS) -> Iterator[Desk]:
    """A section page over a filled ledger, shown at 1366 × 660."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.theme().apply(app, "light")
    tasks = Tasks()
    ledger = filled_ledger(folder, rows)
    window = Window(ledger.info)
    tasks.open("open", lambda _progress: ledger)
    page = SectionPage(tasks, window, section)
    tasks.changed.connect(page.mark_stale)
    qtbot.addWidget(page)
    page.resize(1366, 660)
    desk = Desk(qtbot, tasks, page, window)
    page.show()
    page.refresh_if_stale()
    desk.settle()
    yield desk
    tasks.shutdown()
    assert not desk.faults, f"faults reached nobody: {desk.faults}"


def filter_by(desk: Desk, key: str, typed: str) -> None:
    """Filter a column by what a clerk types, and wait for the rows."""
    cell = parse_filter(desk.page.section.by_key[key], typed)
    desk.page.grid.filter_set.emit(key, cell)
    desk.settle()
