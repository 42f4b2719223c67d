"""重点任务: the numbered items of the plans, with deadlines, and the office's own."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Task


def check(values: Values) -> list[Problem]:
    """A task that is done has its day, and only such a one."""
    problems = shared.in_order(values, ("starts_on", "起始日期"), ("ends_on", "方案截止"))
    problems += shared.in_order(values, ("starts_on", "起始日期"), ("done_on", "完成日期"))
    done = values.get("situation") == "done"
    if done and not values.get("done_on"):
        problems.append(Problem("done_on", "任务已完成，还要填完成日期"))
    if values.get("done_on") and values.get("situation") and not done:
        problems.append(Problem("situation", "填了完成日期，任务状态应为已完成"))
    return problems


SECTION = Section(
    key="task",
    title="重点任务",
    model=Task,
    dating="starts_on",
    fields=(
        field("task/plan", "方案", Kind.CODE, codes="plan", width=180, group="任务"),
        field("task/item", "序号", Kind.INTEGER, width=52, group="任务", example="11", summed=False),
        field(
            "task/title",
            "任务",
            required=True,
            width=240,
            group="任务",
            example="实施离校未就业高校毕业生就业攻坚计划",
        ),
        field("task/responsible", "责任单位", width=200, group="任务", example="区人力社保局"),
        field("task/deadline", "完成时限", Kind.DATE, width=96, group="任务", example="2025-11-30"),
        field("task/deadline_words", "时限说明", width=120, group="任务", example="11月底"),
        field(
            "task/situation",
            "任务状态",
            Kind.CODE,
            codes="task_state",
            required=True,
            width=90,
            group="办理",
            example="推进中",
        ),
        field("task/done_on", "完成日期", Kind.DATE, width=96, group="办理"),
        field("task/progress", "进展情况", width=260, group="办理"),
        field("task/evidence_note", "佐证材料", width=140, group="办理"),
        field(
            "task/starts_on",
            "起始日期",
            Kind.DATE,
            required=True,
            width=96,
            group="任务",
            example="2025-01-01",
        ),
        field("task/ends_on", "方案截止", Kind.DATE, width=96, group="任务", example="2025-12-31"),
        field("task/summary", "任务内容", width=260, group="任务"),
        shared.NOTE,
    ),
    identities=(("title", "plan"),),
    check=check,
    frozen=("title",),
    icon="list-check",
    empty_hint="方案里的任务自动载入，本区自定的也可以新增。完成后填日期，计入重点任务完成。",
)
