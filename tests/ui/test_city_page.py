"""市级汇总 through the page: a folder read, each unit's state and reason, filters, the saved workbook."""

from pathlib import Path

import openpyxl
from city_samples import all_units, drawn, snapshot_of, write_return
from frame_samples import parts
from page_samples import new_ledger, room
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.period import Month
from ui.city_page import INDUSTRIES, MISSING, ODD, UNITS, WRONG, CityPage


def folder_of_returns(folder: Path) -> Path:
    """Of five units: two submitted, a draft, one of last month, one torn; a paper that nobody knows."""
    units = all_units()
    for unit in units[:2]:
        write_return(folder, snapshot_of(unit, 1000, 100))
    write_return(folder, snapshot_of(units[2], 500, 50, submitted=False))
    write_return(folder, snapshot_of(units[3], 700, 70, month=Month(2025, 8)))
    (folder / f"{units[4].name}.pdf").write_bytes(drawn(snapshot_of(units[4], 1, 1)).bytes[:4000])
    (folder / "来历不明.pdf").write_bytes(b"%PDF-1.7 torn")
    return folder


def shown(page: CityPage) -> dict[str, str]:
    return {line.texts[0]: line.texts[1] for line in page.units.items}


def tab(page: CityPage, key: str) -> None:
    at = next(at for at in range(page.tabs.count()) if page.tabs.key(at) == key)
    page.tabs.setCurrentIndex(at)


def test_a_folder_is_read_and_saved(qtbot: QtBot, tmp_path: Path) -> None:
    folder = folder_of_returns(tmp_path / "九月")
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(CityPage)
        assert page.stack.currentWidget() is page.empty
        assert not page.save_button.isVisible()
        page.arrive(folder=folder)
        made.settle()
        assert page.collection is not None
        assert page.head.detail.text() == "2025 年 9 月，九月"
        states = shown(page)
        names = [unit.name for unit in all_units()]
        assert [states[name] for name in names[:6]] == [
            "已报出", "已报出", "草稿", "过期", "有问题", "未收到",
        ]  # fmt: skip
        assert states["来历不明.pdf"] == "有问题"
        assert "计入 3 个（其中草稿 1 个）；累计 2,500 人" in page.totals.text()
        page.units.selectRow(4)
        said = [label.text() for label in parts(page.side, QLabel)]
        assert names[4] in said
        assert any("损坏" in text or "数据文件" in text for text in said)

        page.write_workbook(tmp_path / "sum.xlsx")
        made.settle()
        assert made.window.said[-1] == "已存 sum.xlsx"
        book = openpyxl.load_workbook(tmp_path / "sum.xlsx")
        assert book["表1收表情况"]["A4"].value == names[0]


def test_tabs_filter_the_units(qtbot: QtBot, tmp_path: Path) -> None:
    folder = folder_of_returns(tmp_path / "九月")
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(CityPage)
        page.read(folder)
        made.settle()
        tab(page, WRONG)
        assert set(shown(page).values()) == {"过期", "有问题"}
        tab(page, MISSING)
        assert set(shown(page).values()) == {"未收到"}
        assert len(shown(page)) == 41 - 5
        tab(page, INDUSTRIES)
        assert page.stack.currentWidget() is page.industries
        assert len(page.industries.items) == 20
        tab(page, ODD)
        assert page.odd.items[0].texts == ("全市", "各数都对得上")
        tab(page, UNITS)
        assert page.stack.currentWidget() is page.main
        QAbstractItemModelTester(page.units.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_folder_that_is_not_there_is_said_and_the_page_stays(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(CityPage)
        page.read(tmp_path / "没有")
        made.settle()
        assert page.stack.currentWidget() is page.empty
        (fault,) = made.faults
        assert "没有这个文件夹" in str(fault)
        made.faults.clear()


def test_stopping_brings_back_what_was_shown(qtbot: QtBot, tmp_path: Path) -> None:
    folder = folder_of_returns(tmp_path / "九月")
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(CityPage)
        page.read(folder)
        page.stop()
        made.settle()
        assert page.stack.currentWidget() is page.empty
        page.read(folder)
        made.settle()
        page.read_again()
        page.stop()
        made.settle()
        assert page.stack.currentWidget() is page.main
        assert made.faults == []
