"""Splits by township and by responsible body, of any target; from a sheet; with their history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import new_file, opened, sheet

from core.errors import LedgerFault
from core.ledger import Ledger

TOTAL, FAIRS = "placement.total", "fair.campus"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        yield found


def test_any_figure_with_a_target_can_be_split_both_ways(ledger: Ledger) -> None:
    known = {(each.figure, each.plan) for each in ledger.split_figures(2025)}
    assert {(TOTAL, "city-2025"), (TOTAL, "yongchuan-2025"), (FAIRS, "yongchuan-2025")} <= known
    assert not any(figure.endswith("rate") for figure, _plan in known)
    before = [each for each in ledger.figures(date(2025, 9, 30)) if each.key == FAIRS]
    ledger.set_split(FAIRS, 2025, {"500118-01": 4, "500118-02": 3})
    ledger.set_split(FAIRS, 2025, {"区人力社保局": 6, "永川高新区管委会": 4}, by="body")
    towns, bodies = ledger.split(FAIRS, 2025), ledger.split(FAIRS, 2025, by="body")
    assert towns is not None
    assert bodies is not None
    assert (towns.total, towns.difference) == (7, -3)
    assert (bodies.total, bodies.difference) == (10, 0)
    assert {name for _key, name, _value in bodies.lines} >= {"区人力社保局", "永川高新区管委会"}
    after = [each for each in ledger.figures(date(2025, 9, 30)) if each.key == FAIRS]
    assert after == before, "a part never judges the whole"


def test_bodies_come_from_the_documents(ledger: Ledger) -> None:
    view = ledger.split(TOTAL, 2025, by="body", plan="yongchuan-2025")
    assert view is not None
    assert view.target.value == 40_000
    assert {"区人力社保局", "区教委"} <= {name for _key, name, _value in view.lines}


def test_both_plans_of_one_figure_keep_their_own_parts(ledger: Ledger) -> None:
    ledger.set_split(TOTAL, 2025, {"500118-01": 900})
    ledger.set_split(TOTAL, 2025, {"500118-01": 2700}, plan="yongchuan-2025")
    city, own = ledger.split(TOTAL, 2025), ledger.split(TOTAL, 2025, plan="yongchuan-2025")
    assert city is not None
    assert own is not None
    assert (city.total, own.total) == (900, 2700)


def test_changes_need_a_reason_and_are_told(ledger: Ledger) -> None:
    ledger.set_split(FAIRS, 2025, {"区教委": 4}, by="body")
    with pytest.raises(LedgerFault):
        ledger.set_split(FAIRS, 2025, {"区教委": 5}, by="body")
    ledger.set_split(FAIRS, 2025, {"区教委": 5}, "区府办函", by="body")
    told = ledger.split_history(FAIRS, 2025, by="body")
    assert (told[0].reason, told[0].changes) == ("区府办函", (("区教委", "4", "5"),))
    assert [each.action for each in told] == ["修改", "新增"]
    with pytest.raises(LedgerFault):
        ledger.set_split(FAIRS, 2025, {" ": 5}, by="body")


def test_a_sheet_is_matched_and_nothing_written(ledger: Ledger, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "分解.xlsx",
        [1, "中山路街道", 800, "略"],
        [2, "永川区胜利路街道", 700, ""],
        [3, "某某镇", 50, ""],
        [4, "中山路", 10, "重复"],
        ["", "合计", 1560, ""],
        headings=("序号", "镇街名称", "分解任务", "备注"),
    )
    found = ledger.read_split(path, TOTAL, 2025)
    assert found.matched == {"500118-01": 800, "500118-02": 700}
    assert (found.unmatched, found.twice) == ((("某某镇", 50),), ("中山路",))
    assert (found.total, found.difference) == (1500, 1500 - 13_530)
    view = ledger.split(TOTAL, 2025)
    assert view is not None
    assert view.total == 0
    ledger.set_split(TOTAL, 2025, found.matched, "区府办〔2025〕3号")
    again = ledger.split(TOTAL, 2025)
    assert again is not None
    assert again.total == 1500


def test_a_sheet_of_bodies(ledger: Ledger, tmp_path: Path) -> None:
    rows = (["区教委", 30], ["永川区人力社保局", 40], ["不认识的局", 5])
    path = sheet(tmp_path / "部门.xlsx", *rows, headings=("责任单位", "任务数"))
    found = ledger.read_split(path, TOTAL, 2025, by="body", plan="yongchuan-2025")
    assert found.matched["区教委"] == 30
    assert ("不认识的局", 5) in found.unmatched
