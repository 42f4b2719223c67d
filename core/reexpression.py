"""Earlier actuals re-expressed on the units of after November 2025, for year-on-year.

A unit that went over whole brings its number (`resources/former_units.toml`). Where only a unit's total is
known and the unit was divided, its parts stay unknown: no share is invented. They are known when someone
types them with a source, or when the total and all other parts of that unit are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from core.plans import prior_actual
from core.resources import read_toml, resource
from core.units import unit_of_key
from db.models import PriorActual

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A former unit, or a part of one, and the unit that it belongs to now."""

    key: str
    name: str
    former: str
    successor: str
    towns: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """True for a unit that went over undivided."""
        return self.key == self.former


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part: the former unit's number of the period, the part's own, and how that is known.

    `value` is None where it is not known; `how` then says what is missing.
    """

    part: Part
    former_name: str
    former_value: Decimal | None
    value: Decimal | None
    how: str


@dataclass(frozen=True, slots=True)
class Reexpressed:
    """A figure of an earlier year on a unit of today: its parts, and their sum where all are known."""

    unit: str
    figure: str
    year: int
    lines: tuple[PartLine, ...]
    total: Decimal | None
    source: str
    assumption: str


@cache
def _content() -> dict[str, Any]:
    return read_toml(resource("former_units.toml"))


@cache
def all_parts() -> tuple[Part, ...]:
    """Every part, in the order of the file."""
    return tuple(Part(**{**each, "towns": tuple(each.get("towns", ()))}) for each in _content()["part"])


def parts_of(unit_key: str) -> tuple[Part, ...]:
    """The parts that make up a unit of today; empty for units that did not change."""
    found = tuple(each for each in all_parts() if each.successor == unit_key)
    return found if any(each.former != unit_key for each in found) else ()


Typed = Mapping[tuple[str, str], Mapping[str, Decimal]]
"""(former unit or part, figure) → month or year → value."""


def typed_actuals(connection: Connection) -> Typed:
    """What was typed for former units and their parts."""
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    statement = select(PriorActual.unit, PriorActual.figure, PriorActual.month, PriorActual.value).where(
        PriorActual.state == "active", PriorActual.unit.is_not(None)
    )
    for unit, figure, month, value in connection.execute(statement):
        if unit and figure and month and value is not None:
            found.setdefault((unit, figure), {})[month] = value
    return found


def reexpress(typed: Typed, unit_key: str, figure: str, year: int) -> Reexpressed:
    """A whole earlier year of a figure on a unit of today."""
    lines = tuple(_line(typed, part, figure, year) for part in parts_of(unit_key))
    known = [each.value for each in lines]
    total = _sum(known)
    content = _content()
    return Reexpressed(
        unit=unit_key,
        figure=figure,
        year=year,
        lines=lines,
        total=total if lines and None not in known else None,
        source=content["source"],
        assumption=content["assumption"],
    )


def reexpressed_months(connection: Connection, unit_key: str) -> dict[str, dict[str, Decimal]]:
    """Months of earlier years of a unit that began with the change, where all of its parts are known."""
    parts = parts_of(unit_key)
    if not parts or unit_of_key(unit_key).valid_from is None:
        return {}
    typed = typed_actuals(connection)
    months = {(figure, month) for (_, figure), values in typed.items() for month in values if len(month) == 7}
    found: dict[str, dict[str, Decimal]] = {}
    for figure, month in sorted(months):
        values = [_part_in(typed, part, figure, month) for part in parts]
        if None not in values:
            found.setdefault(figure, {})[month] = sum(
                (each for each in values if each is not None), Decimal(0)
            )
    return found


# -- one part ----------------------------------------------------------------------------------------
def _line(typed: Typed, part: Part, figure: str, year: int) -> PartLine:
    former = unit_of_key(part.former)
    whole, told = _former_in_year(typed, part.former, figure, year)
    if part.whole:
        how = told or f"没有{former.name}{year}年的数"
        return PartLine(part, former.name, whole, whole, how)
    own = _in_year(typed, part.key, figure, year)
    if own is not None:
        return PartLine(part, former.name, whole, own, "按录入的上年实绩")
    others = [_in_year(typed, each.key, figure, year) for each in _siblings(part)]
    if whole is not None and None not in others:
        rest = whole - _sum(others)
        return PartLine(part, former.name, whole, rest, f"{former.name}全年减去其他部分")
    missing = "只知道全区的数，不按人口或面积估算；在上年实绩里录入这一部分和来源后才有"
    return PartLine(
        part, former.name, whole, None, missing if whole is not None else f"没有{former.name}的数"
    )


def _siblings(part: Part) -> Iterator[Part]:
    return (each for each in all_parts() if each.former == part.former and each.key != part.key)


def _in_year(typed: Typed, key: str, figure: str, year: int) -> Decimal | None:
    """A year's number as typed: whole, or its twelve months."""
    values = typed.get((key, figure), {})
    if str(year) in values:
        return values[str(year)]
    months = [values.get(f"{year:04d}-{number:02d}") for number in range(1, _MONTHS + 1)]
    return None if None in months else _sum(months)


def _former_in_year(typed: Typed, key: str, figure: str, year: int) -> tuple[Decimal | None, str]:
    """A former unit's number and where it comes from: typed, else the city's plan."""
    own = _in_year(typed, key, figure, year)
    if own is not None:
        return own, "按录入的上年实绩"
    preset = prior_actual(key, figure, year)
    return (None, "") if preset is None else (Decimal(preset), "市级文件附件所列全年实绩")


def _part_in(typed: Typed, part: Part, figure: str, month: str) -> Decimal | None:
    """One month of a part, typed or left over from its unit's month."""
    own = typed.get((part.key, figure), {}).get(month)
    if own is not None or part.whole:
        return own
    whole = typed.get((part.former, figure), {}).get(month)
    others = [typed.get((each.key, figure), {}).get(month) for each in _siblings(part)]
    if whole is None or None in others:
        return None
    return whole - _sum(others)


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in values if each is not None), Decimal(0))
