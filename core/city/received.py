"""Values of the city's side: one received file, its place among the others, the whole collection."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.period import Month
from core.units import Unit


class State(StrEnum):
    """What a received return is worth (the contract's words)."""

    SUBMITTED = "submitted"
    DRAFT = "draft"
    DAMAGED = "damaged"
    STALE = "stale"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class IndustryCount:
    """People of one industry: this month and cumulative. Key "unknown" is 未分类."""

    key: str
    month: int
    value: int


@dataclass(frozen=True, slots=True)
class Received:
    """One file that is a return, or claims to be one. None is unknown.

    Attributes:
        file: path below the folder, with forward slashes.
        kind: pdf, xlsx or json.
        unit: None where the file does not say, or names nobody known.
        digest: SHA-256 of the data file; of the workbook for a workbook alone.
        workbook_digest: SHA-256 of the workbook that the data file names.
        faults: what keeps the file from being trusted, in sentences.
        forged: a fault that does not come from a bad copy: paper and data do not agree.
        odd: numbers inside that do not add up, in sentences.
        remarks: what else a reader should know.
    """

    file: str
    kind: str
    unit: Unit | None = None
    month: Month | None = None
    version: int = 0
    draft: int = 0
    submitted: bool = False
    reported_on: date | None = None
    demonstration: bool = False
    digest: str = ""
    workbook_digest: str = ""
    total: int | None = None
    new: int | None = None
    outside: int | None = None
    target: int | None = None
    outside_target: int | None = None
    industries: tuple[IndustryCount, ...] = ()
    faults: tuple[str, ...] = ()
    forged: bool = False
    odd: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A received return with its verdict. Files that only repeat it stand in `copies`."""

    received: Received
    state: State
    words: str = ""
    copies: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether its figures enter the sums."""
        return self.state in (State.SUBMITTED, State.DRAFT)

    @property
    def unit_name(self) -> str:
        """The unit's short name, "" where it is not known."""
        return self.received.unit.name if self.received.unit else ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the city's table: what it had to do and did last year, and the return that counts.

    `quota` and `prior` are None where the city's plan of the year has no row for the unit.
    """

    unit: Unit
    quota: int | None
    quota_outside: int | None
    prior: int | None
    prior_outside: int | None
    entry: Entry | None
    others: tuple[Entry, ...] = ()

    @property
    def state(self) -> str:
        """State of the return that counts, else of the first other one, else "missing"."""
        if self.entry is not None:
            return self.entry.state.value
        return self.others[0].state.value if self.others else "missing"


@dataclass(frozen=True, slots=True)
class IndustryRow:
    """An industry over all units whose returns count."""

    key: str
    name: str
    month: int
    value: int
    target: int | None
    prior: int | None


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that does not add up: which unit ("" for the city), and what, in a sentence."""

    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder of returns, read. `month` is None when it holds none.

    `rows` follow the city's table; `entries` are all returns in the order of their units; `strangers` are
    returns of units that are not in the table.
    """

    folder: str
    month: Month | None
    rows: tuple[UnitRow, ...]
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]
    industries: tuple[IndustryRow, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    ignored: tuple[tuple[str, str], ...] = field(default=())
    """Files that are no returns: name and why."""

    @property
    def total(self) -> int:
        """Cumulative placements of the returns that count."""
        return sum(entry.received.total or 0 for entry in self.entries if entry.counted)

    @property
    def outside(self) -> int:
        """The same from outside the city."""
        return sum(entry.received.outside or 0 for entry in self.entries if entry.counted)

    @property
    def bad(self) -> bool:
        """Whether a return is damaged, forged or there twice."""
        return any(entry.state in (State.DAMAGED, State.DUPLICATE) for entry in self.entries)
