"""Plans as data: the documents' numbers, their periods and scopes, and what a faulty file says."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core import figures
from core.codes import code_list
from core.plan_files import parse_plan, read_plan
from core.plans import (
    CITY,
    Plan,
    PresetTarget,
    load_plans,
    plan_of_key,
    plans_for,
    prior_actual,
    quota,
    targets_for,
)
from core.resources import resource
from core.units import all_units, units

EVENTS = {"场", "场次"}
"""Two words for one unit of measure; each target keeps its document's."""


def city() -> Plan:
    return plan_of_key("city-2025")


def target(plan: Plan, figure: str, scope: str, year: int | None = None) -> PresetTarget:
    """The one judged (or city) target on a figure, of a year where there are several."""
    found = [
        each
        for each in plan.targets
        if (each.figure, each.scope) == (figure, scope)
        and not each.reference
        and (year is None or each.span.start.year == year)
    ]
    assert len(found) == 1
    return found[0]


def test_the_shipped_files_have_no_problem() -> None:
    plans, problems = load_plans()
    assert problems == ()
    assert {plan.key for plan in plans} >= {"city-2025", "yongchuan-2025", "service-2026"}


def test_the_41_quotas_add_up_and_belong_to_the_41_units() -> None:
    rows = city().unit_actuals
    assert [row.unit for row in rows] == [unit.key for unit in units(date(2025, 1, 1))]
    assert sum(row.target_total for row in rows) == 400_000
    assert sum(row.target_outside_city for row in rows) == 60_000
    judged = [each for each in city().targets if each.judged]
    assert len(judged) == 82
    assert sum(each.value for each in judged if each.figure == "placement.total") == 400_000


def test_the_actuals_of_2024_stay_as_they_stand_and_do_not_agree() -> None:
    assert sum(row.total for row in city().unit_actuals) == 342_721
    assert sum(row.outside_city for row in city().unit_actuals) == 65_394
    assert sum(row.prior_actual for row in city().industries) == 323_192


def test_the_industries_are_those_of_the_code_list_and_add_up() -> None:
    rows = city().industries
    assert tuple(row.code for row in rows) == code_list("industry").codes
    assert sum(row.target for row in rows) == 400_000
    assert all(row.responsible.startswith("市") for row in rows)


def test_yongchuan_has_its_quota_and_its_actuals() -> None:
    assert target(city(), "placement.total", "500118").value == 13_530
    assert target(city(), "placement.origin.outside_city", "500118").value == 2_260
    assert prior_actual("500118", "placement.total", 2024) == 12_126
    assert prior_actual("500118", "placement.origin.outside_city", 2024) == 1_937
    row = quota("500118", 2025)
    assert row is not None
    assert (row.target_total, row.target_outside_city) == (13_530, 2_260)


def test_what_the_documents_do_not_say_is_unknown() -> None:
    assert prior_actual("500118", "placement.total", 2023) is None
    assert prior_actual("500118", "placement.origin.within_city", 2024) is None
    assert prior_actual(CITY, "placement.total", 2024) is None
    assert quota("500118", 2026) is None
    assert quota("500100-LJ2025", 2025) is None


def test_public_posts_carry_three_numbers_and_their_parts_add_up() -> None:
    numbers = {row.figure: (row.prior_target, row.prior_actual, row.target) for row in city().posts}
    assert numbers == {
        "vacancy.civil_service": (1690, 1690, 2000),
        "vacancy.public_institution": (18000, 15830, 14000),
        "vacancy.state_firm": (12000, 10006, 10000),
        "vacancy.research_assistant": (1100, 3242, 1000),
        "vacancy.grassroots_programme": (3432, 6072, 5000),
        "vacancy.community": (1991, 1740, 4000),
        "placement.cohort": (180000, 190000, 200000),
    }
    for row in city().posts:
        assert not row.parts or sum(part.value for part in row.parts) == row.target
    assert target(city(), "vacancy.western_plan", CITY).value == 4240
    assert prior_actual(CITY, "vacancy.research_assistant", 2024) == 3242


