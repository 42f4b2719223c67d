"""镇街反馈单: one sheet per township, handed back to be checked, answered and stamped.

It takes the place of printed and signed monthly lists: own figures with this and last month's rank, bars by
month, what is to be checked with room for the answer, and a closed box for the township's opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.period import Month
from core.problems import Problem
from core.returns import numbers
from core.returns.attach import About
from core.returns.core_tables import HEAD, ONE_LINE
from core.returns.fonts import Role
from core.returns.paper import Paper, Printed, lines_to_sign, printed
from core.returns.pen import Pen
from core.returns.sheet import BLOCK_WIDTH, BODY, BOTTOM, LEFT, PITCH, RIGHT, Furniture
from core.returns.snapshot import TargetLine
from core.returns.table_drawing import draw_table
from core.returns.table_plan import MM, PlannedTable, plan_table
from core.returns.tables import Cell, Column, Kind, Part, Row, Table
from core.returns.text import Setting, break_lines, measure
from core.returns.title_block import draw_head, period_text
from core.returns.wording import progress_line

TITLE = "高校毕业生等青年就业创业镇街反馈单"
_OPINION = 122.8287
_BARS, _LOWEST_BARS, _BARS_LEFT = 76.0, 44.0, LEFT + 8 * MM
_ABOVE_BARS, _BELOW_BARS, _ABOVE_OPINION = 6.0, 39.6, 11.3
_THIS_YEAR, _LAST_YEAR = 0.25, 1.0


@dataclass(frozen=True, slots=True)
class TownshipFigure:
    """A row of table 1: the figure with the township's rank now and a month ago."""

    line: TargetLine
    rank: int | None
    last_rank: int | None


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A row of table 2: what is to be checked, how many rows, and by when."""

    subject: str
    rows: int
    due: date


@dataclass(frozen=True, slots=True)
class TownshipSheet:
    """Everything the sheet says. `last_year` is None where last year's months are not known."""

    unit: str
    area_word: str
    township: str
    addressee: str
    month: Month
    cumulative_from: date
    number: str
    answer_by: date
    demonstration: bool
    townships: int
    figures: tuple[TownshipFigure, ...]
    this_year: tuple[int, ...]
    last_year: tuple[int, ...] | None
    to_check: tuple[ToCheck, ...]


def render_township_sheet(sheet: TownshipSheet) -> Printed:
    """Draw the sheet. Same input, same bytes."""
    paper = Paper(Furniture(f"编号 {sheet.number}-{sheet.township}", sheet.demonstration))
    paper.sheet.new_page()
    y = draw_head(
        paper.pen,
        TITLE,
        f"（{sheet.month.label}　{sheet.township}）",
        [
            (f"反馈单位：{sheet.addressee}", f"请于{numbers.day(sheet.answer_by)}前签章反馈"),
            (period_text(sheet.month, sheet.cumulative_from), "计量单位：人、%"),
        ],
    )
    y = _sentence(paper.pen, sheet, y)
    first = plan_table(paper.fonts, _figures_table(sheet), BLOCK_WIDTH, "表1")
    second = plan_table(paper.fonts, _checks_table(sheet.to_check), BLOCK_WIDTH, "表2")
    y = _table(paper.pen, first, "表1", y - 3.5)
    below = second.height(0, len(second.rows)) + _ABOVE_OPINION + _OPINION + BOTTOM
    height = min(_BARS, y - _ABOVE_BARS - _BELOW_BARS - below)
    problems = [*first.problems, *second.problems]
    if height < _LOWEST_BARS:
        problems.append(Problem("", "表2的待核实事项过多，一张反馈单排不下，请合并同类事项"))
    y = _bars(paper.pen, sheet, y - _ABOVE_BARS, max(height, _LOWEST_BARS))
    _table(paper.pen, second, "表2", y)
    _opinion(paper.pen)
    paper.sheet.finish()
    about = About(f"{TITLE}（{sheet.township}）", sheet.unit, sheet.month.label, sheet.month.cut_off)
    return printed(paper, about, problems)


def sentence(sheet: TownshipSheet) -> str:
    """The generated sentence: progress, and the rank among the unit's townships."""
    first = sheet.figures[0]
    words = progress_line(sheet.township, first.line, "年度任务").removesuffix("。")
    if first.rank is None:
        return f"{words}。"
    return f"{words}，列{sheet.area_word}{sheet.townships}个镇街第{first.rank}位。"


def _sentence(pen: Pen, sheet: TownshipSheet, y: float) -> float:
    setting = Setting(Role.FANG, BODY, BLOCK_WIDTH, 2 * BODY)
    for line in break_lines(pen.fonts, sentence(sheet), setting):
        pen.line(LEFT, y - PITCH / 2 - 0.36 * BODY, line, BODY)
        y -= PITCH
    return y


def _table(pen: Pen, planned: PlannedTable, place: str, y: float) -> float:
    caption = f"{place}　{planned.table.title}"
    return draw_table(pen, planned, LEFT, y, 0, len(planned.rows), caption, lambda *_: None)


