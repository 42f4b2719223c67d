"""The units that bear a quota and their townships, from `resources/units.toml`.

A unit's key is its GB/T 2260 code, or one of our own ("500100-LJ") where it has none; keys are never
used twice. Township keys are the unit's key and a running number ("500118-01"); a clerk adds the
townships of the units that have none preset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from core.resources import read_toml, resource
from core.wording import plain

NO_TOWNSHIP = "none"
"""Bucket of the people whose township is not known (未分镇街)."""

TOWNSHIP_KINDS = ("街道", "镇", "乡")
_OFFICES = ("办事处", "人民政府", "政府")


@dataclass(frozen=True, slots=True)
class Township:
    """A street (街道) or town (镇, 乡) under a unit."""

    key: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A quota-bearing unit.

    Attributes:
        key: never changes, never used for another unit.
        code: GB/T 2260, or "" where there is none.
        name: short name without spaces (永川区).
        full_name: as in the title of the paper (重庆市永川区).
        office: who reports.
        aliases: other names.
        area_word: 全区 or 全县, for sentences.
        pinyin: whole reading of the name in Latin letters, and `initials` its first letters, for search.
        valid_from: first day, None where no limit is known.
        valid_to: last day, None while the unit lives.
        successors: keys of the units that took over.
        note: what changed and when, in Chinese; "" for most.
        townships: those preset.
    """

    key: str
    code: str
    name: str
    full_name: str
    office: str
    aliases: tuple[str, ...]
    area_word: str
    pinyin: str
    initials: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    note: str
    townships: tuple[Township, ...]

    def alive(self, on: date) -> bool:
        """True when the unit exists on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def lived_in(self, year: int) -> bool:
        """True when the unit existed on at least one day of the year."""
        return (self.valid_from is None or self.valid_from.year <= year) and (
            self.valid_to is None or year <= self.valid_to.year
        )

    def names(self) -> Iterator[str]:
        """Everything it may be called: key, code, short and full name, aliases."""
        yield from (self.key, self.code, self.name, self.full_name, *self.aliases)


@lru_cache(maxsize=1)
def all_units() -> tuple[Unit, ...]:
    """Every unit, ended ones included, in the order of the city's plan."""
    return tuple(_unit(entry) for entry in read_toml(resource("units.toml"))["unit"])


def units(on: date) -> tuple[Unit, ...]:
    """The units that exist on that day."""
    return tuple(unit for unit in all_units() if unit.alive(on))


def units_of_year(year: int) -> tuple[Unit, ...]:
    """The units for which a ledger of that year can be created: those that lived on any of its days."""
    return tuple(unit for unit in all_units() if unit.lived_in(year))


def find_unit(name: str, year: int | None = None) -> Unit | None:
    """The unit of that key, name or alias, whatever the spaces; None when no unit is called so.

    Two units share the name 两江新区. With a year the one that lived on the year's first day is
    taken, else the one that began in it; without a year the one that stands first in the city's plan.
    """
    found = _by_name().get(plain(name), ())
    if year is None:
        return found[0] if found else None
    living = [unit for unit in found if unit.lived_in(year)]
    first_day = date(year, 1, 1)
    return next((unit for unit in living if unit.alive(first_day)), living[0] if living else None)


def unit_of_key(key: str) -> Unit:
    """The unit with that key.

    Raises:
        KeyError: when there is none; keys come from the program, not from a clerk.
    """
    return _by_key()[key]


def townships(unit_key: str) -> tuple[Township, ...]:
    """The preset townships of a unit, in their customary order; empty where none are preset."""
    unit = _by_key().get(unit_key)
    return unit.townships if unit else ()


def find_township(unit_key: str, name: str) -> Township | None:
    """The preset township of that key, name or alias."""
    return _townships_by_name(unit_key).get(plain(name))


def township_aliases(unit_names: Iterable[str], name: str) -> tuple[str, ...]:
    """Other ways to write a township: without 街道 or 镇, its unit before it, its office behind it.

    重庆市永川区朱沱镇人民政府, 永川区朱沱镇 and 朱沱 are all 朱沱镇.
    """
    kind = next((each for each in TOWNSHIP_KINDS if name.endswith(each) and len(name) > len(each) + 1), "")
    stem = name.removesuffix(kind)
    offices = _OFFICES if kind else ()
    own = (name, stem, *(name + office for office in offices))
    fronts = ("", *unit_names)
    return tuple(dict.fromkeys(front + each for front in fronts for each in own if front + each != name))


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Unit]:
    return {unit.key: unit for unit in all_units()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for unit in all_units():
        for name in dict.fromkeys(plain(each) for each in unit.names() if each):
            found[name] = (*found.get(name, ()), unit)
    return found


@lru_cache(maxsize=64)
def _townships_by_name(unit_key: str) -> dict[str, Township]:
    return {
        plain(name): township
        for township in townships(unit_key)
        for name in (township.key, township.name, *township.aliases)
    }


def _unit(entry: dict[str, Any]) -> Unit:
    names = (entry["name"], entry["full_name"], *entry["aliases"])
    return Unit(
        key=entry["key"],
        code=entry.get("code", ""),
        name=entry["name"],
        full_name=entry["full_name"],
        office=entry["office"],
        aliases=tuple(entry["aliases"]),
        area_word=entry["area_word"],
        pinyin=entry["pinyin"],
        initials=entry["initials"],
        valid_from=entry.get("valid_from"),
        valid_to=entry.get("valid_to"),
        successors=tuple(entry.get("successors", ())),
        note=entry.get("note", ""),
        townships=tuple(
            Township(each["key"], each["name"], each["kind"], township_aliases(names, each["name"]))
            for each in entry.get("townships", ())
        ),
    )
