"""A whole row of every section, made up: what the tests over all sections save, fill in and expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.identity import resident_id_check_digit

Row = Mapping[str, Any]


def resident_id(serial: int) -> str:
    """A valid number of nobody."""
    first = f"50011820010{serial % 9 + 1}15{serial % 900 + 50:03d}"
    return first + resident_id_check_digit(first)


def person(serial: int) -> dict[str, Any]:
    """Name and number of a made-up person."""
    return {"person.name": f"示例{'甲乙丙丁戊己庚辛'[serial % 8]}", "person.id_number": resident_id(serial)}


EMPLOYER = {"employer.name": "重庆样例制造有限公司"}
FAIR = {"title": "秋季招聘会", "kind": "campus", "starts_on": date(2025, 9, 20)}
LEAVER = {**person(1), "cohort": "2025", "handed_over_on": date(2025, 7, 15), "willing": True}


@dataclass(frozen=True)
class Sample:
    """A row, a change of it, and the figures that it moves at `AS_OF`: key → value after it."""

    row: Row
    change: Row
    moves: Mapping[str, Any]
    needs: tuple[tuple[str, Row], ...] = ()
    """Rows that must be there first: (section, row). The first of them is row 1 of its section."""


AS_OF = date(2025, 9, 30)

SAMPLES: dict[str, Sample] = {
    "placement": Sample(
        {
            **person(0),
            **EMPLOYER,
            "placed_on": date(2025, 9, 1),
            "origin": "outside_city",
            "destination": "11",
        },
        {"township": "500118-01"},
        {"placement.total": 1, "placement.origin.outside_city": 1, "placement.cohort": 0},
    ),
    "person": Sample({"name": "示例辛", "id_number": resident_id(7)}, {"college": "重庆文理学院"}, {}),
    "unemployed_leaver": Sample(
        {**LEAVER, "situation": "in_work", "situation_on": date(2025, 8, 2), "township": "500118-02"},
        {"helper": "赵示例"},
        {
            "leaver.roster": 1,
            "leaver.in_work": 1,
            "leaver.served": 0,
            "assisted.rate": Decimal("100.00"),
            "service.1131.complete_rate": Decimal("0.00"),
        },
    ),
    "unemployment": Sample(
        {
            **person(2),
            "registered_on": date(2025, 2, 10),
            "cause": "contract_ended",
            "situation": "reemployed",
            "reemployed_on": date(2025, 5, 6),
            "hard_to_place": "older",
        },
        {"township": "500118-03"},
        {"unemployment.reemployed": 1},
    ),
    "service": Sample(
        {"kind": "policy_briefing", "provided_on": date(2025, 8, 6), "headcount": 120, "officer": "赵示例"},
        {"outcome": "发放资料 120 份"},
        {"service.attendances": 120},
    ),
    "destination_report": Sample(
        {
            "college": "重庆文理学院",
            "cohort": "2025",
            "reported_as_of": date(2025, 8, 31),
            "graduates": 4000,
            "settled": 3100,
            "edition": "2024",
        },
        {"source": "区教委函"},
        {"destination.rate": Decimal("77.50")},
    ),
    "graduate_supply": Sample(
        {
            "college": "重庆文理学院",
            "cohort": "2025",
            "major": "机械工程",
            "graduates": 120,
            "month": "2025-02",
        },
        {"note": "含专升本"},
        {},
    ),
    "vacancy": Sample(
        {
            **EMPLOYER,
            "title": "科员",
            "kind": "civil_service",
            "headcount": 20,
            "filled": 5,
            "published_on": date(2025, 3, 10),
        },
        {"pay": "按规定"},
        {
            "vacancy.civil_service": 20,
            "vacancy.government_total": 20,
            "vacancy.total": 20,
            "vacancy.market": 0,
            "vacancy.filled_rate": Decimal("25.00"),
        },
    ),
    "employer": Sample({"name": "重庆样例制造有限公司", "type": "39"}, {"key_service": True}, {}),
    "traineeship_host": Sample(
        {**EMPLOYER, "level": "district", "approved_on": date(2025, 3, 10)}, {"note": "区级第一批"}, {}
    ),
    "traineeship_post": Sample(
        {**EMPLOYER, "title": "装调见习生", "headcount": 10, "collected_on": date(2025, 9, 12), "pay": 2100},
        {"published": True},
        {"traineeship.posts": 10},
    ),
    "traineeship": Sample(
        {
            **person(3),
            **EMPLOYER,
            "starts_on": date(2025, 2, 1),
            "ended_on": date(2025, 7, 31),
            "ending": "kept",
            "living_pay": Decimal("2150.50"),
            "insured": True,
            "subsidy_months": 6,
            "subsidy_amount": Decimal("9100"),
        },
        {"agreement_number": "2025-017"},
        {"traineeship.people": 1, "traineeship.retention_rate": Decimal("100.00")},
    ),
    "employer_order": Sample(
        {
            **EMPLOYER,
            "job": "装配工",
            "headcount": 30,
            "placed_on": date(2025, 3, 2),
            "accepted_on": date(2025, 3, 3),
            "dispatched_on": date(2025, 3, 4),
            "rated_on": date(2025, 3, 20),
        },
        {"filled": 28},
        {"order.filled_rate": Decimal("100.00")},
    ),
    "job_fair": Sample(
        {**FAIR, "visitors": 2300},
        {"hosts": "区人力社保局"},
        {"fair.campus": 1, "fair.visitors": 2300, "fair.matching": 0},
    ),
    "fair_employer": Sample(
        {
            **EMPLOYER,
            "job_fair_id": 1,
            "stand": "A01",
            "titles": "装配工、质检员",
            "headcount": 24,
            "vetting": "passed",
            "vetted_by": "钱示例",
            "vetted_on": date(2025, 9, 15),
        },
        {"resumes": 31},
        {"fair.employers": 1, "fair.vacancies": 24, "fair.matches": 310},
        needs=(("job_fair", {**FAIR, "employers": 52, "matches": 310}),),
    ),
    "training": Sample(
        {
            "title": "数控车工第1期",
            "kind": "skills",
            "starts_on": date(2025, 5, 12),
            "attendances": 60,
            "people": 58,
            "subsidy": Decimal("12345.67"),
        },
        {"certificates": 50},
        {
            "training.skills.attendances": 60,
            "training.skills.people": 58,
            "training.startup.attendances": 0,
            "training.practical.people": 0,
        },
    ),
    "startup_site": Sample(
        {"name": "示例众创空间", "kind": "ecosphere", "desks": 60, "opened_on": date(2024, 5, 1)},
        {"occupied": 40},
        {"startup.desks": 60, "startup.ecosphere": 1},
    ),
    "startup_project": Sample(
        {
            "title": "示例无人机",
            "kind": "seed_fund",
            "contest": "yuchuang",
            "amount": Decimal("1500000"),
            "selected_on": date(2025, 6, 20),
        },
        {"leader": "李示例"},
        {"startup.projects": 0, "startup.seed_fund": Decimal("150.00")},
    ),
    "subsidy": Sample(
        {
            **EMPLOYER,
            "kind": "hiring",
            "amount": Decimal("4800.50"),
            "applied_on": date(2025, 5, 6),
            "paid_on": date(2025, 6, 18),
        },
        {"months": 6},
        {"subsidy.amount": Decimal("0.48"), "subsidy.amount.hiring": Decimal("0.48")},
    ),
    "startup_loan": Sample(
        {**person(4), "bank": "示例银行", "amount": Decimal("200000"), "issued_on": date(2025, 4, 18)},
        {"due_on": date(2027, 4, 18)},
        {"startup.loans": Decimal("20.00")},
    ),
    "service_point": Sample(
        {"name": "示例社区就业服务站", "kind": "station", "opened_on": date(2025, 3, 1)},
        {"staff_count": 3},
        {"service_point.station": 1, "service_point.circle": 0, "service_point.gig_market": 0},
    ),
    "staff": Sample({"name": "赵示例", "role": "vocational_guide"}, {"since": date(2025, 1, 6)}, {}),
    "conduct_case": Sample(
        {"title": "岗位不实", "kind": "false_hiring", "received_on": date(2025, 4, 8)},
        {"officer": "钱示例"},
        {},
    ),
    "target": Sample(
        {
            "plan": "yongchuan-2025",
            "figure": "fair.campus",
            "scope_kind": "township",
            "scope": "500118-01",
            "starts_on": date(2025, 1, 1),
            "ends_on": date(2025, 12, 31),
            "comparator": ">=",
            "value": Decimal("3"),
        },
        {"responsible": "中山路街道"},
        {},
    ),
    "task": Sample(
        {
            "title": "示例任务",
            "situation": "done",
            "starts_on": date(2025, 1, 1),
            "ends_on": date(2025, 12, 31),
            "done_on": date(2025, 9, 1),
        },
        {"progress": "已办结"},
        {"task.done": 1},
    ),
    "prior_actual": Sample(
        {"figure": "placement.total", "month": "2024-09", "value": Decimal("1120")}, {"source": "月报"}, {}
    ),
}
