"""Frozen values of plans, their targets, and the splits of a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan loaded in the ledger, or one that can be loaded."""

    key: str
    title: str
    document: str
    start: date
    end: date
    loaded: bool


@dataclass(frozen=True, slots=True)
class TargetView:
    """One dated target."""

    id: int
    plan: str
    figure: str
    label: str
    scope: str
    """Unit key, township key or body."""
    scope_name: str
    scope_kind: str
    """unit, township, body or city (reference only)"""
    start: date
    end: date
    comparator: str
    value: Decimal
    unit: str
    clause: str
    changed: bool
    """Differs from the preset."""
    since: date | None = None
    """First day of this wording, where an update of the plan brought it."""


@dataclass(frozen=True, slots=True)
class SplitView:
    """The split of one target by township or responsible body: lines, sum, and the whole it must match."""

    target: TargetView
    lines: tuple[tuple[str, str, int | None], ...]
    """(township key, name, value or None when not entered)"""
    total: int
    difference: int
    """total − target; 0 when it adds up."""
    by: str = "township"
    """township or body"""


@dataclass(frozen=True, slots=True)
class SplitFigure:
    """A target of the unit that can be split."""

    figure: str
    plan: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class SplitSheet:
    """A sheet of parts as read: what it matches, what it does not, and where the sum stands. Not written."""

    file_name: str
    matched: Mapping[str, int]
    unmatched: tuple[tuple[str, int], ...]
    twice: tuple[str, ...]
    total: int
    difference: int
