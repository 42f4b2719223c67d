"""Tables 1 to 3: targets of each plan in force, public-sector posts, work indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.period import Span
from core.returns import numbers
from core.returns.snapshot import PlanBlock, RateLine, Snapshot, TargetLine
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table

CHINESE = "一二三四五六七八九十"
TWO_LINES, ONE_LINE = 8.6, 5.83
"""Heights of heads in table 1 and of heads with a single line, in millimetres."""
HEAD = 9.892
ROW, TIGHT_ROW = 6.3, 5.6
"""Rows of tables 2 and 3; tight where that keeps the figure on their page."""
_SIGNS = {">=": "≥", ">": ">", "about": "约"}
_INCLUDING = "其中："
_COMPLETION = ("完成率", "（%）")
_PRO_RATA = ("序时进度", "（%）")
_GAP = ("进度差", "（百分点）")


def core_table(snapshot: Snapshot, row_height: float) -> Table:
    """Table 1: one block per plan, rates last under a head of their own."""
    rows: list[Row] = []
    for position, block in enumerate(snapshot.blocks):
        rows.append(Row((Cell(f"{CHINESE[position]}、{block_title(block)}"),), RowKind.BLOCK))
        rows += _lines_rows(block.lines, block.plan)
    if not rows:
        rows = [Row((Cell(f"{CHINESE[0]}、本期未下达目标任务"),), RowKind.BLOCK), *_without_plan(snapshot)]
    parts = [Part(_CORE_COLUMNS, tuple(rows), TWO_LINES)]
    if snapshot.rates:
        columns = _rate_columns(f"{CHINESE[max(1, len(snapshot.blocks))]}、比率指标")
        parts.append(Part(columns, tuple(_rate_row(line) for line in snapshot.rates), TWO_LINES))
    notes = (
        "1.▲快于序时进度或高于目标，▼慢于序时进度或低于目标；“—”为无数据或不适用。"
        "2.同比为累计数之比；日均需增＝尚缺÷目标期余下天数。",
    )
    return Table("核心指标完成情况", tuple(parts), row_height, units="人、%", notes=notes)


def _without_plan(snapshot: Snapshot) -> list[Row]:
    """The two core figures of a unit for which no plan is in force."""
    lines = (snapshot.subject_total, replace(snapshot.subject_outside, indent=1))
    return _lines_rows(lines, None)


def block_title(block: PlanBlock) -> str:
    """Name, document number and span of a plan."""
    inside = "，".join(text for text in (block.document, span_text(block.span)) if text)
    return f"{block.title}（{inside}）"


def span_text(span: Span) -> str:
    """2025年1月1日至12月31日; the second year is written only where it differs."""
    return f"{numbers.day(span.start)}至{_until(span.start, span.last)}"


def _until(start: date, last: date) -> str:
    return numbers.day(last) if last.year != start.year else numbers.day_of_year(last)


_CORE_COLUMNS = (
    Column(("指　　标",), 40, Kind.TEXT, spare=3.6),
    Column(("目标",), 12.5),
    Column(("本月",), 11.5),
    Column(("累计",), 12.5),
    Column(_COMPLETION, 13),
    Column(_PRO_RATA, 14, spare=0.4),
    Column(_GAP, 16.5, spare=0.6),
    Column(("同比", "（%）"), 13.5),
    Column(("尚缺",), 12.5),
    Column(("日均", "需增"), 10),
)


def _rate_columns(title: str) -> tuple[Column, ...]:
    return (
        Column((title,), 52.5, Kind.TEXT, lead=True, spare=3.6),
        Column(("目标", "（%）"), 11.5),
        Column(("现值", "（%）"), 12.5),
        Column(("分子", "（人）"), 13),
        Column(("分母", "（人）"), 14, spare=0.4),
        Column(("较目标", "（百分点）"), 16.5, spare=0.6),
        Column(("统计时点及来源",), 36, Kind.TEXT, max_lines=4),
    )


def _lines_rows(lines: Sequence[TargetLine], plan: str | None) -> list[Row]:
    rows: list[Row] = []
    before = 0
    for line in lines:
        label = line.label.removeprefix(_INCLUDING)
        first = line.indent > before
        before = line.indent
        name = Cell(label)
        if line.indent:
            name = Cell(_INCLUDING + label, indent=1) if first else Cell(label, indent=4)
        rows.append(Row((name, *_core_cells(line, plan))))
    return rows


def _core_cells(line: TargetLine, plan: str | None) -> tuple[Cell, ...]:
    texts = (
        numbers.plain(line.target, line.unit),
        numbers.plain(line.month, line.unit),
        numbers.plain(line.value, line.unit),
        numbers.rate(line.completion),
        numbers.rate(line.pro_rata),
        numbers.signed(line.gap),
        numbers.signed(line.year_on_year),
        numbers.plain(line.missing, line.unit),
        numbers.pace(line.pace),
    )
    marks = [""] * len(texts)
    marks[5] = numbers.mark(line.gap)
    return tuple(
        Cell(text, mark, figure=line.figure, plan=plan) for text, mark in zip(texts, marks, strict=True)
    )


def _rate_row(line: RateLine) -> Row:
    target = numbers.UNKNOWN
    if line.target is not None:
        target = _SIGNS.get(line.comparator, "") + numbers.plain(line.target)
    cells = (
        (target, ""),
        (numbers.rate(line.value), ""),
        (numbers.plain(line.numerator), ""),
        (numbers.plain(line.denominator), ""),
        (numbers.signed(line.gap), numbers.mark(line.gap)),
    )
    figures = tuple(Cell(text, mark, figure=line.figure) for text, mark in cells)
    return Row((Cell(line.label), *figures, Cell(line.source or numbers.UNKNOWN)))


def posts_table(lines: Sequence[TargetLine], row_height: float = ROW) -> Table:
    """Table 2: posts in the public sector. 已到岗 is left out where nobody records it."""
    filled = any(line.filled is not None for line in lines)
    columns = (
        Column(("岗位类别",), 39.5 if filled else 43, Kind.TEXT, spare=2.4 if filled else 3.4),
        Column(("年度", "目标"), 13.5 if filled else 15),
        Column(("本月",), 10.5 if filled else 13),
        Column(("累计",), 12 if filled else 14),
        Column(_COMPLETION, 14 if filled else 15),
        Column(_PRO_RATA, 14 if filled else 15, spare=0.4),
        Column(_GAP, 17, spare=0.8),
        *((Column(("已到岗",), 12.5, spare=1.0),) if filled else ()),
        Column(("责任单位",), 23 if filled else 24, Kind.CENTRE),
    )
    rows = tuple(
        Row(
            (
                Cell(line.label, indent=line.indent),
                *_progress_cells(line),
                *((Cell(numbers.plain(line.filled), figure=line.figure),) if filled else ()),
                Cell(line.responsible or numbers.UNKNOWN),
            )
        )
        for line in lines
    )
    part = Part(columns, rows, HEAD)
    return Table("公共部门岗位落实情况", (part,), row_height, "个、%", _post_notes(lines))


def _post_notes(lines: Sequence[TargetLine]) -> tuple[str, ...]:
    open_ended = [line.label for line in lines if line.target is None]
    words = []
    if open_ended and len(open_ended) <= 3:
        words.append(f"{'、'.join(open_ended)}岗位未定量分解，仅列实绩")
    elif open_ended:
        words.append("目标为“—”的岗位未定量分解，仅列实绩")
    if any(line.filled is not None for line in lines):
        words.append("已到岗为累计岗位中已办理入职手续的人数")
    words += _unknown_words(lines)
    return ("；".join(words) + "。",) if words else ()


def _unknown_words(lines: Sequence[TargetLine]) -> list[str]:
    """Said where a figure has no ledger yet: unknown is not zero."""
    return ["累计为“—”的指标尚无登记来源，不等于零"] if any(line.value is None for line in lines) else []


def work_table(lines: Sequence[TargetLine], row_height: float = ROW) -> Table:
    """Table 3: fairs, traineeships, training, start-up, services. Each row has its own unit."""
    columns = (
        Column(("指　　标",), 45, Kind.TEXT, spare=1.2),
        Column(("单位",), 13, Kind.CENTRE),
        Column(("年度目标",), 15),
        Column(("本月",), 17, spare=1.7),
        Column(("累计",), 19, spare=1.7),
        Column(_COMPLETION, 15),
        Column(_PRO_RATA, 15),
        Column(_GAP, 17),
    )
    rows = tuple(
        Row((Cell(line.label, indent=line.indent), Cell(line.unit), *_progress_cells(line))) for line in lines
    )
    return Table("工作指标完成情况", (Part(columns, rows, HEAD),), row_height, notes=_work_notes(lines))


def _work_notes(lines: Sequence[TargetLine]) -> tuple[str, ...]:
    keys = {line.figure for line in lines}
    words = []
    if {"traineeship.posts", "traineeship.people"} <= keys:
        words.append("见习岗位为募集数，见习在岗人数为实际在岗人数，二者不可相加")
    elif "traineeship.posts" in keys:
        words.append("见习岗位为募集数")
    if "traineeship.posts" in keys or "traineeship.people" in keys:
        words.append("就业见习不计入就业")
    words += _unknown_words(lines)
    return ("；".join(words) + "。",) if words else ()


def _progress_cells(line: TargetLine) -> tuple[Cell, ...]:
    target = numbers.plain(line.target, line.unit)
    if line.target is not None and line.comparator in (">", "about"):
        target = _SIGNS[line.comparator] + target
    texts = (
        (target, ""),
        (numbers.plain(line.month, line.unit), ""),
        (numbers.plain(line.value, line.unit), ""),
        (numbers.rate(line.completion), ""),
        (numbers.rate(line.pro_rata), ""),
        (numbers.signed(line.gap), numbers.mark(line.gap)),
    )
    return tuple(Cell(text, mark, figure=line.figure) for text, mark in texts)
