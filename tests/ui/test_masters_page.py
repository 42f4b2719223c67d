"""两本账 under 目标任务: side by side, why they differ, each number opens with its plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from page_samples import filled_ledger, room
from pytestqt.qtbot import QtBot

from ui.masters_page import MastersPage


def test_each_side_opens_with_its_plan(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as there:
        asked: list[tuple[str, str | None]] = []

        def explain(figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
            del as_of
            asked.append((figure_key, plan))

        there.window.explain = explain  # type: ignore[method-assign]  # a spy in the window's place
        page = there.show(MastersPage)
        first = page.table.items[0]
        assert first.texts[0] == "留永来永就业创业人数"
        assert (first.texts[3], first.texts[6]) == ("13,530", "40,000")
        assert "时段不同" in page.panel.why.text()
        page.panel.city_link.click()
        page.panel.own_link.click()
        page.table.activated.emit(page.table.model().index(0, 5))
        assert asked == [
            ("placement.total", "city-2025"),
            ("placement.total", "yongchuan-2025"),
            ("placement.total", "yongchuan-2025"),
        ]
