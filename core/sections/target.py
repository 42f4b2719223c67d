"""目标任务: what the plans demand, as dated rows with their clauses."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Target


def check(values: Values) -> list[Problem]:
    """A target's period has its end after its start, and its value is not negative."""
    problems: list[Problem] = []
    start, end, value = values.get("starts_on"), values.get("ends_on"), values.get("value")
    if start and end and end < start:
        problems.append(Problem("ends_on", f"截止日期 {end} 早于开始日期 {start}"))
    if value is not None and value < 0:
        problems.append(Problem("value", f"目标值不能小于 0，现为 {value}"))
    return problems


SECTION = Section(
    key="target",
    title="目标任务",
    model=Target,
    dating="",
    fields=(
        field("target/plan", "方案", Kind.CODE, codes="plan", required=True, width=180, group="任务"),
        field("target/figure", "指标", Kind.CODE, codes="figure", required=True, width=180, group="任务"),
        field(
            "target/scope_kind", "范围", Kind.CODE, codes="scope_kind", required=True, width=76, group="任务"
        ),
        field("target/scope", "对象", required=True, width=120, group="任务", hint="单位、镇街或责任单位"),
        field("target/starts_on", "开始日期", Kind.DATE, required=True, width=96, group="任务"),
        field("target/ends_on", "截止日期", Kind.DATE, required=True, width=96, group="任务"),
        field("target/comparator", "比较", Kind.CODE, codes="comparator", width=60, group="任务"),
        field("target/value", "目标值", Kind.MONEY, required=True, width=88, group="任务", summed=False),
        field("target/unit", "计量单位", width=76, group="任务"),
        field("target/clause", "依据", width=240, group="任务"),
        field("target/responsible", "责任单位", width=160, group="任务"),
        shared.NOTE,
    ),
    identities=(("plan", "figure", "scope_kind", "scope", "starts_on"),),
    check=check,
    frozen=("plan", "figure"),
    icon="target-arrow",
    empty_hint="任务由方案载入，分解数在“任务分解”里填。",
)
