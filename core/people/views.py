"""Frozen values of a person's page, of the call list and of merging. No mapped instance ever leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.views import RowView


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known of a person: label and text; `field` names what can be shown whole."""

    label: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the four services of 1131: how often it was given, when and by whom, and what is missing."""

    key: str
    title: str
    wanted: int
    given: tuple[tuple[date, str], ...]
    """(day, officer) of each, oldest first."""

    @property
    def done(self) -> int:
        """How many of those wanted were given."""
        return min(len(self.given), self.wanted)

    @property
    def missing(self) -> int:
        """How many are still to be given."""
        return self.wanted - self.done


@dataclass(frozen=True, slots=True)
class Event:
    """One thing recorded of a person, or planned. `light`: ok, bad, note (planned), warn (overdue), plain."""

    section: str
    row: int
    day: date | None
    title: str
    detail: str
    place: str
    """Where it is recorded: the section's name, or 计划."""
    who: str
    light: str = "plain"
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next."""

    light: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that the person counts towards, or why not."""

    counts: bool
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """An open post that fits a person."""

    section: str
    row: int
    title: str
    employer: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything a person's page shows, read in one go. Numbers are masked; sensitive facts are not in it."""

    id: int
    name: str
    number: str
    state: str
    about: str
    """Words after the name: 2025 届，离校未就业."""
    merged_into: int | None
    groups: tuple[tuple[str, tuple[Fact, ...]], ...]
    slots: tuple[Slot, ...]
    """Empty for a person that is on no roster."""
    deadline: date | None
    events: tuple[Event, ...]
    """Planned ones first, then newest first."""
    steps: tuple[Step, ...]
    contact_on: date | None
    """The day agreed for the next contact."""
    interval: int
    """Days that the rule allows between two contacts of this person."""
    can_plan: bool
    """There is a row that can hold the day of the next contact."""
    counted: tuple[Counted, ...]
    posts: tuple[Post, ...]
    vacancies: tuple[int, ...]
    """Ids of all vacancies that fit, the best first."""
    merges: tuple[MergeRecord, ...]
    erased_at: datetime | None = None
    """When the personal data were erased; the rest is a statistic."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One person of the call list."""

    person: int
    number: str
    name: str
    phone: str
    """Masked."""
    township: str
    helper: str
    section: str
    """unemployed_leaver or unemployment: the roster that the person is on."""
    row: int
    services: tuple[int, int, int, int]
    on_roster: bool
    missing: str
    last_contact: date | None
    due: date
    dense: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallRule:
    """The rule in force, in sentences, and the clauses behind it."""

    days: int
    dense_days: int
    youth: tuple[int, int]
    long_months: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallListView:
    """Whom to call on a day."""

    day: date
    rule: CallRule
    rows: tuple[CallRow, ...]
    townships: tuple[tuple[str, str], ...]
    """(key, name) of the townships among all of the day, before narrowing."""
    helpers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one person, and why."""

    first: int
    second: int
    why: str


@dataclass(frozen=True, slots=True)
class MergeField:
    """A field of both records; `keep` says which value stays unless told otherwise: kept or other."""

    key: str
    label: str
    kept: str
    other: str
    keep: str

    @property
    def differs(self) -> bool:
        """Both have something, and it is not the same."""
        return bool(self.kept) and bool(self.other) and self.kept != self.other


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. Nothing is written."""

    kept: RowView
    other: RowView
    fields: tuple[MergeField, ...]
    moved: tuple[tuple[str, str, tuple[int, ...]], ...]
    """(section, its name, rows of the other record that move)."""
    effects: tuple[tuple[str, str, str], ...]
    """(figure, before, after) of the figures that come out differently."""
    warnings: tuple[str, ...]
    allowed: bool
    """The account may merge these two."""
    why_not: str


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """A merge that was made: when, by whom, why, and whether it can be taken back now."""

    sequence: int
    at: datetime
    account: str
    reason: str
    other: int
    undone: bool
    obstacle: str
    """Why it cannot be taken back; "" when it can."""
