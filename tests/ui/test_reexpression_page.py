"""区划重列: parts known and unknown, the rule beside them; only where the change concerns the unit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from page_samples import PASSWORD, new_ledger, room
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from ui.reexpression_page import ReexpressionPage


def test_known_and_unknown_parts(qtbot: QtBot, tmp_path: Path) -> None:
    ledger, _code = Ledger.create(tmp_path / "两江新区.ledger", "两江新区", 2026, PASSWORD)
    with room(qtbot, ledger) as there:
        page = there.show(ReexpressionPage)
        states = [each.texts[3] for each in page.table.items]
        assert states == ["已知", "未知", "未知", "已知", ""]
        assert page.table.items[-1].texts[2] == "—"
        assert "还有 2 部分不知道" in page.panel.sum.text()
        assert "大湾" not in page.panel.towns.text(), "those went elsewhere"
        assert "水土街道" in page.panel.towns.text()
        row = {"figure": "placement.total", "month": "2024", "value": Decimal(10)}
        there.ask(lambda ledger: ledger.save("prior_actual", None, {**row, "unit": "500112-five"}))
        there.ask(lambda ledger: ledger.save("prior_actual", None, {**row, "unit": "500109-five"}))
        page.refresh()
        there.settle()
        assert "合计" in page.panel.sum.text()
        page.open_actuals()
        assert there.window.opened[-1][0] == "prior_actual"


def test_a_unit_that_did_not_change(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as there:
        page = there.show(ReexpressionPage)
        assert page.stack.currentWidget() is page.nothing
