"""Invented employers of some fairs of a demonstration ledger: whole ones held, coming ones still to vet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from core.demo_employers import DemoEmployer

Row = dict[str, Any]
_HELD, _COMING = 4, 2
"""Fairs whose employers are known: the last ones held by the end of September, the next ones after it."""
_FEWEST = 8
"""Smaller events show little."""
_TITLES = (
    "装配工",
    "质检员",
    "数控操作工",
    "设备维护",
    "行政文员",
    "客服专员",
    "测试工程师",
    "护士",
    "销售顾问",
)
_OFFICERS = ("钱示例", "孙示例")


def employers_of_fairs(
    chance: Random, year: int, fairs: Mapping[int, Mapping[str, Any]], employers: Sequence[DemoEmployer]
) -> tuple[Row, ...]:
    """Rows of employers at some of the fairs (id → row), adding up to the fairs' own numbers.

    Fairs with more employers than there are here are left out.
    """
    small = [
        each
        for each in fairs.items()
        if each[1]["vacancies"] and _FEWEST <= each[1]["employers"] <= len(employers)
    ]
    in_order = sorted(small, key=lambda each: (each[1]["starts_on"], each[0]))
    until = date(year, 9, 30)
    held = [each for each in in_order if each[1]["starts_on"] <= until][-_HELD:]
    coming = [each for each in in_order if each[1]["starts_on"] > until][:_COMING]
    rows: list[Row] = []
    for fair_id, fair in (*held, *coming):
        rows += _of_fair(chance, fair_id, fair, employers, done=fair["starts_on"] <= until)
    return tuple(rows)


def _of_fair(
    chance: Random, fair_id: int, fair: Mapping[str, Any], employers: Sequence[DemoEmployer], *, done: bool
) -> list[Row]:
    count = fair["employers"]
    there = chance.sample(list(employers), count)
    posts = _shared(chance, fair["vacancies"], count)
    matches = _shared(chance, fair["matches"] or 0, count)
    hired = _shared(chance, fair["hired"] or 0, count)
    rows = []
    for place, employer in enumerate(there):
        vetted = done or chance.random() < 0.8
        rows.append(
            {
                "job_fair_id": fair_id,
                "employer.name": employer.name,
                "employer.credit_code": employer.credit_code,
                "stand": f"{'AB'[place // 20 % 2]}{place % 20 + 1:02d}",
                "titles": "、".join(chance.sample(_TITLES, 2)),
                "headcount": posts[place],
                "vetting": "passed" if vetted else "pending",
                "vetted_by": chance.choice(_OFFICERS) if vetted else None,
                "vetted_on": fair["starts_on"] - timedelta(days=chance.randint(3, 9)) if vetted else None,
                "resumes": matches[place] * 3 + chance.randint(0, 6) if done else None,
                "matches": matches[place] if done and fair["matches"] is not None else None,
                "hired": hired[place] if done and fair["hired"] is not None else None,
            }
        )
    return rows


def _shared(chance: Random, total: int, parts: int) -> list[int]:
    """A total in uneven whole parts."""
    weights = [chance.uniform(0.5, 1.5) for _ in range(parts)]
    whole, done, given = sum(weights), 0.0, 0
    shares = []
    for weight in weights:
        done += weight
        shares.append(round(total * done / whole) - given)
        given += shares[-1]
    return shares
