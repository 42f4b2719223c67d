"""Bad data is a list of problems, not an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem does to the row it is found in."""

    REFUSED = "refused"
    """The row does not enter the ledger (import) or stays a draft (desk)."""
    WARNING = "warning"
    """The row enters; someone should look."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of one row.

    Attributes:
        field: key of the field, or "" when the row as a whole is meant.
        message: a Chinese sentence for the clerk. Never holds an ID number or a full name.
        severity: refused or warning.
        value_masked: the offending value, masked where it is personal.
    """

    field: str
    message: str
    severity: Severity = Severity.REFUSED
    value_masked: str = ""


def refused(problems: list[Problem] | tuple[Problem, ...]) -> bool:
    """True when at least one of the problems keeps the row out."""
    return any(problem.severity is Severity.REFUSED for problem in problems)
