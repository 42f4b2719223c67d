"""Invented job fairs, traineeship hosts and posts, and last year's months, for a demonstration ledger."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from core.demo_employers import DemoEmployer, invented_credit_code
from core.demo_words import words
from core.plans import prior_actual
from core.units import Unit

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of fair: the months it is held in, the names it goes by with their channels, how many come."""

    code: str
    months: tuple[int, ...]
    titles: tuple[tuple[str, str], ...]
    employers: tuple[int, int]
    vacancies_each: tuple[int, int]
    visitors_each: tuple[int, int]


_FAIRS = (
    _Kind(
        code="campus",
        months=(3, 3, 4, 5, 5, 6, 6, 9, 9, 10, 11, 11),
        titles=(
            ("{season}高校毕业生专场招聘会", "on_site"),
            ("{season}高校毕业生双选会", "on_site"),
            ("公共就业服务进校园招聘会", "on_site"),
        ),
        employers=(38, 86),
        vacancies_each=(16, 28),
        visitors_each=(25, 40),
    ),
    _Kind(
        code="talent_outreach",
        months=(3, 4, 4, 5, 6, 6, 9, 10, 10, 11),
        titles=(("赴{venue}引才活动", "on_site"),),
        employers=(10, 24),
        vacancies_each=(11, 18),
        visitors_each=(18, 28),
    ),
    _Kind(
        code="matching",
        months=(3, 3, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12),
        titles=(
            ("{trade}重点企业用工对接会", "on_site"),
            ("{town}返乡青年就业对接服务活动", "on_site"),
            ("新职业青年线上远程面试周", "remote_interview"),
        ),
        employers=(14, 34),
        vacancies_each=(12, 22),
        visitors_each=(12, 22),
    ),
    _Kind(
        code="outside_city",
        months=(4, 6, 9, 11),
        titles=(("赴{province}招引活动", "on_site"),),
        employers=(16, 30),
        vacancies_each=(14, 24),
        visitors_each=(18, 30),
    ),
    _Kind(
        code="small",
        months=(3, 3, 4, 4, 5, 6, 7, 7, 8, 8, 9, 10, 11, 12),
        titles=(("“小而专”招聘会（{trade}）", "on_site"), ("“小而专”直播带岗（{trade}）", "livestream")),
        employers=(12, 26),
        vacancies_each=(10, 18),
        visitors_each=(14, 26),
    ),
    _Kind(
        code="startup_event",
        months=(4, 5, 6, 9, 10, 11),
        titles=(("创业沙龙（第{number}期）", "on_site"), ("创业项目展示活动", "on_site")),
        employers=(3, 8),
        vacancies_each=(0, 2),
        visitors_each=(10, 20),
    ),
    _Kind(
        code="talk",
        months=(3, 4, 5, 9, 10, 12),
        titles=(("就业政策宣讲会", "on_site"),),
        employers=(2, 6),
        vacancies_each=(0, 0),
        visitors_each=(40, 80),
    ),
)
_TRADES = ("汽车零部件", "数字经济", "智能装备", "电子信息", "现代服务", "特色轻工")
_CITIES = ("四川成都", "贵州贵阳", "陕西西安", "湖北武汉", "云南昆明", "四川泸州")
_ONLINE_CROWD = 9
_HOSTS = 42
_SPECIAL_HOST = "重庆䶮㛃精密铸造有限公司"
"""Its name has characters that only the fallback fonts have, so that the return shows them."""
_POSTS_PER_ROW = 0.256
_POST_MONTHS = (20, 40, 120, 110, 110, 110, 120, 100, 80, 80, 60, 50)
_POST_TITLES = (
    "装配工艺",
    "质量检验",
    "软件测试",
    "数据标注",
    "行政文员",
    "市场运营",
    "护理",
    "教学辅助",
    "电商客服",
)
_PRIOR_SHARES = (34, 36, 70, 76, 88, 118, 150, 130, 106, 78, 66, 48)
_PRIOR_FIGURES = ("placement.total", "placement.origin.outside_city")


def example_college(unit: Unit) -> str:
    """The college that stands for those of a unit whose own are not listed."""
    return f"{unit.name}示例职业学院"


def fair_rows(chance: Random, unit: Unit, year: int) -> tuple[Row, ...]:
    """A year's job fairs of every kind, by date."""
    rows = [
        _fair(chance, unit, kind, _workday(chance, year, month), number)
        for kind in _FAIRS
        for number, month in enumerate(kind.months, start=1)
    ]
    return tuple(sorted(rows, key=lambda row: (row["starts_on"], row["title"])))


def host_rows(chance: Random, employers: Sequence[DemoEmployer], year: int) -> tuple[Row, ...]:
    """Traineeship hosts: most approved in the years before, some in this one."""
    rows: list[Row] = []
    for number, employer in enumerate(_hosts(employers)):
        month = chance.randint(1, 9)
        approved = _workday(chance, year - chance.choice((0, 1, 1, 2, 2)), month)
        rows.append(
            {
                **_employer(employer),
                "level": "city" if number % 5 == 0 else "district",
                "approved_on": approved,
                "ended_on": None,
                "note": "",
            }
        )
    return tuple(rows)


