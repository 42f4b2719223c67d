"""Plans as dated data: what the documents demand, of whom, until when.

`resources/plans/*.toml`, and the plans of the ledger's updates, are read by the pure parser of
`core.plan_files` and kept. A plan applies by its period, not by the day it was issued. A target's scope is
a unit's key or the city; targets of the city never enter a unit's completion, they are shown beside as
reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from core.period import Span
from core.plan import (
    CITY,
    Amount,
    IndustryRow,
    Milestone,
    Plan,
    PlanProblem,
    PostPart,
    PostRow,
    PresetTarget,
    PresetTask,
    UnitActual,
)
from core.plan_files import parse_plan, read_plan
from core.policy import PLANS, PolicyText, Updates, in_force
from core.resources import resource

__all__ = [
    "CITY",
    "Amount",
    "IndustryRow",
    "Milestone",
    "Plan",
    "PlanProblem",
    "PostPart",
    "PostRow",
    "PresetTarget",
    "PresetTask",
    "UnitActual",
    "load_plans",
    "plan_of_key",
    "plans_for",
    "prior_actual",
    "quota",
    "targets_for",
    "wordings",
]


def load_plans() -> tuple[tuple[Plan, ...], tuple[PlanProblem, ...]]:
    """Every plan that could be read, by first day, and what is wrong with the files.

    Of a plan that updates of the ledger worded anew, the newest wording.
    """
    return _all_plans(in_force())


def plan_of_key(key: str) -> Plan:
    """The plan with that key in its newest wording; of the shipped ones only its file is read.

    Raises:
        KeyError: when there is none, or its file is faulty.
    """
    return wordings(key)[-1][1]


def wordings(key: str) -> tuple[tuple[PolicyText | None, Plan], ...]:
    """A plan as it was first made known and as each update words it, the oldest first.

    Raises:
        KeyError: when there is none, or its file is faulty.
    """
    found = _wordings(key, in_force())
    if not found:
        raise KeyError(key)
    return found


@lru_cache(maxsize=64)
def _wordings(key: str, updates: Updates) -> tuple[tuple[PolicyText | None, Plan], ...]:
    shipped = _plan_file(key)[0] if key in _plan_names() else None
    found: list[tuple[PolicyText | None, Plan]] = [] if shipped is None else [(None, shipped)]
    for each in updates:
        if each.name == f"{PLANS}{key}.toml":
            plan, _problems = parse_plan(each.table(), key)
            if plan is not None:
                found.append((each, plan))
    return tuple(found)


@lru_cache(maxsize=4)
def _all_plans(updates: Updates) -> tuple[tuple[Plan, ...], tuple[PlanProblem, ...]]:
    brought = {
        each.name.removeprefix(PLANS).removesuffix(".toml") for each in updates if each.name.startswith(PLANS)
    }
    problems = [each for name in _plan_names() for each in _plan_file(name)[1]]
    found = [_wordings(key, updates) for key in sorted({*_plan_names(), *brought})]
    plans = [each[-1][1] for each in found if each]
    return tuple(sorted(plans, key=lambda each: (each.span.start, each.issued_on))), tuple(problems)


def title_of(key: str) -> str:
    """The title of a plan; the key itself for a plan that a clerk named."""
    try:
        return plan_of_key(key).title
    except KeyError:
        return key


def plans_for(unit_key: str, year: int) -> tuple[Plan, ...]:
    """The plans that concern the unit and whose period touches the calendar year, by first day."""
    year_span = Span(date(year, 1, 1), date(year + 1, 1, 1))
    return tuple(
        plan
        for plan in load_plans()[0]
        if plan.applies_to(unit_key) and plan.span.start < year_span.end and year_span.start < plan.span.end
    )


def targets_for(plan: Plan, unit_key: str) -> tuple[PresetTarget, ...]:
    """What the plan asks of the unit, then what it asks of the city, in the document's order.

    Of one figure, period and scope only one target is judged; see `PresetTarget.judged`.
    """
    own = [target for target in plan.targets if target.scope == unit_key]
    city = [target for target in plan.targets if target.scope == CITY]
    return (*own, *city)


def quota(unit_key: str, year: int) -> UnitActual | None:
    """The unit's row in the city's table for that year; None where the city has set none."""
    for plan in plans_for(unit_key, year):
        for row in plan.unit_actuals:
            if row.unit == unit_key:
                return row
    return None


def prior_actual(unit_key: str, figure: str, year: int) -> int | None:
    """The whole year's actual (上年全年) that a plan's annex gives, None where the documents give none.

    Args:
        unit_key: a unit's key, or `CITY` for the industries and public-sector posts.
        figure: key of the figure.
        year: the year of the actual (2024).
    """
    return _prior_actuals(in_force()).get((unit_key, figure, year))


@lru_cache(maxsize=4)
def _prior_actuals(updates: Updates) -> dict[tuple[str, str, int], int]:
    return {(unit, figure, year): value for unit, figure, year, value in _every_prior_actual(updates)}


def _every_prior_actual(updates: Updates) -> Iterator[tuple[str, str, int, int]]:
    for plan in _all_plans(updates)[0]:
        for row in plan.unit_actuals:
            yield row.unit, "placement.total", row.prior_year, row.total
            yield row.unit, "placement.origin.outside_city", row.prior_year, row.outside_city
        for industry in plan.industries:
            figure = f"placement.industry.{industry.code}"
            yield CITY, figure, industry.prior_year, industry.prior_actual
        for post in plan.posts:
            yield CITY, post.figure, post.prior_year, post.prior_actual


@lru_cache(maxsize=1)
def _plan_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in resource("plans").glob("*.toml")))


@lru_cache(maxsize=64)
def _plan_file(name: str) -> tuple[Plan | None, tuple[PlanProblem, ...]]:
    return read_plan(resource("plans", f"{name}.toml"))
