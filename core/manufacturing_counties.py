"""The counties of the manufacturing subsidy (S1 item 13) as dated data.

The lists are in `resources/manufacturing_counties.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from core.problems import Problem, Severity
from core.resources import read_toml, resource
from core.section import Section, Values

KIND = "manufacturing"


@dataclass(frozen=True, slots=True)
class CountyList:
    """The units in whose manufacturing firms the subsidy is paid, from `since` on; the clause that says so.

    `assumption` says what the document leaves open.
    """

    since: date
    units: tuple[str, ...]
    source: str
    clause: str
    assumption: str


@cache
def county_lists() -> tuple[CountyList, ...]:
    """Every list, the oldest first."""
    content: dict[str, Any] = read_toml(resource("manufacturing_counties.toml"))
    lists = [CountyList(**{**each, "units": tuple(each["units"])}) for each in content["list"]]
    return tuple(sorted(lists, key=lambda each: each.since))


def counties_on(day: date) -> CountyList:
    """The list in force on a day; the first one for days before it."""
    found = (each for each in reversed(county_lists()) if each.since <= day)
    return next(found, county_lists()[0])


def outside_counties(section: Section, values: Values, unit_name: str, today: date) -> list[Problem]:
    """A manufacturing subsidy recorded by a unit that is not one of the counties wants a look."""
    if section.key != "subsidy" or values.get("kind") != KIND:
        return []
    day = values.get("paid_on") or values.get("applied_on") or today
    known = counties_on(day)
    if unit_name in known.units:
        return []
    message = (
        f"制造业就业补贴发给到{len(known.units)}个县制造业企业就业的人（{known.source}）："
        f"{'、'.join(known.units)}；{unit_name}不在其中，请核对企业所在地"
    )
    return [Problem("kind", message, Severity.WARNING)]