def post_rows(chance: Random, employers: Sequence[DemoEmployer], year: int, rows: int) -> tuple[Row, ...]:
    """Traineeship posts of the hosts, by date; their places grow with the number of placements."""
    hosts = _hosts(employers)
    wanted = max(len(hosts), round(rows * _POSTS_PER_ROW))
    found: list[Row] = []
    while wanted > 0:
        host = hosts[len(found)] if len(found) < len(hosts) else chance.choice(hosts)
        headcount = min(wanted, chance.choice((2, 4, 5, 6, 8, 10, 12, 15, 20, 30)))
        wanted -= headcount
        month = chance.choices(range(1, 13), _POST_MONTHS)[0]
        found.append(_post(chance, host, headcount, _workday(chance, year, month), len(found) + 1))
    return tuple(sorted(found, key=lambda row: (row["collected_on"], row["title"])))


def prior_rows(unit_key: str, year: int) -> tuple[Row, ...]:
    """Months of an earlier year that add up to the actual the documents give; none where they give none."""
    rows: list[Row] = []
    for figure in _PRIOR_FIGURES:
        actual = prior_actual(unit_key, figure, year)
        if actual is None:
            continue
        rows += [
            {
                "figure": figure,
                "month": f"{year}-{month:02d}",
                "value": value,
                "source": f"演示数据：{year}年全年实绩按月编造",
                "note": "",
            }
            for month, value in enumerate(_parts(actual, _PRIOR_SHARES), start=1)
        ]
    return tuple(rows)


def _parts(total: int, shares: Sequence[int]) -> list[int]:
    """`total` in whole parts by share that add up to it."""
    whole, done, given = sum(shares), 0, 0
    parts: list[int] = []
    for share in shares:
        done += share
        parts.append(total * done // whole - given)
        given += parts[-1]
    return parts


def _fair(chance: Random, unit: Unit, kind: _Kind, day: date, number: int) -> Row:
    title, channel = chance.choice(kind.titles)
    venue, province, college = _place(chance, unit, kind.code)
    online = channel != "on_site"
    employers = chance.randint(*kind.employers)
    visitors = employers * chance.randint(*kind.visitors_each)
    matches = round(visitors * chance.uniform(0.11, 0.24)) if kind.vacancies_each[1] else None
    seen = visitors * (_ONLINE_CROWD if channel == "livestream" else 1)
    in_title: Mapping[str, Any] = {
        "season": "春季" if day.month < 8 else "秋季",
        "venue": venue,
        "province": province,
        "trade": chance.choice(_TRADES),
        "town": chance.choice(unit.townships).name if unit.townships else unit.name,
        "number": number,
    }
    return {
        "title": title.format_map(in_title),
        "kind": kind.code,
        "channel": channel,
        "starts_on": day,
        "ends_on": day,
        "venue": "线上" if online else venue,
        "province": province,
        "college": college,
        "hosts": f"{unit.name}人力资源和社会保障局",
        "employers": employers,
        "vacancies": employers * chance.randint(*kind.vacancies_each),
        "visitors": seen,
        "matches": matches,
        "hired": round(matches * chance.uniform(0.2, 0.45)) if matches is not None else None,
        "viewers": seen if online else None,
        "note": "",
    }


def _place(chance: Random, unit: Unit, kind: str) -> tuple[str, str, str]:
    """Venue, province and college of a fair: at home, at a college, or where the talent is."""
    colleges = words().colleges
    if kind == "campus":
        local = colleges["local"]
        known = (*local.undergraduate, *local.junior) if unit.code == "500118" else (example_college(unit),)
        college = chance.choice(known)
        return college, "重庆", college
    if kind == "talent_outreach":
        outside = chance.random() < 0.6
        college = chance.choice(colleges["outside" if outside else "city"].undergraduate)
        return college, "" if outside else "重庆", college
    if kind == "outside_city":
        city = chance.choice(_CITIES)
        return f"{city}人才市场", city, ""
    return f"{unit.name}公共就业服务大厅", "重庆", ""


def _hosts(employers: Sequence[DemoEmployer]) -> tuple[DemoEmployer, ...]:
    """The largest employers, and one with rare characters in its name."""
    largest = sorted(employers, key=lambda each: (-each.weight, each.name))[:_HOSTS]
    special = DemoEmployer(_SPECIAL_HOST, _special_code(), "39", "03", largest[0].township, 0.0)
    return (*largest, special)


def _special_code() -> str:
    return invented_credit_code(Random(_SPECIAL_HOST), "500118")


def _post(chance: Random, host: DemoEmployer, headcount: int, day: date, number: int) -> Row:
    return {
        **_employer(host),
        "title": f"{chance.choice(_POST_TITLES)}见习岗（{number:03d}）",
        "headcount": headcount,
        "collected_on": day,
        "published": chance.random() < 0.93,
        "pay": chance.choice((2100, 2200, 2300, 2500)),
        "months": chance.choice((3, 6, 6, 12)),
        "education": chance.choice(("21", "31", "31")),
        "major": "",
        "venue": "",
        "note": "",
    }


def _employer(employer: DemoEmployer) -> Row:
    return {
        "employer.name": employer.name,
        "employer.credit_code": employer.credit_code,
        "employer.type": employer.type,
    }


def _workday(chance: Random, year: int, month: int) -> date:
    """Monday to Friday of the month."""
    while True:
        day = date(year, month, chance.randint(1, monthrange(year, month)[1]))
        if day.weekday() < 5:
            return day
