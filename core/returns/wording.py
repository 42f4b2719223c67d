"""The three generated lines of the return. Progress is 快于, 慢于 or 持平, never 高于 or 低于."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.returns.numbers import pace, plain, rate, rounded
from core.returns.snapshot import Snapshot, TargetLine, TownshipLine

_WORKS = 2
_TOWNSHIPS = 3
_LAST = {1: "完成率末位的镇街：", 2: "完成率后两位的镇街：", 3: "完成率后三位的镇街："}


def summary(snapshot: Snapshot) -> tuple[str, ...]:
    """The lines under the title block: all, those from outside the city, and what lags most.

    Each is one paragraph. The third is left out where no work and no township has a target.
    """
    lines = (
        progress_line(f"{snapshot.area_word}留渝来渝就业创业", snapshot.subject_total),
        progress_line("其中市外来渝", snapshot.subject_outside),
        lagging_line((*snapshot.posts, *snapshot.work), snapshot.townships),
    )
    return tuple(line for line in lines if line)


def progress_line(subject: str, line: TargetLine, target: str = "年度目标") -> str:
    """One figure in words: new ones, cumulative, share of the target (as it is called), and the standing."""
    unit = line.unit or "人"
    if line.value is None:
        return f"{subject}数据未录入。"
    opening = f"{subject}{_news(line.month, unit)}累计{plain(line.value)}{unit}"
    if line.target is None or line.completion is None:
        return f"{opening}。"
    share = f"，完成{target}{plain(line.target)}{unit}的{rate(line.completion)}%，"
    return opening + share + _standing(line, line.value, line.target, unit)


def _news(month: Decimal | int | None, unit: str) -> str:
    if month is None:
        return ""
    return f"本月新增{plain(month)}{unit}，" if month else "本月无新增，"


def _standing(line: TargetLine, value: Decimal | int, target: Decimal | int, unit: str) -> str:
    """The end of the sentence: one of the cases of the table in the form's description."""
    if value > target:
        return f"已超额完成{plain(value - target)}{unit}。"
    if value == target:
        return "已完成全年目标。"
    gap = rounded(line.gap, 2) if line.gap is not None else None
    missing = line.missing if line.missing is not None else target - value
    over = line.pace is None
    if gap is None:
        return f"尚缺{plain(missing)}{unit}。"
    if gap < 0:
        behind = f"慢于序时进度{rate(-gap)}个百分点，"
        if over:
            return f"{behind}全年未完成{plain(missing)}{unit}。"
        return f"{behind}尚缺{plain(missing)}{unit}，日均需新增{pace(line.pace)}{unit}。"
    if over:
        return f"全年未完成{plain(missing)}{unit}。"
    return f"快于序时进度{rate(gap)}个百分点。" if gap > 0 else "与序时进度持平。"


def lagging_line(works: Sequence[TargetLine], townships: Sequence[TownshipLine]) -> str:
    """Two works at most and three townships at most that are really behind; the last one last.

    A half about which nothing is known (no work has a target, no township has one) says nothing.
    """
    halves = [half for half in (_lagging_works(works), _lagging_townships(townships)) if half]
    return "；".join(halves) + "。" if halves else ""


def _lagging_works(works: Sequence[TargetLine]) -> str:
    judged = [(rounded(line.gap, 2), line.label) for line in works if line.gap is not None]
    if not judged:
        return ""
    behind = sorted((pair for pair in judged if pair[0] < 0), key=lambda pair: pair[0])[:_WORKS]
    if not behind:
        return "各项工作均达到或快于序时进度"
    return "进度滞后较多的工作：" + "、".join(f"{label}（慢{rate(-gap)}个百分点）" for gap, label in behind)


def _lagging_townships(townships: Sequence[TownshipLine]) -> str:
    judged = [line for line in townships if line.completion is not None and line.gap is not None]
    if not judged:
        return ""
    ranked = sorted(judged, key=lambda line: line.completion or Decimal(0), reverse=True)
    last = [line.name for line in ranked if line.gap is not None and rounded(line.gap, 2) < 0][-_TOWNSHIPS:]
    if not last:
        return "各镇街均达到或快于序时进度"
    return _LAST[len(last)] + "、".join(last)
