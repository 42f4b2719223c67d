"""失业登记: registrations as unemployed, their end and the work found (S3 items 11 to 13)."""

from __future__ import annotations

from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Unemployment


def check(values: Values) -> list[Problem]:
    """Nothing comes before the registration; an end has its ground and its notice."""
    problems = [
        *shared.in_order(values, ("registered_on", "登记日期"), ("reemployed_on", "再就业日期")),
        *shared.in_order(values, ("registered_on", "登记日期"), ("deregistered_on", "注销日期")),
        *shared.in_order(values, ("certified_on", "认定日期"), ("certified_until", "认定截止")),
    ]
    if values.get("deregistered_on") and not values.get("ground"):
        problems.append(Problem("ground", "填了注销日期，还要填注销原因"))
    if values.get("deregistered_on") and not values.get("notified_on"):
        problems.append(Problem("notified_on", "注销要告知本人，告知后填日期", Severity.WARNING))
    return problems


SECTION = Section(
    key="unemployment",
    title="失业登记",
    model=Unemployment,
    dating="registered_on",
    fields=(
        shared.NAME,
        shared.ID_NUMBER,
        field(
            "unemployment/registered_on",
            "登记日期",
            Kind.DATE,
            required=True,
            width=96,
            group="登记",
            example="2026-02-10",
        ),
        field(
            "unemployment/cause",
            "失业原因",
            Kind.CODE,
            codes="unemployment_cause",
            width=110,
            group="登记",
            example="合同期满终止",
        ),
        field("unemployment/township", "镇街", Kind.CODE, codes="township", width=106, group="登记"),
        field(
            "unemployment/situation",
            "失业状态",
            Kind.CODE,
            codes="unemployment_situation",
            width=90,
            group="登记",
            example="失业",
        ),
        field("unemployment/reemployed_on", "再就业日期", Kind.DATE, width=96, group="再就业"),
        field("unemployment/next_contact_on", "下次联系", Kind.DATE, width=96, group="再就业"),
        field("unemployment/deregistered_on", "注销日期", Kind.DATE, width=96, group="注销"),
        field(
            "unemployment/ground",
            "注销原因",
            Kind.CODE,
            codes="deregistration_ground",
            width=110,
            group="注销",
        ),
        field("unemployment/notified_on", "告知日期", Kind.DATE, width=96, group="注销"),
        field(
            "unemployment/notified_how", "告知方式", Kind.CODE, codes="notice_kind", width=84, group="注销"
        ),
        field(
            "unemployment/hard_to_place",
            "困难人员类别",
            Kind.CODE,
            codes="hard_to_place",
            width=120,
            sensitive="category",
            group="认定",
        ),
        field(
            "unemployment/certificate_number",
            "认定编号",
            width=110,
            sensitive="certificate_number",
            group="认定",
        ),
        field(
            "unemployment/certified_on",
            "认定日期",
            Kind.DATE,
            width=96,
            sensitive="certified_on",
            group="认定",
        ),
        field(
            "unemployment/certified_until",
            "认定截止",
            Kind.DATE,
            width=96,
            sensitive="certified_until",
            group="认定",
        ),
        shared.ID_KIND,
        shared.SEX,
        shared.BIRTH_DATE,
        shared.PHONE,
        shared.EDUCATION,
        shared.NOTE,
    ),
    identities=(("person_id", "registered_on"),),
    check=check,
    people=True,
    repeats=True,
    frozen=("person.name", "person.id_number"),
    icon="user-search",
    empty_hint="一次登记一行。填了再就业日期的按人计入失业人员再就业。",
)
