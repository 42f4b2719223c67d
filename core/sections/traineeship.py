"""见习基地 and 见习岗位 (S1 item 5; S2 item 10). Traineeships are not employment."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import TraineeshipHost, TraineeshipPost

_EMPLOYER = replace(shared.EMPLOYER_NAME, label="单位名称", required=True, group="单位")
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="单位")
_TYPE = replace(shared.EMPLOYER_TYPE, group="单位")


def check_host(values: Values) -> list[Problem]:
    """A host's approval does not end before it begins."""
    start, end = values.get("approved_on"), values.get("ended_on")
    if start and end and end < start:
        return [Problem("ended_on", f"取消日期 {end} 早于认定日期 {start}")]
    return []


def check_post(values: Values) -> list[Problem]:
    """Places are at least one; a pay below a hundred yuan a month is a slip of the unit."""
    problems: list[Problem] = []
    headcount, pay = values.get("headcount"), values.get("pay")
    if headcount is not None and headcount < 1:
        problems.append(Problem("headcount", f"岗位数应为 1 以上，现为 {headcount}"))
    if pay is not None and 0 < pay < 100:
        problems.append(Problem("pay", f"见习补助按元/月填，现为 {pay}", Severity.WARNING))
    return problems


HOST = Section(
    key="traineeship_host",
    title="见习基地",
    model=TraineeshipHost,
    dating="approved_on",
    fields=(
        _EMPLOYER,
        field(
            "traineeship_host/level",
            "级别",
            Kind.CODE,
            codes="host_level",
            width=88,
            group="认定",
            example="区级",
        ),
        field(
            "traineeship_host/approved_on",
            "认定日期",
            Kind.DATE,
            required=True,
            width=96,
            group="认定",
            example="2025-03-10",
        ),
        field("traineeship_host/ended_on", "取消日期", Kind.DATE, width=96, group="认定"),
        _CREDIT_CODE,
        _TYPE,
        shared.NOTE,
    ),
    identities=(("employer_id",),),
    check=check_host,
    employers=True,
    frozen=("employer.name",),
    icon="school",
    empty_hint="经认定的见习单位一家一行。见习基地本身不计数，岗位在见习岗位里登记。",
)

POST = Section(
    key="traineeship_post",
    title="见习岗位",
    model=TraineeshipPost,
    dating="collected_on",
    fields=(
        _EMPLOYER,
        field(
            "traineeship_post/title",
            "岗位名称",
            required=True,
            width=150,
            group="岗位",
            example="机械装调见习生",
        ),
        field(
            "traineeship_post/headcount",
            "岗位数",
            Kind.INTEGER,
            required=True,
            width=76,
            unit="个",
            group="岗位",
            example="10",
        ),
        field(
            "traineeship_post/collected_on",
            "募集日期",
            Kind.DATE,
            required=True,
            width=96,
            group="岗位",
            example="2025-09-12",
        ),
        field("traineeship_post/published", "已发布", Kind.FLAG, width=64, group="岗位", example="是"),
        field(
            "traineeship_post/pay",
            "补助",
            Kind.INTEGER,
            width=76,
            unit="元/月",
            summed=False,
            group="岗位",
            example="2100",
        ),
        field(
            "traineeship_post/months",
            "期限",
            Kind.INTEGER,
            width=64,
            unit="个月",
            summed=False,
            group="岗位",
            example="6",
        ),
        field("traineeship_post/education", "学历要求", Kind.CODE, codes="education", width=80, group="岗位"),
        field("traineeship_post/major", "专业要求", width=120, group="岗位"),
        field("traineeship_post/venue", "见习地点", width=150, group="岗位"),
        _CREDIT_CODE,
        _TYPE,
        shared.NOTE,
    ),
    identities=(("employer_id", "title", "collected_on"),),
    check=check_post,
    employers=True,
    frozen=("employer.name",),
    icon="school",
    empty_hint="一个单位一种岗位一行，岗位数按募集日期计入就业见习岗位。",
)
