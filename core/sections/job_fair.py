"""招聘活动: recruitment events of every kind (S1 items 6 and 9; S2 items 5 and 11; S3 item 5)."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import JobFair


def check(values: Values) -> list[Problem]:
    """A fair does not end before it starts."""
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        return [Problem("ends_on", f"结束日期 {ends_on} 早于开始日期 {starts_on}")]
    return []


SECTION = Section(
    key="job_fair",
    title="招聘活动",
    model=JobFair,
    dating="starts_on",
    fields=(
        field(
            "job_fair/title", "活动名称", required=True, width=240, group="活动", example="秋季校园专场招聘会"
        ),
        field(
            "job_fair/kind",
            "活动类型",
            Kind.CODE,
            codes="fair_kind",
            required=True,
            width=120,
            group="活动",
            example="区内高校招聘",
        ),
        field(
            "job_fair/channel",
            "方式",
            Kind.CODE,
            codes="fair_channel",
            width=84,
            group="活动",
            example="现场",
        ),
        field(
            "job_fair/starts_on",
            "开始日期",
            Kind.DATE,
            required=True,
            width=96,
            group="活动",
            example="2025-09-20",
        ),
        field("job_fair/ends_on", "结束日期", Kind.DATE, width=96, group="活动"),
        field("job_fair/venue", "地点", width=168, group="活动", example="红河校区体育馆"),
        field("job_fair/province", "省份", width=76, group="活动", example="重庆"),
        field("job_fair/college", "院校", width=168, group="活动"),
        field("job_fair/hosts", "主办单位", width=168, group="活动", example="区人力社保局"),
        field(
            "job_fair/employers", "参会单位", Kind.INTEGER, width=76, unit="家", group="成效", example="52"
        ),
        field(
            "job_fair/vacancies", "提供岗位", Kind.INTEGER, width=76, unit="个", group="成效", example="1260"
        ),
        field(
            "job_fair/visitors", "进场人次", Kind.INTEGER, width=76, unit="人次", group="成效", example="2300"
        ),
        field(
            "job_fair/matches", "达成意向", Kind.INTEGER, width=76, unit="人次", group="成效", example="310"
        ),
        field("job_fair/hired", "录用人数", Kind.INTEGER, width=76, unit="人", group="成效"),
        field("job_fair/viewers", "观看人次", Kind.INTEGER, width=76, unit="人次", group="成效"),
        shared.NOTE,
    ),
    identities=(("title", "starts_on", "venue"),),
    check=check,
    frozen=("title",),
    icon="calendar-event",
    empty_hint="一场活动一行。按类型计入区内高校招聘、高校引才、对接服务等场次。",
)
