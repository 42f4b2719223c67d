"""What a return says, as values: everything the paper and the workbook draw, and nothing else.

A snapshot is made by `core.returns.compile` from the ledger, holds no personal data, and is the
only input of the paper. Same snapshot, same bytes. `None` means unknown or not applicable (printed
as "—"); zero means known to be none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.period import Month, Span, Year

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A figure against one plan's target (a row of table 1, 2 or 3).

    Rates are percent with two decimals, already rounded half up; `gap` is in percentage points and
    equals printed completion − printed pro-rata; `missing` is never below 0; `pace` has one decimal
    and is None once nothing is missing or no day is left.
    """

    figure: str
    label: str
    unit: str
    indent: int
    comparator: str
    target: Number | None
    month: Number | None
    value: Number | None
    completion: Decimal | None
    pro_rata: Decimal | None
    gap: Decimal | None
    year_on_year: Decimal | None
    missing: Number | None
    pace: Decimal | None
    responsible: str = ""
    filled: int | None = None


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """The core figures of one plan: title "市下达2025年度目标任务", document "渝府办发〔2025〕10号"."""

    plan: str
    title: str
    document: str
    span: Span
    elapsed_days: int
    lines: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate against its target: no pro-rata. `source` says when and from where."""

    figure: str
    label: str
    comparator: str
    target: Decimal | None
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    gap: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class TownshipLine:
    """One township. `rank` None for those without target and for 未分镇街 (key "none")."""

    key: str
    name: str
    rank: int | None
    target: int | None
    month: int
    value: int
    completion: Decimal | None
    pro_rata: Decimal | None
    gap: Decimal | None
    outside: int | None = None
    """Of the cumulative value: from outside the city."""


@dataclass(frozen=True, slots=True)
class IndustryLine:
    """One of the 19 industries, in the document's order, then 未分类 (key "unknown")."""

    key: str
    name: str
    month: int
    value: int
    share: Decimal | None
    year_on_year: Decimal | None
    outside: int | None = None
    """Of the cumulative value: from outside the city."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Figure 1. `done` holds the cumulative value at each month's cut-off from January on.

    `last_year_shares` are twelve cumulative shares of last year's total in percent (0 to 100), or
    None when last year's months are not known.
    """

    target: int | None
    span: Span
    cut_off: date
    done: tuple[int, ...]
    last_year_shares: tuple[Decimal, ...] | None


@dataclass(frozen=True, slots=True)
class FairLine:
    """One of the month's fairs (table 7)."""

    day: str
    title: str
    kind: str
    venue: str
    employers: int | None
    vacancies: int | None
    visitors: int | None
    matches: int | None
    channel: str = ""
    """形式: 现场, 直播带岗 …"""
    region: str = ""
    """地区: province and city, or the unit's own name."""


@dataclass(frozen=True, slots=True)
class HostLine:
    """One traineeship host with the posts it offers this year (table 8)."""

    name: str
    approved_on: str
    level: str
    month_posts: int
    year_posts: int
    trainees: int | None = None
    """在岗人数"""
    kept: int | None = None
    """本月留用"""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A numbered task with its deadline and state (table 6)."""

    number: str
    title: str
    responsible: str
    deadline: str
    state: str
    done_on: str = ""
    """办结日期"""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A figure that differs from what was submitted (table 9).

    `figure` is its key and `of` the submitted month ("2025-08"). `cumulative` tells which of the figure's
    two amounts is meant: the calendar year to that month's cut-off, or that month alone.
    """

    month: str
    label: str
    reported: Number
    present: Number
    difference: Number
    reason: str
    figure: str = ""
    of: str = ""
    cumulative: bool = True
    also_month: bool = False
    """The month's own amount differs by the same, and has no line of its own."""


@dataclass(frozen=True, slots=True)
class FigureAmount:
    """A printed figure without any target: the month alone, and the calendar year to the cut-off.

    What corrections are measured by. `additive` figures are the sum of their months (counts and sums);
    the others are read at the cut-off (rates, what stands on that day).
    """

    figure: str
    label: str
    month: Number | None
    value: Number | None
    additive: bool = True


@dataclass(frozen=True, slots=True)
class FigureRule:
    """The rule of a figure that a table names by its place in the appendix.

    `figure` is the figure's key, or that of a breakdown ("placement.township.*"). `source` names document and
    item of each target on it, `clause` quotes them; both are empty where no plan sets one.
    """

    figure: str
    label: str
    unit: str
    rule: str
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of the year: new people and cumulative, the same from outside the city, last year's new."""

    month: Month
    new: int
    total: int
    outside: int
    outside_total: int
    last_year: Number | None


@dataclass(frozen=True, slots=True)
class Basis:
    """On what the figures stand: digest of the targets, counting rules in force, rows read, body font.

    `rules` are (setting, value); never a person's name. `font` is empty for the bundled one.
    """

    plan_digest: str = ""
    rules: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    font: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The optional statistical-form block; empty ones are not printed."""

    form_number: str = ""
    issued_by: str = ""
    document_number: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Names of officers, printed when filled in; never a person served."""

    head: str = ""
    reviewer: str = ""
    preparer: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One month's return of one unit, or its year's return, in one state and version.

    `state` is draft, in_review, returned, approved or submitted. `number` is
    "500118-2025-09-1". `draft` counts the drafts ("草稿第2稿"). `reported_on` is None in a draft.
    """

    unit_key: str
    unit_code: str
    unit_name: str
    unit_full_name: str
    area_word: str
    office: str
    title: str
    month: Month
    cumulative_from: date
    number: str
    version: int
    draft: int
    state: str
    replaces: str
    demonstration: bool
    reported_on: date | None
    subject_total: TargetLine
    subject_outside: TargetLine
    blocks: tuple[PlanBlock, ...]
    rates: tuple[RateLine, ...]
    posts: tuple[TargetLine, ...]
    work: tuple[TargetLine, ...]
    townships: tuple[TownshipLine, ...]
    township_total: TownshipLine | None
    industries: tuple[IndustryLine, ...]
    industry_total: IndustryLine
    curve: Curve
    fairs: tuple[FairLine, ...]
    hosts: tuple[HostLine, ...]
    tasks: tuple[TaskLine, ...]
    corrections: tuple[CorrectionLine, ...]
    difficulties: str
    next_steps: str
    rules: tuple[str, ...]
    figure_edition: str
    journal_head: str
    letterhead: Letterhead = field(default_factory=Letterhead)
    signatures: Signatures = field(default_factory=Signatures)
    figures: tuple[FigureAmount, ...] = ()
    basis: Basis = field(default_factory=Basis)
    figure_rules: tuple[FigureRule, ...] = ()
    """The appendix, in the order of its numbers. Returns of earlier programs have none."""
    year_months: tuple[YearMonth, ...] = ()
    """The months of the year's return, which stands on December; empty in a month's return."""

    @property
    def yearly(self) -> bool:
        """It is the year's return."""
        return bool(self.year_months)

    @property
    def period(self) -> Month | Year:
        """What the return is about."""
        return Year(self.month.year, self.month.cut_off_day) if self.yearly else self.month
