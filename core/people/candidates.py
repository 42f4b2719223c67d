"""Records that may be one person, by rules that can be said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from sqlalchemy import Connection, select

from core.identity import mask_name
from core.people.views import Candidates
from db.models import Person

Record = tuple[int, str, str, str, str, str]
"""id, name, birth date, phone, number, college."""
Key = Callable[[Record], tuple[str, str] | None]
MOST = 200
"""Groups shown; the first ones are settled first."""
_CROWD = 60
"""People of one birth date above which near-same names say nothing."""


def candidates(connection: Connection) -> tuple[Candidates, ...]:
    """Groups of records that may be one person; void and merged ones are not looked at."""
    people = list(_people(connection))
    found: dict[frozenset[int], str] = {}
    rules: tuple[tuple[str, Key], ...] = (
        ("姓名和手机号都相同", lambda each: (each[1], each[3]) if each[1] and each[3] else None),
        ("姓名和出生日期都相同", lambda each: (each[1], each[2]) if each[1] and each[2] else None),
        ("姓名和毕业院校相同，其中有人没有出生日期", _without_birth(people)),
    )
    for why, key in rules:
        groups: dict[object, list[Record]] = {}
        for each in people:
            value = key(each)
            if value is not None:
                groups.setdefault(value, []).append(each)
        for members in groups.values():
            if 2 <= len(members) <= 5:
                found.setdefault(frozenset(each[0] for each in members), why)
    for pair in _near_names(people):
        found.setdefault(pair, "出生日期相同，姓名只差一个字")
    names = {each[0]: each[1] for each in people}
    shown = sorted(found.items(), key=lambda item: min(item[0]))[:MOST]
    return tuple(
        Candidates(tuple(sorted(ids)), tuple(mask_name(names[each]) for each in sorted(ids)), why)
        for ids, why in shown
    )


def _people(connection: Connection) -> Iterator[Record]:
    columns = (Person.id, Person.name, Person.birth_date, Person.phone, Person.id_number, Person.college)
    for row in connection.execute(select(*columns).where(Person.state != "void").order_by(Person.id)):
        born = row.birth_date.isoformat() if row.birth_date else ""
        yield (row.id, row.name or "", born, row.phone or "", row.id_number or "", row.college or "")


def _without_birth(people: Iterable[Record]) -> Key:
    """Same name and college, where one of the name has no birth date (a passport, a draft)."""
    open_names = {each[1] for each in people if each[1] and not each[2]}
    return lambda each: (each[1], each[5]) if each[1] in open_names and each[5] else None


def _near_names(people: Iterable[Record]) -> Iterator[frozenset[int]]:
    days: dict[str, list[Record]] = {}
    for each in people:
        if each[2] and len(each[1]) >= 3:
            days.setdefault(each[2], []).append(each)
    for members in days.values():
        if len(members) <= _CROWD:
            for one, other in combinations(members, 2):
                if one[1] != other[1] and _one_apart(one[1], other[1]):
                    yield frozenset((one[0], other[0]))


def _one_apart(one: str, other: str) -> bool:
    """One character changed, put in or left out."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
