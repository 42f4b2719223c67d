"""填市局表: a blank form opened, cells assigned, kept, and filled for a month."""

from pathlib import Path

from openpyxl import load_workbook
from page_samples import filled_ledger, room
from pytestqt.qtbot import QtBot
from test_bureau_form import blank

from ui.bureau_page import BureauPage


def test_a_form_is_learnt_and_filled(qtbot: QtBot, tmp_path: Path) -> None:
    form = blank(tmp_path / "市局月报.xlsx")
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(BureauPage)
        assert page.empty.isVisibleTo(page)
        page.open_form(form)
        made.settle()
        assert page.grid.isVisibleTo(page)
        assert page.name.text() == "市局月报"
        suggested = len(page.cells)
        assert "已指定" in page.told.text()
        page.grid.setCurrentIndex(page.model.index(7, 2))
        assert page.around.text().startswith("看不懂的一行")
        page.figure.setCurrentIndex(page.figure.findData("fair.visitors"))
        page.assign()
        assert len(page.cells) == suggested + 1
        page.clear()
        assert len(page.cells) == suggested
        page.save()
        made.settle()
        assert made.window.said[-1].startswith("已学会“市局月报”")
        assert page.form.count() == 1
        page.fill(tmp_path / "九月.xlsx")
        made.settle()
        assert "还没上报" in made.window.said[-1]
        sheet = load_workbook(tmp_path / "九月.xlsx").worksheets[0]
        assert sheet["B4"].value == 13_530
        page.open_form(form)
        made.settle()
        assert page.reading is not None
        assert page.reading.known is not None
        page.leave_form()
        assert not page.grid.isVisibleTo(page)
