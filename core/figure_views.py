"""Frozen values of figures: against a target, explained, and as the overview shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.returns.snapshot import Curve, Number


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure at a cut-off, against one plan (or none). Unknown is None; rates are percent."""

    key: str
    plan: str | None
    plan_title: str
    label: str
    unit: str
    month: Number | None
    value: Number | None
    target: Number | None
    comparator: str | None
    completion: Decimal | None
    pro_rata: Decimal | None
    gap: Decimal | None
    year_on_year: Decimal | None
    missing: Number | None = None
    pace: Decimal | None = None
    elapsed: int = 0
    days: int = 0
    recent_pace: Decimal | None = None
    """Mean per day over the last 30 days."""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that a figure does not count, for one reason."""

    reason: str
    rows: int
    ids: tuple[int, ...]
    counterparts: tuple[int, ...] = ()
    """For a person counted already: beside each of `ids` the id of the row that counts, else empty."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a number is what it is. len(counted_ids) + the left-out rows = all rows dated in the span."""

    figure: FigureView
    section: str
    """Key of the section whose rows are counted."""
    rule: tuple[str, ...]
    """Numbered sentences: how it is counted."""
    clause: str
    """The quoted clause that sets the target, "" when there is none."""
    source: str
    """Document, item, and what the annex says of this unit."""
    counted: int
    counted_ids: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    left_out_rows: int = 0
    all_rows: int = 0
    """Counted and left out together."""
    edition: str = ""
    """Edition and date of the counting rules: 口径第 1 版，2025-01-01 起"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a breakdown (township or industry)."""

    key: str
    name: str
    value: int
    target: int | None
    completion: Decimal | None
    gap: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Due:
    """One line of 到期与待办: group 今天/本周/重点任务/安全, light ok/warn/bad/note, page key to open."""

    group: str
    light: str
    title: str
    detail: str
    page: str = ""
    part: str = ""
    """Part of the page that is meant."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything 总览 shows at a cut-off, read in one go."""

    as_of: date
    city: tuple[FigureView, ...]
    """The city quota: all, and of which outside the city."""
    own: tuple[FigureView, ...]
    """The own plan's rows (empty where the district has none)."""
    own_title: str
    curve: Curve
    daily: tuple[tuple[date, int], ...]
    """Cumulative value per day with a change, for the line on screen."""
    last_year: tuple[tuple[date, int], ...]
    """Last year's own, shifted onto this year's days; empty when unknown."""
    townships: tuple[Bar, ...]
    township_none: int
    industries: tuple[Bar, ...]
    industry_unknown: int
    pro_rata: Decimal
    elapsed: int
    days: int
    due: tuple[Due, ...]
    pro_rata_value: Number | None = None
    """City target × elapsed ÷ days at the cut-off, rounded down: where the pro-rata line stands."""
    rows: int = 0
    """Placement rows in the ledger that are not void, of any year."""
    industry_unknown_share: Decimal | None = None
