"""Every page of a filled ledger opens in the real window, and its picture is neither blank nor small."""

import re
from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core import demo
from core.ledger import Ledger
from ui.app import application
from ui.pictures import take
from ui.rail_entries import RAIL

DIALOGS = {"merge"}
ALSO = {"form", *DIALOGS, "first-run", "unlock", "why", "import"}
ALSO |= {"insurance", "insurance-preview", "sampling", "system-settings", "system-about"}


def colours(image: QImage) -> int:
    """How many colours a coarse look at the picture finds."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})


def tables(made: demo.DemoResult) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the journal."""
    ledger = Ledger.open(made.ledger, "admin", made.password)
    try:
        with ledger.reading() as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")
            return {
                name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
                for (name,) in names.fetchall()
                if name != "journal"
            }
    finally:
        ledger.close()


def test_every_page_is_pictured(qtbot: QtBot, tmp_path: Path) -> None:
    application(["test"])
    made = demo.make(tmp_path / "demo", "永川区", 2025, 120, 1, lambda _share, _words: None)
    before = tables(made)
    taken = take(made.ledger, made.password, tmp_path / "out")
    pages = {entry.page for group in RAIL for entry in group.entries}
    assert {path.stem for path in taken} >= ALSO | pages
    for path in taken:
        image = QImage(str(path))
        if path.stem not in DIALOGS:
            assert (image.width(), image.height()) == (1366, 728), path.stem
        assert colours(image) > 20, f"{path.stem} shows next to nothing"
    after = tables(made)
    begun = after.pop("return_draft")
    assert set(before.pop("return_draft")) <= set(begun), "a paper looked at first is numbered as a draft"
    assert after == before, "looking changes nothing but the journal, which notes the opening"
    assert not [path for path in (tmp_path / "out").iterdir() if re.search(r"\d{17}", path.name)]
