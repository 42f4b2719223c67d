"""年报: the year's return from the same engine: the whole year's figures, its months, the final completion.

It stands on December's snapshot. What only a month has (this month's column, the pace, the month's lists and
corrections) is left out; a table of the months takes their place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.arithmetic import percent
from core.period import Month, Span
from core.problems import Problem
from core.returns import breakdown_tables, core_tables, list_tables, numbers
from core.returns.attach import About, Attachment
from core.returns.body_font import path_of
from core.returns.core_tables import HEAD
from core.returns.data_file import digest, write_data
from core.returns.document import Document, rules_in_force
from core.returns.paper import Paper
from core.returns.pdf import XLSX, RenderedReturn
from core.returns.rule_references import referring, rules_table
from core.returns.sheet import Furniture
from core.returns.signature import Seal
from core.returns.snapshot import Number, Snapshot
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table
from core.returns.title_block import draw_head, head_height
from core.returns.truetype import FontError
from core.returns.wording import lagging_line, progress_line
from core.returns.workbook import write_tables

SCHEMA = "yearly-return/1"
_MONTHLY = frozenset(("本月", "日均需增"))
_DRAFT = "草稿"


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of the year: new people and cumulative, the same from outside the city, last year's new."""

    month: Month
    new: int
    total: int
    outside: int
    outside_total: int
    last_year: Number | None


@dataclass(frozen=True, slots=True)
class Yearly:
    """The year's return. `december` holds the cumulative figures; `over` says that the year is over."""

    december: Snapshot
    span: Span
    months: tuple[YearMonth, ...]
    over: bool

    @property
    def year(self) -> int:
        """The statistical year."""
        return self.december.month.year

    @property
    def number(self) -> str:
        """Number on the paper: unit and year."""
        return f"{self.december.unit_code}-{self.year}"

    @property
    def title(self) -> str:
        """As the month's, with the year's word."""
        return self.december.title.replace("月报", "年报")


def render_yearly(yearly: Yearly) -> RenderedReturn:
    """Draw the year's return. Same input, same bytes. Until the year is over it is a draft."""
    tables = tables_of(yearly)
    book = write_tables(yearly.title, _about_line(yearly), tables, yearly.span.last)
    data = write_yearly_data(yearly, book)
    try:
        fangsong = path_of(yearly.december.basis.font)
    except FontError as fault:
        return RenderedReturn(b"", (Problem("", str(fault)),), 0, (), data, book, digest(data))
    seal = None
    if yearly.over:
        code = f"Y1;U={yearly.december.unit_code};P={yearly.year};V=1;S={digest(data)}"
        seal = Seal(digest(data), code)
    tail = f"摘要 {seal.short}" if seal else f"{_DRAFT}　未定稿，无摘要"
    demonstration = yearly.december.demonstration
    furniture = Furniture(f"编号 {yearly.number}　{tail}", demonstration, "" if seal else _DRAFT)
    paper = Paper(furniture, fangsong)
    document = _YearDocument(paper, yearly, seal)
    document.draw()
    problems = (*paper.fonts.problems(), *document.problems)
    pdf = b"" if problems else paper.finished(_about(yearly, digest(data)), _attachments(yearly, data, book))
    return RenderedReturn(
        pdf, problems, paper.sheet.pages, tuple(paper.sheet.hotspots), data, book, digest(data)
    )


def write_yearly_data(yearly: Yearly, workbook: bytes) -> bytes:
    """The year's data file: December's figures, and the months."""
    content = json.loads(write_data(yearly.december, workbook))
    content |= {
        "schema": SCHEMA,
        "title": yearly.title,
        "number": yearly.number,
        "over": yearly.over,
        "months": [
            {
                "month": str(each.month),
                "new": each.new,
                "total": each.total,
                "outside": each.outside,
                "outside_total": each.outside_total,
                "last_year": None if each.last_year is None else int(each.last_year),
            }
            for each in yearly.months
        ],
    }
    content["workbook"]["name"] = f"{yearly.number}.xlsx"
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


class _YearDocument(Document):
    """Lays the year's return out."""

    def __init__(self, paper: Paper, yearly: Yearly, seal: Seal | None) -> None:
        super().__init__(paper.pen, paper.sheet, _snapshot(yearly), seal)
        self.yearly = yearly

    def draw(self) -> None:
        """Draw all pages."""
        self.first_page()
        self.table(months_table(self.yearly))
        self.curve()
        for number, table in enumerate(_figure_tables(self.yearly)[2:]):
            self.table(table, fresh=number == 0 or "按完成率" in table.title)
        self.closing_text()
        self.sheet.finish()

    def title_height(self) -> float:
        return head_height(self.fonts, self.yearly.title, len(self._infos()))

    def draw_title(self) -> float:
        return draw_head(self.pen, self.yearly.title, f"（{self.yearly.year}年）", self._infos())

    def sentences(self) -> tuple[str, ...]:
        return sentences(self.yearly)

    def core_table(self, row_height: float) -> Table:
        return referring(year_core_table(self.yearly, row_height), self.snapshot)

    def _infos(self) -> list[tuple[str, str]]:
        span = self.yearly.span
        until = (
            numbers.day(span.last) if span.last.year != span.start.year else numbers.day_of_year(span.last)
        )
        return [
            (f"填报单位：{self.snapshot.office}", f"编　　号：{self.yearly.number}"),
            (f"报 告 期：{numbers.day(span.start)}至{until}", "计量单位：人、%（另注者除外）"),
        ]


