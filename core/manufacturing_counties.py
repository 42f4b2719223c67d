"""The counties of the manufacturing subsidy (S1 item 13) as dated data.

The lists are in `resources/manufacturing_counties.toml` and in the ledger's updates of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from core.policy import COUNTIES, SHIPPED, Updates, dated, in_force
from core.problems import Problem, Severity
from core.resources import read_toml, resource
from core.section import Section, Values

KIND = "manufacturing"
LISTS = "list"


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


def read_list(table: dict[str, Any]) -> CountyList:
    """The list in one table of the file.

    Raises:
        KeyError, TypeError: something is missing or is not known.
    """
    return CountyList(**{**table, "units": tuple(table["units"])})


@lru_cache(maxsize=4)
def county_lists(updates: Updates = SHIPPED) -> tuple[CountyList, ...]:
    """Every list, the oldest first."""
    shipped = [read_list(each) for each in read_toml(resource(COUNTIES))[LISTS]]
    return dated(shipped, COUNTIES, updates, LISTS, read_list)


def counties_on(day: date) -> CountyList:
    """The list in force on a day; the first one for days before it."""
    known = county_lists(in_force())
    return next((each for each in reversed(known) if each.since <= day), known[0])


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
