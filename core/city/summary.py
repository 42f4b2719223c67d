"""The collection as tables: who sent what, sums against the city's table, what does not add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from core.arithmetic import growth, percent
from core.city.received import Collection, Entry, IndustryRow, State, UnitRow
from core.files import write_whole
from core.returns.numbers import UNKNOWN, day, plain, rate, signed
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table
from core.returns.workbook import write_tables

STATES = {
    "submitted": "已报出",
    "draft": "草稿",
    "damaged": "有问题",
    "stale": "过期",
    "duplicate": "重复",
    "missing": "未收到",
}
"""Words for a return's state, and for a unit without one."""
TITLE = "高校毕业生等青年留渝来渝就业创业月报市级汇总"
_ROW = 6.3
_NOTE = "有问题、过期、重复的不计入合计；草稿计入并标明。"


def write_collection(collection: Collection, path: Path) -> None:
    """Write the workbook, whole or not at all.

    Raises:
        LedgerFault: it cannot be written.
    """
    write_whole(path, workbook_of(collection))


def workbook_of(collection: Collection) -> bytes:
    """The workbook: the same bytes for the same collection."""
    dated = collection.month.cut_off if collection.month else date(2000, 1, 1)
    return write_tables(TITLE, about(collection), tables_of(collection), dated)


def about(collection: Collection) -> str:
    """One line on the whole: month, how many of how many, sum."""
    if collection.month is None:
        return "没有可认的月报"
    counted = [row for row in collection.rows if row.entry is not None]
    drafts = sum(1 for row in counted if row.entry and row.entry.state is State.DRAFT)
    words = [f"报告期：{collection.month.label}", f"应报{len(collection.rows)}个单位，计入{len(counted)}个"]
    words += [f"其中草稿{drafts}个"] if drafts else []
    words += [f"累计{collection.total}人，市外来渝{collection.outside}人"]
    return "　".join(words)


def tables_of(collection: Collection) -> tuple[Table, ...]:
    """The tables in the order of the workbook's sheets."""
    return (
        received_table(collection),
        units_table(collection),
        industries_table(collection.industries),
        oddities_table(collection),
    )


# -- who, when, which edition ------------------------------------------------------------------------
def received_table(collection: Collection) -> Table:
    """Every return, the units that sent none, and the files that are none."""
    columns = (
        Column(("单位",), 26, Kind.TEXT),
        Column(("状态",), 14, Kind.CENTRE),
        Column(("报告期",), 16, Kind.CENTRE),
        Column(("版次",), 10, Kind.CENTRE),
        Column(("稿次",), 10, Kind.CENTRE),
        Column(("报出日期",), 22, Kind.CENTRE),
        Column(("累计",), 14),
        Column(("市外来渝",), 14),
        Column(("文件",), 60, Kind.TEXT),
        Column(("说明",), 80, Kind.TEXT),
    )
    rows = [_received_row(entry) for entry in collection.entries]
    rows += [_silent_row(name, STATES["missing"]) for name in collection.missing]
    rows += [_file_row(name, why) for name, why in collection.ignored]
    return Table("收表情况", (Part(columns, tuple(rows), _ROW),), _ROW, notes=(_NOTE,))


def _received_row(entry: Entry) -> Row:
    received = entry.received
    files = "、".join((received.file, *entry.copies))
    demonstration = ("演示数据",) if received.demonstration else ()
    texts = (
        entry.unit_name or "（认不出单位）",
        STATES[entry.state.value],
        str(received.month) if received.month else UNKNOWN,
        str(received.version) if received.version else UNKNOWN,
        str(received.draft) if received.draft and not received.submitted else "",
        day(received.reported_on) if received.reported_on else "",
        plain(received.total),
        plain(received.outside),
        files,
        "；".join(text for text in (entry.words, *demonstration) if text),
    )
    return Row(tuple(Cell(text) for text in texts))


def _silent_row(name: str, state: str) -> Row:
    unknown = Cell(UNKNOWN)
    return Row((Cell(name), Cell(state), *([Cell()] * 4), unknown, unknown, Cell(), Cell()))


def _file_row(name: str, why: str) -> Row:
    return Row((Cell(), Cell("未读"), *([Cell()] * 6), Cell(name), Cell(why)))


