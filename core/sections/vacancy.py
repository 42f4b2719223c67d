"""岗位归集: open posts, of the market and of public bodies (S1 items 1, 7 and 8; S2 items 1 and 2)."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Vacancy

_EMPLOYER = replace(shared.EMPLOYER_NAME, label="用人单位", required=True, group="单位")
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="单位")
_TYPE = replace(shared.EMPLOYER_TYPE, group="单位")


def check(values: Values) -> list[Problem]:
    """At least one post, filled with no more people than that, closing after it was published."""
    return [
        *shared.at_least(values, 1, ("headcount", "岗位数")),
        *shared.at_least(values, 0, ("filled", "到岗人数")),
        *shared.within(values, ("filled", "到岗人数"), ("headcount", "岗位数")),
        *shared.in_order(values, ("published_on", "发布日期"), ("closes_on", "截止日期")),
    ]


SECTION = Section(
    key="vacancy",
    title="岗位归集",
    model=Vacancy,
    dating="published_on",
    fields=(
        _EMPLOYER,
        field("vacancy/title", "岗位名称", required=True, width=150, group="岗位", example="机械工程师"),
        field(
            "vacancy/kind",
            "岗位类别",
            Kind.CODE,
            codes="vacancy_kind",
            required=True,
            width=120,
            group="岗位",
            example="市场化",
        ),
        field(
            "vacancy/headcount",
            "岗位数",
            Kind.INTEGER,
            required=True,
            width=76,
            unit="个",
            group="岗位",
            example="10",
        ),
        field(
            "vacancy/published_on",
            "发布日期",
            Kind.DATE,
            required=True,
            width=96,
            group="岗位",
            example="2025-03-10",
        ),
        field("vacancy/closes_on", "截止日期", Kind.DATE, width=96, group="岗位"),
        field("vacancy/filled", "到岗人数", Kind.INTEGER, width=76, unit="人", group="岗位"),
        field(
            "vacancy/education",
            "学历要求",
            Kind.CODE,
            codes="education",
            width=80,
            group="要求",
            example="本科",
        ),
        field("vacancy/major", "专业要求", width=120, group="要求"),
        field("vacancy/pay", "薪酬待遇", width=120, group="要求", example="5000—8000元/月"),
        field("vacancy/township", "镇街", Kind.CODE, codes="township", width=106, group="单位"),
        _CREDIT_CODE,
        _TYPE,
        shared.NOTE,
    ),
    identities=(("employer_id", "title", "kind", "published_on"),),
    check=check,
    employers=True,
    frozen=("employer.name",),
    icon="briefcase",
    empty_hint="一个单位一种岗位一行，岗位数按发布日期和岗位类别计入归集岗位。",
)
