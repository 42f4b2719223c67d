"""What the page 电话抽查 says: the cells of its list, and what the calls found so far."""

from __future__ import annotations

from collections.abc import Sequence

from core.verification.samples import CONFIRMED, RESULTS, UNREACHED, WRONG, SampleRow, SampleView
from ui.icons import Glyph
from ui.reading_table import Cell, Column

_GLYPHS = {CONFIRMED: Glyph.DONE, WRONG: Glyph.BAD, UNREACHED: Glyph.WAITING}
ROWS = (
    Column("序号", 52, figure=True),
    Column("行号", 64, figure=True),
    Column("姓名", 76),
    Column("手机", 112),
    Column("就业日期", 92),
    Column("用人单位", 150),
    Column("镇街", 88),
    Column("结果", 88),
    Column("说明", 120),
)


def row_cells(row: SampleRow) -> Sequence[Cell]:
    """The cells of a drawn placement; rows without a result wait for a person."""
    result = Cell("待打", Glyph.DRAFT, filled=True)
    if row.void:
        result = Cell("已作废", Glyph.SAME)
    elif row.result:
        result = Cell(RESULTS[row.result], _GLYPHS[row.result], row.result != CONFIRMED)
    return (
        Cell(str(row.position), role="text3"),
        Cell(f"{row.row_id:,}", role="text3"),
        Cell(row.name),
        Cell(row.masked_phone or "没有号码", role="text" if row.masked_phone else "text3"),
        Cell(row.placed_on.isoformat() if row.placed_on else ""),
        Cell(row.employer),
        Cell(row.township),
        result,
        Cell(row.note, role="text2"),
    )


def summary(view: SampleView) -> str:
    """What the calls have found so far, with the interval where anybody was reached."""
    parts = [f"{said} {getattr(view, key):,}" for key, said in RESULTS.items()]
    parts.append(f"待打 {view.open:,}")
    text = "，".join(parts)
    if view.interval is None:
        return text
    rate, low, high = view.interval
    return f"{text}。接通的人里属实 {rate}%，95% 置信区间 {low}% 至 {high}%"


def first_open(rows: Sequence[SampleRow]) -> int:
    """Place of the first row that waits for its call."""
    return next((at for at, row in enumerate(rows) if not row.result and not row.void), 0)
