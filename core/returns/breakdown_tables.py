"""Tables 4 and 5: by township with the district's split, by industry. Both carry their bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.returns import numbers
from core.returns.core_tables import HEAD
from core.returns.snapshot import IndustryLine, Snapshot, TownshipLine
from core.returns.tables import Bar, Cell, Column, Kind, Part, Row, RowKind, Scale, Table

_SOLID, _HOLLOW, _GREY, _WHITE = 0.0, 0.84, 0.45, 1.0
"""Greys of the bars: behind, ahead or level, industry, not classified."""
_LARGEST = 120.0
_OUTSIDE = ("其中：", "市外来渝")
NONE, NOT_CLASSIFIED = "none", "unknown"
_TOWNSHIP, _INDUSTRY = "placement.township.", "placement.industry."


def township_table(snapshot: Snapshot) -> Table:
    """Table 4: all of the unit, the townships by rank, those without target, 未分镇街 last."""
    outside = any(line.outside is not None for line in snapshot.townships)
    split = any(line.target is not None for line in snapshot.townships)
    rows = []
    if snapshot.township_total is not None:
        rows.append(_township_row(snapshot.township_total, f"{snapshot.area_word}合计", outside))
    rows += [_township_row(line, "", outside) for line in _in_order(snapshot.townships)]
    columns = _township_columns(outside, _marker(snapshot))
    title = "分镇街完成情况（按完成率排序）" if split else "分镇街完成情况"
    notes = _township_notes(snapshot) if split else ("任务数尚未分解到镇街，完成率和位次不列。",)
    part = Part(columns, tuple(rows), HEAD)
    return Table(title, (part,), 7.35, "人、%", notes, row_rule=0.2)


def _in_order(lines: Sequence[TownshipLine]) -> list[TownshipLine]:
    return sorted(lines, key=lambda line: (line.key == NONE, line.rank is None, line.rank or 0))


def _marker(snapshot: Snapshot) -> Decimal | None:
    """The pro-rata progress that the dashed line shows."""
    lines = [snapshot.township_total, *snapshot.townships]
    return next((line.pro_rata for line in lines if line is not None and line.pro_rata is not None), None)


def _township_columns(outside: bool, marker: Decimal | None) -> tuple[Column, ...]:
    scale = Scale(
        "完成率与序时进度",
        _LARGEST,
        ((0, "0"), (50, "50"), (100, "100")),
        None if marker is None else float(marker),
    )
    widths = (10, 29, 12, 11, 13, 14, 17, 35) if outside else (10, 36, 14, 13, 15, 15, 18, 35)
    columns = [
        Column(("位次",), widths[0], Kind.CENTRE),
        Column(("镇　街",), widths[1], Kind.TEXT, max_lines=3),
        Column(("任务数",), widths[2]),
        Column(("本月",), widths[3]),
        Column(("累计",), widths[4]),
        Column(("完成率", "（%）"), widths[5]),
        Column(("进度差", "（百分点）"), widths[6]),
        Column((), widths[7], Kind.BAR, scale=scale, spare=4.6),
    ]
    if outside:
        columns.insert(5, Column(_OUTSIDE, 15))
    return tuple(columns)


def _township_row(line: TownshipLine, total: str, outside: bool) -> Row:
    rank = "" if total else numbers.UNKNOWN if line.rank is None else str(line.rank)
    figure = "placement.total" if total else _TOWNSHIP + line.key
    texts = [
        (numbers.plain(line.target), ""),
        (numbers.plain(line.month), ""),
        (numbers.plain(line.value), ""),
        (numbers.rate(line.completion), ""),
        (numbers.signed(line.gap), numbers.mark(line.gap)),
    ]
    if outside:
        texts.insert(3, (numbers.plain(line.outside), ""))
    cells = [Cell(text, mark, figure=figure) for text, mark in texts]
    bar = None
    if line.completion is not None:
        behind = line.gap is not None and line.gap < 0
        bar = Bar(float(line.completion), _SOLID if behind else _HOLLOW)
    row = (Cell(rank), Cell(total or line.name), *cells, Cell(bar=bar))
    return Row(row, RowKind.TOTAL if total else RowKind.PLAIN)


def _township_notes(snapshot: Snapshot) -> tuple[str, ...]:
    marker = _marker(snapshot)
    first = (
        f"虚线为序时进度（{numbers.rate(marker)}%）；深色条为慢于、浅色条为快于或持平。完成率相同的位次并列。"
    )
    own = f"本{snapshot.area_word.removeprefix('全')}" if snapshot.area_word.startswith("全") else "本单位"
    second = f"任务数为{own}对市下达目标的分解"
    total = snapshot.township_total.target if snapshot.township_total is not None else None
    if total is not None and snapshot.subject_total.target is not None:
        apart = total - snapshot.subject_total.target
        second += "，合计与市下达目标一致" if not apart else f"，合计与市下达目标相差{abs(apart)}人"
    if any(line.key == NONE for line in snapshot.townships):
        second += "；“未分镇街”为镇街尚未核定的人员，不参与排序"
    if any(line.target is None and line.key != NONE for line in snapshot.townships):
        second += "；无任务数的镇街不排位次"
    return (first, second + "。")


def industry_table(snapshot: Snapshot) -> Table:
    """Table 5: the documents' 19 industries in their order, then 未分类."""
    lines = snapshot.industries
    outside = any(line.outside is not None for line in lines)
    compared = not outside and any(line.year_on_year is not None for line in lines)
    largest = max([line.value for line in lines] or [0])
    rows = [_industry_row(snapshot.industry_total, "", outside, compared, total=True)]
    serial = 0
    for line in lines:
        serial += line.key != NOT_CLASSIFIED
        number = str(serial) if line.key != NOT_CLASSIFIED else ""
        rows.append(_industry_row(line, number, outside, compared))
    part = Part(_industry_columns(outside, compared, largest), tuple(rows), HEAD)
    return Table("分行业情况", (part,), 6.4, "人、%", _industry_notes(snapshot), row_rule=0.25)


