"""The words of which the demonstration ledger is invented, from `resources/demonstration.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.resources import read_toml, resource


@dataclass(frozen=True, slots=True)
class Schooling:
    """Names of colleges or majors, undergraduate and junior."""

    undergraduate: tuple[str, ...]
    junior: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a name is made of. `activities` and `colleges` are by industry code and by origin."""

    surnames: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    rare_names: tuple[str, ...]
    brands: tuple[str, ...]
    activities: Mapping[str, tuple[str, ...]]
    city_areas: tuple[str, ...]
    outside_areas: tuple[str, ...]
    colleges: Mapping[str, Schooling]
    majors: Schooling
    split: Mapping[str, int]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words, read once."""
    content = read_toml(resource("demonstration.toml"))
    return Words(
        surnames=tuple(content["surnames"].split()),
        male=tuple(content["male"].split()),
        female=tuple(content["female"].split()),
        rare_names=tuple(content["rare_names"]),
        brands=(*content["brands"].split(), *_joined(content)),
        activities={code: tuple(names) for code, names in content["activities"].items()},
        city_areas=tuple(content["areas"]["city"]),
        outside_areas=tuple(content["areas"]["outside"]),
        colleges={origin: _schooling(each) for origin, each in content["colleges"].items()},
        majors=_schooling(content["majors"]),
        split=dict(content["split"]),
    )


def _joined(content: Mapping[str, str]) -> tuple[str, ...]:
    """Every pair of syllables but the well-known real names among them."""
    never = content["brand_never"].split()
    pairs = (
        one + other for one in content["brand_first"].split() for other in content["brand_second"].split()
    )
    return tuple(pair for pair in pairs if pair not in never and pair[0] != pair[1])


def _schooling(each: Mapping[str, list[str]]) -> Schooling:
    return Schooling(tuple(each["undergraduate"]), tuple(each["junior"]))
