"""What does not add up inside one return.

The program's own returns add up; whoever changes a number by hand forgets another.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.arithmetic import percent
from core.returns.snapshot import PlanBlock, Snapshot, TargetLine

_ORIGINS = ("local_institution", "within_city", "outside_city")
_ORIGIN = "placement.origin."


def oddities(snapshot: Snapshot) -> Iterator[str]:
    """Sentences, one for each sum that fails."""
    total, outside = snapshot.subject_total, snapshot.subject_outside
    yield from _parts(snapshot)
    if outside.value is not None and total.value is not None and outside.value > total.value:
        yield f"市外来渝{outside.value}人多于总数{total.value}人"
    for block in snapshot.blocks:
        yield from _origins(block)
        for line in block.lines:
            yield from _rate(line)
    if (
        snapshot.blocks
        and snapshot.blocks[0].lines
        and snapshot.blocks[0].lines[0].figure == total.figure
        and snapshot.blocks[0].lines[0].value != total.value
    ):
        yield "首页文字的累计数与表1不一致"
    done = snapshot.curve.done
    if done and total.value is not None and done[-1] != total.value:
        yield f"累计进度图的末月{done[-1]}人，累计数{total.value}人"


def _parts(snapshot: Snapshot) -> Iterator[str]:
    total = snapshot.subject_total
    if snapshot.industries:
        yield from _sum("分行业", "累计", sum(line.value for line in snapshot.industries), total.value)
        yield from _sum("分行业", "本月", sum(line.month for line in snapshot.industries), total.month)
    if snapshot.townships:
        yield from _sum("分镇街", "累计", sum(line.value for line in snapshot.townships), total.value)
        yield from _sum("分镇街", "本月", sum(line.month for line in snapshot.townships), total.month)
        split = [line.target for line in snapshot.townships if line.target is not None]
        if split and total.target is not None and sum(split) != total.target:
            yield f"任务分解到镇街合计{sum(split)}人，任务{total.target}人"


def _sum(parts: str, which: str, found: int, whole: object) -> Iterator[str]:
    if whole is not None and found != whole:
        yield f"{parts}{which}合计{found}人，总数{whole}人"


def _origins(block: PlanBlock) -> Iterator[str]:
    """The three origins under a plan's total; people whose origin is not known may be missing from them."""
    by_figure = {line.figure: line for line in block.lines}
    total = by_figure.get("placement.total")
    parts = [by_figure.get(_ORIGIN + origin) for origin in _ORIGINS]
    known = [part.value for part in parts if part is not None and part.value is not None]
    if total is None or total.value is None or len(known) < len(_ORIGINS):
        return
    found = sum(known)
    if found > total.value:
        yield f"三类来源合计{found}人，多于总数{total.value}人"
    elif found < total.value:
        yield f"三类来源合计{found}人，总数{total.value}人，相差的{total.value - found}人没有来源"


def _rate(line: TargetLine) -> Iterator[str]:
    if line.completion is None or not line.target or line.value is None:
        return
    right = percent(line.value, line.target)
    if right is not None and right != line.completion:
        yield f"“{line.label}”完成率印{line.completion}%，按累计和目标应为{right}%"
