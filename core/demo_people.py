"""Invented rows for a demonstration ledger: the same unit, year, number and seed give the same rows.

Every person and employer is made up. ID numbers and credit codes pass their checks, phones begin with 12
(a prefix that is not given out). Rows are plain values keyed by the field keys of their section; two keys
beside them say what the ledger is to do with a row: `VOID` holds the reason for voiding it, `DRAFT` why it
can only be a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from core.demo_employers import DemoEmployer, invented_employers, split_of
from core.demo_events import example_college, fair_rows, host_rows, post_rows, prior_rows
from core.demo_words import Schooling, words
from core.identity import IdKind, resident_id_check_digit
from core.plans import quota
from core.units import Unit, unit_of_key

VOID = "#void"
DRAFT = "#draft"

Row = dict[str, Any]

MONTH_SHARES = (36, 30, 72, 74, 83, 124, 156, 128, 110, 74, 64, 49)
"""Placements of each month in thousandths of the year: few at the spring festival, most after graduation."""

_Odds = tuple[tuple[Any, ...], tuple[int, ...]]


def _odds(**shares: int) -> _Odds:
    """Values and their cumulated shares; a name beginning with "c" stands for the code behind it."""
    names = (name.removeprefix("c") if name[1:].isdigit() else name for name in shares)
    return tuple(names), tuple(accumulate(shares.values()))


_ORIGINS = _odds(local_institution=385, within_city=430, outside_city=183, unknown=2)
_DESTINATIONS = _odds(
    c11=670, c10=172, c12=62, c75=42, c76=21, c80=10, c46=8, c27=5, c50=3, c51=3, c85=1, c70=1, c71=1, c72=1
)
_CHECKS = _odds(social_insurance=600, phone=165, visit=60, third_party=40, claimed=131, rejected=4)
_FRESH_CHECKS = _odds(social_insurance=430, phone=140, visit=40, third_party=20, claimed=366, rejected=4)
_EDUCATIONS = _odds(c21=440, c31=465, c14=60, c11=4, c41=16, c61=15)
_YEARS_BEHIND: _Odds = ((0, 1, 2, 3), (70, 90, 97, 100))
_YEARS_BEHIND_BEFORE_JUNE: _Odds = ((0, 1, 2, 3), (30, 78, 94, 100))
_WITHOUT_EMPLOYER = frozenset(("46", "76", "80", "85", "70", "71", "72"))
_EVIDENCE = {"10": "就业协议", "11": "劳动合同", "12": "录用证明", "75": "营业执照", "46": "入伍通知书"}
_AGES = {"21": 22, "31": 21, "14": 25, "11": 27, "41": 19, "61": 19}
_WEEKEND = 0.15
_SECOND_PLACEMENT = 0.013
_VOIDED, _ENDED, _NO_TOWNSHIP, _RARE_NAME, _PASSPORT = 0.006, 0.03, 0.006, 0.001, 0.001
_VOID_REASONS = ("重复登记", "登记到别的区县", "本人未到岗", "录入错误")
_MOST_EMPLOYERS = 1_500
_DRAFTS = 2_500
"""One row in so many is a draft."""
_FRESH_MONTHS = 9, 10, 11, 12


@dataclass(frozen=True, slots=True)
class DemonstrationRows:
    """Rows of a demonstration ledger.

    Attributes:
        placements: in the order of their dates; read once.
        fairs, hosts, posts: rows of job_fair, traineeship_host and traineeship_post.
        prior: rows of prior_actual, months of the year before that add up to the documents' actual.
        employers: the invented employers, for the other ledgers.
        split: township key → part of the unit's quota, adding up to it; empty without quota or townships.
    """

    placements: Iterator[Row]
    fairs: tuple[Row, ...]
    hosts: tuple[Row, ...]
    posts: tuple[Row, ...]
    prior: tuple[Row, ...]
    employers: tuple[DemoEmployer, ...]
    split: Mapping[str, int]


def demonstration_rows(unit_key: str, year: int, rows: int, seed: int) -> DemonstrationRows:
    """Everything that a demonstration ledger of the unit and year holds.

    Args:
        unit_key: key of the unit.
        year: the year in which the placements are dated, up to 31 December.
        rows: number of placement rows, voided ones and drafts included.
        seed: same seed, same rows.
    """
    unit = unit_of_key(unit_key)
    mark = f"{unit_key}/{year}/{rows}/{seed}"  # text: seeds by its digest, alike on every machine
    employers = invented_employers(
        Random(mark + "/employers"), unit, min(max(60, rows // 14), _MOST_EMPLOYERS)
    )
    events = Random(mark + "/events")
    row = quota(unit_key, year)
    return DemonstrationRows(
        placements=_Year(Random(mark + "/people"), unit, year, employers).placements(rows),
        fairs=fair_rows(events, unit, year),
        hosts=host_rows(events, employers, year),
        posts=post_rows(events, employers, year, rows),
        prior=prior_rows(unit_key, year - 1),
        employers=employers,
        split=split_of(unit, row.target_total) if row else {},
    )


class _Year:
    """One year's placements of one unit, invented in the order of their dates."""

    def __init__(self, chance: Random, unit: Unit, year: int, employers: Sequence[DemoEmployer]) -> None:
        self._chance = chance
        self._unit = unit
        self._year = year
        self._employers = employers
        self._weights = list(accumulate(each.weight for each in employers))
        self._numbers: set[str] = set()
        self._towns = {each.key: each.name for each in unit.townships}
        self._own_areas = (unit.code, "500383") if unit.code == "500118" else (unit.code or "500112",)

    def placements(self, rows: int) -> Iterator[Row]:
        """The rows, in the order of their dates."""
        chance = self._chance
        met: list[Row] = []
        for number, day in enumerate(self._days(rows)):
            row = self._row(day, self._person_again(met))
            if number % _DRAFTS == _DRAFTS // 2:
                _spoil(row, number // _DRAFTS)
            elif chance.random() < _VOIDED:
                row[VOID] = chance.choice(_VOID_REASONS)
            elif len(met) < 4_000:
                met.append(row)
            yield row

    def _days(self, rows: int) -> list[date]:
        """Days of the year, one for each row, sorted: by month, and few on weekends."""
        first = date(self._year, 1, 1)
        days = [first + timedelta(days=number) for number in range((date(self._year + 1, 1, 1) - first).days)]
        weights = [MONTH_SHARES[day.month - 1] * (_WEEKEND if day.weekday() > 4 else 1.0) for day in days]
        return sorted(self._chance.choices(days, weights, k=rows))

    def _person_again(self, met: list[Row]) -> Row | None:
        """Now and then a person who was placed before, at another employer."""
        if met and self._chance.random() < _SECOND_PLACEMENT:
            return self._chance.choice(met)
        return None

    def _row(self, day: date, before: Row | None) -> Row:
        chance = self._chance
        origin = before["origin"] if before else self._origin()
        destination = "11" if before else _one(chance, _DESTINATIONS)
        employer = self._employer(before["employer.name"] if before else None)
        person = _person_of(before) if before else self._person(origin, day)
        row: Row = {
            **person,
            "origin": origin,
            "destination": destination,
            **self._work(destination, employer, person["person.name"][0]),
            "placed_on": day,
            "ended_on": self._ended(day),
            "verification": _one(chance, _FRESH_CHECKS if day.month in _FRESH_MONTHS else _CHECKS),
            "evidence_note": _EVIDENCE.get(destination, "") if chance.random() < 0.8 else "",
            "note": "",
        }
        if row["verification"] != "claimed":
            row["verified_on"] = day + timedelta(days=4 + day.day % 11)
        if chance.random() < _NO_TOWNSHIP:
            row["township"] = None
        return row

    def _origin(self) -> str | None:
        origin: str = _one(self._chance, _ORIGINS)
        return None if origin == "unknown" else origin

    def _employer(self, other_than: str | None) -> DemoEmployer:
        while True:
            employer = self._chance.choices(self._employers, cum_weights=self._weights)[0]
            if employer.name != other_than:
                return employer

    def _work(self, destination: str, employer: DemoEmployer, surname: str) -> Row:
        """Employer, industry and township: none, the person's own business, or an employer."""
        if destination in _WITHOUT_EMPLOYER:
            return _workplace("", "", None, None, employer.township)
        if destination == "75":
            industry = self._chance.choice(("06", "08", "15", "09", "18"))
            name = self._own_business(employer.township, surname)
            return _workplace(name, "", "39", industry, employer.township)
        return _workplace(
            employer.name, employer.credit_code, employer.type, employer.industry, employer.township
        )

    def _own_business(self, town: str | None, surname: str) -> str:
        trade = self._chance.choice(("农资经营部", "餐饮店", "电子商务经营部", "便利店", "工作室", "茶饮店"))
        place = self._unit.name + self._towns.get(town or "", "")
        return f"{place}{surname}记{trade}{self._chance.randint(1, 99)}号"

    def _ended(self, day: date) -> date | None:
        if self._chance.random() >= _ENDED:
            return None
        end = day + timedelta(days=self._chance.randint(25, 160))
        return end if end.year == self._year else None

    def _person(self, origin: str | None, day: date) -> Row:
        chance = self._chance
        education = _one(chance, _EDUCATIONS)
        behind = _one(chance, _YEARS_BEHIND if day.month > 5 else _YEARS_BEHIND_BEFORE_JUNE)
        graduated = self._year - behind
        born = graduated - _AGES[education] - chance.choice((0, 0, 1, 1, 2))
        number = self._id_number(origin, min(max(born, self._year - 27), self._year - 21))
        male = int(number[16]) % 2 == 1
        kind, name = IdKind.RESIDENT_ID.value, self._name(male)
        if chance.random() < _PASSPORT:
            kind, number = IdKind.PASSPORT.value, f"E{chance.randint(10_000_000, 99_999_999)}"
        return {
            "person.name": name,
            "person.id_kind": kind,
            "person.id_number": number,
            "person.phone": f"12{chance.randrange(10**9):09d}",
            "person.education": education,
            "person.college": self._of(words().colleges, origin, education),
            "person.major": chance.choice(_taught(words().majors, education)),
            "person.graduation_month": f"{graduated}-07" if behind > 1 else f"{graduated}-06",
        }

    def _of(self, colleges: Mapping[str, Schooling], origin: str | None, education: str) -> str:
        if education == "61":
            return ""
        if origin != "local_institution":
            found = colleges["outside" if origin == "outside_city" else "city"]
        elif self._unit.code == "500118":
            found = colleges["local"]
        else:
            return example_college(self._unit)
        return self._chance.choice(_taught(found, education))

    def _name(self, male: bool) -> str:
        lexicon, chance = words(), self._chance
        if chance.random() < _RARE_NAME:
            return chance.choice(lexicon.rare_names)
        given = lexicon.male if male else lexicon.female
        place = int(len(lexicon.surnames) * chance.random() ** 1.8)
        return lexicon.surnames[place] + chance.choice(given)

    def _id_number(self, origin: str | None, born: int) -> str:
        """A number no one else here has; its end is never 000, which a spreadsheet's loss looks like."""
        chance = self._chance
        while True:
            day = date(born, 1, 1) + timedelta(days=chance.randrange(365))
            order = chance.randrange(11, 1000)
            if order % 100 == 0:
                continue
            first = f"{self._area(origin)}{day:%Y%m%d}{order:03d}"
            number = first + resident_id_check_digit(first)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _area(self, origin: str | None) -> str:
        chance, luck = self._chance, self._chance.random()
        if origin == "outside_city":
            return chance.choice(words().outside_areas)
        if origin == "local_institution" and luck < 0.28:
            return chance.choice(words().outside_areas)
        if luck < (0.62 if origin == "local_institution" else 0.2):
            return chance.choice(self._own_areas)
        return chance.choice(words().city_areas)


def _one(chance: Random, odds: _Odds) -> Any:
    return chance.choices(odds[0], cum_weights=odds[1])[0]


def _taught(schooling: Schooling, education: str) -> tuple[str, ...]:
    return schooling.undergraduate if education in ("21", "14", "11") else schooling.junior


def _person_of(row: Row) -> Row:
    return {key: value for key, value in row.items() if key.startswith("person.")}


def _workplace(name: str, code: str, kind: str | None, industry: str | None, town: str | None) -> Row:
    return {
        "employer.name": name,
        "employer.credit_code": code,
        "employer.type": kind,
        "industry": industry,
        "township": town,
    }


def _spoil(row: Row, turn: int) -> None:
    """Makes a row one that can only be a draft: a mistyped ID number, or no employer."""
    if turn % 2:
        row["employer.name"] = row["employer.credit_code"] = ""
        row["employer.type"] = None
        row["destination"] = "11"
        row[DRAFT] = "没有用人单位"
    else:
        right = row["person.id_number"]
        row["person.id_number"] = right[:-1] + ("1" if right[-1] != "1" else "2")
        row["person.id_kind"] = IdKind.RESIDENT_ID.value
        row[DRAFT] = "身份证号末位校验码不对"
