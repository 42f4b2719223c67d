"""离校未就业毕业生回访清单: whom to call, for internal use, names and numbers masked.

Full numbers are looked up by the row's number on the screen, which logs it. No sensitive category and no
address is ever printed. Drawn straight on the page, so that thousands of rows stay quick.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.problems import Problem
from core.returns import numbers
from core.returns.attach import About
from core.returns.fonts import Role
from core.returns.paper import Paper, Printed, lines_to_sign, printed
from core.returns.pen import Pen
from core.returns.sheet import LEFT, RIGHT, Furniture
from core.returns.table_plan import MM
from core.returns.text import Setting, break_lines
from core.returns.title_block import draw_head

TITLE = "离校未就业毕业生回访清单"
ROWS = 20
_ROW, _GROUP, _NAMES = 7.6 * MM, 16.52, 28.04
_WIDTHS = (8.5, 17, 13, 11.5, 11.5, 8.5, 8.5, 8.5, 8.5, 15, 45.5)
_SERVICES = (5, 9)
"""The columns under 已提供服务（次）: from the sixth up to the tenth."""
_HEADS = (
    ("序号",),
    ("编号",),
    ("姓名",),
    ("证件", "尾号"),
    ("电话", "尾号"),
    ("政策", "宣介"),
    ("职业", "指导"),
    ("岗位", "推介"),
    ("培训", "见习"),
    ("上次", "联系"),
    ("本次结果（划√）",),
)
_RESULTS = ("接通", "未接", "空号", "拒访")
_NOTE = "“1131”服务指至少1次政策宣介、1次职业指导、3次岗位推介和1次技能培训或就业见习机会；表内为已提供次数。"
_FOOT = "内部使用，不得外传；办结后按规定销毁"


@dataclass(frozen=True, slots=True)
class Call:
    """One person to call: masked name (张*), last four of document and phone, services given so far."""

    number: str
    masked_name: str
    document_tail: str
    phone_tail: str
    services: tuple[int, int, int, int]
    last_contact: date | None


@dataclass(frozen=True, slots=True)
class CallList:
    """Everything the list says."""

    unit: str
    officer: str
    place: str
    day: date
    printed_on: date
    demonstration: bool
    calls: tuple[Call, ...]


def render_call_list(listing: CallList) -> Printed:
    """Draw the list, twenty rows a page. Same input, same bytes."""
    paper = Paper(Furniture(_FOOT, listing.demonstration))
    pages = [listing.calls[start : start + ROWS] for start in range(0, max(len(listing.calls), 1), ROWS)]
    for number, calls in enumerate(pages):
        paper.sheet.new_page()
        y = _head(paper.pen, listing)
        y = _rows(paper.pen, calls, number * ROWS + 1, y - 4.5)
        _foot(paper.pen, y)
    paper.sheet.finish()
    problems = tuple(
        Problem("", f"第{number}行的姓名没有遮盖，未印")
        for number, call in enumerate(listing.calls, 1)
        if "*" not in call.masked_name
    )
    return printed(paper, About(TITLE, listing.unit, numbers.day(listing.day), listing.day), problems)


def _head(pen: Pen, listing: CallList) -> float:
    under = f"（{numbers.day(listing.day)}　{listing.place}）"
    infos = [
        (f"责任人：{listing.officer}", f"本次应回访：{len(listing.calls)}人"),
        (
            "姓名、证件和电话已作遮盖；拨打时凭编号在系统内查看，查看留痕",
            f"打印：{numbers.day(listing.printed_on)}",
        ),
    ]
    return draw_head(pen, TITLE, under, infos)


def _edges() -> list[float]:
    edges = [LEFT]
    for width in _WIDTHS:
        edges.append(edges[-1] + width * MM)
    return edges


def _rows(pen: Pen, calls: Sequence[Call], first: int, top: float) -> float:
    edges, head = _edges(), top - _GROUP - _NAMES
    bottom = head - _ROW * len(calls)
    _table_head(pen, edges, top, head)
    for number, call in enumerate(calls):
        middle = head - _ROW * (number + 0.5)
        _row(pen, edges, middle, first + number, call)
        if number:
            pen.rule([(LEFT, middle + _ROW / 2), (RIGHT, middle + _ROW / 2)], 0.35)
    pen.rule([(LEFT, head), (RIGHT, head)], 0.5)
    for index, x in enumerate(edges[1:-1], 1):
        inside = _SERVICES[0] < index < _SERVICES[1]
        pen.rule([(x, top - _GROUP if inside else top), (x, bottom)], 0.35)
    pen.frame(LEFT, bottom, RIGHT - LEFT, top - bottom, 0.75)
    return bottom


def _table_head(pen: Pen, edges: list[float], top: float, head: float) -> None:
    left, right = edges[_SERVICES[0]], edges[_SERVICES[1]]
    pen.text((left + right) / 2, top - 11.5, "已提供服务（次）", Role.SONG, 9, "centre")
    pen.rule([(left, top - _GROUP), (right, top - _GROUP)], 0.35)
    for index, names in enumerate(_HEADS):
        inside = _SERVICES[0] <= index < _SERVICES[1]
        middle = (head + (top - _GROUP if inside else top)) / 2
        baseline = middle + 5.76 * (len(names) - 1) - 3.15
        for name in names:
            pen.text((edges[index] + edges[index + 1]) / 2, baseline, name, Role.SONG, 9, "centre")
            baseline -= 11.52


def _row(pen: Pen, edges: list[float], middle: float, number: int, call: Call) -> None:
    contact = numbers.UNKNOWN if call.last_contact is None else numbers.day_of_year(call.last_contact)
    texts = (
        str(number),
        call.number,
        call.masked_name,
        call.document_tail,
        call.phone_tail,
        *map(str, call.services),
        contact,
    )
    for index, (text, size) in enumerate(_sized(texts)):
        centre = (edges[index] + edges[index + 1]) / 2
        pen.text(centre, middle - 0.35 * size, text, Role.SONG, size, "centre")
    x = edges[-2] + 3
    for words in _RESULTS:
        pen.frame(x, middle - 3.5, 7, 7, 0.5)
        pen.text(x + 8.5, middle - 3.2, words, Role.SONG, 9)
        x += 31.5


def _sized(texts: Sequence[str]) -> Iterator[tuple[str, float]]:
    for index, text in enumerate(texts):
        yield text, 10.0 if index == len(texts) - 1 else 10.5


def _foot(pen: Pen, bottom: float) -> None:
    baseline = bottom - 15.74
    pen.text(LEFT, baseline, "注：", Role.SONG, 9)
    for line in break_lines(pen.fonts, _NOTE, Setting(Role.SONG, 9, RIGHT - LEFT, 18, 18)):
        pen.line(LEFT, baseline, line, 9)
        baseline -= 12.24
    lines_to_sign(
        pen,
        baseline - 3.76,
        [
            (LEFT, "回访人：", LEFT + 44 * MM),
            (LEFT + 50 * MM, "复核人：", LEFT + 94 * MM),
            (LEFT + 100 * MM, "办结日期：", LEFT + 144 * MM),
        ],
    )
