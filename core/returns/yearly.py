"""年报: the year's return from the same engine: the whole year's figures, its months, the final completion.

It is December's snapshot with the months of the year. What only a month has (this month's column, the pace,
the month's lists) is left out; a table of the months takes their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.arithmetic import percent
from core.returns import breakdown_tables, core_tables, document, list_tables, numbers
from core.returns.core_tables import HEAD
from core.returns.document import Document
from core.returns.paper import Paper
from core.returns.rule_references import referring, rules_table
from core.returns.signature import Seal
from core.returns.snapshot import Snapshot, YearMonth
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table
from core.returns.wording import lagging_line, progress_line

MONTHS = 12
_MONTHLY = frozenset(("本月", "日均需增"))


def document_of(paper: Paper, snapshot: Snapshot, seal: Seal | None) -> Document:
    """What lays a return out: a month's, or the year's."""
    kind = _YearDocument if snapshot.yearly else Document
    return kind(paper.pen, paper.sheet, snapshot, seal)


class _YearDocument(Document):
    """Lays the year's return out."""

    def draw(self) -> None:
        """Draw all pages."""
        self.first_page()
        _core, months, *others = _figure_tables(self.snapshot)
        self.table(months)
        self.curve()
        for number, table in enumerate(others):
            self.table(table, fresh=number == 0 or "按完成率" in table.title)
        self.closing_text()
        self.sheet.finish()

    def sentences(self) -> tuple[str, ...]:
        return sentences(self.snapshot)

    def core_table(self, row_height: float) -> Table:
        return referring(year_core_table(self.snapshot, row_height), self.snapshot)


def sentences(december: Snapshot) -> tuple[str, ...]:
    """The generated lines: the whole year instead of a month's news."""
    subject = f"{december.area_word}留渝来渝就业创业全年"
    lines = (
        progress_line(subject, replace(december.subject_total, month=None)),
        progress_line("其中市外来渝全年", replace(december.subject_outside, month=None)),
        lagging_line((*december.posts, *december.work), december.townships),
    )
    return tuple(line for line in lines if line)


# -- tables ------------------------------------------------------------------------------------------
def tables_of(snapshot: Snapshot) -> list[Table]:
    """Every table of a return, a month's or the year's, in the order of its number."""
    if not snapshot.yearly:
        return document.tables_of(snapshot)
    tables = _figure_tables(snapshot)
    if snapshot.corrections:
        tables.append(referring(list_tables.corrections_table(snapshot.corrections), snapshot))
    return [*tables, rules_table(snapshot)] if snapshot.figure_rules else tables


def _figure_tables(december: Snapshot) -> list[Table]:
    tables = [year_core_table(december, 6.1), months_table(december)]
    if december.posts:
        tables.append(without(core_tables.posts_table(december.posts), _MONTHLY))
    if december.work:
        tables.append(without(core_tables.work_table(december.work), _MONTHLY))
    if december.townships:
        tables.append(without(breakdown_tables.township_table(december), _MONTHLY))
    if december.industries:
        tables.append(without(breakdown_tables.industry_table(december), _MONTHLY))
    if december.tasks:
        tables.append(replace(list_tables.tasks_table(december.tasks), title="重点任务办理情况"))
    return [referring(table, december) for table in tables]


def year_core_table(december: Snapshot, row_height: float) -> Table:
    """Table 1 without this month and the pace."""
    table = without(core_tables.core_table(december, row_height), _MONTHLY)
    notes = ("▲快于序时进度或高于目标，▼慢于序时进度或低于目标；“—”为无数据或不适用；同比为全年数之比。",)
    return replace(table, title="核心指标全年完成情况", notes=notes)


def without(table: Table, heads: frozenset[str]) -> Table:
    """A table without the columns of these headings; their width goes to the first column of words."""
    parts = []
    for part in table.parts:
        kept = [at for at, column in enumerate(part.columns) if "".join(column.head) not in heads]
        gone = [column for at, column in enumerate(part.columns) if at not in kept]
        columns = [part.columns[at] for at in kept]
        wide = next(at for at, column in enumerate(columns) if column.kind is Kind.TEXT)
        columns[wide] = replace(
            columns[wide],
            width=columns[wide].width + sum(column.width for column in gone),
            spare=columns[wide].spare + sum(column.spare for column in gone),
        )
        rows = tuple(
            row if row.kind is RowKind.BLOCK else replace(row, cells=tuple(row.cells[at] for at in kept))
            for row in part.rows
        )
        parts.append(Part(tuple(columns), rows, part.head_height))
    return replace(table, parts=tuple(parts))


def months_table(december: Snapshot) -> Table:
    """The months: new people and cumulative, from outside the city, and last year's."""
    columns = (
        Column(("月　份",), 26, Kind.CENTRE, spare=4.6),
        Column(("新增",), 20),
        Column(("累计",), 22),
        Column(("完成率", "（%）"), 22),
        Column(("市外来渝", "新增"), 22),
        Column(("市外来渝", "累计"), 22),
        Column(("上年同月", "新增"), 22),
    )
    months = december.year_months
    rows = [*(_month_row(december, each) for each in months), _year_row(months)]
    note = "上年同月为“—”的，上年数据未录入。" if any(each.last_year is None for each in months) else ""
    part = Part(columns, tuple(rows), HEAD)
    return Table("逐月完成情况", (part,), core_tables.ROW, "人、%", (note,) if note else ())


def _month_row(december: Snapshot, each: YearMonth) -> Row:
    rate = percent(each.total, december.subject_total.target)
    texts = (
        f"{each.month.number}月",
        str(each.new),
        str(each.total),
        numbers.rate(rate),
        str(each.outside),
        str(each.outside_total),
        numbers.plain(each.last_year),
    )
    return Row(tuple(Cell(text) for text in texts), figure=december.subject_total.figure)


def _year_row(months: Sequence[YearMonth]) -> Row:
    known = [each.last_year for each in months if each.last_year is not None]
    texts = (
        "全年" if len(months) == MONTHS else "合计",
        str(sum(each.new for each in months)),
        "",
        "",
        str(sum(each.outside for each in months)),
        "",
        numbers.plain(sum(known)) if len(known) == len(months) and months else numbers.UNKNOWN,
    )
    return Row(tuple(Cell(text) for text in texts), RowKind.TOTAL)
