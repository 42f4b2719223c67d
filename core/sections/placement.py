"""就业创业登记: placements of people in work or business here (S1 target, S2 target, S1 item 16)."""

from __future__ import annotations

from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Placement

NEEDS_EMPLOYER = ("10", "11", "12")
"""Destinations that name an employer by their nature (contract: importing)."""


def check(values: Values) -> list[Problem]:
    """Problems of a whole placement."""
    problems: list[Problem] = []
    destination = values.get("destination")
    if destination in NEEDS_EMPLOYER and not values.get("employer.name"):
        problems.append(Problem("employer.name", f"没有用人单位；毕业去向 {destination} 必须有单位"))
    if not destination:
        problems.append(Problem("destination", "未填毕业去向，暂不计入；补填后计入", Severity.WARNING))
    if not values.get("origin"):
        problems.append(Problem("origin", "未填来源，计入总数，不计入分来源", Severity.WARNING))
    placed_on, ended_on = values.get("placed_on"), values.get("ended_on")
    if placed_on and ended_on and ended_on < placed_on:
        problems.append(Problem("ended_on", f"离职日期 {ended_on} 早于就业日期 {placed_on}"))
    return problems


SECTION = Section(
    key="placement",
    title="就业创业登记",
    model=Placement,
    dating="placed_on",
    fields=(
        shared.NAME,
        shared.ID_NUMBER,
        field("placement/verification", "核查", Kind.CODE, codes="verification", width=88, group="核查"),
        field(
            "placement/placed_on",
            "就业日期",
            Kind.DATE,
            required=True,
            width=96,
            group="就业创业",
            example="2025-09-30",
        ),
        field(
            "placement/origin",
            "来源",
            Kind.CODE,
            codes="origin",
            width=76,
            group="就业创业",
            example="区外市内",
        ),
        field(
            "placement/destination",
            "毕业去向",
            Kind.CODE,
            codes="destination",
            width=148,
            group="就业创业",
            example="11 签劳动合同形式就业",
        ),
        shared.EMPLOYER_NAME,
        field("placement/township", "镇街", Kind.CODE, codes="township", width=106, group="就业创业"),
        field(
            "placement/industry",
            "行业",
            Kind.CODE,
            codes="industry",
            width=150,
            group="就业创业",
            example="制造业",
        ),
        shared.CREDIT_CODE,
        shared.EMPLOYER_TYPE,
        shared.ID_KIND,
        shared.SEX,
        shared.BIRTH_DATE,
        shared.PHONE,
        shared.EDUCATION,
        shared.COLLEGE,
        shared.MAJOR,
        shared.GRADUATION_MONTH,
        field("placement/ended_on", "离职日期", Kind.DATE, width=96, group="其他"),
        field("placement/verified_on", "核查日期", Kind.DATE, width=96, group="核查"),
        field("placement/verified_by", "核查人", derived=True, width=80, group="核查"),
        field(
            "placement/verification_note",
            "核查说明",
            width=140,
            group="核查",
            hint="未通过的写明原因",
        ),
        field("placement/evidence_note", "佐证材料", width=120, group="核查", example="劳动合同"),
        shared.NOTE,
    ),
    identities=(("person_id", "employer_id"),),
    check=check,
    people=True,
    employers=True,
    frozen=("person.name", "person.id_number"),
    icon="clipboard-list",
    empty_hint="镇街、院校、企业报来的表可以整张导入，也可以逐行新增。有效的登记按人计入留渝来渝就业创业。",
)
