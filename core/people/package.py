"""1131 for one person: which services are wanted, what was given, and until when (S1 item 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.people.views import Slot

CLAUSE = "渝府办发〔2025〕10号，11：至少1次政策宣介、1次职业指导、3次岗位推介和1次技能培训或就业见习机会"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of the four services: its kinds of service rows, and how often it is wanted."""

    key: str
    title: str
    kinds: tuple[str, ...]
    times: int


PACKAGE: tuple[Wanted, ...] = (
    Wanted("policy_briefing", "政策宣介", ("policy_briefing",), 1),
    Wanted("vocational_guidance", "职业指导", ("vocational_guidance",), 1),
    Wanted("job_referral", "岗位推介", ("job_referral",), 3),
    Wanted("practice", "培训或见习", ("training_offer", "traineeship_offer"), 1),
)
PRACTICE = PACKAGE[-1].key


@dataclass(frozen=True, slots=True)
class Given:
    """A service that was given: its kind (`PRACTICE` for a traineeship itself), day and officer."""

    kind: str
    day: date
    officer: str = ""


def slots(given: Iterable[Given], since: date) -> tuple[Slot, ...]:
    """The four slots filled with what was given since the hand-over."""
    known = sorted((each for each in given if each.day >= since), key=lambda each: each.day)
    return tuple(
        Slot(
            wanted.key,
            wanted.title,
            wanted.times,
            tuple((each.day, each.officer) for each in known if each.kind in (wanted.key, *wanted.kinds)),
        )
        for wanted in PACKAGE
    )


def missing_words(found: Iterable[Slot]) -> str:
    """What is missing, in few words: 岗位推介 2 次、培训或见习."""
    parts = [
        each.title if each.missing == 1 else f"{each.title} {each.missing} 次"
        for each in found
        if each.missing
    ]
    return "、".join(parts)


def deadline(handed_over: date, month_day: str) -> date:
    """The last day for 1131 in the year of the hand-over; `month_day` is the setting, as 11-30."""
    month, day = map(int, month_day.split("-"))
    return date(handed_over.year, month, day)
