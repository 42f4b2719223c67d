"""The head of page 1: title, period, info lines, the rule under them, and the optional form block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.period import Month
from core.returns import numbers
from core.returns.core_tables import span_text
from core.returns.fonts import Fonts, Role
from core.returns.pen import Pen
from core.returns.sheet import BLOCK_WIDTH, LEFT, PAGE_HEIGHT, RIGHT, TOP
from core.returns.snapshot import Letterhead, Snapshot
from core.returns.table_plan import MM
from core.returns.text import measure

_TITLE, _TITLE_STEP, _TITLE_PITCH = 22.0, 0.5, 31.0
_SMALLEST_TITLE = 14.0
_BREAKS = ("留渝来渝", "高校毕业生", "就业创业", "工作月报", "工作年报", "月报")
"""A title of two lines breaks before the first of these that leaves both lines fitting."""
_PERIOD, _INFO, _SMALLEST_INFO, _INFO_PITCH = 16.0, 10.5, 8.0, 15.5


def title_lines(fonts: Fonts, title: str) -> tuple[tuple[str, ...], float]:
    """The title in at most two lines, broken by sense, and the size at which it fits."""
    size = _TITLE
    while size >= _SMALLEST_TITLE:
        for lines in _ways(title):
            if all(measure(fonts, Role.TITLE, line, size) <= BLOCK_WIDTH for line in lines):
                return lines, size
        size -= _TITLE_STEP
    half = len(title) // 2
    return (title[:half], title[half:]), _SMALLEST_TITLE


def _ways(title: str) -> list[tuple[str, ...]]:
    if "\n" in title:
        return [tuple(title.split("\n")[:2])]
    ways: list[tuple[str, ...]] = [(title,)]
    for word in _BREAKS:
        before, found, after = title.partition(word)
        if found and before:
            ways.append((before, found + after))
    return ways


def draw_title_block(pen: Pen, snapshot: Snapshot) -> float:
    """Draw everything above the three lines; return where they begin."""
    _form_block(pen, snapshot.letterhead)
    return draw_head(pen, snapshot.title, f"（{snapshot.period.label}）", info_lines(snapshot))


def draw_head(pen: Pen, title: str, under: str, infos: Sequence[tuple[str, str]]) -> float:
    """Title, the line in Kai under it, info lines and the rule; return where the text begins."""
    middle = (LEFT + RIGHT) / 2
    lines, size = title_lines(pen.fonts, title)
    baseline = TOP - 20
    for line in lines:
        pen.text(middle, baseline, line, Role.TITLE, size, "centre")
        baseline -= _TITLE_PITCH
    baseline += _TITLE_PITCH - 25.5
    pen.text(middle, baseline, under, Role.KAI, _PERIOD, "centre")
    baseline -= 23
    for left, right in infos:
        size = _info_size(pen.fonts, left + "　" + right)
        pen.text(LEFT, baseline, left, Role.SONG, size)
        pen.text(RIGHT, baseline, right, Role.SONG, size, "right")
        baseline -= _INFO_PITCH
    edge = baseline + _INFO_PITCH - 6
    pen.rule([(LEFT, edge), (RIGHT, edge)], 0.75)
    return edge - 4


def _info_size(fonts: Fonts, text: str) -> float:
    """The size at which both ends of an info line fit beside each other."""
    size = _INFO
    while size > _SMALLEST_INFO and measure(fonts, Role.SONG, text, size) > BLOCK_WIDTH:
        size -= 0.5
    return size


def title_height(fonts: Fonts, snapshot: Snapshot) -> float:
    """Height that `draw_title_block` takes."""
    return head_height(fonts, snapshot.title, len(info_lines(snapshot)))


def head_height(fonts: Fonts, title: str, infos: int) -> float:
    """Height that `draw_head` takes with so many info lines."""
    lines = len(title_lines(fonts, title)[0])
    return 20 + _TITLE_PITCH * (lines - 1) + 25.5 + 23 + _INFO_PITCH * (infos - 1) + 6 + 4


def info_lines(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Left and right ends of the info lines."""
    lines = [
        (f"填报单位：{snapshot.office}", f"编　　号：{snapshot.number}"),
        (_period(snapshot), "计量单位：人、%（另注者除外）"),
    ]
    if snapshot.version > 1:
        lines.append((f"版　　次：第{snapshot.version}版，替代{snapshot.replaces}", ""))
    return lines


def _period(snapshot: Snapshot) -> str:
    if not snapshot.yearly:
        return period_text(snapshot.month, snapshot.cumulative_from)
    return f"报 告 期：{span_text(snapshot.period.span)}"


def period_text(month: Month, since: date) -> str:
    """报 告 期 with the start of the cumulative span; years are written where they differ."""
    span = month.span
    start, last = numbers.day(span.start), span.last
    end = numbers.day(last) if last.year != span.start.year else numbers.day_of_year(last)
    since_text = numbers.day(since) if since.year != last.year else numbers.day_of_year(since)
    return f"报 告 期：{start}至{end}（累计自{since_text}起）"


def _form_block(pen: Pen, letterhead: Letterhead) -> None:
    entries = (
        ("表　　号：", letterhead.form_number),
        ("制定机关：", letterhead.issued_by),
        ("文　　号：", letterhead.document_number),
        ("有效期至：", letterhead.valid_until),
    )
    baseline = PAGE_HEIGHT - 21 * MM
    for label, value in entries:
        if value:
            pen.text(RIGHT - 44 * MM, baseline, label + value, Role.SONG, 9)
        baseline -= 12.2
