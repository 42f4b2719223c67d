"""Frozen rows: what leaves a ledger method. No mapped instance ever does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core.imports.answers import NO_ANSWERS, WRITTEN, ImportAnswers, RowChoice
from core.problems import Problem
from core.return_views import ReturnStanding
from core.returns.snapshot import Curve, Number

if TYPE_CHECKING:
    from core.imports.code_words import CodeWord
    from core.imports.effects import Effect
    from core.imports.memory import ColumnMemory


class RowState(StrEnum):
    """Life of a row."""

    ACTIVE = "active"
    DRAFT = "draft"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a section. `values` are raw, `texts` are what a cell shows (masked, coded words)."""

    id: int
    number: str
    """系统编号"""
    state: RowState
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort key."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What of a section to show.

    `filters` maps a field key to text: contained text for TEXT; for CODE the code; for DATE and MONTH
    a prefix ("2025-09") or "2025-09-01..2025-09-30"; for numbers "=5", ">5", "1..9". `search` looks in
    every searchable text field. `ids` narrows to given rows (the rows behind a number).
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: tuple[Sort, ...] = ()
    state: RowState | None = None
    """None: active and drafts. VOID: the recycle bin."""
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The line at a table's foot. `persons` counts distinct persons.

    `sums` are of the fields of numbers or money that any of the rows has a value of.
    `counted` are the rows among them that count as a person of the year; None where rows are not counted so.
    """

    rows: int
    drafts: int
    persons: int | None
    sums: Mapping[str, Number]
    distinct: Mapping[str, int]
    """Field key → number of distinct values (employers, townships)."""
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a writing method did. Pages redraw from this."""

    sections: frozenset[str]
    """Keys of sections whose rows changed."""
    ids: tuple[int, ...] = ()
    batch: int | None = None
    row: RowView | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One journal entry of one row: per field (label, before, after)."""

    sequence: int
    at: datetime
    account: str
    action: str
    """Chinese word: 新增 修改 作废 恢复 导入新增 导入修改"""
    reason: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure at a cut-off, against one plan (or none). Unknown is None; rates are percent."""

    key: str
    plan: str | None
    plan_title: str
    label: str
    unit: str
    month: Number | None
    value: Number | None
    target: Number | None
    comparator: str | None
    completion: Decimal | None
    pro_rata: Decimal | None
    gap: Decimal | None
    year_on_year: Decimal | None
    missing: Number | None = None
    pace: Decimal | None = None
    elapsed: int = 0
    days: int = 0
    recent_pace: Decimal | None = None
    """Mean per day over the last 30 days."""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that a figure does not count, for one reason."""

    reason: str
    rows: int
    ids: tuple[int, ...]
    counterparts: tuple[int, ...] = ()
    """For a person counted already: beside each of `ids` the id of the row that counts, else empty."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a number is what it is. len(counted_ids) + the left-out rows = all rows dated in the span."""

    figure: FigureView
    section: str
    """Key of the section whose rows are counted."""
    rule: tuple[str, ...]
    """Numbered sentences: how it is counted."""
    clause: str
    """The quoted clause that sets the target, "" when there is none."""
    source: str
    """Document, item, and what the annex says of this unit."""
    counted: int
    counted_ids: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    left_out_rows: int = 0
    all_rows: int = 0
    """Counted and left out together."""
    edition: str = ""
    """Edition and date of the counting rules: 口径第 1 版，2025-01-01 起"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a breakdown (township or industry)."""

    key: str
    name: str
    value: int
    target: int | None
    completion: Decimal | None
    gap: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Due:
    """One line of 到期与待办: group 今天/本周/重点任务/安全, light ok/warn/bad/note, page key to open."""

    group: str
    light: str
    title: str
    detail: str
    page: str = ""
    part: str = ""
    """Part of the page that is meant."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything 总览 shows at a cut-off, read in one go."""

    as_of: date
    city: tuple[FigureView, ...]
    """The city quota: all, and of which outside the city."""
    own: tuple[FigureView, ...]
    """The own plan's rows (empty where the district has none)."""
    own_title: str
    curve: Curve
    daily: tuple[tuple[date, int], ...]
    """Cumulative value per day with a change, for the line on screen."""
    last_year: tuple[tuple[date, int], ...]
    """Last year's own, shifted onto this year's days; empty when unknown."""
    townships: tuple[Bar, ...]
    township_none: int
    industries: tuple[Bar, ...]
    industry_unknown: int
    pro_rata: Decimal
    elapsed: int
    days: int
    due: tuple[Due, ...]
    pro_rata_value: Number | None = None
    """City target × elapsed ÷ days at the cut-off, rounded down: where the pro-rata line stands."""
    rows: int = 0
    """Placement rows in the ledger that are not void, of any year."""
    industry_unknown_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan loaded in the ledger, or one that can be loaded."""

    key: str
    title: str
    document: str
    start: date
    end: date
    loaded: bool


@dataclass(frozen=True, slots=True)
class TargetView:
    """One dated target."""

    id: int
    plan: str
    figure: str
    label: str
    scope: str
    """Unit key, township key or body."""
    scope_name: str
    scope_kind: str
    """unit, township, body or city (reference only)"""
    start: date
    end: date
    comparator: str
    value: Decimal
    unit: str
    clause: str
    changed: bool
    """Differs from the preset."""
    since: date | None = None
    """First day of this wording, where an update of the plan brought it."""


@dataclass(frozen=True, slots=True)
class SplitView:
    """The split of one target by township or responsible body: lines, sum, and the whole it must match."""

    target: TargetView
    lines: tuple[tuple[str, str, int | None], ...]
    """(township key, name, value or None when not entered)"""
    total: int
    difference: int
    """total − target; 0 when it adds up."""
    by: str = "township"
    """township or body"""


@dataclass(frozen=True, slots=True)
class SplitFigure:
    """A target of the unit that can be split."""

    figure: str
    plan: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class SplitSheet:
    """A sheet of parts as read: what it matches, what it does not, and where the sum stands. Not written."""

    file_name: str
    matched: Mapping[str, int]
    unmatched: tuple[tuple[str, int], ...]
    twice: tuple[str, ...]
    total: int
    difference: int


@dataclass(frozen=True, slots=True)
class ReturnMonth:
    """A month in the list of returns."""

    month: str
    state: str
    """draft, in_review, returned, approved, submitted (`core.returns.lifecycle`) or not_due"""
    state_text: str
    detail: str
    version: int = 1
    changed: int = 0
    """Figures of a submitted month that differ from what was last said of them."""
    submitted: bool = False
    """An edition was submitted, whatever is at work on the next."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a return or of the file: level block, warn or pass.

    A return's warning passes with a written `reason`, which is `stale` once it was written about another
    finding; `key` names the check.
    """

    name: str
    level: str
    detail: str
    key: str = ""
    reason: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """A drafted return: PDF bytes for the preview, checks, words typed so far."""

    month: str
    number: str
    state: str
    pdf: bytes
    checks: tuple[Check, ...]
    difficulties: str
    next_steps: str
    edition: str = ""
    """Edition of the counting rules."""
    hotspots: tuple[Any, ...] = ()
    """Where each figure is printed: page, rectangle, figure key, plan."""
    standing: ReturnStanding | None = None
    """Where it stands: steps, history, editions, corrections."""
    as_of: date | None = None
    """Its cut-off."""
    version: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    """Name of every figure printed, by its key."""


class RowAction(StrEnum):
    """What an import will do with a row of the sheet."""

    ADD = "added"
    CHANGE = "changed"
    SAME = "unchanged"
    REFUSE = "refused"
    LEFT = "left"
    """The clerk leaves it out."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of an import preview. `row` is its number in the sheet, from 1."""

    row: int
    action: RowAction
    target: int | None
    """id of the row in the ledger that it matches"""
    texts: Mapping[str, str]
    """field key → text as it will stand (masked)"""
    changes: tuple[tuple[str, str, str], ...]
    """(field key, before, after) for changed rows"""
    problems: tuple[Problem, ...]
    choice: RowChoice = WRITTEN
    """What the clerk wants done with it."""
    would: RowAction | None = None
    """Of a row left out: what it would do otherwise."""
    other: tuple[tuple[str, str], ...] = ()
    """(label, text) of the same person's other row of the year, beside which this one is added."""
    effect: Effect | None = None
    """What it does to months whose return has been submitted."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the sheet: its heading and the field it was matched to ("" = not used)."""

    index: int
    heading: str
    field: str
    samples: tuple[str, ...]
    suggestion: str = ""
    """Field that its content or a part of its heading points to, and that nothing else feeds."""
    hidden: bool = False
    """The sheet hides this column."""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. Nothing is written until it is applied by its token."""

    token: str
    section: str
    file_name: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[ColumnMatch, ...]
    rows: tuple[ImportRow, ...]
    notices: tuple[Problem, ...]
    """What concerns the whole file: totals rows skipped, macros ignored, hidden rows, same file again."""
    writes: int = 0
    """Rows that will be written: added and changed."""
    look: int = 0
    """Rows that enter with a warning."""
    changed_cells: int = 0
    answers: ImportAnswers = NO_ANSWERS
    """What the preview was made from."""
    sender: str = ""
    """Who sent the sheet, as answered or as it says, "" unknown."""
    encoding: str = ""
    """Of a text file, "" of a workbook."""
    hidden_sheets: frozenset[str] = frozenset()
    hidden_rows: tuple[int, ...] = ()
    """Rows below the header that the sheet hides."""
    memory: ColumnMemory | None = None
    """Whose columns, matched before, these are matched by."""
    words: tuple[CodeWord, ...] = ()
    """Words that no code list knows, with what they were answered."""

    def count(self, action: RowAction) -> int:
        """Rows with this action."""
        return sum(row.action is action for row in self.rows)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did (the JSON of the command)."""

    added: int
    changed: int
    unchanged: int
    refused: int
    batch: int | None
    problems: tuple[tuple[int, str, Problem], ...]
    """(row in the sheet, column heading, problem)"""
    parts: ImportResult | None = None
    """What came of the sheet of parts beside it (a fair's employers); None where there was none."""
    left: int = 0
    """Rows that the clerk left out."""
