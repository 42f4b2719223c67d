"""Frozen values of erasing, retention and the support copy. No mapped instance ever leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RowsGone:
    """Rows of one section that lose the person: those that stay as a statistic, drafts, void ones."""

    title: str
    counted: int
    drafts: int
    void: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Another row in whose words the person stands. `sure`: by a number, not by the name alone."""

    title: str
    row: str
    label: str
    sure: bool


@dataclass(frozen=True, slots=True)
class BackupHolding:
    """A backup that still holds the person, and the day from which thinning removes it; None for never."""

    made: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What erasing a person would do. Nothing is written.

    Attributes:
        person: the record.
        name: of the person.
        number: its 系统编号.
        records: records that are the person: merged ones too.
        rows: by section.
        facts: sensitive facts that go.
        evidence: files that go with their content.
        shared: files that are attached to other rows too, and stay there.
        kept_rows: rows kept from imports that go or lose values.
        entries: journal entries that lose values.
        mentions: other rows that name the person.
        namesakes: other living records with one of the names: then the name alone proves nothing.
        months: submitted months that rows are dated in; what was submitted stays.
        backups: backups that still hold the person, newest first.
        aside: ledgers set aside by a restore that may hold the person.
        second_place: backups are also carried to a second place.
        effects: figures that would come out differently: label, before, after.
        accounting: rows of money, whose papers are kept elsewhere for longer.
        allowed: the account may erase.
        why_not: why not.
    """

    person: int
    name: str
    number: str
    records: int
    rows: tuple[RowsGone, ...]
    facts: int
    evidence: int
    shared: int
    kept_rows: int
    entries: int
    mentions: tuple[Mention, ...]
    namesakes: int
    months: tuple[str, ...]
    backups: tuple[BackupHolding, ...]
    aside: int
    second_place: bool
    effects: tuple[tuple[str, str, str], ...]
    accounting: int
    allowed: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class ErasureDone:
    """What an erasure did: persons, rows that stay as statistics, and whether free pages were cleaned."""

    persons: int
    rows: int
    evidence: int
    cleaned: bool


@dataclass(frozen=True, slots=True)
class ErasedNote:
    """What the page of an erased person says: when and by whom."""

    at: datetime
    account: str


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """One time that somebody saw a person's data or took them out of the ledger."""

    at: datetime
    account: str
    action: str
    detail: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """People whose data are past their term, by kind.

    Attributes:
        kind: key of the term.
        title: what they are.
        years: the term.
        setting: key of its setting.
        source: where the term comes from.
        before: the last day of an activity that is past the term.
        people: ids of those past it.
        rows: rows of theirs.
    """

    kind: str
    title: str
    years: int
    setting: str
    source: str
    before: date
    people: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class SupportCopy:
    """A copy of the ledger with invented people: rows that were changed, by what they are."""

    people: int
    employers: int
    texts: int
