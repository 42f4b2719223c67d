"""参会单位: the employers at a recruitment event, their vetting and what came of it (S2 items 5 and 11)."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem, Severity
from core.section import Kind, Parent, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import FairEmployer, JobFair

FAIR = "job_fair_id"
PASSED, PENDING, REJECTED = "passed", "pending", "rejected"

_EMPLOYER = replace(
    shared.EMPLOYER_NAME,
    required=True,
    group="单位",
    aliases=(
        *shared.EMPLOYER_NAME.aliases,
        *("参会单位", "参会企业", "参展单位", "参展企业", "参会单位名称", "参会企业名称"),
    ),
)
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="单位")


def check(values: Values) -> list[Problem]:
    """Numbers are no less than nothing; who is vetted says by whom and when."""
    problems = shared.at_least(
        values,
        0,
        ("headcount", "岗位数"),
        ("resumes", "收到简历"),
        ("matches", "达成意向"),
        ("hired", "录用人数"),
    )
    if values.get("vetting") in (PASSED, REJECTED):
        problems += [
            Problem(key, f"审核已有结果，{label}未填", Severity.WARNING)
            for key, label in (("vetted_by", "审核人"), ("vetted_on", "审核日期"))
            if not values.get(key)
        ]
    return problems


SECTION = Section(
    key="fair_employer",
    title="参会单位",
    model=FairEmployer,
    dating="",
    fields=(
        _EMPLOYER,
        field("fair_employer/stand", "展位", width=64, group="参会", example="A01"),
        field("fair_employer/titles", "招聘岗位", width=180, group="参会", example="装配工、质检员"),
        field(
            "fair_employer/headcount", "岗位数", Kind.INTEGER, width=76, unit="个", group="参会", example="24"
        ),
        field(
            "fair_employer/vetting",
            "资质审核",
            Kind.CODE,
            codes="vetting",
            width=84,
            group="资质审核",
            example="已审",
            hint="不填即为待补；待补的单位补齐并复核前不得发布岗位",
        ),
        field("fair_employer/vetted_by", "审核人", width=80, group="资质审核", example="钱示例"),
        field(
            "fair_employer/vetted_on", "审核日期", Kind.DATE, width=96, group="资质审核", example="2025-09-15"
        ),
        field("fair_employer/resumes", "收到简历", Kind.INTEGER, width=84, unit="份", group="成效"),
        field("fair_employer/matches", "达成意向", Kind.INTEGER, width=92, unit="人次", group="成效"),
        field("fair_employer/hired", "录用人数", Kind.INTEGER, width=84, unit="人", group="成效"),
        _CREDIT_CODE,
        shared.NOTE,
        field(
            "fair_employer/job_fair_id",
            "活动编号",
            Kind.ROW,
            required=True,
            width=104,
            group="活动",
            example="K7QM-12",
            hint="招聘活动那一行的系统编号",
        ),
        field("fair_employer/job_fair.title", "活动名称", derived=True, width=200, group="活动"),
        field(
            "fair_employer/job_fair.starts_on", "活动日期", Kind.DATE, derived=True, width=96, group="活动"
        ),
    ),
    identities=((FAIR, "employer_id"),),
    check=check,
    employers=True,
    parent=Parent("job_fair", JobFair, FAIR),
    frozen=("employer.name",),
    icon="building-factory-2",
    empty_hint="一家参会单位一行，可从 Excel 粘贴或导入。填了的活动，家数、岗位数和成效按它们合计。",
)
"""Employers are rows of their fair; the figures of fairs add them up (`core.sources`)."""
