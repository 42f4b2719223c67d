"""Kinds of figures: a `Tally` counts rows, a `Share` divides two tallies."""

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
    STOCK = "stock"
    """What stands at the cut-off, whenever it began: rows, or the numbers of one column."""
    LATEST = "latest"
    """The numbers of one column in the latest row of each group (a college) up to the cut-off."""


STANDING = frozenset((Measure.STOCK, Measure.LATEST))
"""Measures that are read at a day and not added up over days."""

Wanted = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Tally:
    """A figure counted from the rows of one section.

    Attributes:
        key: its name everywhere.
        label: Chinese name.
        unit: unit of measure (人, 人次, 场次, 个, 万元).
        section: the section whose rows it counts.
        measure: what is added up.
        column: the model's column for SUM, STOCK and LATEST.
        within: (dimension, wanted value or values): the rows that belong to it, after the choice of a
            person's first row; None as the wanted value means "not known".
        dated: name of the event (`core.sources`) that dates its rows; "" for the section's own day.
        same_year: of the rows that an event dates only those whose own day lies in the same year.
        divisor: the sum is divided by it and rounded to two decimals; money is summed in fen.
        paced: a pace per day says something.
        deadline: (month, day) of each year after which rows count no longer; None without one.
    """

    key: str
    label: str
    unit: str
    section: str
    measure: Measure = Measure.ROWS
    column: str = ""
    within: tuple[str, Wanted] | None = None
    dated: str = ""
    same_year: bool = False
    divisor: int = 1
    paced: bool = True
    deadline: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A figure in percent: part ÷ whole × 100, unknown where the whole is zero.

    Attributes:
        monthly: the share of one month says something; else it is unknown, never zero.
        deadline: (month, day) of each year at which the documents ask for it.
        beside: (words, part, whole): a second reading that is shown beside, never judged.
    """

    key: str
    label: str
    part: Tally
    whole: Tally
    unit: str = "%"
    monthly: bool = True
    deadline: tuple[int, int] | None = None
    beside: tuple[str, Tally, Tally] | None = None


Figure = Tally | Share
