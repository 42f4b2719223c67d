"""培训班: courses, and camps for those who look for work (S1 items 3, 5 and 6; S2 item 9)."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Training


def check(values: Values) -> list[Problem]:
    """People are no more than attendances, certificates no more than people."""
    numbers = (("attendances", "培训人次"), ("people", "培训人数"), ("certificates", "取证人数"))
    return [
        *shared.in_order(values, ("starts_on", "开班日期"), ("ends_on", "结业日期")),
        *shared.at_least(values, 0, *numbers),
        *shared.within(values, numbers[1], numbers[0]),
        *shared.within(values, numbers[2], numbers[1]),
    ]


SECTION = Section(
    key="training",
    title="培训班",
    model=Training,
    dating="starts_on",
    fields=(
        field(
            "training/title",
            "班次名称",
            required=True,
            width=200,
            group="培训",
            example="数控车工技能培训第1期",
        ),
        field(
            "training/kind",
            "培训类型",
            Kind.CODE,
            codes="training_kind",
            required=True,
            width=110,
            group="培训",
            example="职业技能",
        ),
        field("training/institution", "培训机构", width=180, group="培训", example="示例职业培训学校"),
        field(
            "training/starts_on",
            "开班日期",
            Kind.DATE,
            required=True,
            width=96,
            group="培训",
            example="2025-05-12",
        ),
        field("training/ends_on", "结业日期", Kind.DATE, width=96, group="培训"),
        field(
            "training/attendances",
            "培训人次",
            Kind.INTEGER,
            width=76,
            unit="人次",
            group="成效",
            example="60",
        ),
        field(
            "training/people",
            "培训人数",
            Kind.INTEGER,
            width=76,
            unit="人",
            group="成效",
            example="58",
            hint="人次是参加次数，人数是不重复的人",
        ),
        field("training/certificates", "取证人数", Kind.INTEGER, width=76, unit="人", group="成效"),
        field("training/subsidy", "培训补贴", Kind.MONEY, width=96, unit="元", group="成效"),
        shared.NOTE,
    ),
    identities=(("title", "starts_on", "institution"),),
    check=check,
    frozen=("title",),
    icon="certificate",
    empty_hint="一个班次一行。按类型计入技能培训、创业培训和实训，人次和人数分开。",
)
