"""流水 in the window: filters, turning pages, the values of one entry, rights and export."""

from pathlib import Path

import pytest
from page_samples import new_ledger, room
from pytestqt.qtbot import QtBot

from ui import system_journal
from ui.system_journal import JournalPart


def test_filters_pages_and_values(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_journal, "PAGE", 5)
    ledger = new_ledger(tmp_path)
    for number in range(8):
        ledger.set_setting("head", f"第{number}人", f"换人{number}")
    with room(qtbot, ledger) as made:
        page = made.show(JournalPart)
        assert page.table.model().rowCount() == 5
        assert page.table.model().index(0, 5).data() == "换人7"
        made.settle()
        assert page.older.isEnabled()
        assert not page.newer.isEnabled()
        page.older.click()
        made.settle()
        assert page.table.model().index(0, 5).data() == "换人2"
        page.words.setText("换人3")
        page.words.editingFinished.emit()
        made.settle()
        assert page.table.model().rowCount() == 1
        assert page.place.text() == "第 1–1 条"
        page.since.setText("九月一日")
        page.since.editingFinished.emit()
        made.settle()
        assert "不是日期" in page.told.text()
        page.verify()
        made.settle()
        assert made.window.said[-1] == "流水链首尾相接，没有被改过"
        page.export_to(tmp_path / "out.xlsx")
        made.settle()
        assert made.window.said[-1] == "已导出 1 条流水：out.xlsx"


def test_who_may_not_read_it_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    ledger.add_account("乙", ["administrator"], "Bamboo#Grove8")
    ledger.set_roles("admin", ["recorder"], "换岗")
    with room(qtbot, ledger) as made:
        page = made.show(JournalPart)
        assert page.told.text().startswith("这个账号不能查看全部流水")
        assert not page.table.isEnabled()