def _industry_columns(outside: bool, compared: bool, largest: int) -> tuple[Column, ...]:
    scale = Scale("累计人数", max(largest * 1.06, 1.0), tick_marks(largest))
    middle = Column(_OUTSIDE, 14) if outside else Column(("同比", "（%）"), 14) if compared else None
    return (
        Column(("序号",), 10, Kind.CENTRE),
        Column(("行　　业",), 62.5 if middle else 68.5, Kind.TEXT, spare=3.6),
        Column(("本月",), 13 if middle else 15),
        Column(("累计",), 14 if middle else 17),
        *((middle,) if middle else ()),
        Column(("占比", "（%）"), 14 if middle else 17, spare=1.0),
        Column((), 28.5, Kind.BAR, scale=scale),
    )


def tick_marks(largest: int) -> tuple[tuple[float, str], ...]:
    """Zero and up to three round numbers below the largest value."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if 4 * step > largest:
                return tuple((float(tick), str(tick)) for tick in range(0, largest + 1, step))
        power *= 10


def _industry_row(
    line: IndustryLine, number: str, outside: bool, compared: bool, *, total: bool = False
) -> Row:
    texts = [numbers.plain(line.month), numbers.plain(line.value)]
    if outside:
        texts.append(numbers.plain(line.outside))
    elif compared:
        texts.append(numbers.signed(line.year_on_year))
    texts.append(numbers.rate(line.share))
    figure = "placement.total" if total else _INDUSTRY + line.key
    cells = [Cell(text, figure=figure) for text in texts]
    grey = _WHITE if line.key == NOT_CLASSIFIED else _GREY
    bar = None if total else Bar(float(line.value), grey)
    name = Cell("合　　计" if total else line.name)
    return Row((Cell(number), name, *cells, Cell(bar=bar)), RowKind.TOTAL if total else RowKind.PLAIN)


def _industry_notes(snapshot: Snapshot) -> tuple[str, ...]:
    note = "行业为市级部门任务分解所列19类，建筑业含勘察设计和物业管理；“未分类”为行业尚未核定的人员。"
    shares = [line.share for line in snapshot.industries if line.share is not None]
    if shares and sum(shares) != Decimal(100):
        note += "因四舍五入，分项之和可能不等于合计。"
    return (note,)
