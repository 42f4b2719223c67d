"""How long a start takes until rows are painted: `pictures LEDGER OUT --first-rows`, for measuring.

A bundle is measured against the sources by it, so it goes the clerk's way: window, unlock card, ledger,
就业创业登记 with its rows. Nothing is written to the ledger.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from core.ledger import Ledger
from ui.app import Program, application
from ui.recent import Recent
from ui.section_page import SectionPage
from ui.theme import theme

_SECTION = "placement"
_LOOK_EVERY_MS = 2
_PATIENCE_MS = 60_000


def first_rows(ledger: Path, password: str, out: Path, size: tuple[int, int]) -> int:
    """Open the ledger at its first rows and print when they were painted; 1 when none came.

    The answer is one JSON object: the system's monotonic clock in seconds, which the measuring process
    shares, and the picture that was saved afterwards.
    """
    app = application(["first-rows"])
    theme().apply(app, "light")
    with tempfile.TemporaryDirectory() as scratch:
        program = Program(Recent(Path(scratch) / "recent.json"))
        window = program.window
        window.resize(*size)
        window.show_unlock(ledger)
        window.show()
        loop, looking = QEventLoop(), QTimer()
        painted: list[float] = []

        def look() -> None:
            page = window.workspace.pages.get(_SECTION) if window.workspace else None
            model = page.model if isinstance(page, SectionPage) else None
            if model is None or not model.rowCount() or model.row(0) is None:
                return
            window.repaint()
            painted.append(time.monotonic())
            loop.quit()

        def go(_info: object) -> None:
            if window.workspace is not None:
                window.workspace.open_page(_SECTION)

        window.opened.connect(go)
        program.tasks.open("打开", lambda _: Ledger.open(ledger, "admin", password), window.enter)
        looking.timeout.connect(look)
        looking.start(_LOOK_EVERY_MS)
        QTimer.singleShot(_PATIENCE_MS, loop.quit)
        loop.exec()
        looking.stop()
        out.mkdir(parents=True, exist_ok=True)
        picture = out / "first-rows.png"
        saved = bool(painted) and window.grab().save(str(picture))
        window.close()
        program.tasks.shutdown()
    answer = {"painted": painted[0] if painted else None, "picture": str(picture) if saved else None}
    print(json.dumps(answer, ensure_ascii=False))  # noqa: T201 - the measurement's answer
    return 0 if saved else 1
