"""A figure judged: value, target, completion, pro-rata, gap, year-on-year, what is missing, the pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from core import arithmetic
from core.compute import DAWN, Evaluator, recent
from core.figure import STANDING, Figure, Measure, Share, Tally
from core.figure_views import FigureView
from core.period import Month, Span, same_day_last_year, statistical_year, year_of
from core.plans import title_of
from core.reexpression import reexpressed_months
from core.returns.snapshot import Number
from core.targets import DatedTarget, judging
from db.models import LedgerInfo, PriorActual


@dataclass(frozen=True, slots=True)
class Amounts:
    """A figure at a cut-off without any target: this month, cumulative in a span, and last year's base."""

    month: Number | None
    value: Number | None
    base: Number | None
    """The calendar year to the same day last year; None when last year is not known."""
    year_value: Number | None
    """The calendar year to the cut-off."""
    recent: Decimal | None


class Judge:
    """Judges figures at one cut-off against the targets in force."""

    def __init__(
        self, connection: Connection, evaluator: Evaluator, as_of: date, targets: tuple[DatedTarget, ...]
    ) -> None:
        self._connection = connection
        self.evaluator = evaluator
        self.as_of = as_of
        self.targets = targets
        cut = evaluator.rules.cut_off_day
        self.year = year_of(as_of, cut)
        self.year_span = statistical_year(self.year, cut)
        self.month_span = Month.holding(as_of, cut).span.until(as_of)
        self._prior: dict[str, dict[str, Decimal]] | None = None

    # -- amounts ---------------------------------------------------------------------------------
    def amounts(self, figure: Figure, span: Span) -> Amounts:
        """The figure over the elapsed part of a span."""
        until = span.until(self.as_of)
        year = self.year_span.until(self.as_of)
        if isinstance(figure, Share):
            month = self.share(figure.part, figure.whole, self.month_span) if figure.monthly else None
            return Amounts(month, self.share(figure.part, figure.whole, until), None, None, None)
        return Amounts(
            month=self.evaluator.of_month(figure, self.month_span),
            value=self.evaluator.amount(figure, until),
            base=self.last_year(figure),
            year_value=self.evaluator.amount(figure, year),
            recent=self._recent(figure, year) if _paced(figure) else None,
        )

    def _recent(self, tally: Tally, year: Span) -> Decimal:
        """The mean of the last thirty days, one decimal."""
        days = Decimal(recent(self.evaluator.daily(tally, year), self.as_of)) / 30
        return arithmetic.rounded(days / tally.divisor, Decimal("0.1"))

    def share(self, part: Tally, whole: Tally, span: Span) -> Decimal | None:
        """Part ÷ whole over a span, in percent."""
        return arithmetic.percent(self.evaluator.amount(part, span), self.evaluator.amount(whole, span))

    def last_year(self, tally: Tally) -> Number | None:
        """The same measure to the same day last year: typed monthly totals, else rows, else unknown."""
        stock = tally.measure is Measure.STOCK
        typed = None if stock else self._typed(tally.key)
        if typed is not None:
            return typed
        cut = self.evaluator.rules.cut_off_day
        last_span = statistical_year(self.year - 1, cut)
        if not self.evaluator.known(tally.section, Span(DAWN, last_span.end) if stock else last_span):
            return None
        return self.evaluator.amount(tally, last_span.until(same_day_last_year(self.as_of)))

    def _typed(self, key: str) -> Decimal | None:
        """Sum of last year's typed months, when the cut-off closes a month and each month is there."""
        month = Month.holding(self.as_of, self.evaluator.rules.cut_off_day)
        if self.as_of != month.cut_off:
            return None
        values = self.prior().get(key, {})
        wanted = [f"{month.year - 1:04d}-{number:02d}" for number in range(1, month.number + 1)]
        if any(each not in values for each in wanted):
            return None
        return sum((values[each] for each in wanted), Decimal(0))

    def prior(self) -> dict[str, dict[str, Decimal]]:
        """Typed monthly totals: figure key → month → value."""
        if self._prior is None:
            self._prior = {}
            rows = self._connection.execute(
                select(PriorActual.figure, PriorActual.month, PriorActual.value).where(
                    PriorActual.state == "active", PriorActual.unit.is_(None)
                )
            )
            for key, month, value in rows:
                if key and month and value is not None:
                    self._prior.setdefault(key, {})[month] = value
            unit = self._connection.scalar(select(LedgerInfo.value).where(LedgerInfo.key == "unit"))
            for key, months in reexpressed_months(self._connection, str(unit)).items():
                self._prior[key] = {**months, **self._prior.get(key, {})}
        return self._prior

    # -- judgement -------------------------------------------------------------------------------
    def against(
        self, figure: Figure, target: DatedTarget | None, label: str = "", span: Span | None = None
    ) -> FigureView:
        """The figure against one target, or against none: then over `span`, without one over the year."""
        cut = self.evaluator.rules.cut_off_day
        span = target.span(cut) if target else span or self.year_span
        amounts = self.amounts(figure, span)
        rate = figure.unit == "%"
        elapsed = span.elapsed(self.as_of)
        pro_rata = arithmetic.pro_rata(span, elapsed) if target and not rate else None
        goal = _number(target.value) if target else None
        completion = None if rate else arithmetic.percent(amounts.value, goal)
        still = None if rate else arithmetic.missing(amounts.value, goal)
        return FigureView(
            key=figure.key,
            plan=target.plan if target else None,
            plan_title=title_of(target.plan) if target else "",
            label=label or (target.label if target else "") or figure.label,
            unit=figure.unit,
            month=amounts.month,
            value=amounts.value,
            target=goal,
            comparator=target.comparator if target else None,
            completion=completion,
            pro_rata=pro_rata,
            gap=arithmetic.difference(completion, pro_rata),
            year_on_year=arithmetic.growth(amounts.year_value, amounts.base),
            missing=still,
            pace=arithmetic.pace(still, span.days - elapsed) if _paced(figure) else None,
            elapsed=elapsed,
            days=span.days,
            recent_pace=amounts.recent,
            clause=target.clause if target else "",
        )

    def views(self, figure: Figure) -> tuple[FigureView, ...]:
        """One view for each plan of this unit that sets a target on it; one without, where none does."""
        found = judging(self.targets, figure.key)
        if not found:
            return (self.against(figure, None),)
        return tuple(self.against(figure, target) for target in found)


def _paced(figure: Figure) -> bool:
    """True where a pace per day says something."""
    return isinstance(figure, Tally) and figure.paced and figure.measure not in STANDING


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value


def by_key(views: tuple[FigureView, ...]) -> Mapping[str, tuple[FigureView, ...]]:
    """Views grouped by their figure."""
    grouped: dict[str, tuple[FigureView, ...]] = {}
    for view in views:
        grouped[view.key] = (*grouped.get(view.key, ()), view)
    return grouped
