"""企业用工四单: an employer's order, placed, accepted, dispatched and rated (S3 item 7)."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import EmployerOrder

_EMPLOYER = replace(shared.EMPLOYER_NAME, label="用人单位", required=True, group="用工")
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="用工")


def check(values: Values) -> list[Problem]:
    """The four steps follow one another."""
    steps = (
        ("placed_on", "发单日期"),
        ("accepted_on", "接单日期"),
        ("dispatched_on", "派单日期"),
        ("rated_on", "评单日期"),
    )
    return [
        *shared.at_least(values, 1, ("headcount", "用工人数")),
        *shared.at_least(values, 0, ("filled", "送工人数")),
        *shared.in_order(values, *steps),
    ]


SECTION = Section(
    key="employer_order",
    title="企业用工四单",
    model=EmployerOrder,
    dating="placed_on",
    fields=(
        _EMPLOYER,
        field("employer_order/job", "用工岗位", required=True, width=150, group="用工", example="装配工"),
        field(
            "employer_order/headcount",
            "用工人数",
            Kind.INTEGER,
            required=True,
            width=76,
            unit="人",
            group="用工",
            example="30",
        ),
        field(
            "employer_order/placed_on",
            "发单日期",
            Kind.DATE,
            required=True,
            width=96,
            group="四单",
            example="2026-03-02",
        ),
        field("employer_order/accepted_on", "接单日期", Kind.DATE, width=96, group="四单"),
        field("employer_order/dispatched_on", "派单日期", Kind.DATE, width=96, group="四单"),
        field("employer_order/rated_on", "评单日期", Kind.DATE, width=96, group="四单", hint="评单即为办结"),
        field("employer_order/filled", "送工人数", Kind.INTEGER, width=76, unit="人", group="四单"),
        field("employer_order/officer", "就业服务专员", width=100, group="四单"),
        _CREDIT_CODE,
        shared.NOTE,
    ),
    identities=(("employer_id", "job", "placed_on"),),
    check=check,
    employers=True,
    frozen=("employer.name",),
    icon="clipboard-list",
    empty_hint="企业一次用工需求一行，发单、接单、派单、评单各填日期。评单后计入四单办结。",
)
