"""How the paper writes numbers. Unknown is "—", zero is "0"; people, posts and events have no separator."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.returns.snapshot import Number

UNKNOWN = "—"
AHEAD, BEHIND = "▲", "▼"
_MONEY = "万元"


def rounded(value: Number, places: int) -> Decimal:
    """Round half up, away from zero."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Number | None, unit: str = "") -> str:
    """A count, or money in 万元 with two decimals."""
    if value is None:
        return UNKNOWN
    if unit == _MONEY:
        return f"{rounded(value, 2):f}"
    whole = Decimal(value)
    return f"{whole:f}" if whole != whole.to_integral_value() else f"{whole.to_integral_value():f}"


def rate(value: Decimal | None) -> str:
    """Two decimals, without the percent sign."""
    return UNKNOWN if value is None else f"{rounded(value, 2):f}"


def signed(value: Decimal | None) -> str:
    """Two decimals with a sign; zero has none."""
    if value is None:
        return UNKNOWN
    number = rounded(value, 2)
    return f"{number:+f}" if number else "0.00"


def difference(value: Number, unit: str = "") -> str:
    """A count with its sign; zero has none."""
    text = plain(value, unit)
    return f"+{text}" if Decimal(value) > 0 else text


def pace(value: Decimal | None) -> str:
    """One decimal, half up."""
    return UNKNOWN if value is None else f"{rounded(value, 1):f}"


def mark(gap: Decimal | None) -> str:
    """▲ ahead, ▼ behind, nothing at zero or where unknown."""
    if gap is None or not rounded(gap, 2):
        return ""
    return AHEAD if gap > 0 else BEHIND


def day(when: date) -> str:
    """2025年9月30日."""
    return f"{when.year}年{when.month}月{when.day}日"


def day_of_year(when: date) -> str:
    """9月30日."""
    return f"{when.month}月{when.day}日"
