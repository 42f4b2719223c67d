"""The model of a section's rows: fetched in blocks, kept in bounds, never without words for long."""

from array import array
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.problems import Problem
from core.sections import section_of
from core.views import RowState, RowView
from ui.record_model import BLOCK, CACHED_ROWS, NEW_ROW, ROW_ROLE, RecordModel, Typing

Done = Callable[[tuple[RowView, ...]], None]
PLACEMENT = section_of("placement")


def row(row_id: int, state: RowState = RowState.ACTIVE, problems: tuple[Problem, ...] = ()) -> RowView:
    name = f"甲{row_id}"
    return RowView(row_id, f"t-{row_id}", state, {"person.name": name}, {"person.name": name}, problems)


class Source:
    """Answers at once, or when told to."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.waiting: list[tuple[tuple[int, ...], Done]] = []
        self.at_once = at_once

    def __call__(self, ids: Sequence[int], done: Done) -> None:
        self.asked.append(tuple(ids))
        if self.at_once:
            done(tuple(row(each) for each in ids))
        else:
            self.waiting.append((tuple(ids), done))


def made(rows: int, *, at_once: bool = True) -> tuple[RecordModel, Source]:
    source = Source(at_once=at_once)
    model = RecordModel(PLACEMENT, source)
    model.show(array("q", range(rows, 0, -1)))
    return model, source


def name_at(model: RecordModel, position: int) -> object:
    return model.index(position, model.column("person.name")).data()


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model, _source = made(60)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.wait(20)
    model.show(array("q", range(1, 90)))
    qtbot.wait(20)
    model.insert_new_row()
    model.put(row(2_000))
    model.insert_new_row()
    model.remove_new_row()
    model.forget()
    model.show(array("q"))
    qtbot.wait(20)
    assert tester.model() is model


def test_looking_at_a_row_fetches_its_block_and_no_other(qtbot: QtBot) -> None:
    model, source = made(400_000)
    assert source.asked == []
    assert name_at(model, 350_000) is None
    assert model.index(350_000, 0).data() == "50,000"
    qtbot.waitUntil(lambda: name_at(model, 350_000) == "甲50000")
    assert len(source.asked) == 1
    assert len(source.asked[0]) == BLOCK
    assert 50_000 in source.asked[0]


def test_rows_that_flew_by_are_not_fetched(qtbot: QtBot) -> None:
    model, source = made(400_000)
    for position in range(0, 400_000, 997):
        name_at(model, position)
    qtbot.waitUntil(lambda: bool(source.asked))
    qtbot.wait(20)
    assert sum(len(each) for each in source.asked) <= 2 * BLOCK


def test_kept_rows_stay_in_bounds(qtbot: QtBot) -> None:
    rows = CACHED_ROWS + 10 * BLOCK
    model, source = made(rows)
    for block in range(rows // BLOCK):
        name_at(model, block * BLOCK)
        qtbot.waitUntil(lambda asked=block + 1: len(source.asked) == asked)  # type: ignore[misc]  # its default is its type
    assert name_at(model, rows - 1) is not None
    assert name_at(model, 0) is None, "the first block had to make room"


def test_an_answer_to_an_older_table_is_dropped(qtbot: QtBot) -> None:
    model, source = made(10, at_once=False)
    name_at(model, 0)
    qtbot.waitUntil(lambda: bool(source.waiting))
    model.forget()
    ids, done = source.waiting.pop()
    done(tuple(row(each) for each in ids))
    assert name_at(model, 0) is None
    qtbot.waitUntil(lambda: bool(source.waiting))
    ids, done = source.waiting.pop()
    done(tuple(row(each) for each in ids))
    assert name_at(model, 0) == "甲10"


def test_a_fault_leaves_the_row_to_be_asked_for_again(qtbot: QtBot) -> None:
    model, source = made(10, at_once=False)
    name_at(model, 0)
    qtbot.waitUntil(lambda: bool(source.waiting))
    source.waiting.pop()[1](())
    assert name_at(model, 0) is None
    qtbot.waitUntil(lambda: bool(source.waiting))
    source.waiting.pop()[1]((row(10),))
    assert name_at(model, 0) == "甲10"


def test_what_is_typed_stands_over_the_saved_row(qtbot: QtBot) -> None:
    model, _source = made(3)
    qtbot.waitUntil(lambda: name_at(model, 0) is not None)
    column = model.column("person.name")
    with qtbot.waitSignal(model.dataChanged):
        model.set_typing(Typing(3, {"person.name": "乙"}, {"person.name": "乙"}))
    assert name_at(model, 0) == "乙"
    assert model.index(0, column).data(Qt.ItemDataRole.EditRole) == "乙"
    cell = model.cell(0, 0)
    assert cell is not None
    assert cell.draft
    model.set_typing(Typing(3, {"person.name": None}, {"person.name": ""}))
    emptied = model.cell(0, column)
    assert emptied is not None
    assert emptied.missing
    model.set_typing(None)
    assert name_at(model, 0) == "甲3"


def test_a_cell_edit_is_reported_and_not_kept(qtbot: QtBot) -> None:
    model, _source = made(3)
    qtbot.waitUntil(lambda: name_at(model, 1) is not None)
    index = model.index(1, model.column("person.name"))
    with qtbot.waitSignal(model.typed) as told:
        assert model.setData(index, ("乙", "乙"))
    assert told.args == [2, "person.name", "乙", "乙"]
    assert index.data() == "甲2"


@pytest.mark.parametrize("key", ["person.sex", "person.birth_date"])
def test_derived_cells_cannot_be_edited(qtbot: QtBot, key: str) -> None:
    model, _source = made(1)
    index = model.index(0, model.column(key))
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, ("x", "x"))


def test_nothing_can_be_edited_in_the_bin(qtbot: QtBot) -> None:
    model, _source = made(1)
    index = model.index(0, model.column("person.name"))
    assert model.flags(index) & Qt.ItemFlag.ItemIsEditable
    model.read_only = True
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable


def test_a_new_row_turns_into_the_saved_one(qtbot: QtBot) -> None:
    model, _source = made(2)
    model.insert_new_row()
    model.insert_new_row()
    assert model.rowCount() == 3
    assert model.index(0, 0).data() == "新"
    view = model.index(0, 1).data(ROW_ROLE)
    assert view.id == NEW_ROW
    model.put(row(9))
    assert model.rowCount() == 3
    assert model.index(0, 0).data() == "9"
    assert name_at(model, 0) == "甲9"
    assert not model.has_new_row()


def test_what_is_wrong_is_told_in_words(qtbot: QtBot) -> None:
    source = Source(at_once=False)
    model = RecordModel(PLACEMENT, source)
    model.show(array("q", [7]))
    name_at(model, 0)
    qtbot.waitUntil(lambda: bool(source.waiting))
    problem = Problem("person.id_number", "末位校验码不对")
    source.waiting.pop()[1]((row(7, RowState.DRAFT, (problem,)),))
    index = model.index(0, model.column("person.id_number"))
    assert "末位校验码不对" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "系统编号 t-7"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "身份证号 未填，末位校验码不对"
    cell = model.cell(0, 0)
    assert cell is not None
    assert cell.draft


def test_frozen_columns_come_first_and_numbers_stand_right() -> None:
    model = RecordModel(section_of("job_fair"), Source())
    assert model.headerData(0, Qt.Orientation.Horizontal) == "行号"
    assert [model.field(1)] == [section_of("job_fair").by_key["title"]]
    visitors = model.column("visitors")
    assert model.headerData(visitors, Qt.Orientation.Horizontal) == "进场人次（人次）"
    assert model.alignment(visitors) & Qt.AlignmentFlag.AlignRight
    assert model.alignment(1) & Qt.AlignmentFlag.AlignLeft
    assert model.columnCount(QModelIndex()) == 1 + len(section_of("job_fair").fields)
