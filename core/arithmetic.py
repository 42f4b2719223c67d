"""How printed numbers are rounded: half up, rates to two decimals, paces to one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.period import Span
from core.returns.snapshot import Number

_CENT = Decimal("0.01")
_TENTH = Decimal("0.1")


def rounded(value: Decimal, step: Decimal = _CENT) -> Decimal:
    """Round half up."""
    return value.quantize(step, ROUND_HALF_UP)


def percent(part: Number | None, whole: Number | None) -> Decimal | None:
    """Part ÷ whole in percent, two decimals; None when either is unknown or the whole is zero."""
    if part is None or whole is None or whole == 0:
        return None
    return rounded(Decimal(part) * 100 / Decimal(whole))


def growth(now: Number | None, base: Number | None) -> Decimal | None:
    """Change against a base in percent, two decimals; None on an unknown or zero base."""
    if now is None or base is None or base == 0:
        return None
    return rounded((Decimal(now) - Decimal(base)) * 100 / Decimal(base))


def difference(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    """Left − right of two printed rates, so that the paper subtracts."""
    return None if left is None or right is None else left - right


def pro_rata(span: Span, elapsed: int) -> Decimal:
    """Elapsed days of the span in percent, two decimals."""
    return rounded(Decimal(elapsed) * 100 / span.days)


def missing(value: Number | None, target: Number | None) -> Number | None:
    """What is still to be done, never below zero."""
    if value is None or target is None:
        return None
    return max(target - value, type(target)(0))


def pace(still: Number | None, days_left: int) -> Decimal | None:
    """What each remaining day needs, one decimal; None once nothing is missing or no day is left."""
    if not still or days_left <= 0:
        return None
    return rounded(Decimal(still) / days_left, _TENTH)