@pytest.mark.parametrize(
    ("figure", "comparator", "value", "unit"),
    [
        ("destination.rate", ">=", 75, "%"),
        ("assisted.rate", ">=", 90, "%"),
        ("vacancy.government_total", "about", 16000, "个"),
        ("vacancy.grassroots_total", ">=", 10000, "个"),
        ("training.skills.attendances", ">=", 30000, "人次"),
        ("training.startup.attendances", ">=", 10000, "人次"),
        ("training.practical.people", ">=", 100000, "人"),
        ("traineeship.posts", ">=", 100000, "个"),
        ("fair.outside_city", ">=", 30, "场"),
        ("fair.matching", ">=", 30, "场"),
        ("fair.startup_event", ">=", 1000, "场次"),
        ("startup.ecosphere", ">=", 10, "个"),
        ("startup.desks", ">=", 10000, "个"),
        ("startup.loans", ">=", 130000, "万元"),
        ("startup.projects", "about", 600, "个"),
    ],
)
def test_the_citys_other_targets(figure: str, comparator: str, value: int, unit: str) -> None:
    found = target(city(), figure, CITY)
    assert (found.comparator, found.value, found.unit) == (comparator, Decimal(value), unit)
    assert not found.judged


@pytest.mark.parametrize(
    ("figure", "comparator", "value", "unit"),
    [
        ("vacancy.government_total", "about", 380, "个"),
        ("vacancy.civil_service", ">=", 80, "个"),
        ("vacancy.public_institution", ">=", 300, "个"),
        ("vacancy.three_supports", ">=", 15, "个"),
        ("vacancy.western_plan", ">=", 40, "个"),
        ("vacancy.grassroots_total", ">=", 50, "个"),
        ("vacancy.public_welfare", ">=", 50, "个"),
        ("fair.campus", ">=", 10, "场次"),
        ("fair.talent_outreach", ">=", 10, "场次"),
        ("training.skills.people", ">=", 1000, "人"),
        ("traineeship.posts", ">=", 3000, "个"),
        ("startup.desks", ">=", 400, "个"),
        ("startup.projects", ">=", 6, "个"),
        ("destination.rate", ">=", 75, "%"),
        ("assisted.rate", ">=", 90, "%"),
    ],
)
def test_yongchuans_yearly_targets_become_one_row_per_year(
    figure: str, comparator: str, value: int, unit: str
) -> None:
    own = plan_of_key("yongchuan-2025")
    for year in (2025, 2026, 2027):
        found = target(own, figure, "500118", year)
        assert (found.comparator, found.value, found.unit) == (comparator, Decimal(value), unit)
        assert (found.span.start, found.span.last) == (date(year, 1, 1), date(year, 12, 31))


def test_yongchuans_core_targets_run_over_three_years() -> None:
    own = plan_of_key("yongchuan-2025")
    values = {
        each.figure: each.value for each in own.targets if each.group == "core" and each.span.days == 1095
    }
    assert values == {
        "placement.total": 40_000,
        "placement.origin.local_institution": 15_000,
        "placement.origin.within_city": 19_000,
        "placement.origin.outside_city": 6_000,
    }
    assert sum(values.values()) == 2 * values["placement.total"]


def test_text_and_annex_that_differ_are_both_kept_and_one_is_judged() -> None:
    own = plan_of_key("yongchuan-2025")
    for figure, percent in (("destination.rate", 75), ("assisted.rate", 90)):
        rows = [each for each in own.targets if each.figure == figure and each.span.start.year == 2025]
        assert [(each.comparator, each.judged) for each in rows] == [(">=", True), (">", False)]
        assert all(each.value == percent for each in rows)
        assert all("75%" in each.clause or "90%" in each.clause for each in rows)


def test_a_yearly_mean_is_one_target_over_the_whole_span() -> None:
    mean = target(plan_of_key("yongchuan-2025"), "training.skills.attendances", "500118")
    assert (mean.value, mean.yearly, mean.unit) == (Decimal(3000), Decimal(1000), "人次")
    assert mean.span.days == 1095


def test_grants_are_kept_and_are_no_targets() -> None:
    own = plan_of_key("yongchuan-2025")
    assert {(each.key, each.value) for each in own.amounts} == {
        ("startup.projects", Decimal(20)),
        ("startup.seed_fund", Decimal(200)),
    }
    assert all(each.figure != "startup.seed_fund" for each in own.targets)