# -- sums --------------------------------------------------------------------------------------------
def units_table(collection: Collection) -> Table:
    """The city's table: each unit's quota and last year beside what it reports."""
    columns = (
        Column(("序号",), 10, Kind.CENTRE),
        Column(("单位",), 30, Kind.TEXT),
        Column(("状态",), 14, Kind.CENTRE),
        Column(("上年", "全年"), 14),
        Column(("年度", "目标"), 14),
        Column(("本月",), 13),
        Column(("累计",), 14),
        Column(("完成率", "（%）"), 14),
        Column(("为上年", "（%）"), 14),
        Column(("市外", "上年全年"), 14),
        Column(("市外", "目标"), 14),
        Column(("市外", "累计"), 14),
        Column(("市外完成率", "（%）"), 15),
    )
    rows = [_total_row(collection.rows)]
    rows += [_unit_row(place, row) for place, row in enumerate(collection.rows, 1)]
    notes = ("目标和上年全年数照市方案所列；未收到或不计入的单位本月、累计为“—”。",)
    return Table("分单位汇总", (Part(columns, tuple(rows), _ROW),), _ROW, "人、%", notes)


def _unit_row(place: int, row: UnitRow) -> Row:
    received = row.entry.received if row.entry else None
    total = received.total if received else None
    outside = received.outside if received else None
    cells = _sums(row, received.new if received else None, total, outside)
    return Row((Cell(str(place)), Cell(row.unit.name), Cell(STATES[row.state]), *cells))


def _total_row(rows: Sequence[UnitRow]) -> Row:
    """All units: what counts, against the whole table."""
    counted = [row.entry.received for row in rows if row.entry is not None]
    whole = UnitRow(
        unit=rows[0].unit,
        quota=_sum(row.quota for row in rows),
        quota_outside=_sum(row.quota_outside for row in rows),
        prior=_sum(row.prior for row in rows),
        prior_outside=_sum(row.prior_outside for row in rows),
        entry=None,
    )
    new, total, outside = (
        _sum(getattr(received, name) for received in counted) for name in ("new", "total", "outside")
    )
    cells = _sums(whole, new, total, outside)
    return Row((Cell(), Cell("全市合计"), Cell(f"{len(counted)}／{len(rows)}"), *cells), RowKind.TOTAL)


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _sums(row: UnitRow, new: int | None, total: int | None, outside: int | None) -> tuple[Cell, ...]:
    texts = (
        plain(row.prior),
        plain(row.quota),
        plain(new),
        plain(total),
        rate(percent(total, row.quota)),
        rate(percent(total, row.prior)),
        plain(row.prior_outside),
        plain(row.quota_outside),
        plain(outside),
        rate(percent(outside, row.quota_outside)),
    )
    return tuple(Cell(text) for text in texts)


def industries_table(industries: Sequence[IndustryRow]) -> Table:
    """The city's industries: target and last year beside the sum of what counts."""
    columns = (
        Column(("序号",), 10, Kind.CENTRE),
        Column(("行业",), 60, Kind.TEXT),
        Column(("上年", "全年"), 16),
        Column(("年度", "目标"), 16),
        Column(("本月",), 16),
        Column(("累计",), 16),
        Column(("完成率", "（%）"), 16),
        Column(("比上年", "全年（%）"), 16),
    )
    whole = IndustryRow(
        "total",
        "合计",
        sum(row.month for row in industries),
        sum(row.value for row in industries),
        _sum(row.target for row in industries),
        _sum(row.prior for row in industries),
    )
    rows = [_industry_row("", whole, RowKind.TOTAL)]
    rows += [_industry_row(str(place), row) for place, row in enumerate(industries, 1)]
    notes = ("上年全年分行业数照市方案所列，与分单位数不相等；未分类没有目标。",)
    return Table("分行业汇总", (Part(columns, tuple(rows), _ROW),), _ROW, "人、%", notes)


def _industry_row(place: str, row: IndustryRow, kind: RowKind = RowKind.PLAIN) -> Row:
    texts = (
        place,
        row.name,
        plain(row.prior),
        plain(row.target),
        plain(row.month),
        plain(row.value),
        rate(percent(row.value, row.target)),
        signed(growth(row.value, row.prior)),
    )
    return Row(tuple(Cell(text) for text in texts), kind)


def oddities_table(collection: Collection) -> Table:
    """What does not add up, and which returns do not count."""
    columns = (
        Column(("序号",), 10, Kind.CENTRE),
        Column(("单位",), 30, Kind.TEXT),
        Column(("对不上的地方",), 120, Kind.TEXT),
    )
    found = [(oddity.unit or "全市", oddity.words) for oddity in collection.oddities]
    found += [
        (entry.unit_name or entry.received.file, entry.words)
        for entry in collection.entries
        if entry.state in (State.DAMAGED, State.DUPLICATE)
    ]
    rows = [Row((Cell(str(place)), Cell(unit), Cell(words))) for place, (unit, words) in enumerate(found, 1)]
    rows = rows or [Row((Cell(UNKNOWN), Cell("全市"), Cell("各数都对得上")))]
    return Table("对不上的地方", (Part(columns, tuple(rows), _ROW),), _ROW)
