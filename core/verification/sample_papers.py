"""The list of a random sample on paper and as a workbook, names and phones masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.errors import LedgerFault
from core.identity import mask_name
from core.plain_workbook import PlainSheet, plain_workbook
from core.verification.samples import RESULTS, SampleRow, SampleView

if TYPE_CHECKING:
    from core.info import LedgerInfo

_HEADS = (
    ("序号", 6.0), ("行号", 8.0), ("姓名", 10.0), ("手机", 14.0), ("就业日期", 12.0), ("用人单位", 32.0),
    ("镇街", 14.0), ("结果", 10.0), ("说明", 28.0),
)  # fmt: skip
_PAPER = (
    ("序号", 9.0, True),
    ("行号", 13.0, True),
    ("姓名", 14.0, True),
    ("手机", 22.0, True),
    ("就业日期", 19.0, True),
    ("用人单位", 38.0),
    ("镇街", 17.0, True),
    ("结果、说明", 24.0),
)
"""Heading, millimetres and whether it is centred: together the text block of a page."""


def sample_workbook(view: SampleView, rows: Sequence[SampleRow]) -> bytes:
    """The list as a workbook, with what was drawn from what below it."""
    cells = [
        (
            row.position, row.row_id, row.name, row.masked_phone, row.placed_on, row.employer,
            row.township, RESULTS.get(row.result, ""), row.note,
        )
        for row in rows
    ]  # fmt: skip
    blank = ("",) * (len(_HEADS) - 3)
    feet = [("", "", line, *blank) for line in ("", *_foot_lines(view))]
    return plain_workbook(PlainSheet("电话抽查", _HEADS, [*cells, *feet], 3))


def sample_paper(view: SampleView, rows: Sequence[SampleRow], info: LedgerInfo) -> bytes:
    """The list as PDF for use inside the office.

    Raises:
        LedgerFault: a character cannot be printed.
    """
    from core.returns.roster import Roster, RosterColumn, render_roster  # late: fonts and reportlab

    printed = render_roster(
        Roster(
            title="电话抽查名单",
            unit=info.unit_name,
            under=f"{view.first}至{view.last}，{view.township or '全区'}，抽{view.drawn}行",
            about=f"姓名、电话已遮盖，凭行号查看；自{view.pool}行中抽取，种子{view.seed}",
            printed_on=date.today(),
            demonstration=info.demonstration,
            columns=tuple(RosterColumn(*each) for each in _PAPER),
            rows=[_paper_cells(row) for row in rows],
            count=len(rows),
        )
    )
    if printed.problems:
        raise LedgerFault(f"名单没有印成：{printed.problems[0].message}。", todo="改成同义的常用字再印。")
    return printed.bytes


def _paper_cells(row: SampleRow) -> tuple[str, ...]:
    result = "，".join(part for part in (RESULTS.get(row.result, ""), row.note) if part)
    return (
        str(row.position),
        str(row.row_id),
        mask_name(row.name),
        row.masked_phone,
        row.placed_on.isoformat() if row.placed_on else "",
        row.employer,
        row.township,
        result,
    )


def _foot_lines(view: SampleView) -> tuple[str, ...]:
    """What stands below a list: what was drawn from what, how, and what came of it."""
    lines = [
        f"范围：{view.scope_words}",
        f"抽取：{view.at.astimezone():%Y-%m-%d %H:%M} {view.account}，随机种子 {view.seed}，"
        "按“种子:行号”的 SHA-256 排序取前",
        f"结果：核实无误 {view.confirmed}，有误 {view.wrong}，未接通 {view.unreached}，未打 {view.open}",
    ]
    if view.interval:
        rate, low, high = view.interval
        lines.append(f"接通者中属实 {rate}%，95% 置信区间 {low}% 至 {high}%（威尔逊法）")
    return tuple(lines)
