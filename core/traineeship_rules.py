"""The amounts of a traineeship as dated data: `resources/traineeship.toml` and the ledger's updates of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from core.policy import SHIPPED, TRAINEESHIP, Updates, dated, in_force
from core.resources import read_toml, resource

RULES = "rules"


@dataclass(frozen=True, slots=True)
class TraineeshipRules:
    """What holds for traineeships that begin from `since` on. Amounts are yuan.

    Attributes:
        since: first day.
        living_pay: least pay to the trainee, a month.
        subsidy: paid to the host for each month of a trainee.
        months: fewest and most months that are subsidised.
        kept_extra: more a month for trainees who are kept.
        kept_share: least retention rate, in percent, for `kept_extra`.
        insurance: paid once for an insured trainee.
        source: the rule.
    """

    since: date
    living_pay: int
    subsidy: int
    months: tuple[int, int]
    kept_extra: int
    kept_share: int
    insurance: int
    source: str

    def amounts(self, months: int, *, insured: bool) -> tuple[int, int]:
        """The subsidy of one trainee in all: usual, and with the addition for one who is kept."""
        once = self.insurance if insured else 0
        return months * self.subsidy + once, months * (self.subsidy + self.kept_extra) + once


def read_rules(table: dict[str, Any]) -> TraineeshipRules:
    """The rules in one table of the file.

    Raises:
        KeyError, TypeError: something is missing or is not known.
    """
    return TraineeshipRules(**{**table, "months": tuple(table["months"])})


@lru_cache(maxsize=4)
def all_rules(updates: Updates = SHIPPED) -> tuple[TraineeshipRules, ...]:
    """Every set of rules, the oldest first."""
    shipped = [read_rules(each) for each in read_toml(resource(TRAINEESHIP))[RULES]]
    return dated(shipped, TRAINEESHIP, updates, RULES, read_rules)


def rules_on(day: date) -> TraineeshipRules | None:
    """The rules in force on a day; None before the first that is known."""
    return next((each for each in reversed(all_rules(in_force())) if each.since <= day), None)