def test_the_service_plan_is_the_citys_and_names_its_assumption() -> None:
    plan = plan_of_key("service-2026")
    assert {each.figure: each.value for each in plan.targets} == {
        "service_point.circle": 100,
        "service_point.station": 200,
        "service_point.gig_market": 100,
        "service.attendances": 6_000_000,
        "unemployment.reemployed": 450_000,
    }
    assert all(each.scope == CITY and each.assumption for each in plan.targets)
    assert (plan.span.start, plan.span.last) == (date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("unit", "year", "keys"),
    [
        ("500118", 2025, ["city-2025", "yongchuan-2025"]),
        ("500118", 2026, ["yongchuan-2025", "service-2026"]),
        ("500118", 2027, ["yongchuan-2025", "service-2026"]),
        ("500118", 2028, []),
        ("500118", 2024, []),
        ("500117", 2025, ["city-2025"]),
        ("500105", 2025, ["city-2025"]),
        ("500100-LJ", 2025, ["city-2025"]),
        ("500100-LJ2025", 2025, []),
        ("500100-LJ2025", 2026, ["service-2026"]),
    ],
)
def test_plans_apply_by_their_period_and_to_whom_they_concern(unit: str, year: int, keys: list[str]) -> None:
    assert [plan.key for plan in plans_for(unit, year)] == keys


def test_targets_of_a_unit_come_first_and_no_other_units() -> None:
    found = targets_for(city(), "500118")
    assert [(each.figure, each.value) for each in found[:2]] == [
        ("placement.total", Decimal(13_530)),
        ("placement.origin.outside_city", Decimal(2_260)),
    ]
    assert {each.scope for each in found} == {"500118", CITY}
    judged = [(each.figure, each.span) for each in found if each.judged]
    assert len(judged) == len(set(judged)) == 2


def test_every_target_can_be_shown_with_its_source() -> None:
    for plan in load_plans()[0]:
        for each in plan.targets:
            assert each.clause and each.item and each.label and each.unit
            assert plan.source(each).startswith(plan.number)
            assert not any(space in each.clause for space in " \n　")
            assert plan.span.start <= each.span.start < each.span.end <= plan.span.end
            assert each.scope == CITY or each.scope in {unit.key for unit in all_units()}


def test_every_figure_of_every_plan_is_in_the_catalogue_with_its_unit() -> None:
    catalogue = figures.catalogue()
    for plan in load_plans()[0]:
        assert {each.key for each in plan.amounts} <= catalogue.keys()
        for each in plan.targets:
            known = catalogue[each.figure].unit
            assert each.unit == known or {each.unit, known} == EVENTS, each.figure


@pytest.mark.parametrize(("key", "number"), [("city-2025", 16), ("yongchuan-2025", 12), ("service-2026", 16)])
def test_the_numbered_tasks_are_complete(key: str, number: int) -> None:
    tasks = plan_of_key(key).tasks
    assert [task.number for task in tasks] == list(range(1, number + 1))
    for task in tasks:
        assert task.title and task.summary and task.bodies
        assert all(body and "、" not in body and not body.endswith("等") for body in task.bodies)


def test_the_citys_tasks_have_their_deadlines() -> None:
    deadlines = {task.number: task.deadline for task in city().tasks}
    year_end = date(2025, 12, 31)
    early = {1: date(2025, 3, 31), 2: date(2025, 2, 28), 8: date(2025, 8, 31), 11: date(2025, 11, 30)}
    assert deadlines == {number: early.get(number, year_end) for number in range(1, 17)}
    assert [task.number for task in city().tasks if task.monthly] == [1, 2]
    assert {each.on for task in city().tasks for each in task.milestones} == {
        date(2025, 6, 30),
        date(2025, 7, 31),
        date(2025, 8, 31),
    }
    assert all(task.deadline is None for task in plan_of_key("service-2026").tasks)


# A faulty file gives problems, never an exception.

Spoil = Callable[[dict[str, Any]], object]


