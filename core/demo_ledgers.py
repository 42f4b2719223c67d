"""Invented rows of the other ledgers: posts, leavers and their services, training, start-ups, money, points.

People are those of the placements where somebody found work, and new ones elsewhere; dates lie in the year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from core import demo_stories as stories
from core.demo_employers import DemoEmployer
from core.units import Unit

Row = dict[str, Any]

_POSTS = (
    ("civil_service", (3, 6, 9, 12, 8, 10, 15), "一级科员"),
    ("public_institution", (12, 20, 26, 30, 34, 40, 52), "专业技术岗"),
    ("state_firm", (6, 8, 10), "管理培训生"),
    ("research_assistant", (2, 3), "科研助理"),
    ("three_supports", (5, 6), "三支一扶"),
    ("western_plan", (12, 16), "西部计划志愿者"),
    ("community_work", (4, 6, 8), "社区工作者"),
    ("public_welfare", (5, 8, 10, 12), "公益性岗位"),
    ("market", (20, 30, 40, 60, 80, 45, 35, 50, 66, 70, 25, 90), "操作工"),
)
_PACKAGE = (
    "policy_briefing",
    "vocational_guidance",
    "job_referral",
    "job_referral",
    "job_referral",
    "training_offer",
)
_COURSES = (
    ("skills", "数控车工技能培训", 60),
    ("skills", "电工技能培训", 55),
    ("startup", "创业意识培训", 40),
    ("practical", "企业岗位实训", 80),
    ("camp", "求职能力实训营", 45),
)
_SITES = (
    ("永城众创空间", "maker_space", 80),
    ("青禾青创空间", "youth_space", 60),
    ("示例创业孵化园", "incubator", 150),
    ("大学城创新创业生态圈", "ecosphere", 40),
    ("特色创业街区", "street", 30),
)
_SUBSIDIES = (("hiring", 9000), ("social_insurance", 12600), ("expansion", 6000), ("traineeship", 23400))
_OWN_SUBSIDIES = (("flexible", 2400), ("startup", 8000), ("skill_upgrade", 1500), ("shortage_post", 3000))
_POINTS = (("circle", "就业创业服务圈"), ("station", "家门口就业服务站"), ("gig_market", "零工驿站"))
_STAFF = ("vocational_guide", "information_analyst", "startup_mentor", "labour_broker", "service_specialist")
_CASES = (
    ("false_hiring", "招聘信息岗位与实际不符"),
    ("unpaid_wages", "反映试用期工资未按时发放"),
    ("conduct", "反映窗口排队时间较长"),
)


def ledger_rows(
    chance: Random, unit: Unit, year: int, employers: Sequence[DemoEmployer], placements: Sequence[Row]
) -> Mapping[str, tuple[Row, ...]]:
    """Section key → rows, of every ledger that has no rows of its own elsewhere."""
    make = _Ledgers(chance, unit, year, employers, placements)
    leavers = stories.helped(make.leavers())
    return {
        "vacancy": make.vacancies(),
        "unemployed_leaver": leavers,
        "service": (*stories.told(make.services(leavers)), *stories.calls(leavers)),
        "unemployment": (*make.unemployment(), *stories.registrations(leavers)),
        "traineeship": make.trainees(),
        "employer_order": make.orders(),
        "training": make.courses(),
        "startup_site": make.sites(),
        "startup_project": make.projects(),
        "startup_loan": make.loans(),
        "subsidy": (*make.subsidies(), *stories.payments(leavers)),
        "service_point": make.points(),
        "staff": make.staff(),
        "conduct_case": make.cases(),
        "destination_report": make.reports(),
        "graduate_supply": make.supply(),
    }


class _Ledgers:
    """Makes the rows of one unit and year."""

    def __init__(
        self,
        chance: Random,
        unit: Unit,
        year: int,
        employers: Sequence[DemoEmployer],
        placements: Sequence[Row],
    ) -> None:
        self._chance = chance
        self._unit = unit
        self._year = year
        self._employers = sorted(employers, key=lambda each: (-each.weight, each.name))[:40]
        self._people = [
            row for row in placements if row["person.id_kind"] == "resident_id" and "#draft" not in row
        ]
        self._size = max(12, min(300, len(self._people) // 40))

    def _day(self, first_month: int = 1, last_month: int = 12) -> date:
        month = self._chance.randint(first_month, last_month)
        return date(self._year, month, self._chance.randint(1, 28))

    def _employer(self) -> Row:
        found = self._chance.choice(self._employers)
        return {"employer.name": found.name, "employer.credit_code": found.credit_code}

    def _township(self) -> str | None:
        towns = self._unit.townships
        return self._chance.choice(towns).key if towns else None

    def _town_name(self, place: int) -> str:
        towns = self._unit.townships
        return towns[place % len(towns)].name if towns else f"{self._unit.name}第{place + 1}"

    def _sample(self, number: int) -> list[Row]:
        people: dict[str, Row] = {}
        for row in self._chance.sample(self._people, min(len(self._people), 2 * number)):
            people.setdefault(row["person.id_number"], row)
        return list(people.values())[:number]

    @staticmethod
    def _person(row: Row) -> Row:
        keys = (
            "person.name",
            "person.id_number",
            "person.id_kind",
            "person.phone",
            "person.college",
            "person.major",
        )
        return {key: row[key] for key in keys}

    def vacancies(self) -> tuple[Row, ...]:
        rows = []
        for kind, numbers, title in _POSTS:
            for place, headcount in enumerate(numbers, 1):
                filled = round(headcount * self._chance.uniform(0.3, 0.8))
                row = {"title": f"{title}（{place}）", "kind": kind, "headcount": headcount, "filled": filled}
                rows.append({**self._employer(), **row, "published_on": self._day(2, 11), "education": "21"})
        return tuple(rows)

    def leavers(self) -> tuple[Row, ...]:
        rows = []
        for row in self._sample(self._size):
            placed: date = row["placed_on"]
            handed_over = date(self._year, 7, self._chance.randint(8, 25))
            situation = self._chance.choice(("reached", "served", "served", "unreached", "not_willing"))
            rows.append(
                {
                    **self._person(row),
                    "cohort": str(self._year),
                    "handed_over_on": handed_over,
                    "handed_over_batch": f"{self._year}年第一批",
                    "township": row["township"],
                    "willing": situation != "not_willing",
                    "situation": "in_work" if placed > handed_over else situation,
                    "situation_on": placed if placed > handed_over else handed_over + timedelta(days=6),
                    "lists_sent_on": handed_over + timedelta(days=3),
                    "next_contact_on": date(self._year, 10, self._chance.randint(1, 28)),
                    "disadvantaged": self._chance.choice((None, None, None, None, "low_income", "lifted")),
                }
            )
        return tuple(rows)

    def services(self, leavers: Sequence[Row]) -> tuple[Row, ...]:
        rows: list[Row] = []
        for leaver in leavers:
            day: date = leaver["handed_over_on"]
            for kind in _PACKAGE[: self._chance.choice((0, 2, 4, 6, 6, 6))]:
                day += timedelta(days=self._chance.randint(2, 12))
                person = {key: leaver[key] for key in ("person.name", "person.id_number", "person.id_kind")}
                rows.append({**person, "kind": kind, "provided_on": day, "township": leaver["township"]})
        for place in range(24):
            number = self._chance.randint(20, 180)
            rows.append(
                {
                    "kind": self._chance.choice(("policy_briefing", "job_referral", "visit")),
                    "provided_on": self._day(),
                    "headcount": number,
                    "township": self._township(),
                    "officer": f"{self._town_name(place)}专干",
                }
            )
        return tuple(rows)

    def unemployment(self) -> tuple[Row, ...]:
        rows = []
        for row in self._sample(self._size // 2):
            registered = self._day(1, 8)
            again = registered + timedelta(days=self._chance.randint(20, 110))
            works = self._chance.random() < 0.6
            rows.append(
                {
                    **self._person(row),
                    "registered_on": registered,
                    "cause": self._chance.choice(("contract_ended", "resigned", "graduated", "dismissed")),
                    "township": row["township"],
                    "situation": "reemployed" if works else "unemployed",
                    "reemployed_on": again if works else None,
                }
            )
        return tuple(rows)

    def trainees(self) -> tuple[Row, ...]:
        rows = []
        for row in self._sample(self._size):
            starts, months = self._day(1, 6), self._chance.choice((3, 6))
            ending = self._chance.choice(("kept", "kept", "kept", "completed", "left", None))
            rows.append(
                {
                    **self._person(row),
                    **self._employer(),
                    "post": self._chance.choice(("装配工艺见习", "软件测试见习", "行政见习")),
                    "starts_on": starts,
                    "ended_on": starts + timedelta(days=30 * months) if ending else None,
                    "ending": ending,
                    "living_pay": 2100,
                    "insured": True,
                    "subsidy_months": months,
                    "subsidy_amount": 1300 * months + 100,
                }
            )
        return tuple(rows)

    def orders(self) -> tuple[Row, ...]:
        rows = []
        for place in range(18):
            placed, headcount = self._day(1, 11), self._chance.choice((10, 20, 30, 50))
            steps = self._chance.choice((1, 2, 3, 4, 4, 4))
            days = [placed + timedelta(days=gap) for gap in (0, 1, 3, 15)]
            row = {"job": f"装配工（{place + 1}）", "headcount": headcount}
            names = ("placed_on", "accepted_on", "dispatched_on", "rated_on")
            rows.append({**self._employer(), **row, **dict(zip(names[:steps], days, strict=False))})
        return tuple(rows)

    def courses(self) -> tuple[Row, ...]:
        rows = []
        for place in range(25):
            kind, title, number = _COURSES[place % len(_COURSES)]
            starts, people = self._day(2, 11), number - self._chance.randint(0, 9)
            rows.append(
                {
                    "title": f"{title}第{place // len(_COURSES) + 1}期",
                    "kind": kind,
                    "institution": f"{self._unit.name}示例职业培训学校",
                    "starts_on": starts,
                    "ends_on": starts + timedelta(days=12),
                    "attendances": people + self._chance.randint(0, 6),
                    "people": people,
                    "certificates": people // 2 if kind == "skills" else None,
                    "subsidy": people * 800,
                }
            )
        return tuple(rows)

    def sites(self) -> tuple[Row, ...]:
        return tuple(
            {
                "name": name,
                "kind": kind,
                "level": "district",
                "township": self._township(),
                "desks": desks,
                "occupied": desks * 2 // 3,
                "opened_on": date(self._year - place % 3, 3, 1 + place),
            }
            for place, (name, kind, desks) in enumerate(_SITES)
        )

    def projects(self) -> tuple[Row, ...]:
        names = ("农业无人机", "智能质检", "康养平台", "非遗文创", "冷链溯源", "数字实训")
        rows: list[Row] = [
            {
                "title": name,
                "kind": "key_project",
                "contest": "dream",
                "amount": 200_000,
                "selected_on": self._day(4, 9),
            }
            for name in names[:4]
        ]
        seed: Row = {
            "title": names[4],
            "kind": "seed_fund",
            "amount": 1_000_000,
            "selected_on": self._day(5, 8),
        }
        award: Row = {"title": names[5], "kind": "award", "contest": "yuchuang", "award": "二等奖"}
        return (*rows, seed, {**award, "selected_on": self._day(6, 9)})

    def loans(self) -> tuple[Row, ...]:
        amounts = (100_000, 150_000, 200_000, 200_000, 300_000)
        bank = f"示例银行{self._unit.name}支行"
        return tuple(
            {
                **self._person(row),
                "bank": bank,
                "amount": self._chance.choice(amounts),
                "issued_on": self._day(),
            }
            for row in self._sample(self._size // 3)
        )

    def subsidies(self) -> tuple[Row, ...]:
        owners: list[tuple[Row, str, int]] = []
        owners += [(self._employer(), *self._chance.choice(_SUBSIDIES)) for _ in range(self._size // 2)]
        people = self._sample(self._size // 2)
        owners += [(self._person(row), *self._chance.choice(_OWN_SUBSIDIES)) for row in people]
        rows = []
        for place, (owner, kind, amount) in enumerate(owners):
            applied = self._day(1, 10)
            paid = applied + timedelta(days=self._chance.randint(15, 50)) if place % 6 else None
            approved = applied + timedelta(days=9)
            rows.append(
                {
                    **owner,
                    "kind": kind,
                    "amount": amount,
                    "applied_on": applied,
                    "approved_on": approved,
                    "paid_on": paid,
                }
            )
        return tuple(rows)

    def points(self) -> tuple[Row, ...]:
        rows = []
        for place in range(14):
            kind, title = _POINTS[place % 3]
            town = self._town_name(place)
            opened = date(self._year - place % 2, 1 + place % 9, 10)
            row = {"name": f"{town}{title}", "kind": kind, "opened_on": opened, "staff_count": 2 + place % 3}
            rows.append(
                {
                    **row,
                    "township": self._unit.townships[place % len(self._unit.townships)].key
                    if self._unit.townships
                    else None,
                }
            )
        return tuple(rows)

    def staff(self) -> tuple[Row, ...]:
        surnames = "赵钱孙李周吴郑王冯陈"
        return tuple(
            {
                "name": f"{surname}示例",
                "role": _STAFF[place % len(_STAFF)],
                "organisation": f"{self._town_name(place)}社区事务中心",
                "since": date(self._year - 1, 1 + place, 6),
            }
            for place, surname in enumerate(surnames)
        )

    def cases(self) -> tuple[Row, ...]:
        rows = []
        for place, (kind, title) in enumerate(_CASES):
            received = self._day(2, 9)
            row: Row = {"title": title, "kind": kind, "received_on": received}
            handled = (
                {"handled_on": received + timedelta(days=9), "result": "已核实处理并回复"} if place else {}
            )
            rows.append({**row, **handled})
        return tuple(rows)

    def _colleges(self) -> list[str]:
        found = dict.fromkeys(
            row["person.college"]
            for row in self._people
            if row["origin"] == "local_institution" and row["person.college"]
        )
        return list(found)[:8]

    def reports(self) -> tuple[Row, ...]:
        rows = []
        for college in self._colleges():
            graduates = self._chance.randint(900, 4200)
            for month, last, share in ((6, 30, 0.58), (8, 31, 0.78)):
                settled = round(graduates * (share + self._chance.uniform(-0.03, 0.05)))
                row = {
                    "college": college,
                    "cohort": str(self._year),
                    "reported_as_of": date(self._year, month, last),
                }
                source = {"edition": "2024", "source": "区教委"}
                rows.append({**row, "graduates": graduates, "settled": settled, **source})
        return tuple(rows)

    def supply(self) -> tuple[Row, ...]:
        majors = ("机械工程", "软件技术", "护理", "学前教育")
        return tuple(
            {
                "college": college,
                "cohort": str(self._year),
                "major": major,
                "graduates": self._chance.randint(40, 260),
                "home_area": "重庆",
                "month": f"{self._year}-02",
            }
            for college in self._colleges()
            for major in majors
        )
