"""Placements against a social-insurance list: who is insured where, who has left, who is not in it.

Pure: takes placements and list rows as values, gives what was found and what is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from core.wording import plain

NEAR = 85
"""Likeness in percent from which two names of employers may be one employer; never taken without a clerk."""
_FORM = re.compile(r"(?:股份|责任|集团|有限|公司|总公司|分公司|[()])+")
_PLACE = re.compile(r"^(?:重庆市?|[\u4e00-\u9fff]{2,3}(?:区|县))+")


class Group(StrEnum):
    """What a placement is found to be."""

    MATCHED = "matched"
    NEAR_EMPLOYER = "near_employer"
    OTHER_EMPLOYER = "other_employer"
    LEFT = "left"
    NAME_DIFFERS = "name_differs"
    NOT_MATCHED = "not_matched"


class Proposal(StrEnum):
    """What is to be written to a placement."""

    NONE = "none"
    CHECK = "check"
    END = "end"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list. `stopped` says that its state is 停保 though it names no last day."""

    row: int
    name: str
    number: str
    employer: str
    code: str
    start: date | None
    end: date | None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A placement that is held against the list."""

    row_id: int
    name: str
    number: str
    employer: str
    code: str
    placed_on: date
    ended_on: date | None
    verification: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A placement with what was found. `listed` is the row of the list that decided it.

    Attributes:
        possible: what a clerk may choose; the first is the proposal.
        likeness: of the employers' names in percent, for `NEAR_EMPLOYER`.
    """

    claim: Claim
    group: Group
    listed: Listed | None
    possible: tuple[Proposal, ...]
    likeness: int = 0

    @property
    def proposal(self) -> Proposal:
        """What is proposed."""
        return self.possible[0]


def compare(claims: Sequence[Claim], listed: Iterable[Listed], cut_off: date) -> Iterator[Finding]:
    """What is found of each placement, in their order.

    Args:
        claims: placements that stand.
        listed: rows of the list; a person may have several.
        cut_off: the day on which a person counts as insured.
    """
    people: dict[str, list[Listed]] = {}
    for row in listed:
        people.setdefault(row.number, []).append(row)
    for claim in claims:
        yield _found(claim, people.get(claim.number, []), cut_off)


def _found(claim: Claim, rows: list[Listed], cut_off: date) -> Finding:
    if not rows:
        return Finding(claim, Group.NOT_MATCHED, None, (Proposal.NONE, Proposal.REJECT))
    named = [row for row in rows if not row.name or plain(row.name) == plain(claim.name)]
    if not named:
        return Finding(claim, Group.NAME_DIFFERS, rows[0], (Proposal.NONE, Proposal.REJECT))
    same = [row for row in named if same_employer(claim, row)]
    current = [row for row in same if insured(row, cut_off)]
    if current:
        return Finding(claim, Group.MATCHED, min(current, key=_start), _for_match(claim))
    ended = [row for row in same if row.stopped or (row.end and row.end >= claim.placed_on)]
    if ended and all(not row.start or row.start <= cut_off for row in ended):
        return _left(claim, max(ended, key=lambda row: row.end or date.min))
    return _elsewhere(claim, [row for row in named if row not in same and insured(row, cut_off)])


def _for_match(claim: Claim) -> tuple[Proposal, ...]:
    if claim.verification == "claimed":
        return (Proposal.CHECK, Proposal.NONE)
    return (Proposal.NONE, Proposal.CHECK)


def _left(claim: Claim, row: Listed) -> Finding:
    known = row.end is not None and (claim.ended_on is None or claim.ended_on > row.end)
    possible = (Proposal.END, Proposal.NONE) if known else (Proposal.NONE,)
    return Finding(claim, Group.LEFT, row, possible)


def _elsewhere(claim: Claim, others: list[Listed]) -> Finding:
    """Insured by somebody else at the cut-off, or by nobody."""
    if not others:
        return Finding(claim, Group.NOT_MATCHED, None, (Proposal.NONE, Proposal.REJECT))
    likeness, row = max(((alike(claim.employer, each.employer), each) for each in others), key=_likeness)
    group = Group.NEAR_EMPLOYER if likeness >= NEAR else Group.OTHER_EMPLOYER
    possible = (Proposal.NONE, Proposal.CHECK, Proposal.REJECT)
    return Finding(claim, group, row, possible, likeness if group is Group.NEAR_EMPLOYER else 0)


def _likeness(pair: tuple[int, Listed]) -> tuple[int, date]:
    return pair[0], _start(pair[1])


def _start(row: Listed) -> date:
    return row.start or date.min


def insured(row: Listed, day: date) -> bool:
    """Whether the list says that the person is insured on this day."""
    begun = row.start is None or row.start <= day
    return begun and not row.stopped and (row.end is None or row.end >= day)


def same_employer(claim: Claim, row: Listed) -> bool:
    """By the credit code where both have one, else by the name but for width, spaces and separators.

    A row that names no employer can only speak of the person: it counts as the same.
    """
    if not row.employer and not row.code:
        return True
    if claim.code and row.code:
        return claim.code.upper() == row.code.upper()
    return bool(claim.employer) and plain(claim.employer) == plain(row.employer)


def alike(one: str, other: str) -> int:
    """Likeness of two employers' names in percent, without place and legal form."""
    left, right = _core(one), _core(other)
    return round(fuzz.ratio(left, right)) if left and right else 0


@lru_cache(maxsize=16_384)
def _core(name: str) -> str:
    whole = plain(name)
    return _PLACE.sub("", _FORM.sub("", whole)) or whole


def only_listed(listed: Iterable[Listed], known: Mapping[str, object] | frozenset[str]) -> tuple[Listed, ...]:
    """Rows of the list whose person has no placement here; one row a person, the latest."""
    found: dict[str, Listed] = {}
    for row in listed:
        if row.number not in known:
            before = found.get(row.number)
            if before is None or _start(row) >= _start(before):
                found[row.number] = row
    return tuple(found.values())