def _figures_table(sheet: TownshipSheet) -> Table:
    columns = (
        Column(("指　　标",), 45, Kind.TEXT),
        Column(("任务数",), 14),
        Column(("本月",), 13),
        Column(("累计",), 14),
        Column(("完成率", "（%）"), 15),
        Column(("序时进度", "（%）"), 15),
        Column(("进度差", "（百分点）"), 17),
        Column(("位次",), 11.5, Kind.CENTRE),
        Column(("上月", "位次"), 11.5, Kind.CENTRE),
    )
    rows = tuple(_figure_row(figure) for figure in sheet.figures)
    return Table("本镇街完成情况", (Part(columns, rows, HEAD),), 6.5, "人、个、%", closed=True)


def _figure_row(figure: TownshipFigure) -> Row:
    line = figure.line
    ranks = [numbers.UNKNOWN if rank is None else str(rank) for rank in (figure.rank, figure.last_rank)]
    return Row(
        (
            Cell(line.label, indent=line.indent),
            Cell(numbers.plain(line.target)),
            Cell(numbers.plain(line.month)),
            Cell(numbers.plain(line.value)),
            Cell(numbers.rate(line.completion)),
            Cell(numbers.rate(line.pro_rata)),
            Cell(numbers.signed(line.gap), numbers.mark(line.gap)),
            *(Cell(rank) for rank in ranks),
        )
    )


def _checks_table(lines: Sequence[ToCheck]) -> Table:
    columns = (
        Column(("序号",), 12, Kind.CENTRE),
        Column(("待核实事项",), 66, Kind.TEXT),
        Column(("条数",), 14),
        Column(("办理时限",), 26, Kind.CENTRE),
        Column(("办理结果（镇街填）",), 38, Kind.TEXT),
    )
    rows = tuple(
        Row(
            (
                Cell(str(number)),
                Cell(line.subject),
                Cell(numbers.plain(line.rows)),
                Cell(numbers.day_of_year(line.due)),
                Cell(),
            )
        )
        for number, line in enumerate(lines, 1)
    )
    unknown = Cell(numbers.UNKNOWN)
    rows = rows or (Row((unknown, Cell("无"), Cell("0"), unknown, unknown)),)
    return Table("待核实事项", (Part(columns, rows, ONE_LINE),), 6.6, "条", closed=True)


def _bars(pen: Pen, sheet: TownshipSheet, top: float, height: float) -> float:
    """Two bars a month: this year dark with its value, last year white."""
    bottom = top - height
    step = (RIGHT - _BARS_LEFT) / 12
    highest = max([*sheet.this_year, *(sheet.last_year or ()), 1])
    scale = (height - 17) / highest
    for month in range(12):
        x = _BARS_LEFT + step * month + 0.16 * step
        if sheet.last_year is not None and sheet.last_year[month]:
            pen.bar(x + 0.36 * step, bottom, 0.3 * step, sheet.last_year[month] * scale, _LAST_YEAR)
        if month < len(sheet.this_year):
            value = sheet.this_year[month]
            if value:
                pen.bar(x, bottom, 0.36 * step, value * scale, _THIS_YEAR)
            pen.text(x + 0.18 * step, bottom + value * scale + 2.5, str(value), Role.FIGURES, 8.5, "centre")
        pen.text(x + 0.34 * step, bottom - 11, f"{month + 1}月", Role.SONG, 9, "centre")
    pen.rule([(_BARS_LEFT, bottom), (RIGHT, bottom)], 0.7)
    _bars_key(pen, sheet, top - 5)
    pen.text((LEFT + RIGHT) / 2, bottom - 27, "图1　逐月新增人数", Role.HEI, 12, "centre")
    return bottom - _BELOW_BARS


def _bars_key(pen: Pen, sheet: TownshipSheet, top: float) -> None:
    year = sheet.month.year
    last = f"{year - 1}年" if sheet.last_year is not None else f"{year - 1}年（数据未录入）"
    x = RIGHT - 73 - max(77.0, measure(pen.fonts, Role.SONG, last, 9))
    pen.bar(x, top, 8, 6.5, _THIS_YEAR)
    pen.text(x + 11, top, f"{year}年", Role.SONG, 9)
    pen.bar(x + 62, top, 8, 6.5, _LAST_YEAR)
    pen.text(x + 73, top, last, Role.SONG, 9)


def _opinion(pen: Pen) -> None:
    """The closed box at the foot: two boxes to tick, lines to write on, signatures and seal."""
    top, label = BOTTOM + _OPINION, LEFT + 12 * MM
    pen.frame(LEFT, BOTTOM, BLOCK_WIDTH, _OPINION, 0.75)
    pen.rule([(label, BOTTOM), (label, top)], 0.35)
    for number, character in enumerate("镇街核对意见"):
        pen.text((LEFT + label) / 2, top - 27.9 - 15 * number, character, Role.SONG, 10.5, "centre")
    x = label + 4 * MM
    for number, words in enumerate(("数据无误。", "数据有出入，说明如下：")):
        pen.frame(x, top - 18.5 - 18 * number, 9, 9, 0.6)
        pen.text(x + 14, top - 17 - 18 * number, words, Role.SONG, 10.5)
    for y in (top - 55, top - 75):
        pen.rule([(x, y), (RIGHT - 4 * MM, y)], 0.3, dash=(1, 2))
    baseline = BOTTOM + 9
    lines_to_sign(pen, baseline, [(x, "经办人：", x + 96.4), (x + 107.7, "负责人：", x + 204.1)])
    pen.text(x + 228, baseline, "（盖章）", Role.SONG, 10.5)
    pen.text(RIGHT - 4 * MM, baseline, "年　　月　　日", Role.SONG, 10.5, "right")
