"""Invented employers of a unit: names, valid credit codes, industries, townships, sizes.

The credit codes obey GB 32100, but the organisation code inside each has a wrong check character of its
own (GB 11714), so that none of them can be that of a real employer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from core.demo_words import words
from core.identity import CREDIT_CODE_ALPHABET, CREDIT_CODE_WEIGHTS
from core.units import Unit

INDUSTRY_SHARES: Mapping[str, float] = {
    "01": 1.4,
    "02": 0.3,
    "03": 29.9,
    "04": 0.7,
    "05": 4.9,
    "06": 9.9,
    "07": 2.8,
    "08": 3.1,
    "09": 12.2,
    "10": 0.9,
    "11": 0.9,
    "12": 5.9,
    "13": 3.4,
    "14": 0.5,
    "15": 4.0,
    "16": 9.4,
    "17": 4.5,
    "18": 2.8,
    "19": 1.9,
}
_TYPES: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "04": (("31", "39"), (3, 1)),
    "10": (("31", "39"), (1, 1)),
    "16": (("22", "39", "21"), (6, 3, 1)),
    "17": (("23", "39"), (4, 1)),
    "19": (("56", "10", "29"), (4, 3, 2)),
}
_USUAL_TYPES = (("39", "31", "32"), (88, 9, 3))
_REGISTRARS = {"10": "11", "21": "12", "22": "12", "23": "12", "29": "12", "56": "52"}
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECK = "0123456789X0"
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WITHOUT_INDUSTRY = 0.01
_FITTING_ROUNDS = 6
_TRIES = 40

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    """An invented employer. `weight` is its share of the year's placements; `industry` may be unknown."""

    name: str
    credit_code: str
    type: str
    industry: str | None
    township: str | None
    weight: float


def invented_employers(chance: Random, unit: Unit, number: int) -> tuple[DemoEmployer, ...]:
    """About `number` employers whose weights follow the shares of industries and townships."""
    towns = _town_weights(chance, unit)
    industries = list(INDUSTRY_SHARES)
    taken: set[str] = set()
    found: list[DemoEmployer] = []
    for place, industry in enumerate(_spread(chance, industries, number)):
        keys = list(towns)
        town = keys[place % len(keys)] if place < 2 * len(keys) else _one(chance, keys, list(towns.values()))
        kind = _one(chance, *_TYPES.get(industry, _USUAL_TYPES))
        known = None if chance.random() < _WITHOUT_INDUSTRY else industry
        found.append(
            DemoEmployer(
                name=_name(chance, unit, industry, town, taken),
                credit_code=invented_credit_code(chance, unit.code or "500100", kind),
                type=kind,
                industry=known,
                township=town,
                weight=min(chance.paretovariate(1.1), 30.0),
            )
        )
    return _fitted(found, towns)


def invented_credit_code(chance: Random, area: str, kind: str = "39") -> str:
    """A code that GB 32100 accepts and that cannot belong to anyone."""
    body = "MA" + "".join(chance.choices(CREDIT_CODE_ALPHABET, k=6))
    total = sum(
        weight * _ORGANISATION_ALPHABET.index(char)
        for weight, char in zip(_ORGANISATION_WEIGHTS, body, strict=True)
    )
    right = _ORGANISATION_CHECK[11 - total % 11]
    wrong = chance.choice([char for char in CREDIT_CODE_ALPHABET if char != right])
    first = f"{_REGISTRARS.get(kind, '91')}{area}{body}{wrong}"
    places = zip(CREDIT_CODE_WEIGHTS, first, strict=True)
    value = -sum(weight * CREDIT_CODE_ALPHABET.index(char) for weight, char in places) % 31
    return first + CREDIT_CODE_ALPHABET[value]


def split_of(unit: Unit, total: int) -> dict[str, int]:
    """A split of a quota by the unit's preset townships that adds up exactly; empty without townships."""
    shares = {town.key: words().split.get(town.key, 1) for town in unit.townships}
    whole = sum(shares.values())
    parts = {key: total * share // whole for key, share in shares.items()}
    rest = sorted(shares, key=lambda key: -(total * shares[key] % whole))
    for key in rest[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def _town_weights(chance: Random, unit: Unit) -> dict[str | None, float]:
    """How much of the year's work each township brings: its share of the quota, better or worse."""
    split = split_of(unit, 100_000)
    if not split:
        return {None: 1.0}
    return {key: value * chance.uniform(0.74, 1.12) for key, value in split.items()}


def _spread(chance: Random, industries: Sequence[str], number: int) -> Iterator[str]:
    """Industries of the employers: three of each at least, the rest by share."""
    yield from (industry for industry in industries for _ in range(3))
    rest = max(0, number - 3 * len(industries))
    yield from chance.choices(industries, list(INDUSTRY_SHARES.values()), k=rest)


def _name(chance: Random, unit: Unit, industry: str, town: str | None, taken: set[str]) -> str:
    """A name that no other employer has; a numbered branch once the brands are used up."""
    lexicon = words()
    towns = {each.key: each.name for each in unit.townships}
    number = 1
    while True:
        brand = chance.choice(lexicon.brands)
        activity = chance.choice(lexicon.activities[industry])
        template = activity if "{" in activity else "重庆{brand}" + activity
        name = template.format(brand=brand, unit=unit.name, town=towns.get(town or "", brand))
        if number > _TRIES:
            name = f"{name}第{number - _TRIES}分部"
        if name not in taken:
            taken.add(name)
            return name
        number += 1


def _fitted(employers: Sequence[DemoEmployer], towns: Mapping[str | None, float]) -> tuple[DemoEmployer, ...]:
    """The employers with weights scaled so that townships and industries have about their shares."""
    weights = [each.weight for each in employers]
    for _ in range(_FITTING_ROUNDS):
        _scale(weights, [each.industry or "" for each in employers], {**INDUSTRY_SHARES, "": 0.8})
        _scale(weights, [each.township for each in employers], towns)
    return tuple(replace(each, weight=weight) for each, weight in zip(employers, weights, strict=True))


def _scale(weights: list[float], keys: Sequence[Key], shares: Mapping[Key, float]) -> None:
    sums: dict[Key, float] = {}
    for key, weight in zip(keys, weights, strict=True):
        sums[key] = sums.get(key, 0.0) + weight
    for place, key in enumerate(keys):
        weights[place] *= shares[key] / sums[key]


def _one(chance: Random, values: Sequence[Key], weights: Sequence[float]) -> Key:
    return chance.choices(values, weights)[0]
