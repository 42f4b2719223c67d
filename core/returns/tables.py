"""What a table says, before anything is measured: columns, rows, bars, notes. Widths are millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column's cells are placed."""

    TEXT = "text"
    CENTRE = "centre"
    NUMBER = "number"
    BAR = "bar"
    REFERENCE = "reference"
    """The number of the figure's rule in the appendix."""


class RowKind(StrEnum):
    """What a row is."""

    HEAD = "head"
    BLOCK = "block"
    """One heading over the whole width."""
    TOTAL = "total"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a column of bars. `marker` is drawn as a dashed line through all rows."""

    label: str
    maximum: float
    ticks: tuple[tuple[float, str], ...]
    marker: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `lead` prints the head at the left in Hei: the title of a part of the table.

    `spare` millimetres of its width go to the column of rule numbers where there is one.
    """

    head: tuple[str, ...]
    width: float
    kind: Kind = Kind.NUMBER
    max_lines: int = 2
    scale: Scale | None = None
    lead: bool = False
    spare: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a cell: its value on the column's scale, filled with a grey (0 black, 1 white)."""

    value: float
    level: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `figure` and `plan` name the figure that a number prints; `indent` is in characters."""

    text: str = ""
    mark: str = ""
    indent: float = 0.0
    figure: str = ""
    plan: str | None = None
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; a BLOCK row has a single cell. `figure` names what the row is about where no cell does."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.PLAIN
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one head. A table has one part, or several with heads of their own."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head_height: float


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table. Open at the sides: to be read; closed: to be filled in by hand."""

    title: str
    parts: tuple[Part, ...]
    row_height: float
    units: str = ""
    notes: tuple[str, ...] = ()
    row_rule: float = 0.25
    closed: bool = False
    beside: str = ""
    """Printed at the right of the caption where no units stand."""

    @property
    def rows(self) -> int:
        """Rows of all parts, heads left out."""
        return sum(len(part.rows) for part in self.parts)
