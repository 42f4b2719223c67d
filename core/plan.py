"""What a plan is made of: targets, tasks, and the annex's tables, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.period import Span

CITY = "city"
"""Scope of the targets that the city as a whole answers for."""


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One thing wrong with a plan file: where ("target 3", "task 5"), and what, in Chinese."""

    file: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class PresetTarget:
    """A number that a plan demands in one period.

    Attributes:
        plan: key of the plan.
        figure: key in the catalogue of figures.
        label: name of the figure in this plan (留永来永就业创业人数).
        scope: a unit's key, or `CITY`.
        span: the days in which the number is to be reached.
        comparator: ">=", ">" or "about" (judged as ">=").
        value: the number for the whole span.
        unit: unit of measure (人, 人次, 个, 场次, 万元, %).
        group: core, rates, posts, work, service or industry: the table it is shown in.
        indent: 1 for a sub-item of the line before.
        item: place in the document (二、重点任务5).
        clause: the quoted words of the document.
        responsible: bodies that answer for it, in the document's words.
        reference: a second wording of a target; kept and shown, never judged.
        yearly: the number as the document gives it where it is a yearly mean (年均), else None.
        assumption: what had to be assumed to read it, "" for nothing.
    """

    plan: str
    figure: str
    label: str
    scope: str
    span: Span
    comparator: str
    value: Decimal
    unit: str
    group: str
    indent: int
    item: str
    clause: str
    responsible: str = ""
    reference: bool = False
    yearly: Decimal | None = None
    assumption: str = ""

    @property
    def judged(self) -> bool:
        """True when a unit's completion is measured by it."""
        return self.scope != CITY and not self.reference


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date inside a task, with the document's words."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class PresetTask:
    """A numbered task of a plan.

    Attributes:
        deadline: last day, None where the document sets none; of a monthly task the first list's day.
        deadline_words: the document's words for it.
        monthly: to be renewed every month after the deadline.
    """

    plan: str
    number: int
    title: str
    summary: str
    responsible: str
    deadline: date | None = None
    deadline_words: str = ""
    monthly: bool = False
    milestones: tuple[Milestone, ...] = ()

    @property
    def bodies(self) -> tuple[str, ...]:
        """The responsible bodies one by one, without 等."""
        words = self.responsible.replace("，", "、").split("、")
        return tuple(word.removesuffix("等") for word in words if word)


@dataclass(frozen=True, slots=True)
class UnitActual:
    """A unit's whole-year actual as a plan's annex gives it, and the target that stands beside it."""

    unit: str
    prior_year: int
    total: int
    outside_city: int
    target_total: int
    target_outside_city: int


@dataclass(frozen=True, slots=True)
class IndustryRow:
    """A row of the annex by industry: last year's actual, this year's target, who answers for it."""

    code: str
    prior_year: int
    prior_actual: int
    target: int
    responsible: str


@dataclass(frozen=True, slots=True)
class PostPart:
    """One of the kinds that a row of posts is made of; `figure` is "" for a kind without own figure."""

    figure: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A row of the annex on public-sector posts."""

    figure: str
    label: str
    unit: str
    prior_year: int
    prior_target: int
    prior_actual: int
    target: int
    responsible: str
    parts: tuple[PostPart, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that a plan grants (20万元/项目), not a target."""

    key: str
    label: str
    comparator: str
    value: Decimal
    unit: str
    item: str
    clause: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that sets targets.

    Attributes:
        key: "city-2025".
        title: as the paper heads its block (市下达2025年度目标任务).
        document, number, issuer, issued_on: the document.
        span: the plan's period.
        concerns: "units" (those of its table), "all", or one unit's key.
        assumption: what had to be assumed about the span, "" for nothing.
        targets: every target in the document's order, those of all units included.
    """

    key: str
    title: str
    document: str
    number: str
    issuer: str
    issued_on: date
    span: Span
    concerns: str
    assumption: str
    targets: tuple[PresetTarget, ...]
    tasks: tuple[PresetTask, ...]
    unit_actuals: tuple[UnitActual, ...]
    industries: tuple[IndustryRow, ...]
    posts: tuple[PostRow, ...]
    amounts: tuple[Amount, ...]

    def applies_to(self, unit_key: str) -> bool:
        """True when the plan concerns the unit."""
        if self.concerns == "units":
            return any(row.unit == unit_key for row in self.unit_actuals)
        return self.concerns in ("all", unit_key)

    def source(self, target: PresetTarget) -> str:
        """Where a target stands: 渝府办发〔2025〕10号，一、主要目标."""
        return f"{self.number}，{target.item}"