def spoilt(spoil: Spoil, key: str = "city-2025") -> tuple[Plan | None, tuple[str, ...]]:
    content = tomllib.loads(resource("plans", f"{key}.toml").read_text(encoding="utf-8"))
    content = copy.deepcopy(content)
    spoil(content)
    plan, problems = parse_plan(content, key)
    return plan, tuple(f"{each.place}: {each.message}" for each in problems)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda c: c["target"][0].update(comparator="=>"), "target 1: comparator 为“=>”"),
        (lambda c: c["target"][0].pop("clause"), "target 1: 缺少 clause"),
        (lambda c: c["target"][0].update(clause="  "), "target 1: clause 应为文字"),
        (lambda c: c["target"][0].update(value="四十万"), "target 1: value 应为不小于0的数"),
        (lambda c: c["target"][0].update(value=float("inf")), "target 1: value 应为不小于0的数"),
        (lambda c: c["target"][0].update(value=True), "target 1: value 应为不小于0的数"),
        (lambda c: c["target"][0].update(scope="999999"), "target 1: scope 为“999999”"),
        (lambda c: c["target"][0].update(refrence=True), "target 1: 不认识的项 refrence"),
        (lambda c: c["task"][4].update(deadline="12月底"), "task 5: deadline 应为日期"),
        (lambda c: c["task"][7]["milestones"][0].pop("on"), "缺少 on"),
        (lambda c: c["unit_table"]["rows"].append([42, "500999", 1, 1, 1, 1]), "“500999”不在单位表中"),
        (lambda c: c["unit_table"]["rows"][3].pop(), "rows 第4行应有6列"),
        (lambda c: c["unit_table"].update(rows=7), "rows 应为一组行"),
        (lambda c: c["unit_table"].pop("total"), "缺少 total"),
        (lambda c: c["industry_table"]["rows"][0].__setitem__(0, "20"), "行业代码“20”不在代码表中"),
        (lambda c: c["post"][0].update(target=-1), "post 1: target 应为不小于0的整数"),
        (lambda c: c.update(task={"number": 1}), "task 应为一组表"),
        (lambda c: c.update(remark=""), "不认识的项 remark"),
    ],
)
def test_a_faulty_entry_is_named_and_the_rest_stays(spoil: Spoil, says: str) -> None:
    plan, problems = spoilt(spoil)
    assert any(says in problem for problem in problems), problems
    assert plan is not None
    assert plan.tasks or plan.targets


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda c: c.update(start="2025"), "start 应为日期"),
        (lambda c: c.pop("end"), "缺少 end"),
        (lambda c: c.update(start=date(2026, 1, 1)), "start 晚于 end"),
        (lambda c: c.update(end=date(9999, 12, 31)), "年份应在"),
        (lambda c: c.update(key="city-2026"), "应与文件名"),
        (lambda c: c.update(concerns="everyone"), "concerns 为“everyone”"),
        (lambda c: c.update(title=""), "title 应为文字"),
    ],
)
def test_a_plan_with_a_faulty_head_is_left_out(spoil: Spoil, says: str) -> None:
    plan, problems = spoilt(spoil)
    assert plan is None
    assert any(says in problem for problem in problems), problems


def test_a_faulty_entry_is_left_out() -> None:
    plan, problems = spoilt(lambda c: c["target"][0].update(comparator="=>"))
    assert plan is not None
    assert len(problems) == 1
    assert not any(each.figure == "placement.total" and each.scope == CITY for each in plan.targets)
    assert len(plan.targets) == len(city().targets) - 1


def test_two_judged_targets_on_one_figure_and_period_are_a_problem() -> None:
    def spoil(content: dict[str, Any]) -> None:
        for each in content["target"]:
            each.pop("reference", None)

    plan, problems = spoilt(spoil, "yongchuan-2025")
    assert plan is not None
    assert len(problems) == 6
    assert all("有两个目标" in problem for problem in problems)
    assert [each.comparator for each in plan.targets if each.figure == "assisted.rate"] == [">="] * 3


def test_what_is_no_toml_or_no_file_is_a_problem(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("key = ", encoding="utf-8")
    foreign = tmp_path / "foreign.toml"
    foreign.write_bytes(b"\xff\xfe\x00")
    for path in (broken, foreign, tmp_path / "missing.toml"):
        plan, problems = read_plan(path)
        assert plan is None
        assert len(problems) == 1
