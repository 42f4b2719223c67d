"""Random samples that can be shown to have been random, and what a sample says of the whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import ceil, sqrt

from core.arithmetic import percent, rounded
from core.errors import LedgerFault

Z = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""
_WANTED = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)\s*([%％]?)")


def drawn(pool: Iterable[int], seed: str, number: int) -> tuple[int, ...]:
    """The first `number` of the pool in the order of SHA-256 of "seed:id".

    Anybody can repeat it by hand: the order depends on nothing but the seed and the ids.
    """
    order = sorted(pool, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())
    return tuple(order[:number])


def wanted_number(wanted: str, pool: int) -> int:
    """How many rows "5%" or "30" asks for; a percentage is rounded up and never none.

    Raises:
        LedgerFault: it says no number, none at all, or more than there are.
    """
    match = _WANTED.fullmatch(wanted.strip())
    if match is None:
        raise LedgerFault("抽取数量要写成 30 或 5% 的样子，没有抽取。")
    amount = Decimal(match[1])
    if not match[2]:
        if amount != amount.to_integral_value() or not amount >= 1:
            raise LedgerFault("抽取数量要写成 30 或 5% 的样子，没有抽取。")
        return min(int(amount), pool)
    if not 0 < amount <= 100:
        raise LedgerFault("抽取比例要在 0 到 100% 之间，没有抽取。")
    return min(pool, ceil(amount * pool / 100))


def share(right: int, asked: int) -> tuple[Decimal, Decimal, Decimal] | None:
    """Share in percent with its 95 % interval (Wilson's), one decimal; None where nobody was reached."""
    if not asked:
        return None
    part, square = right / asked, Z * Z
    middle = (part + square / (2 * asked)) / (1 + square / asked)
    half = Z * sqrt(part * (1 - part) / asked + square / (4 * asked * asked)) / (1 + square / asked)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    whole = percent(right, asked)
    assert whole is not None
    tenth = Decimal("0.1")
    ends = [rounded(Decimal(repr(each)) * 100, tenth) for each in (low, high)]
    return rounded(whole, tenth), ends[0], ends[1]


def as_ranges(ids: Sequence[int]) -> str:
    """Ascending ids as ranges: 1-8,11."""
    parts: list[list[int]] = []
    for each in sorted(ids):
        if parts and parts[-1][1] + 1 == each:
            parts[-1][1] = each
        else:
            parts.append([each, each])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def from_ranges(text: str) -> list[int]:
    """The ids of `as_ranges`."""
    found: list[int] = []
    for part in filter(None, text.split(",")):
        low, _, high = part.partition("-")
        found += range(int(low), int(high or low) + 1)
    return found
