"""A fair's page: its employers in the grid, sums and vetting above it, the way in and out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from page_samples import Room, new_ledger, room
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from section_samples import section_desk

from core.ledger import Ledger
from core.views import Query
from ui.fair_page import FairPage
from ui.record_model import NEW_ROW

FAIR = {
    "title": "秋季校园招聘会",
    "kind": "campus",
    "starts_on": date(2025, 10, 18),
    "venue": "红河校区体育馆",
    "employers": 52,
    "visitors": 2300,
}


def with_fair(folder: Path) -> Ledger:
    ledger = new_ledger(folder)
    other = ledger.save("job_fair", None, {**FAIR, "venue": "别处"}).ids[0]
    fair = ledger.save("job_fair", None, FAIR).ids[0]
    for stand in (3, 1, 2):
        row: dict[str, Any] = {
            "job_fair_id": fair,
            "employer.name": f"重庆样例{stand}有限公司",
            "headcount": 10,
        }
        ledger.save("fair_employer", None, {**row, "stand": f"A0{stand}"})
    ledger.save("fair_employer", None, {"job_fair_id": other, "employer.name": "重庆别处有限公司"})
    return ledger


@pytest.fixture
def there(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    with room(qtbot, with_fair(tmp_path)) as made:
        yield made


def opened(there: Room) -> FairPage:
    page = there.show(FairPage)
    page.arrive(row=2)
    there.settle()
    return page


def texts(page: FairPage, key: str) -> list[str]:
    column = page.model.column(key)
    return [str(page.model.index(row, column).data()) for row in range(page.model.rowCount())]


def test_only_this_fairs_employers_by_stand(there: Room) -> None:
    page = opened(there)
    assert texts(page, "stand") == ["A01", "A02", "A03"]
    assert page.head.title.text() == "秋季校园招聘会"
    shown = [page.facts.numbers.itemAt(place).widget() for place in range(page.facts.numbers.count())]
    said = [each.accessibleName() for each in shown]
    assert "参会单位 3 家" in said
    assert "资质审核 已审 0，待补 3，不通过 0" in said
    assert "参会单位 3（填 52），提供岗位 30（填 没有）" in page.differs.text
    assert not page.to_vet.isHidden()
    assert "资质待补 3 家" in page.to_vet.text
    assert not {"job_fair_id", "job_fair.title"} & {each.key for each in page.model.fields}


def test_rows_are_typed_and_pasted_into_this_fair(there: Room) -> None:
    page = opened(there)
    page.add_row()
    page.model.typed.emit(NEW_ROW, "employer.name", "重庆样例9有限公司", "重庆样例9有限公司")
    page.desk.leave()
    there.settle()
    assert there.ask(lambda ledger: ledger.fair(2)).employers == 4
    page.grid.go(page.model.rowCount() - 1, page.model.column("employer.name"))
    there.settle()
    QGuiApplication.clipboard().setText("重庆样例9有限公司\tB01\n重庆样例8有限公司\tB02\n")
    page.blocks.plan_paste()
    assert not page.frame.paste_strip.isHidden()
    page.blocks.write()
    there.settle()
    rows = there.ask(lambda ledger: ledger.rows("fair_employer", ledger.find("fair_employer", Query())))
    assert sum(row.values["job_fair_id"] == 2 for row in rows) >= 5
    assert all(row.values["job_fair_id"] for row in rows)


def test_sums_taken_with_one_click(there: Room) -> None:
    page = opened(there)
    page.take_sums()
    there.settle()
    assert page.differs.isHidden()
    row = there.ask(lambda ledger: ledger.rows("job_fair", [2])[0])
    assert (row.values["employers"], row.values["vacancies"]) == (3, 30)


def test_the_card_and_the_import(there: Room, tmp_path: Path) -> None:
    page = opened(there)
    page.write_card(tmp_path / "卡.pdf")
    there.settle()
    assert (tmp_path / "卡.pdf").read_bytes().startswith(b"%PDF")
    assert there.window.said[-1] == "登记卡 1 张，存为 卡.pdf"
    page._open_import()
    assert there.window.opened[-1] == ("import", {"section": "fair_employer", "given": {"job_fair_id": 2}})
    page.show_unvetted()
    there.settle()
    assert page.model.rowCount() == 3


def test_arriving_at_an_employer_shows_its_fair(there: Room) -> None:
    page = there.show(FairPage)
    page.arrive(section="fair_employer", row=4)
    there.settle()
    assert page.fair is not None
    assert (page.fair.id, texts(page, "employer.name")) == (1, ["重庆别处有限公司"])
    page.arrive(part="2")
    there.settle()
    assert page.fair.id == 2
    page.head.back.emit()
    assert there.window.opened[-1] == ("job_fair", {"row": 2})


def test_the_way_in_from_the_fairs(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path, "job_fair") as desk:
        fair = desk.ask(lambda ledger: ledger.save("job_fair", None, FAIR).ids[0])
        page = desk.page
        page.refresh()
        desk.settle()
        page.grid.go(0, 1)
        desk.settle()
        page.frame.tools.buttons["open"].click()
        page.grid.frozen.doubleClicked.emit(page.model.index(0, 0))
        assert desk.window.opened == [("fair", {"row": fair})] * 2
        page.grid.frozen.doubleClicked.emit(page.model.index(0, 1))
        assert len(desk.window.opened) == 2, "a double click on a cell edits it"
