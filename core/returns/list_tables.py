"""The lists: this month's fairs, traineeship hosts, tasks due, corrections. Totals stand last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.returns import numbers
from core.returns.core_tables import HEAD, ONE_LINE
from core.returns.snapshot import CorrectionLine, FairLine, HostLine, TaskLine
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table


def tasks_table(lines: Sequence[TaskLine]) -> Table:
    """Deadlines of tasks met and missed."""
    done = any(line.done_on for line in lines)
    widths = (10, 62, 26, 20, 16, 22) if done else (10, 70, 34, 22, 20, 0)
    columns = [
        Column(("序号",), widths[0], Kind.CENTRE),
        Column(("重点任务",), widths[1], Kind.TEXT),
        Column(("责任单位",), widths[2], Kind.TEXT),
        Column(("完成时限",), widths[3], Kind.CENTRE),
        Column(("状态",), widths[4], Kind.CENTRE),
    ]
    if done:
        columns.append(Column(("办结日期",), widths[5], Kind.CENTRE))
    rows = []
    for line in lines:
        texts = [line.number, line.title, line.responsible, line.deadline, line.state]
        texts += [line.done_on] if done else []
        rows.append(Row(tuple(Cell(text or numbers.UNKNOWN) for text in texts)))
    return Table("本月到期及逾期重点任务", (Part(tuple(columns), tuple(rows), ONE_LINE),), 6.3)


def fairs_table(lines: Sequence[FairLine]) -> Table:
    """This month's fairs, on a turned page."""
    full = any(line.channel or line.region for line in lines)
    columns = [
        Column(("日期",), 16, Kind.CENTRE),
        Column(("活动名称",), 66 if full else 86, Kind.TEXT, max_lines=3),
        Column(("类型",), 26, Kind.CENTRE),
        *([Column(("形式",), 18, Kind.CENTRE)] if full else []),
        Column(("举办地点",), 35 if full else 49, Kind.TEXT, max_lines=3),
        *([Column(("地区",), 16, Kind.CENTRE)] if full else []),
        Column(("参会", "单位"), 12),
        Column(("岗位",), 12),
        Column(("进场", "人次"), 12),
        Column(("达成", "意向"), 12),
    ]
    rows = [_fair_row(line, full) for line in lines]
    blanks = tuple(Cell() for _ in columns[2:-4])
    total = Cell(f"合计（{len(lines)}场）")
    rows.append(Row((Cell(), total, *blanks, *_fair_totals(lines)), RowKind.TOTAL))
    part = Part(tuple(columns), tuple(rows), HEAD)
    notes = ("网络活动的进场人次为观看人次；达成意向为现场登记数，不等同于就业。",)
    return Table("本月招聘活动情况", (part,), 6.4, "家、个、人次", notes)


def _fair_row(line: FairLine, full: bool) -> Row:
    texts = [line.day, line.title, line.kind]
    texts += [line.channel] if full else []
    texts += [line.venue]
    texts += [line.region] if full else []
    counts = (line.employers, line.vacancies, line.visitors, line.matches)
    words = tuple(Cell(text or numbers.UNKNOWN) for text in texts)
    return Row((*words, *(Cell(numbers.plain(count)) for count in counts)))


def _fair_totals(lines: Sequence[FairLine]) -> tuple[Cell, ...]:
    columns = (
        [line.employers for line in lines],
        [line.vacancies for line in lines],
        [line.visitors for line in lines],
        [line.matches for line in lines],
    )
    return tuple(Cell(numbers.plain(_sum(counts))) for counts in columns)


def _sum(counts: Sequence[int | None]) -> int | None:
    """The sum of what is known; unknown when nothing is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def hosts_table(lines: Sequence[HostLine]) -> Table:
    """Traineeship hosts and their posts, on a turned page."""
    full = any(line.trainees is not None or line.kept is not None for line in lines)
    columns = (
        Column(("序号",), 12, Kind.CENTRE),
        Column(("见习单位",), 107, Kind.TEXT, max_lines=3),
        Column(("级别",), 18, Kind.CENTRE),
        *(() if full else (Column(("认定日期",), 32, Kind.CENTRE),)),
        Column(("岗位数",), 22 if full else 28),
        Column(("本月新增",), 22 if full else 28),
        *((Column(("在岗人数",), 22), Column(("本月留用",), 22)) if full else ()),
    )
    rows = [_host_row(line, number, full) for number, line in enumerate(lines, 1)]
    sums = [sum(line.year_posts for line in lines), sum(line.month_posts for line in lines)]
    totals: list[int | None] = [*sums]
    if full:
        totals += [_sum([line.trainees for line in lines]), _sum([line.kept for line in lines])]
    blanks = (Cell(),) if full else (Cell(), Cell())
    cells = (Cell(), Cell("合　　计"), *blanks, *(Cell(numbers.plain(total)) for total in totals))
    rows.append(Row(cells, RowKind.TOTAL))
    part = Part(columns, tuple(rows), ONE_LINE)
    return Table("就业见习单位及岗位情况", (part,), 6.2, "个、人" if full else "个")


def _host_row(line: HostLine, number: int, full: bool) -> Row:
    words = [str(number), line.name, line.level] + ([] if full else [_day(line.approved_on)])
    counts: list[int | None] = [line.year_posts, line.month_posts]
    counts += [line.trainees, line.kept] if full else []
    cells = [Cell(text or numbers.UNKNOWN) for text in words]
    return Row((*cells, *(Cell(numbers.plain(count)) for count in counts)))


def _day(text: str) -> str:
    """A date as the paper writes it; what is no date stays as it is."""
    try:
        return numbers.day(date.fromisoformat(text))
    except ValueError:
        return text


def corrections_table(lines: Sequence[CorrectionLine]) -> Table:
    """What differs from what was submitted."""
    columns = (
        Column(("报告期",), 22, Kind.CENTRE),
        Column(("指　　标",), 45, Kind.TEXT),
        Column(("上报值",), 15),
        Column(("现值",), 15),
        Column(("差额",), 12),
        Column(("原　　因",), 47, Kind.TEXT, max_lines=3, spare=4.6),
    )
    rows = tuple(
        Row(
            (
                Cell(line.month),
                Cell(line.label),
                Cell(numbers.plain(line.reported)),
                Cell(numbers.plain(line.present)),
                Cell(numbers.difference(line.difference)),
                Cell(line.reason or numbers.UNKNOWN),
            ),
            figure=line.figure,
        )
        for line in lines
    )
    return Table("对已上报数据的更正", (Part(columns, rows, ONE_LINE),), 6.3)
