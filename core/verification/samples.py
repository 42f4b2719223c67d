"""Random samples as they are shown: a draw, its rows, and what may come of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

CONFIRMED, WRONG, UNREACHED = "confirmed", "wrong", "unreached"
RESULTS = {CONFIRMED: "核实无误", WRONG: "有误", UNREACHED: "未接通"}


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One drawn placement. The phone is masked; revealing it is journaled."""

    id: int
    position: int
    row_id: int
    name: str
    masked_phone: str
    employer: str
    township: str
    placed_on: date | None
    result: str
    note: str
    checked_at: datetime | None
    checked_by: str
    void: bool
    """The placement has been voided since it was drawn."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """A draw with what came of it. `interval` is (share, low, high) in percent, None before any answer."""

    id: int
    at: datetime
    account: str
    first: date
    last: date
    township: str
    only_claimed: bool
    wanted: str
    seed: str
    pool: int
    drawn: int
    confirmed: int
    wrong: int
    unreached: int
    interval: tuple[Decimal, Decimal, Decimal] | None

    @property
    def open(self) -> int:
        """Rows without a result."""
        return self.drawn - self.confirmed - self.wrong - self.unreached

    @property
    def scope_words(self) -> str:
        """What could be drawn, and how much of it was, in words."""
        where = self.township or "全区"
        what = "待核查的" if self.only_claimed else "全部有效登记"
        asked = "" if self.wanted == str(self.drawn) else f"（按 {self.wanted} 抽取）"
        return (
            f"{self.first} 至 {self.last}，{where}，{what}，共 {self.pool:,} 行，抽 {self.drawn:,} 行{asked}"
        )
