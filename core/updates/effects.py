"""What a policy package would change in one ledger: said before it is taken over, in before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, func, insert, select, update

from core.manufacturing_counties import counties_on
from core.plan import Plan
from core.plans import plan_of_key
from core.policy import in_force
from core.submitted import day_after_submitted
from core.target_revisions import dropped, is_loaded, reworded
from core.traineeship_rules import TraineeshipRules, rules_on
from core.updates.content import Content, TownshipChange
from core.workdays import all_years
from db.models import Task, Township

_COMPARED = {">=": "≥", ">": "＞", "about": "约"}
_RULES = {
    "living_pay": ("见习基本生活补助最低标准", "元/月"),
    "subsidy": ("见习补贴", "元/月"),
    "months": ("见习补贴月数", "个月"),
    "kept_extra": ("留用加发", "元/月"),
    "kept_share": ("加发要求的留用率", "%"),
    "insurance": ("见习保险", "元"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that is to change.

    Attributes:
        part: 目标, 金额, 放假, 区划 … .
        what: what it is.
        before, after: as they read; "" before for what is new, "" after for what is left alone.
        since: first day of the new value in this ledger; None where it has none of its own.
        note: what a clerk should know beside it.
    """

    part: str
    what: str
    before: str
    after: str
    since: date | None = None
    note: str = ""


def effects_of(
    connection: Connection, unit_key: str, content: Content, effective_from: date
) -> tuple[Effect, ...]:
    """Everything a package would change, part by part. Called where the ledger's updates apply."""
    return (
        *(effect for plan in content.plans for effect in _plan(connection, unit_key, plan, effective_from)),
        *(effect for rules in content.traineeship for effect in _traineeship(rules)),
        *(
            Effect(
                "名单",
                "制造业就业补贴的县",
                "、".join(counties_on(each.since).units),
                "、".join(each.units),
                each.since,
                each.source,
            )
            for each in content.counties
        ),
        *_holidays(content, effective_from),
        *(
            effect
            for each in content.townships
            for effect in _townships(connection, unit_key, each, effective_from)
        ),
    )


def since_in(connection: Connection, effective_from: date) -> date:
    """From which day on targets follow: never on a day that a submitted month has counted."""
    return max(effective_from, day_after_submitted(connection))


def _plan(connection: Connection, unit_key: str, plan: Plan, first: date) -> Iterator[Effect]:
    if not plan.applies_to(unit_key):
        yield Effect("方案", plan.title, "", "", None, "不涉及本单位，只存不用")
        return
    if not is_loaded(connection, plan):
        yield Effect("方案", plan.title, "", f"{plan.number}，可在“目标任务”载入", plan.span.start)
        return
    since = since_in(connection, first)
    late = f"{plan.number}；此前的月份已上报，从 {since} 起" if since > first else plan.number
    for each in reworded(connection, plan, unit_key):
        before = _asked(each.before.comparator, each.before.value, each.before.unit) if each.before else ""
        note = f"{late}；原值是本单位改过的" if each.before and each.before.changed else late
        after = _asked(each.after.comparator, each.after.value, each.after.unit)
        yield Effect("目标", each.after.label, before, after, since, note)
    for gone in dropped(connection, plan, unit_key):
        shown = _asked(gone.comparator, gone.value, gone.unit)
        yield Effect("目标", gone.label, shown, shown, None, "新文件没有列，台账里保留")
    there = set(connection.scalars(select(Task.item).where(Task.plan == plan.key)))
    for task in plan.tasks:
        if task.number not in there:
            yield Effect("任务", task.title, "", task.deadline_words or task.responsible, since, plan.number)
    yield from _amounts(plan, first)


def _amounts(plan: Plan, first: date) -> Iterator[Effect]:
    try:
        known = {each.key: each for each in plan_of_key(plan.key).amounts}
    except KeyError:
        known = {}
    for each in plan.amounts:
        old = known.get(each.key)
        if old is None or (old.value, old.unit) != (each.value, each.unit):
            before = f"{old.value}{old.unit}" if old else ""
            yield Effect("金额", each.label, before, f"{each.value}{each.unit}", first, plan.number)


def _traineeship(rules: TraineeshipRules) -> Iterator[Effect]:
    before = rules_on(rules.since)
    for field in fields(rules):
        if field.name not in _RULES:
            continue
        label, unit = _RULES[field.name]
        new, old = getattr(rules, field.name), getattr(before, field.name, None)
        if new != old:
            yield Effect("金额", label, _money(old, unit), _money(new, unit), rules.since, rules.source)


def _money(value: object, unit: str) -> str:
    if value is None:
        return ""
    text = "—".join(map(str, value)) if isinstance(value, tuple) else f"{value:,}"
    return f"{text} {unit}" if unit != "%" else f"{text}%"


def _holidays(content: Content, first: date) -> Iterator[Effect]:
    known = all_years(in_force())
    for each in content.holidays:
        old = known.get(each.year)
        if old is not None and (old.off, old.work) == (each.off, each.work):
            continue
        before = _days(len(old.off), len(old.work)) if old else "按周末推算"
        since = max(first, date(each.year, 1, 1))
        yield Effect(
            "放假",
            f"{each.year} 年放假安排",
            before,
            _days(len(each.off), len(each.work)),
            since,
            each.source,
        )


def _days(off: int, work: int) -> str:
    return f"放假 {off} 天，调休上班 {work} 天"


def _townships(
    connection: Connection, unit_key: str, change: TownshipChange, first: date
) -> Iterator[Effect]:
    if change.unit != unit_key:
        yield Effect("区划", "别的区县的镇街", "", "", None, "不涉及本单位，只存不用")
        return
    known = set(connection.scalars(select(Township.name).where(Township.valid_to.is_(None))))
    for name, _kind in change.begun:
        if name not in known:
            yield Effect("区划", name, "", "新设", first)
    for name in change.ended:
        if name in known:
            yield Effect("区划", name, "在用", "撤销", first, "以前的登记不动，仍在原镇街名下")


def _asked(comparator: str, value: Decimal, unit: str) -> str:
    return f"{_COMPARED.get(comparator, comparator)} {value:,}{unit}"


def change_townships(connection: Connection, unit_key: str, change: TownshipChange, first: date) -> int:
    """Write begun and ended townships of the ledger's own unit. Returns how many changed."""
    if change.unit != unit_key:
        return 0
    found = connection.execute(select(Township.name, Township.key).where(Township.valid_to.is_(None)))
    living = {row.name: row.key for row in found}
    ended = [living[name] for name in change.ended if name in living]
    connection.execute(
        update(Township).where(Township.key.in_(ended)).values(valid_to=first - timedelta(days=1))
    )
    last = int(connection.scalar(select(func.coalesce(func.max(Township.position), 0))) or 0)
    begun = [each for each in change.begun if each[0] not in living]
    for position, (name, kind) in enumerate(begun, last + 1):
        key = f"{unit_key}-{position:02d}"
        values = {"key": key, "name": name, "kind": kind, "position": position, "valid_from": first}
        connection.execute(insert(Township).values(**values))
    return len(ended) + len(begun)
