"""The plan step of tables: sizes, wraps, what fits on a page; and the scales of bars and of the curve."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_samples import SAMPLES, usual

from core.returns.breakdown_tables import tick_marks, township_table
from core.returns.charts import axis_for, curve_note
from core.returns.core_tables import core_table, posts_table
from core.returns.fonts import Fonts
from core.returns.sheet import BLOCK_WIDTH
from core.returns.table_plan import MM, PlannedTable, plan_table
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table

FONTS = Fonts()
PLAIN = (RowKind.PLAIN, RowKind.TOTAL)


def table(texts: list[str], numbers: list[str] | None = None, width: float = 40) -> PlannedTable:
    columns = (Column(("名称",), width, Kind.TEXT, max_lines=3), Column(("数",), 14))
    counts = numbers or ["1"] * len(texts)
    rows = tuple(Row((Cell(text), Cell(count))) for text, count in zip(texts, counts, strict=True))
    return plan_table(FONTS, Table("试", (Part(columns, rows, 8.6),), 6.3, notes=("注",)), BLOCK_WIDTH, "表1")


def text_sizes(planned: PlannedTable) -> set[float]:
    return {row.sizes[0] for row in planned.rows if row.row.kind in PLAIN}


def test_short_texts_stay_at_full_size() -> None:
    assert text_sizes(table(["公益性岗位", "事业单位"])) == {10.5}


def test_the_column_goes_down_together_when_that_makes_all_fit() -> None:
    room = 40 * MM - 2 * 1.2 * MM
    count = int(room // 9.5)
    assert text_sizes(table(["短", "字" * count])) == {9.5}


def test_one_long_text_wraps_and_the_others_keep_their_size() -> None:
    planned = table(["短", "短短", "区外市内来永就业创业的高校毕业生人数"])
    rows = [row for row in planned.rows if row.row.kind in PLAIN]
    assert text_sizes(planned) == {10.5}
    assert [len(row.lines[0]) for row in rows] == [1, 1, 2]
    assert rows[2].height > rows[0].height == pytest.approx(6.3 * MM)


def test_a_text_of_more_than_three_lines_is_a_problem() -> None:
    planned = table(["短", "很" * 60])
    (problem,) = planned.problems
    assert "表1第2行" in problem.message


def test_a_number_too_wide_takes_the_whole_table_down_and_then_is_a_problem() -> None:
    fits = table(["甲", "乙"], ["1", "123456"])
    assert fits.rows[1].columns[1].size == 10.5
    narrower = table(["甲", "乙"], ["1", "12345678"])
    assert narrower.rows[1].columns[1].size < 10.5
    assert text_sizes(narrower) == {narrower.rows[1].columns[1].size}
    assert not narrower.problems
    assert table(["甲", "乙"], ["1", "1" * 12]).problems


def test_figures_stand_on_the_decimal_point() -> None:
    planned = table(["甲", "乙", "丙"], ["2846", "186.40", "—"])
    column = planned.rows[1].columns[1]
    assert column.before_point == pytest.approx(4 * 5.25)
    assert column.after_point == pytest.approx(2.625 + 2 * 5.25)
    assert column.x < column.point - column.before_point
    assert column.point + column.after_point < column.x + column.width


@pytest.mark.parametrize("name", SAMPLES)
def test_no_cell_is_wider_than_its_column(name: str) -> None:
    snapshot = SAMPLES[name]()
    tables = [core_table(snapshot, 6.1)]
    if snapshot.townships:
        tables.append(township_table(snapshot))
    for each in tables:
        planned = plan_table(FONTS, each, BLOCK_WIDTH)
        for row in planned.rows:
            for index, lines in row.lines.items():
                room = BLOCK_WIDTH if row.row.kind is RowKind.BLOCK else row.columns[index].width
                assert all(line.width(row.sizes[index]) <= room for line in lines)


@given(st.integers(4, 60), st.floats(60, 640), st.integers(0, 40))
def test_every_row_is_taken_once_and_none_alone(count: int, room: float, block_at: int) -> None:
    rows = [Row((Cell("甲"), Cell("1"))) for _ in range(count)]
    if 0 < block_at < count - 1:
        rows[block_at] = Row((Cell("一、分项"),), RowKind.BLOCK)
    columns = (Column(("名称",), 40, Kind.TEXT), Column(("数",), 14))
    planned = plan_table(FONTS, Table("试", (Part(columns, tuple(rows), 8.6),), 6.3, notes=("注",)), 300)
    start, taken = 0, []
    while start < len(planned.rows):
        end = planned.take(start, room) or 1
        if end == start:
            assert room < 140
            return
        assert planned.height(start, end) <= room + 0.01
        if end < len(planned.rows):
            assert len(planned.rows) - end >= 2
            assert planned.rows[end - 1].row.kind in PLAIN
        taken.append(end - start)
        start, room = end, 640.0
    assert sum(taken) == len(planned.rows)


def test_the_posts_table_leaves_out_a_column_nobody_fills() -> None:
    lines = [replace(line, filled=None) for line in usual().posts]
    heads = ["".join(column.head) for column in posts_table(lines).parts[0].columns]
    assert "已到岗" not in heads
    assert sum(column.width for column in posts_table(lines).parts[0].columns) == 156


@pytest.mark.parametrize("name", SAMPLES)
def test_columns_fill_the_text_block(name: str) -> None:
    snapshot = SAMPLES[name]()
    for part in core_table(snapshot, 6.1).parts:
        assert sum(column.width for column in part.columns) == pytest.approx(156)
    for part in township_table(snapshot).parts:
        assert sum(column.width for column in part.columns) == pytest.approx(156)


@given(st.integers(0, 3_000_000))
def test_the_axis_is_round_whole_and_high_enough(highest: int) -> None:
    axis = axis_for(max(highest, 1))
    assert axis.top >= highest
    assert 1 <= axis.lines <= 7
    assert axis.step == int(axis.step)
    assert str(int(axis.step)).rstrip("0") in ("1", "2", "25", "3", "5")


@given(st.integers(0, 3_000_000))
def test_tick_marks_lie_on_the_scale(largest: int) -> None:
    ticks = [value for value, _ in tick_marks(largest)]
    assert ticks[0] == 0
    assert len(ticks) <= 4
    assert max(ticks) <= largest


def test_the_note_compares_with_last_year() -> None:
    curve = usual().curve
    assert curve_note(curve) == "注：按上年各月占比折算，截止日应完成77.67%，本期慢于上年进度0.35个百分点。"
    shares = (*(curve.last_year_shares or ())[:8], Decimal("77.32"), *(Decimal(100),) * 3)
    assert curve_note(replace(curve, last_year_shares=shares)).endswith("与上年进度持平。")
    assert curve_note(replace(curve, last_year_shares=None)) == ""
    assert curve_note(replace(curve, target=None)) == ""
