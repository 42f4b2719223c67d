"""The two panes of the table: level with each other, walked by keys as one, filtered in the header."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.section import Field
from core.sections import section_of
from core.views import RowState, RowView, Sort, Totals
from ui import theme
from ui.editors import ChoiceEntry, Entries, LineEntry
from ui.filter import FilterCell, FilterState
from ui.grid import LedgerGrid
from ui.header import FILTER_FLOOR, LABEL_FLOOR
from ui.record_model import RecordModel
from ui.totals import remarks

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PLACEMENT = section_of("placement")
ROWS = 400_000
EMPLOYERS = (("重庆样例车业有限公司", "登记 8 人"), ("重庆样例纸业有限公司", "登记 3 人"))
ORIGINS = (("区内院校", "local_institution"), ("市外来渝", "outside_city"))


def row(row_id: int) -> RowView:
    texts = {
        "person.name": f"甲{row_id}",
        "origin": "区内院校",
        "note": f"备注{row_id}",
        "person.phone": "128****0000",
    }
    values = {"person.name": f"甲{row_id}", "origin": "local_institution", "note": f"备注{row_id}"}
    return RowView(row_id, f"t-{row_id}", RowState.ACTIVE, values, texts)


def fetch(ids: Sequence[int], done: Callable[[tuple[RowView, ...]], None]) -> None:
    done(tuple(row(each) for each in ids))


def suggest(each: Field, typed: str, done: Callable[[tuple[tuple[str, str], ...]], None]) -> None:
    found = ORIGINS if each.codes else EMPLOYERS
    done(tuple(pair for pair in found if typed in pair[0]))


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[LedgerGrid]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.theme().apply(app, "light")
    model = RecordModel(PLACEMENT, fetch)
    made = LedgerGrid(model, Entries(suggest, lambda: date(2025, 9, 30)), suggest)
    qtbot.addWidget(made)
    made.resize(846, 520)
    model.show(array("q", range(ROWS, 0, -1)))
    made.show()
    qtbot.waitUntil(lambda: model.index(0, 1).data() is not None)
    yield made
    made.hide()


def wheel(pane: QWidget, down: int) -> None:
    at = QPointF(40, 40)
    event = QWheelEvent(
        at, QPointF(pane.mapToGlobal(QPoint(40, 40))), QPoint(0, -down), QPoint(0, -down),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(pane, event)


def test_scrolling_either_pane_moves_both(grid: LedgerGrid) -> None:
    frozen, main = grid.frozen.verticalScrollBar(), grid.main.verticalScrollBar()
    wheel(grid.frozen.viewport(), 240)
    assert frozen.value() > 0
    assert main.value() == frozen.value()
    before = main.value()
    wheel(grid.main.viewport(), 240)
    assert main.value() > before
    assert frozen.value() == main.value()


def test_the_last_row_is_level_in_both_panes(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.main.verticalScrollBar().setValue(grid.main.verticalScrollBar().maximum())
    qtbot.wait(20)
    assert grid.frozen.verticalScrollBar().value() == grid.main.verticalScrollBar().value()
    assert grid.frozen.viewport().height() == grid.main.viewport().height()
    last = ROWS - 1
    left = grid.frozen.visualRect(grid.model.index(last, 1))
    right = grid.main.visualRect(grid.model.index(last, grid.model.column("placed_on")))
    assert left.top() == right.top()
    assert left.bottom() < grid.frozen.viewport().height()
    assert right.height() == 28


def test_400_000_rows_are_there_at_once(grid: LedgerGrid, qtbot: QtBot) -> None:
    position = 312_345
    grid.go(position, grid.model.column("note"))
    qtbot.waitUntil(lambda: grid.model.index(position, 1).data() == f"甲{ROWS - position}")
    assert grid.main.visualRect(grid.model.index(position, grid.model.column("note"))).isValid()


def test_both_panes_show_each_column_once(grid: LedgerGrid) -> None:
    for column in range(grid.model.columnCount()):
        assert grid.frozen.isColumnHidden(column) != grid.main.isColumnHidden(column)
    assert not grid.frozen.isColumnHidden(grid.model.column("person.id_number"))
    grid.columns.freeze(PLACEMENT.frozen[:1])
    assert grid.frozen.isColumnHidden(grid.model.column("person.id_number"))
    assert not grid.main.isColumnHidden(grid.model.column("person.id_number"))
    assert grid.frozen.width() == 68 + 80


def test_arrows_cross_the_edge_of_the_panes(grid: LedgerGrid) -> None:
    grid.go(3, grid.model.column("person.id_number"))
    grid.focus_cell()
    QTest.keyClick(grid.frozen, Qt.Key.Key_Right)
    first = grid.model.column("verification")
    assert (grid.current().row(), grid.current().column()) == (3, first)
    QTest.keyClick(grid.main, Qt.Key.Key_Left)
    assert grid.current().column() == grid.model.column("person.id_number")


def test_home_end_and_the_corners(grid: LedgerGrid) -> None:
    grid.go(10, grid.model.column("origin"))
    QTest.keyClick(grid.main, Qt.Key.Key_Home)
    assert (grid.current().row(), grid.current().column()) == (10, 0)
    QTest.keyClick(grid.frozen, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert grid.current().row() == ROWS - 1
    assert grid.current().column() == grid.model.columnCount() - 1
    QTest.keyClick(grid.main, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert (grid.current().row(), grid.current().column()) == (0, 0)
    assert grid.main.verticalScrollBar().value() == 0


def test_enter_goes_down_to_where_tab_began(grid: LedgerGrid) -> None:
    origin = grid.model.column("origin")
    grid.go(5, origin)
    QTest.keyClick(grid.main, Qt.Key.Key_Tab)
    QTest.keyClick(grid.main, Qt.Key.Key_Tab)
    assert grid.current().column() > origin
    QTest.keyClick(grid.main, Qt.Key.Key_Return)
    assert (grid.current().row(), grid.current().column()) == (6, origin)
    QTest.keyClick(grid.main, Qt.Key.Key_Return)
    assert (grid.current().row(), grid.current().column()) == (7, origin)


def test_tab_at_the_end_goes_to_the_next_row_and_back(grid: LedgerGrid) -> None:
    grid.go(5, grid.model.columnCount() - 1)
    QTest.keyClick(grid.main, Qt.Key.Key_Tab)
    assert (grid.current().row(), grid.current().column()) == (6, 1)
    QTest.keyClick(grid.frozen, Qt.Key.Key_Backtab)
    assert (grid.current().row(), grid.current().column()) == (5, grid.model.columnCount() - 1)


def test_shift_and_arrows_choose_rows(grid: LedgerGrid) -> None:
    grid.go(4, 1)
    for _ in range(2):
        QTest.keyClick(grid.frozen, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert grid.chosen_rows() == [4, 5, 6]
    QTest.keyClick(grid.frozen, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert grid.chosen_rows() == [4, 5]


def compose(widget: QWidget, words: str) -> None:
    """As an input method hands over what was composed."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def editor_of(grid: LedgerGrid) -> LineEntry:
    entries = cast("list[LineEntry]", grid.findChildren(LineEntry))
    found = [each for each in entries if each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_first_key_opens_the_cell_and_is_not_lost(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.go(2, grid.model.column("note"))
    QTest.keyClick(grid.main, Qt.Key.Key_9)
    assert editor_of(grid).text() == "9"
    with qtbot.waitSignal(grid.model.typed) as told:
        QTest.keyClick(editor_of(grid), Qt.Key.Key_Return)
    assert told.args == [ROWS - 2, "note", "9", "9"]
    assert grid.current().row() == 3


def test_escape_leaves_the_cell_as_it_was(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.go(2, grid.model.column("note"))
    grid.edit_current()
    QTest.keyClicks(editor_of(grid), "x")
    with qtbot.assertNotEmitted(grid.model.typed, wait=50):
        QTest.keyClick(editor_of(grid), Qt.Key.Key_Escape)
    assert grid.current().row() == 2


def test_completion_below_a_cell_takes_its_first_line(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.go(2, grid.model.column("employer.name"))
    grid.edit_current()
    editor = editor_of(grid)
    assert isinstance(editor, ChoiceEntry)
    compose(editor, "纸业")
    qtbot.waitUntil(editor._is_listing)
    with qtbot.waitSignal(grid.model.typed) as told:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert told.args[1:] == ["employer.name", EMPLOYERS[1][0], EMPLOYERS[1][0]]


def test_escape_closes_the_list_before_the_cell(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.go(2, grid.model.column("employer.name"))
    grid.edit_current()
    editor = editor_of(grid)
    assert isinstance(editor, ChoiceEntry)
    compose(editor, "车业")
    qtbot.waitUntil(editor._is_listing)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor._is_listing()
    assert editor.isVisible()
    with qtbot.waitSignal(grid.model.typed) as told:
        QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert told.args[2] == "车业"


def test_a_code_is_chosen_from_its_list(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.go(2, grid.model.column("origin"))
    grid.edit_current()
    editor = editor_of(grid)
    assert isinstance(editor, ChoiceEntry)
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(editor._is_listing)
    QTest.keyClick(editor, Qt.Key.Key_Down)
    with qtbot.waitSignal(grid.model.typed) as told:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert told.args[1:] == ["origin", "outside_city", "市外来渝"]


def test_delete_empties_and_ctrl_d_copies_from_above(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.go(2, grid.model.column("note"))
    with qtbot.waitSignal(grid.model.typed) as emptied:
        QTest.keyClick(grid.main, Qt.Key.Key_Delete)
    assert emptied.args == [ROWS - 2, "note", None, ""]
    with qtbot.waitSignal(grid.model.typed) as copied:
        QTest.keyClick(grid.main, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [ROWS - 2, "note", f"备注{ROWS - 1}", f"备注{ROWS - 1}"]
    grid.go(2, grid.model.column("person.phone"))
    with qtbot.assertNotEmitted(grid.model.typed, wait=30):
        QTest.keyClick(grid.main, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)


def click_header(grid: LedgerGrid, key: str, y: int, x: int = 20) -> None:
    column = grid.model.column(key)
    pane = grid.frozen if key in PLACEMENT.frozen else grid.main
    heading = pane.heading
    at = QPointF(heading.sectionViewportPosition(column) + x, y)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        button = Qt.MouseButton.LeftButton
        event = QMouseEvent(
            kind, at, heading.viewport().mapToGlobal(at), button, button, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(heading.viewport(), event)


def test_the_header_sorts_above_and_filters_below(grid: LedgerGrid, qtbot: QtBot) -> None:
    assert grid.main.heading.height() == LABEL_FLOOR + FILTER_FLOOR == grid.frozen.heading.height()
    with qtbot.waitSignal(grid.sort_asked) as sort:
        click_header(grid, "placed_on", 12)
    assert sort.args == ["placed_on", False]
    click_header(grid, "person.name", 40)
    line = grid.filters.line
    assert line is not None
    compose(line, "单")
    with qtbot.waitSignal(grid.filter_set) as told:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert told.args == ["person.name", FilterCell("单", "单")]


def test_tab_goes_from_filter_to_filter(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.open_filter("person.name")
    line = grid.filters.line
    assert line is not None
    compose(line, "单")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    following = grid.filters.line
    assert following is not None
    assert following is not line
    assert following.accessibleName() == "筛选身份证号"


def test_a_code_filter_is_a_menu(grid: LedgerGrid, qtbot: QtBot) -> None:
    grid.open_filter("origin")
    menu = grid.filters.menu
    assert menu is not None
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words == ["全部", "区内院校", "市外来渝"]
    with qtbot.waitSignal(grid.filter_set) as told:
        menu.actions()[-1].trigger()
    assert told.args == ["origin", FilterCell("outside_city", "市外来渝")]
    menu.close()


def test_the_cross_of_a_filter_in_use_clears_it(grid: LedgerGrid, qtbot: QtBot) -> None:
    state = FilterState(
        {"placed_on": FilterCell("2025-09", "2025-09")}, sort=(Sort("placed_on", descending=True),)
    )
    grid.set_state(state)
    cell = grid.main.heading.cell_rect(grid.model.column("placed_on"))
    start = grid.main.heading.sectionViewportPosition(grid.model.column("placed_on"))
    with qtbot.waitSignal(grid.filter_set) as told:
        click_header(grid, "placed_on", cell.center().y(), cell.right() - 8 - start)
    assert told.args == ["placed_on", None]


def test_hidden_columns_leave_both_panes(grid: LedgerGrid) -> None:
    grid.columns.hide(frozenset({"origin", "person.name"}))
    assert grid.main.isColumnHidden(grid.model.column("origin"))
    assert not grid.frozen.isColumnHidden(grid.model.column("person.name")), "frozen columns always stay"
    grid.go(2, grid.model.column("placed_on"))
    QTest.keyClick(grid.main, Qt.Key.Key_Right)
    assert grid.current().column() == grid.model.column("destination")


def test_totals_say_both_counts() -> None:
    said = remarks(
        PLACEMENT, Totals(1109, 2, 1090, {}, {"employer.name": 312, "township": 23}, counted=1086), {}
    )
    assert said["person.name"].words == "1,109 行"
    assert said["person.id_number"].words == "计入 1,086 人"
    assert said["employer.name"].words == "312 家单位"
    assert said["township"].words == "23 镇街"
    fairs = section_of("job_fair")
    sums = remarks(fairs, Totals(12, 0, None, {"visitors": 2300}, {}), {})
    assert sums["visitors"].words == "2,300"
    assert "starts_on" not in sums
