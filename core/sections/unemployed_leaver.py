"""离校未就业毕业生: the named roster and its 1131 services (S1 items 11 and 12; S2 item 5)."""

from __future__ import annotations

from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import UnemployedLeaver

DATED_SITUATIONS = ("in_work", "study", "army", "abroad", "moved")
"""Situations that count, or end the help, from a day on."""


def check(values: Values) -> list[Problem]:
    """A situation that counts needs its day, and nothing happens before the hand-over."""
    problems: list[Problem] = []
    if values.get("situation") in DATED_SITUATIONS and not values.get("situation_on"):
        problems.append(Problem("situation_on", "没有状态日期，这个状态暂不计数", Severity.WARNING))
    handed_over = values.get("handed_over_on")
    for key, label in (("lists_sent_on", "三张清单发出日期"), ("next_contact_on", "下次联系日期")):
        day = values.get(key)
        if day and handed_over and day < handed_over:
            problems.append(Problem(key, f"{label} {day} 早于交接日期 {handed_over}", Severity.WARNING))
    return problems


SECTION = Section(
    key="unemployed_leaver",
    title="离校未就业",
    model=UnemployedLeaver,
    dating="handed_over_on",
    fields=(
        shared.NAME,
        shared.ID_NUMBER,
        field(
            "unemployed_leaver/cohort",
            "届别",
            Kind.MONTH,
            required=True,
            width=76,
            group="名册",
            example="2025",
        ),
        field(
            "unemployed_leaver/handed_over_on",
            "交接日期",
            Kind.DATE,
            required=True,
            width=96,
            group="名册",
            example="2025-07-15",
        ),
        field(
            "unemployed_leaver/handed_over_batch", "交接批次", width=100, group="名册", example="2025年第一批"
        ),
        field("unemployed_leaver/township", "镇街", Kind.CODE, codes="township", width=106, group="名册"),
        field("unemployed_leaver/willing", "有就业意愿", Kind.FLAG, width=84, group="帮扶", example="是"),
        field(
            "unemployed_leaver/situation",
            "帮扶状态",
            Kind.CODE,
            codes="leaver_situation",
            width=100,
            group="帮扶",
            example="已联系",
        ),
        field(
            "unemployed_leaver/situation_on",
            "状态日期",
            Kind.DATE,
            width=96,
            group="帮扶",
            hint="已就业、升学等状态从哪天起",
        ),
        field("unemployed_leaver/helper", "帮扶责任人", width=90, group="帮扶"),
        field("unemployed_leaver/next_contact_on", "下次联系", Kind.DATE, width=96, group="帮扶"),
        field("unemployed_leaver/lists_sent_on", "三张清单发出", Kind.DATE, width=104, group="帮扶"),
        field(
            "unemployed_leaver/disadvantaged",
            "困难类别",
            Kind.CODE,
            codes="disadvantaged_kind",
            width=110,
            sensitive="category",
            group="帮扶",
        ),
        shared.ID_KIND,
        shared.SEX,
        shared.BIRTH_DATE,
        shared.PHONE,
        shared.EDUCATION,
        shared.COLLEGE,
        shared.MAJOR,
        shared.GRADUATION_MONTH,
        shared.NOTE,
    ),
    identities=(("person_id", "cohort"),),
    check=check,
    people=True,
    frozen=("person.name", "person.id_number"),
    icon="user-exclamation",
    empty_hint="教育部门移交的名册整张导入。按交接日期计入实名人数，就业登记和服务记录自动计入已就业、已服务。",
)
