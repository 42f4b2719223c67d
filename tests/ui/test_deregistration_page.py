"""注销候选: by ground, chosen by the clerk, ended together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from page_samples import new_ledger, room
from pytestqt.qtbot import QtBot
from section_samples import resident_id

from ui.deregistration_page import DeregistrationPage


def test_chosen_ones_end_and_the_others_stay(qtbot: QtBot, tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    for serial in range(3):
        someone = {"person.name": f"示例{'甲乙丙'[serial]}", "person.id_number": resident_id(serial)}
        row = {**someone, "registered_on": date(2025, 2, 1), "cause": "resigned"}
        ledger.save("unemployment", None, {**row, "reemployed_on": date(2025, 5, 1) if serial else None})
    with room(qtbot, ledger) as there:
        page = there.show(DeregistrationPage)
        assert page.tabs.current == "in_work"
        assert [each.row for each in page.shown] == [2, 3]
        assert not page.panel.isEnabled(), "nothing is chosen before somebody chooses"
        page.table.selectRow(0)
        assert page.panel.button.text() == "注销 1 人"
        page.end()
        there.settle()
        assert page.panel.fields["reason"].property("state") is None
        assert len(page.shown) == 2, "without a reason nothing happens"
        page.panel.reason.setPlainText("电话核实")
        page.panel.notified.setText("2025-09-29")
        page.end()
        there.settle()
        assert len(page.shown) == 2, "told, but not how"
        page.panel.how.setCurrentIndex(1)
        page.end()
        there.settle()
        assert [each.row for each in page.shown] == [3]
        assert there.window.said[-1] == "已注销 1 人"
        page.choose_all()
        assert len(page.chosen()) == 1
        page._open_rows()
        assert there.window.opened[-1][0] == "unemployment"
