"""What a row of a sheet does to months whose return has been submitted.

A submitted month is frozen; a row that moves its figures shows on the next return as a correction. The
contract lets such rows enter with a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.imports.plan import RowPlan
from core.imports.views import RowAction
from core.period import Month
from core.problems import Problem, Severity
from core.section import Section


@dataclass(frozen=True, slots=True)
class Effect:
    """What the clerk is told: a heading and one or two sentences."""

    title: str
    text: str


def effect_of(plan: RowPlan, section: Section, months: frozenset[str], cut_off_day: int) -> Effect | None:
    """What a planned row does to submitted months; None when it touches none."""
    if not months or not section.dating or plan.target is None:
        return None
    if plan.action not in (RowAction.ADD, RowAction.CHANGE):
        return None
    new = _month(plan.target.values.get(section.dating), cut_off_day)
    before = plan.target.before or {}
    old = new
    if plan.action is RowAction.CHANGE and section.dating in before:
        old = _month(before[section.dating], cut_off_day)
    touched = [each for each in dict.fromkeys((new, old)) if each is not None and str(each) in months]
    if not touched:
        return None
    named = "、".join(f"{each.number} 月" for each in touched)
    title = f"会改动已上报的 {named}"
    if plan.action is RowAction.ADD:
        told = f"写入后 {named}多 1 笔"
    elif new is not None and old is not None and new != old:
        told = f"写入后 {new.number} 月多 1 笔、{old.number} 月少 1 笔"
    else:
        told = f"写入后 {named}的这一笔与上报时不同"
    return Effect(title, f"{named}月报已上报。{told}，下一期月报自动列出更正。")


def _month(day: object, cut_off_day: int) -> Month | None:
    return Month.holding(day, cut_off_day) if isinstance(day, date) else None


def warn_of_submitted(
    plans: Sequence[RowPlan], section: Section, months: frozenset[str], cut_off_day: int
) -> dict[int, Effect]:
    """Give each planned row that touches a submitted month its warning. Row → what it does."""
    found: dict[int, Effect] = {}
    if not months or not section.dating:
        return found
    for plan in plans:
        effect = effect_of(plan, section, months, cut_off_day)
        if effect is not None:
            found[plan.row] = effect
            message = f"{effect.title}，会列入更正"
            plan.problems.append(Problem(section.dating, message, Severity.WARNING))
    return found
