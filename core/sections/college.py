"""毕业去向统计 and 人才供给清单: what colleges report (S1 target and item 2; S2 target)."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import DestinationReport, GraduateSupply


def check_report(values: Values) -> list[Problem]:
    """Not more settled graduates than graduates, and some graduates."""
    problems = shared.at_least(values, 1, ("graduates", "毕业生人数"))
    problems += shared.at_least(values, 0, ("settled", "已落实人数"))
    graduates, settled = values.get("graduates"), values.get("settled")
    if graduates is not None and settled is not None and settled > graduates:
        problems.append(Problem("settled", f"已落实人数 {settled} 多于毕业生人数 {graduates}"))
    return problems


def check_supply(values: Values) -> list[Problem]:
    """Numbers of graduates are not negative."""
    return shared.at_least(values, 0, ("graduates", "毕业生人数"))


REPORT = Section(
    key="destination_report",
    title="毕业去向统计",
    model=DestinationReport,
    dating="reported_as_of",
    fields=(
        field(
            "destination_report/college",
            "院校",
            required=True,
            width=180,
            group="统计",
            example="重庆文理学院",
        ),
        field(
            "destination_report/cohort",
            "届别",
            Kind.MONTH,
            required=True,
            width=76,
            group="统计",
            example="2025",
        ),
        field(
            "destination_report/reported_as_of",
            "统计日期",
            Kind.DATE,
            required=True,
            width=96,
            group="统计",
            example="2025-08-31",
        ),
        field(
            "destination_report/graduates",
            "毕业生人数",
            Kind.INTEGER,
            required=True,
            width=90,
            unit="人",
            group="统计",
            example="4200",
        ),
        field(
            "destination_report/settled",
            "已落实人数",
            Kind.INTEGER,
            required=True,
            width=90,
            unit="人",
            group="统计",
            example="3300",
        ),
        field(
            "destination_report/edition",
            "统计口径",
            Kind.CODE,
            codes="destination_edition",
            width=80,
            group="统计",
            example="2024版",
        ),
        field("destination_report/source", "来源", width=180, group="统计", example="区教委函"),
        shared.NOTE,
    ),
    identities=(("college", "cohort", "reported_as_of"),),
    check=check_report,
    frozen=("college",),
    icon="chart-line",
    empty_hint="院校报一次填一行。每所院校取8月31日前最近一次，合起来算毕业去向落实率。",
)

SUPPLY = Section(
    key="graduate_supply",
    title="人才供给清单",
    model=GraduateSupply,
    dating="",
    fields=(
        field(
            "graduate_supply/college", "院校", required=True, width=180, group="供给", example="重庆文理学院"
        ),
        field(
            "graduate_supply/cohort",
            "届别",
            Kind.MONTH,
            required=True,
            width=76,
            group="供给",
            example="2025",
        ),
        field("graduate_supply/major", "专业", required=True, width=140, group="供给", example="机械工程"),
        field(
            "graduate_supply/education",
            "学历",
            Kind.CODE,
            codes="education",
            width=80,
            group="供给",
            example="本科",
        ),
        field(
            "graduate_supply/graduates",
            "毕业生人数",
            Kind.INTEGER,
            required=True,
            width=90,
            unit="人",
            group="供给",
            example="120",
        ),
        field("graduate_supply/home_area", "生源地", width=120, group="供给", example="重庆"),
        field("graduate_supply/month", "更新月份", Kind.MONTH, width=90, group="供给", example="2025-02"),
        shared.NOTE,
    ),
    identities=(("college", "cohort", "major", "education", "home_area", "month"),),
    check=check_supply,
    frozen=("college", "major"),
    icon="list-check",
    empty_hint="按院校、专业、生源地填毕业生人数，按月更新。只供查询，不计数。",
)