def _snapshot(yearly: Yearly) -> Snapshot:
    """December's, without what belongs to a month alone."""
    return replace(yearly.december, fairs=(), hosts=(), corrections=(), state="draft", reported_on=None)


def sentences(yearly: Yearly) -> tuple[str, ...]:
    """The generated lines: the whole year instead of a month's news."""
    december = yearly.december
    subject = f"{december.area_word}留渝来渝就业创业全年"
    lines = (
        progress_line(subject, replace(december.subject_total, month=None)),
        progress_line("其中市外来渝全年", replace(december.subject_outside, month=None)),
        lagging_line((*december.posts, *december.work), december.townships),
    )
    return tuple(line for line in lines if line)


# -- tables ------------------------------------------------------------------------------------------
def tables_of(yearly: Yearly) -> tuple[Table, ...]:
    """All tables in the order of their numbers."""
    tables = _figure_tables(yearly)
    return (*tables, rules_table(yearly.december)) if yearly.december.figure_rules else tables


def _figure_tables(yearly: Yearly) -> tuple[Table, ...]:
    december = yearly.december
    tables = [year_core_table(yearly, 6.1), months_table(yearly)]
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
    return tuple(referring(table, december) for table in tables)


def year_core_table(yearly: Yearly, row_height: float) -> Table:
    """Table 1 without this month and the pace."""
    table = without(core_tables.core_table(yearly.december, row_height), _MONTHLY)
    notes = ("▲快于序时进度或高于目标，▼慢于序时进度或低于目标；“—”为无数据或不适用；同比为全年数之比。",)
    return replace(table, title="核心指标全年完成情况", notes=notes)


def without(table: Table, heads: frozenset[str]) -> Table:
    """A table without the columns of these headings; their width goes to the first column of words."""
    parts = []
    for part in table.parts:
        kept = [at for at, column in enumerate(part.columns) if "".join(column.head) not in heads]
        freed = sum(column.width for column in part.columns) - sum(part.columns[at].width for at in kept)
        columns = [part.columns[at] for at in kept]
        wide = next(at for at, column in enumerate(columns) if column.kind is Kind.TEXT)
        columns[wide] = replace(columns[wide], width=columns[wide].width + freed)
        rows = tuple(
            row if row.kind is RowKind.BLOCK else replace(row, cells=tuple(row.cells[at] for at in kept))
            for row in part.rows
        )
        parts.append(Part(tuple(columns), rows, part.head_height))
    return replace(table, parts=tuple(parts))


def months_table(yearly: Yearly) -> Table:
    """The months: new people and cumulative, from outside the city, and last year's."""
    columns = (
        Column(("月　份",), 26, Kind.CENTRE),
        Column(("新增",), 20),
        Column(("累计",), 22),
        Column(("完成率", "（%）"), 22),
        Column(("市外来渝", "新增"), 22),
        Column(("市外来渝", "累计"), 22),
        Column(("上年同月", "新增"), 22),
    )
    rows = [_month_row(yearly, each) for each in yearly.months]
    rows.append(_year_row(yearly.months))
    note = (
        "上年同月为“—”的，上年数据未录入。" if any(each.last_year is None for each in yearly.months) else ""
    )
    part = Part(columns, tuple(rows), HEAD)
    return Table("逐月完成情况", (part,), core_tables.ROW, "人、%", (note,) if note else ())


def _month_row(yearly: Yearly, each: YearMonth) -> Row:
    rate = percent(each.total, yearly.december.subject_total.target)
    texts = (
        f"{each.month.number}月",
        str(each.new),
        str(each.total),
        numbers.rate(rate),
        str(each.outside),
        str(each.outside_total),
        numbers.plain(each.last_year),
    )
    return Row(tuple(Cell(text) for text in texts))


def _year_row(months: Sequence[YearMonth]) -> Row:
    known = [each.last_year for each in months if each.last_year is not None]
    texts = (
        "全年",
        str(sum(each.new for each in months)),
        "",
        "",
        str(sum(each.outside for each in months)),
        "",
        numbers.plain(sum(known)) if len(known) == len(months) and months else numbers.UNKNOWN,
    )
    return Row(tuple(Cell(text) for text in texts), RowKind.TOTAL)


# -- attachments -------------------------------------------------------------------------------------
def _about_line(yearly: Yearly) -> str:
    december = yearly.december
    words = [f"填报单位：{december.office}", f"报告期：{yearly.year}年", f"编号：{yearly.number}"]
    words += [] if yearly.over else [_DRAFT]
    words += ["演示数据　非实际统计结果"] if december.demonstration else []
    words += [f"规则{len(rules_in_force(december))}条见年报"]
    return "　".join(words)


def _about(yearly: Yearly, data_digest: str) -> About:
    return About(
        title=f"{yearly.title}（{yearly.year}年）".replace("\n", ""),
        unit=yearly.december.office,
        period=f"{yearly.year}年",
        dated=yearly.span.last,
        digest=data_digest,
        state="final" if yearly.over else "draft",
    )


def _attachments(yearly: Yearly, data: bytes, workbook: bytes) -> tuple[Attachment, ...]:
    return (
        Attachment(f"{yearly.number}.json", data, "application/json", "年报数据文件", "Data"),
        Attachment(f"{yearly.number}.xlsx", workbook, XLSX, "年报工作簿", "Alternative"),
    )
