"""Kinds of figures: a `Tally` counts rows, a `Share` divides two tallies, an `Awaited` has no ledger yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SAME_YEAR = "{year}"
"""Stands, as a wanted value, for the statistical year that is asked for."""


class Measure(StrEnum):
    """What of the rows is added up."""

    ROWS = "rows"
    """Each valid row is one."""
    SUM = "sum"
    """The numbers of one column."""
    FIRST_OF_PERSON = "first_of_person"
    """Distinct persons: the earliest valid row of each person in a statistical year; years add up."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A figure counted from the rows of one section.

    Attributes:
        key: its name everywhere.
        label: Chinese name.
        unit: unit of measure (人, 人次, 场次, 个).
        section: the section whose rows it counts.
        measure: what is added up.
        column: the model's column for SUM.
        within: (dimension, wanted value): the rows that belong to it, after the choice of a person's
            first row; None as the wanted value means "not known".
    """

    key: str
    label: str
    unit: str
    section: str
    measure: Measure = Measure.ROWS
    column: str = ""
    within: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A figure in percent: part ÷ whole × 100, unknown where the whole is zero."""

    key: str
    label: str
    part: Tally
    whole: Tally
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A figure of the documents whose rows no ledger section holds yet: unknown, never zero."""

    key: str
    label: str
    unit: str


Figure = Tally | Share | Awaited
