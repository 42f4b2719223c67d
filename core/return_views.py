"""Frozen values of a month's return: where it stands, what can be done, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.returns.snapshot import CorrectionLine
from core.views import Check


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """A step that leads on from here. `why_not` is empty where this account may take it."""

    key: str
    words: str
    with_reason: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class ReturnEvent:
    """One line of the history: who took which step when, with the reason."""

    at: datetime
    account: str
    words: str
    reason: str
    version: int
    draft: int


@dataclass(frozen=True, slots=True)
class EditionView:
    """A submitted edition: it stays readable and printable whatever follows."""

    version: int
    number: str
    reported_on: date
    account: str
    at: datetime
    replaces: str
    digest: str
    """SHA-256 of the data file, as printed on the paper."""
    pdf_digest: str
    workbook_digest: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction line with its place in the return's own list; `written` tells a clerk's own reason."""

    line: CorrectionLine
    written: bool


@dataclass(frozen=True, slots=True)
class ReturnStanding:
    """Everything about a month's return beside its paper.

    Attributes:
        version: the version shown.
        draft: count of its drafts.
        editable: words and reasons can be written now.
        locked: why not, and who can open it; "" while it is drafted.
        steps: where it can go from here.
        events: newest first.
        editions: newest first.
        corrections: what this return says about submitted months.
        changed_since: figures of this month that differ from what was submitted.
        shown: the version of a stored edition, None for a return at work.
    """

    version: int
    draft: int
    editable: bool
    locked: str
    steps: tuple[ReturnStep, ...]
    events: tuple[ReturnEvent, ...]
    editions: tuple[EditionView, ...]
    corrections: tuple[CorrectionView, ...]
    changed_since: tuple[CorrectionLine, ...] = ()
    shown: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Rows of one section dated in a submitted month that changed since: what happened, and which."""

    section: str
    title: str
    ids: tuple[int, ...]
    void_ids: tuple[int, ...]
    """Those of them that lie in the recycle bin."""
    words: str
    """补登 2 行，作废 1 行"""


@dataclass(frozen=True, slots=True)
class ReturnMonth:
    """A month in the list of returns."""

    month: str
    state: str
    """draft, in_review, returned, approved, submitted (`core.returns.lifecycle`) or not_due"""
    state_text: str
    detail: str
    version: int = 1
    changed: int = 0
    """Figures of a submitted month that differ from what was last said of them."""
    submitted: bool = False
    """An edition was submitted, whatever is at work on the next."""


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """A drafted return: PDF bytes for the preview, checks, words typed so far."""

    month: str
    number: str
    state: str
    pdf: bytes
    checks: tuple[Check, ...]
    difficulties: str
    next_steps: str
    edition: str = ""
    """Edition of the counting rules."""
    hotspots: tuple[Any, ...] = ()
    """Where each figure is printed: page, rectangle, figure key, plan."""
    standing: ReturnStanding | None = None
    """Where it stands: steps, history, editions, corrections."""
    as_of: date | None = None
    """Its cut-off."""
    version: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    """Name of every figure printed, by its key."""
