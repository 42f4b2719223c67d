"""How far a figure stands from its pro-rata progress, in words, and what a short list leaves unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.figure_views import Bar

BEHIND_BELOW = Decimal(-1)
AHEAD_ABOVE = Decimal(1)
FAR_BEHIND_BELOW = Decimal(-10)
"""Percentage points of the progress gap at which the words change."""


class Standing(StrEnum):
    """Where a figure stands against its pro-rata progress."""

    AHEAD = "ahead"
    LEVEL = "level"
    BEHIND = "behind"
    UNKNOWN = "unknown"


def standing(gap: Decimal | None) -> Standing:
    """Judge a progress gap in percentage points; unknown where there is no target."""
    if gap is None:
        return Standing.UNKNOWN
    if gap < BEHIND_BELOW:
        return Standing.BEHIND
    return Standing.AHEAD if gap > AHEAD_ABOVE else Standing.LEVEL


def far_behind(gap: Decimal | None) -> bool:
    """True when someone has to act: more than ten points behind."""
    return gap is not None and gap < FAR_BEHIND_BELOW


@dataclass(frozen=True, slots=True)
class Rest:
    """The bars that a short list does not show: how many, and their sum."""

    bars: int
    value: int


def rest_of(bars: Sequence[Bar], shown: int) -> Rest:
    """Count and add up the bars behind the first `shown`."""
    hidden = bars[shown:]
    return Rest(len(hidden), sum(bar.value for bar in hidden))
