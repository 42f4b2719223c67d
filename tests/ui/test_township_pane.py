"""镇街名录 on the targets page: words of sheets are confirmed once, townships are added by their name."""

from datetime import date
from pathlib import Path

from page_samples import new_ledger, room
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from section_samples import NAMES, resident_id

from core.imports.clean_rows import CleanRow
from core.ledger import Ledger
from core.problems import Problem, Severity
from ui.targets_page import TOWNSHIPS, TargetsPage


def waiting_rows(ledger: Ledger, *texts: str) -> Ledger:
    """Rows of a sheet whose townships the ledger does not know."""
    rows = []
    for number, text in enumerate(texts, 1):
        values = {
            "person.name": NAMES[number],
            "person.id_kind": "resident_id",
            "person.id_number": resident_id(number),
            "placed_on": date(2025, 9, number),
            "destination": "76",
            "township": None,
        }
        rows.append(CleanRow(number, values, (Problem("township", "未知", Severity.WARNING, text),)))
    ledger.take_rows("placement", rows, "示例")
    return ledger


def test_a_district_without_townships_gets_its_list(qtbot: QtBot, tmp_path: Path) -> None:
    ledger = waiting_rows(new_ledger(tmp_path, "忠县"), "忠州街道", "忠州", "拔山")
    with room(qtbot, ledger) as made:
        page = made.show(TargetsPage)
        page.arrive(part=TOWNSHIPS)
        panel = page.township_panel
        assert page.stack.currentWidget().isAncestorOf(panel)
        assert panel.title.text() == "3 种写法待确认"
        assert "先在下面添加镇街" in panel.choice_field.error
        QTest.keyClicks(panel.name, "x")
        panel.name.setText("忠州街道")
        panel.name.returnPressed.emit()
        made.settle()
        assert panel.title.text() == "1 种写法待确认"
        assert page.townships.model().index(0, 2).data() == "2"
        panel.put.click()
        made.settle()
        assert panel.title.text() == "没有待确认的写法"
        assert not panel.put.isVisible()
        assert page.townships.model().index(0, 2).data() == "3"
        assert made.window.said[-1].startswith("“拔山”已归入")


def test_an_empty_name_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path, "忠县")) as made:
        page = made.show(TargetsPage)
        page.township_panel.name.setText("  ")
        page.township_panel.name.returnPressed.emit()
        assert page.township_panel.name_field.error == "没有写镇街名称"
