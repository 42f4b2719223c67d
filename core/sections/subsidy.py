"""补贴发放: payments of every kind, from application to payment (S1 item 13; S2 items 1, 3, 4, 9, 10)."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Subsidy

_EMPLOYER = replace(
    shared.EMPLOYER_NAME, label="领取单位", group="领取人", example="", hint="企业、院校等领取单位"
)
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="领取人")


def check(values: Values) -> list[Problem]:
    """Paid to somebody, some money, in the order of its three days."""
    steps = (("applied_on", "申请日期"), ("approved_on", "审核日期"), ("paid_on", "发放日期"))
    return [
        *shared.someone(values, "填领取人姓名和身份证号，或者填领取单位"),
        *shared.at_least(values, 0, ("amount", "补贴金额")),
        *shared.at_least(values, 1, ("months", "月数")),
        *shared.in_order(values, *steps),
    ]


SECTION = Section(
    key="subsidy",
    title="补贴发放",
    model=Subsidy,
    dating="paid_on",
    fields=(
        shared.PAYEE_NAME,
        shared.PAYEE_ID_NUMBER,
        _EMPLOYER,
        field(
            "subsidy/kind",
            "补贴类型",
            Kind.CODE,
            codes="subsidy_kind",
            required=True,
            width=150,
            group="补贴",
            example="社会保险补贴",
            hint="制造业就业补贴只发给到12个县制造业企业就业的人",
        ),
        field("subsidy/months", "月数", Kind.INTEGER, width=64, unit="个月", group="补贴", summed=False),
        field(
            "subsidy/amount",
            "补贴金额",
            Kind.MONEY,
            required=True,
            width=100,
            unit="元",
            group="补贴",
            example="4800",
        ),
        field(
            "subsidy/applied_on",
            "申请日期",
            Kind.DATE,
            required=True,
            width=96,
            group="补贴",
            example="2025-05-06",
        ),
        field("subsidy/approved_on", "审核日期", Kind.DATE, width=96, group="补贴"),
        field(
            "subsidy/paid_on",
            "发放日期",
            Kind.DATE,
            width=96,
            group="补贴",
            example="2025-06-18",
            hint="发放后计入补贴发放",
        ),
        _CREDIT_CODE,
        shared.ID_KIND,
        shared.PHONE,
        shared.NOTE,
    ),
    identities=(
        ("person_id", "kind", "applied_on", "employer_id"),
        ("employer_id", "kind", "applied_on", "person_id"),
    ),
    check=check,
    people=True,
    repeats=True,
    employers=True,
    frozen=("person.name", "employer.name"),
    icon="receipt-yuan",
    empty_hint="一人或一个单位一笔一行。填了发放日期的按类型计入补贴发放。",
)
