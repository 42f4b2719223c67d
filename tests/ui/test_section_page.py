"""The section page over real ledgers: rows on show, filters, views, order, and narrow windows."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from section_samples import ALL, NAMES, Desk, filter_by, section_desk

from core.views import Query
from ui.filter import FilterCell, FilterState, parse_filter, standing_views

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_all_rows_stand_there_newest_first(desk: Desk) -> None:
    dates = desk.texts("placed_on")
    assert len(dates) == ALL
    assert dates == sorted(dates, reverse=True)
    assert desk.page.frame.tabs.said == ""
    assert desk.page.head.detail.text() == f"{ALL} 行"
    assert desk.page.grid.totals.words("person.name") == f"{ALL} 行"
    assert desk.page.grid.totals.words("employer.name") == "3 家单位"


def test_tabs_are_views_with_counts(desk: Desk) -> None:
    names = [desk.page.frame.tabs.tabs.tabText(at) for at in range(desk.page.frame.tabs.tabs.count())]
    assert names == ["全部", "九月新增", "待核查", "未通过", "草稿", "市外来渝"]
    desk.page.frame.tabs.tabs.setCurrentIndex(names.index("草稿"))
    desk.settle()
    assert desk.page.model.rowCount() == 1
    assert desk.page.frame.tabs.said == "已筛选 1 行"
    desk.page.frame.tabs.tabs.setCurrentIndex(names.index("九月新增"))
    desk.settle()
    in_month = [each for each in desk.texts("placed_on") if each.startswith("2025-09")]
    assert len(in_month) == desk.page.model.rowCount() == 15
    desk.page.clear_filters()
    desk.settle()
    assert desk.page.model.rowCount() == ALL
    assert desk.page.frame.tabs.tabs.current == "全部"


@pytest.mark.parametrize(
    ("key", "typed", "rows"),
    [
        ("person.name", NAMES[0], 3),
        ("placed_on", "2025.9", 15),
        ("placed_on", "2025-09-01至2025-09-10", 5),
        ("employer.name", "纸业", 8),
    ],
)
def test_filters_narrow(desk: Desk, key: str, typed: str, rows: int) -> None:
    filter_by(desk, key, typed)
    assert desk.page.model.rowCount() == rows
    assert desk.page.frame.tabs.said == f"已筛选 {rows} 行"
    filter_by(desk, key, "")
    assert desk.page.model.rowCount() == ALL


def test_a_code_filter_and_its_unchecked_count(desk: Desk) -> None:
    desk.page.grid.filter_set.emit("origin", FilterCell("outside_city", "市外来渝"))
    desk.settle()
    assert set(desk.texts("origin")) == {"市外来渝"}
    assert desk.page.grid.totals.words("origin") == ""
    assert desk.page.grid.totals.words("verification") == "8 待核查"


def test_what_finds_nothing_says_so_and_offers_the_way_out(desk: Desk) -> None:
    desk.page.frame.search.setText("没有这个人")
    QTest.keyClick(desk.page.frame.search, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.frame.stack.currentWidget() is desk.page.frame.nothing
    assert desk.page.frame.nothing.sentence.text() == "没有符合筛选的行"
    desk.page.clear_filters()
    desk.settle()
    assert desk.page.frame.stack.currentWidget() is desk.page.grid
    assert desk.page.frame.search.text() == ""


def test_search_finds_by_pinyin_initials(desk: Desk) -> None:
    desk.page.frame.search.setText("wxt")
    QTest.keyClick(desk.page.frame.search, Qt.Key.Key_Return)
    desk.settle()
    assert set(desk.texts("person.name")) == {"汪晓彤"}


def test_headings_sort_up_down_and_with_shift_by_one_more(desk: Desk) -> None:
    desk.page.grid.sort_asked.emit("employer.name", False)
    desk.settle()
    desk.page.grid.sort_asked.emit("placed_on", True)
    desk.settle()
    pairs = list(zip(desk.texts("employer.name"), desk.texts("placed_on"), strict=True))
    assert pairs == sorted(pairs)
    desk.page.grid.sort_asked.emit("employer.name", True)
    desk.settle()
    employers = desk.texts("employer.name")
    assert employers == sorted(employers, reverse=True)
    assert [sort.field for sort in desk.page.shown.state.sort] == ["employer.name", "placed_on"]


def test_an_empty_section_helps_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path, "job_fair", rows=0) as desk:
        assert desk.page.frame.stack.currentWidget() is desk.page.frame.empty
        assert desk.page.frame.empty.sentence.text() == "还没有招聘活动记录"
        assert not desk.page.frame.tools.isVisible()
        desk.page._open_import()
        assert desk.window.opened == [("import", {"section": "job_fair"})]


def test_a_saved_view_is_a_tab(desk: Desk) -> None:
    filter_by(desk, "employer.name", "医院")
    desk.page.shown.save_view("医院的")
    desk.settle()
    tabs = desk.page.frame.tabs.tabs
    assert tabs.tabText(tabs.count() - 1) == "医院的"
    assert tabs.current == "医院的"
    desk.page.clear_filters()
    desk.settle()
    tabs.setCurrentIndex(tabs.count() - 1)
    desk.settle()
    assert desk.page.model.rowCount() == 8


def test_opening_at_a_row_or_at_the_rows_of_a_number(desk: Desk) -> None:
    wanted = desk.page.model.row_id(7)
    desk.page.arrive(row=wanted)
    desk.settle()
    assert desk.page.edit.row is not None
    assert desk.page.edit.row.id == wanted
    ids = (desk.page.model.row_id(1), desk.page.model.row_id(3))
    desk.page.arrive(query=Query(ids=ids), title="计入的行")
    desk.settle()
    assert desk.page.model.rowCount() == 2
    assert desk.page.head.detail.text() == "计入的行"
    assert desk.page.frame.tabs.said == "已筛选 2 行"


@pytest.mark.parametrize("width", [1366, 1100, 800, 546])
def test_the_page_fits_narrow_windows(desk: Desk, width: int) -> None:
    page = desk.page
    page.resize(width, 420)
    desk.settle()
    assert page.width() == width
    assert page.frame.tools.more.isVisible() == (640 <= width < 1280)
    page.open_form()
    desk.settle()
    assert page.form.isVisible()
    assert page.grid.isVisible() == (width >= 900)
    page.close_form()
    desk.settle()
    assert page.grid.isVisible()
    assert page.grid.frozen.isColumnHidden(2) == (width < 1280)


def test_filters_read_what_clerks_write(desk: Desk) -> None:
    field = desk.page.section.by_key["placed_on"]
    read = {typed: parse_filter(field, typed) for typed in ("2025年9月", "20250903", "2025-08至2025-09", " ")}
    assert [cell.text if cell else None for cell in read.values()] == [
        "2025-09",
        "2025-09-03",
        "2025-08-01..2025-09-30",
        None,
    ]


def test_standing_views_fit_the_section(desk: Desk) -> None:
    names = [name for name, _state in standing_views(desk.page.section, date(2025, 11, 3))]
    assert names[1] == "十一月新增"
    assert FilterState(search="  ").narrowed() is False
    assert FilterState(ids=()).narrowed() is True
