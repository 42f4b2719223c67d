"""招聘活动现场登记卡: filled in by hand at the door and the stands of a fair; twelve employers a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.problems import Problem
from core.returns import numbers
from core.returns.attach import About
from core.returns.core_tables import HEAD
from core.returns.fonts import Role
from core.returns.paper import Paper, Printed, lines_to_sign, printed
from core.returns.pen import Pen
from core.returns.sheet import BLOCK_WIDTH, LEFT, Furniture
from core.returns.table_drawing import draw_table
from core.returns.table_plan import MM, plan_table
from core.returns.tables import Cell, Column, Kind, Part, Row, Table
from core.returns.title_block import draw_head

TITLE = "招聘活动现场登记卡"
STANDS = 12
"""Employers on one card."""
_FIGURES = 48.189
_NOTE = "资质“待补”的单位，补齐并复核前不得发布岗位。进场人次按入口计数填写；达成意向不等同于就业。"


@dataclass(frozen=True, slots=True)
class Stand:
    """One employer at the fair."""

    stand: str
    employer: str
    vacancies: int | None
    vetted: bool


@dataclass(frozen=True, slots=True)
class FairCard:
    """Everything the card says. `when` and `hosts` are printed as they are."""

    number: str
    title: str
    when: str
    held_on: date
    kind: str
    venue: str
    hosts: str
    unit: str
    demonstration: bool
    stands: tuple[Stand, ...]


def render_fair_card(card: FairCard) -> Printed:
    """Draw the cards of one fair. Same input, same bytes."""
    paper = Paper(Furniture(f"活动编号 {card.number}", card.demonstration))
    problems: list[Problem] = []
    sheets = max(1, -(-len(card.stands) // STANDS))
    for number in range(sheets):
        paper.sheet.new_page()
        y = draw_head(
            paper.pen,
            TITLE,
            f"（{card.title}）",
            [
                (f"时间：{card.when}", f"类型：{card.kind}"),
                (f"地点：{card.venue}", f"主办：{card.hosts}"),
            ],
        )
        y = _figures(paper.pen, card, y - 4.5)
        stands = card.stands[number * STANDS : (number + 1) * STANDS]
        table = _table(stands, f"第{number + 1}张　共{sheets}张")
        planned = plan_table(paper.fonts, table, BLOCK_WIDTH, "参会单位登记")
        problems += planned.problems
        y = draw_table(paper.pen, planned, LEFT, y - 6.7, 0, len(planned.rows), table.title, lambda *_: None)
        lines_to_sign(
            paper.pen,
            y - 13.7,
            [
                (LEFT, "现场登记人：", LEFT + 48 * MM),
                (LEFT + 54 * MM, "复核人：", LEFT + 102 * MM),
                (LEFT + 104 * MM, "录入日期：", LEFT + 152 * MM),
            ],
        )
    paper.sheet.finish()
    return printed(paper, About(TITLE, card.unit, numbers.day(card.held_on), card.held_on), problems)


def _figures(pen: Pen, card: FairCard, top: float) -> float:
    """Four big figures; the last two are filled in by hand."""
    known = [stand.vacancies for stand in card.stands if stand.vacancies is not None]
    entries = (
        (str(len(card.stands)), "参会单位（家）"),
        (str(sum(known)) if known else numbers.UNKNOWN, "提供岗位（个）"),
        ("", "进场（人次）"),
        ("", "达成意向（人次）"),
    )
    bottom, quarter = top - _FIGURES, BLOCK_WIDTH / 4
    pen.frame(LEFT, bottom, BLOCK_WIDTH, _FIGURES, 0.75)
    for number, (value, label) in enumerate(entries):
        x = LEFT + quarter * number
        if number:
            pen.rule([(x, bottom), (x, top)], 0.35)
        pen.text(x + quarter / 2, bottom + 21.2, value, Role.FIGURES_BOLD, 22, "centre")
        pen.text(x + quarter / 2, bottom + 5.5, label, Role.SONG, 10.5, "centre")
    return bottom


def _table(stands: tuple[Stand, ...], beside: str) -> Table:
    columns = (
        Column(("展位",), 14, Kind.CENTRE),
        Column(("用人单位",), 60, Kind.TEXT, max_lines=3),
        Column(("岗位", "（个）"), 13),
        Column(("资质", "审核"), 14, Kind.CENTRE),
        Column(("投递简历", "（画“正”）"), 24, Kind.TEXT),
        Column(("达成意向", "（人次）"), 18, Kind.TEXT),
        Column(("备注",), 13, Kind.TEXT),
    )
    rows = [
        Row(
            (
                Cell(stand.stand),
                Cell(stand.employer),
                Cell(numbers.plain(stand.vacancies)),
                Cell("已审" if stand.vetted else "待补"),
                *(Cell(), Cell(), Cell()),
            )
        )
        for stand in stands
    ]
    blank = Row(tuple(Cell() for _ in columns))
    rows += [blank] * (STANDS - len(rows))
    part = Part(columns, tuple(rows), HEAD)
    return Table("参会单位登记", (part,), 11, notes=(_NOTE,), closed=True, beside=beside)
