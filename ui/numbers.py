"""How numbers and days are written on screen (a comma from 1,000, U+2212 for minus, — for unknown)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

Number = int | Decimal

UNKNOWN = "—"
MINUS = "−"


def count(value: Number | None) -> str:
    """A count or an amount: 9,716; money keeps its two decimals."""
    if value is None:
        return UNKNOWN
    return f"{value:,}".replace("-", MINUS)


def amount(value: Number) -> str:
    """A sum as the cells above it are written: 23,400 and 1,200.5."""
    whole = value == int(value)
    return f"{int(value):,}" if whole else f"{Decimal(value).normalize():,f}"


def rate(value: Decimal | None) -> str:
    """A rate in percent, always two decimals: 71.81%."""
    return UNKNOWN if value is None else f"{value:,.2f}%".replace("-", MINUS)


def signed(value: Decimal | None, suffix: str = "") -> str:
    """A difference with its sign: −2.98, +4.10."""
    return UNKNOWN if value is None else f"{value:+,.2f}{suffix}".replace("-", MINUS)


def pace(value: Decimal | None) -> str:
    """A number a day with one decimal: 41.5."""
    return UNKNOWN if value is None else f"{value:,.1f}".replace("-", MINUS)


def with_unit(text: str, unit: str) -> str:
    """The number and its unit; unknown stands alone."""
    return text if text == UNKNOWN else f"{text} {unit}"


def day_words(day: date) -> str:
    """9 月 30 日."""
    return f"{day.month} 月 {day.day} 日"


def full_day_words(day: date) -> str:
    """2025 年 9 月 30 日."""
    return f"{day.year} 年 {day_words(day)}"
