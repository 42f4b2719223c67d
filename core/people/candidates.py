"""Records that may be one person though the birth date does not tell: a passport beside an ID, a draft."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, select

from core.people.views import Candidate
from db.models import Person

_CROWD = 5
"""People who share a name and a phone, above which it says nothing."""


def candidates(connection: Connection) -> tuple[Candidate, ...]:
    """Pairs of records with the same name and phone, or the same name and college where a birth date lacks.

    Void and merged records are not looked at.
    """
    columns = (Person.id, Person.name, Person.birth_date, Person.phone, Person.college)
    known = select(*columns).where(Person.state != "void", Person.name.is_not(None)).order_by(Person.id)
    people = list(connection.execute(known))
    unborn = {row.name for row in people if row.birth_date is None}
    found: dict[tuple[int, int], str] = {}
    phones = _groups((row, row.phone) for row in people)
    schools = _groups((row, row.college) for row in people if row.name in unborn)
    for why, groups in (("姓名和手机号都相同", phones), ("姓名和毕业院校相同，有一份没有出生日期", schools)):
        for members in groups:
            for one, other in combinations(members, 2):
                found.setdefault((one.id, other.id), why)
    return tuple(Candidate(*pair, why) for pair, why in sorted(found.items()))


def _groups(rows: Iterator[tuple[Any, str | None]]) -> list[list[Any]]:
    """Rows of one name that share something, where a few do."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for row, shared in rows:
        if shared:
            groups.setdefault((row.name, shared), []).append(row)
    return [members for members in groups.values() if 2 <= len(members) <= _CROWD]
