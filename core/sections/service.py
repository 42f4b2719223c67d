"""就业服务记录: what was done for whom (S1 item 11; S3 item 13 and its target)."""

from __future__ import annotations

from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Service


def check(values: Values) -> list[Problem]:
    """For one person, or for a number of people; never for neither."""
    problems = shared.one_person(values)
    has_person = values.get("person.id_number") or values.get("person.name")
    headcount = values.get("headcount")
    if not has_person and headcount is None:
        problems.append(Problem("headcount", "填姓名和身份证号，或者填服务人次"))
    if has_person and headcount not in (None, 1):
        problems.append(Problem("headcount", "填了姓名的按 1 人次计，人次请留空", Severity.REFUSED))
    return [*problems, *shared.at_least(values, 1, ("headcount", "服务人次"))]


SECTION = Section(
    key="service",
    title="服务记录",
    model=Service,
    dating="provided_on",
    fields=(
        shared.PAYEE_NAME,
        shared.PAYEE_ID_NUMBER,
        field(
            "service/kind",
            "服务类型",
            Kind.CODE,
            codes="service_kind",
            required=True,
            width=110,
            group="服务",
            example="职业指导",
        ),
        field(
            "service/provided_on",
            "服务日期",
            Kind.DATE,
            required=True,
            width=96,
            group="服务",
            example="2025-08-06",
        ),
        field(
            "service/headcount",
            "服务人次",
            Kind.INTEGER,
            width=76,
            unit="人次",
            group="服务",
            hint="服务一个人填姓名，服务一批人填人次",
        ),
        field("service/officer", "服务人员", width=90, group="服务", example="赵示例"),
        field("service/township", "镇街", Kind.CODE, codes="township", width=106, group="服务"),
        field("service/outcome", "服务结果", width=200, group="服务", example="推荐岗位 1 个"),
        shared.ID_KIND,
        shared.SEX,
        shared.BIRTH_DATE,
        shared.PHONE,
        shared.NOTE,
    ),
    identities=(
        ("person_id", "kind", "provided_on"),
        ("headcount", "kind", "provided_on", "township", "officer", "person_id"),
    ),
    check=check,
    people=True,
    repeats=True,
    frozen=("person.name",),
    icon="headset",
    empty_hint="服务一人一行，或一批人一行填人次。计入就业公共服务人次和1131服务。",
)
