"""趋势: groups, filters, every number opens its rows, export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from page_samples import new_ledger, room
from pytestqt.qtbot import QtBot
from section_samples import placement, resident_id

from core.views import Query
from ui.trends_page import COLLEGES, EMPLOYERS, HANDED_OVER, REGISTERED, TrendsPage


def test_numbers_open_their_rows(qtbot: QtBot, tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    for serial in range(4):
        someone = {"person.name": "示例", "person.id_number": resident_id(serial), "person.major": "会计"}
        row = {**someone, "cohort": "2025" if serial else "2024", "handed_over_on": date(2025, 7, 1)}
        ledger.save("unemployed_leaver", None, row)
    ledger.save("placement", None, placement(0, **{"person.name": "示例", "placed_on": date(2025, 8, 1)}))
    with room(qtbot, ledger) as there:
        page = there.show(TrendsPage)
        table = page.tables["majors"]
        assert [each.texts for each in table.items] == [("会计", "4", "1", "25.00%")]
        table.activated.emit(table.model().index(0, 2))
        page_key, context = there.window.opened[-1]
        assert (page_key, context["query"]) == ("unemployed_leaver", Query(ids=(1,)))
        page.cohort.setCurrentIndex(page.cohort.findData("2025"))
        there.settle()
        assert [each.texts[1] for each in table.items] == ["3"]
        page._show_tab(REGISTERED)
        assert page.stack.currentWidget() is page.nothing
        for key in (COLLEGES, EMPLOYERS, HANDED_OVER):
            page._show_tab(key)
            assert page.stack.currentWidget() is page.tables[key]
        page.export(tmp_path / "趋势.xlsx")
        there.settle()
        assert (tmp_path / "趋势.xlsx").exists()
