"""Words and rows that make the demonstration's people live: who helps them, what was said, who was called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

HELPERS = ("周敏", "陈志刚", "唐小兰", "何建国")
_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "policy_briefing": ("就业补贴、见习、三张清单已说明", "发了政策明白纸，愿意参加见习"),
    "vocational_guidance": ("倾向装备制造，建议补 CAD 证书", "改了简历，练了一次面试"),
    "job_referral": ("工艺员，愿意面试", "质检员，嫌远未去", "行政文员，已投简历", "已约面试"),
    "training_offer": ("报了电工班", "想先找工作，暂不参加"),
}
_CALLS = (
    ("follow_up", "面试没有通过，愿意再推荐"),
    ("unanswered", "未接"),
    ("follow_up", "在等单位回复，下周再问"),
    ("follow_up", "还在考虑考公，愿意听岗位信息"),
    ("unanswered", "两次未接，改天再打"),
)
_LAST = (9, 28)
"""Calls of the demonstration end before the day that its pictures are taken on."""


def helped(leavers: Sequence[Row]) -> tuple[Row, ...]:
    """The roster with somebody who helps each; some are to be called about the end of September."""
    rows = []
    for place, row in enumerate(leavers):
        year = row["handed_over_on"].year
        agreed = {0: date(year, 9, 29) + timedelta(days=place % 3), 3: None}.get(
            place % 4, row["next_contact_on"]
        )
        rows.append({**row, "helper": HELPERS[place % len(HELPERS)], "next_contact_on": agreed})
    return tuple(rows)


def told(services: Sequence[Row]) -> tuple[Row, ...]:
    """Services of single people with who gave them and what came of it."""
    rows = []
    for place, row in enumerate(services):
        outcomes = _OUTCOMES.get(row["kind"], ())
        if "person.id_number" in row and outcomes:
            officer = HELPERS[place % len(HELPERS)]
            row = {**row, "officer": officer, "outcome": outcomes[place % len(outcomes)]}  # noqa: PLW2901 - the same row, told
        rows.append(row)
    return tuple(rows)


def _named(row: Row) -> Row:
    return {key: row[key] for key in ("person.name", "person.id_number", "person.id_kind")}


def calls(leavers: Sequence[Row]) -> tuple[Row, ...]:
    """Calls in August and September to two leavers of three."""
    rows = []
    for place, row in enumerate(leavers):
        handed_over: date = row["handed_over_on"]
        last = date(handed_over.year, *_LAST)
        if place % 3 == 0:
            continue
        for step in range(1 + place % 2):
            kind, outcome = _CALLS[(place + step) % len(_CALLS)]
            day = min(
                handed_over + timedelta(days=24 + 13 * step + place % 9), last - timedelta(days=2 - step)
            )
            officer = HELPERS[place % len(HELPERS)]
            rows.append(
                {
                    **_named(row),
                    "kind": kind,
                    "provided_on": day,
                    "officer": officer,
                    "outcome": outcome,
                    "township": row["township"],
                }
            )
    return tuple(rows)


def registrations(leavers: Sequence[Row]) -> tuple[Row, ...]:
    """Every fourth leaver registered as unemployed too, and is still looking."""
    return tuple(
        {
            **_named(row),
            "registered_on": row["handed_over_on"] + timedelta(days=11),
            "cause": "graduated",
            "township": row["township"],
            "situation": "unemployed",
        }
        for row in leavers[::4]
    )


def payments(leavers: Sequence[Row]) -> tuple[Row, ...]:
    """Every fifth leaver was paid for a skill learnt before."""
    rows = []
    for row in leavers[::5]:
        day: date = row["handed_over_on"] + timedelta(days=20)
        steps = {
            "applied_on": day,
            "approved_on": day + timedelta(days=9),
            "paid_on": day + timedelta(days=21),
        }
        rows.append({**_named(row), "kind": "skill_upgrade", "amount": 1500, **steps})
    return tuple(rows)
