"""What the figures of a ledger say at a cut-off: all of them, one explained, and the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from core import arithmetic
from core.codes import code_list
from core.compute import Evaluator, worded
from core.errors import NotFound
from core.figure import Figure, Share, Tally
from core.figure_views import Bar, Dashboard, Due, Explanation, FigureView, LeftOut
from core.figures import EDITION, catalogue, figure_of, township_figure
from core.judged import Judge
from core.period import Month, Span, statistical_year
from core.plans import CITY, title_of
from core.returns.snapshot import Curve
from core.rule_words import rule_of
from core.settings import Rules
from core.sources import SOURCES
from core.targets import TOWNSHIP, DatedTarget, all_targets, judging, targets_in_force
from core.units import NO_TOWNSHIP
from core.vocabulary import Vocabulary
from db.models import Placement

TOTAL, OUTSIDE = "placement.total", "placement.origin.outside_city"
_ORIGINS = ("local_institution", "within_city", "outside_city")


class Standings:
    """Reads figures on one connection at one cut-off."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary, rules: Rules, as_of: date) -> None:
        self._connection = connection
        self._vocabulary = vocabulary
        self.as_of = as_of
        self.rules = rules
        self.evaluator = Evaluator(connection, rules)
        self.targets = targets_in_force(connection, as_of, rules.cut_off_day)
        self.judge = Judge(connection, self.evaluator, as_of, self.targets)

    # -- all figures -----------------------------------------------------------------------------
    def figures(self) -> tuple[FigureView, ...]:
        """Every figure of the catalogue and of the unit's townships, against each plan that asks for it."""
        until = self.judge.year_span.until(self.as_of)
        townships = [township_figure(key, name) for key, name in self._townships_of(until)]
        views: list[FigureView] = []
        for figure in (*catalogue().values(), *townships):
            views += self.judge.views(figure)
        return tuple(views)

    def figure(self, key: str) -> Figure:
        """The figure with this key, the unit's townships included."""
        return figure_of(key, self._vocabulary.townships)

    # -- one explained ---------------------------------------------------------------------------
    def explain(self, key: str, plan: str | None) -> Explanation:
        """Why a figure is what it is: over the calendar year to the cut-off, or over a named plan's span.

        Raises:
            NotFound: no such figure, or this ledger has no such plan.
        """
        figure = self.figure(key)
        target, whole = self._named(key, plan) if plan else (self._yearly_target(key), self.judge.year_span)
        quoted = target or next(iter(judging(self.targets, key)), None)
        view = self.judge.against(figure, target, span=whole)
        span = whole.until(self.as_of)
        tally = figure.part if isinstance(figure, Share) else figure
        counted, left_out = self._rows(tally, span)
        rows_left = sum(each.rows for each in left_out)
        return Explanation(
            figure=view,
            section=tally.section,
            rule=tuple(self._rule(figure, span)),
            clause=quoted.clause if quoted else "",
            source=_source(quoted),
            counted=len(counted),
            counted_ids=tuple(counted),
            left_out=tuple(left_out),
            edition=f"口径{EDITION}",
            all_rows=len(counted) + rows_left,
            left_out_rows=rows_left,
        )

    def _target(self, key: str, plan: str | None) -> DatedTarget | None:
        if plan is None:
            return None
        return next((each for each in judging(self.targets, key) if each.plan == plan), None)

    def _named(self, key: str, plan: str) -> tuple[DatedTarget | None, Span]:
        """What a plan asks of a figure, in force or not; the plan's whole span where it asks nothing."""
        own = [each for each in all_targets(self._connection, self.as_of) if each.plan == plan]
        if not own:
            raise NotFound(f"台账里没有“{plan}”这个方案。", todo="可用的方案见 figures 命令的 plan。")
        cut = self.rules.cut_off_day
        target = self._target(key, plan) or next(iter(judging(own, key)), None)
        if target is not None:
            return target, target.span(cut)
        spans = [each.span(cut) for each in own]
        return None, Span(min(each.start for each in spans), max(each.end for each in spans))

    def _rows(self, tally: Tally, span: Span) -> tuple[list[int], list[LeftOut]]:
        counted: list[int] = []
        left: dict[str, tuple[list[int], list[int]]] = {}
        for row in self.evaluator.explained(tally, span):
            if row.reason is None:
                counted.append(row.id)
            else:
                ids, instead = left.setdefault(worded(row.reason), ([], []))
                ids.append(row.id)
                if row.instead is not None:
                    instead.append(row.instead)
        ordered = sorted(left.items(), key=lambda each: -len(each[1][0]))
        return counted, [
            LeftOut(reason, len(ids), tuple(ids), counterparts=tuple(instead))
            for reason, (ids, instead) in ordered
        ]

    def _rule(self, figure: Figure, span: Span) -> Iterable[str]:
        yield from rule_of(figure, span, self.rules)
        if isinstance(figure, Share) and figure.beside:
            words, part, whole = figure.beside
            rate = self.judge.share(part, whole, span)
            yield f"{words}为 {rate}%" if rate is not None else f"{words}没有，不另算"

    def _yearly_target(self, key: str) -> DatedTarget | None:
        """The target that asks for just the calendar year, where a plan sets one."""
        cut = self.rules.cut_off_day
        found = judging(self.targets, key)
        return next((each for each in found if each.span(cut) == self.judge.year_span), None)

    # -- dashboard -------------------------------------------------------------------------------
    def dashboard(self, due: Sequence[Due], rows: int) -> Dashboard:
        """Everything 总览 shows, in one go."""
        city_plan, own_plan = self.plan_keys()
        total = self.against(TOTAL, city_plan)
        span = self.judge.year_span
        elapsed = span.elapsed(self.as_of)
        rate = arithmetic.pro_rata(span, elapsed)
        townships, none = self.townships(rate)
        industries, unknown = self.industries()
        return Dashboard(
            as_of=self.as_of,
            city=(total, self.against(OUTSIDE, city_plan)),
            own=tuple(self.against(key, own_plan) for key in self._own_keys(own_plan)),
            own_title=title_of(own_plan) if own_plan else "",
            curve=self.curve(city_plan),
            daily=self._cumulated(self.evaluator.daily(self._tally(TOTAL), span.until(self.as_of))),
            last_year=self._last_year(),
            townships=townships,
            township_none=none,
            industries=industries,
            industry_unknown=unknown,
            industry_unknown_share=arithmetic.percent(unknown, total.value),
            pro_rata=rate,
            elapsed=elapsed,
            days=span.days,
            due=tuple(due),
            pro_rata_value=None if total.target is None else int(total.target * elapsed // span.days),
            rows=rows,
        )

    def plan_keys(self) -> tuple[str | None, str | None]:
        """Keys of the city's quota plan and of the unit's own plan, where there are any."""
        found = [each.plan for each in judging(self.targets, TOTAL)]
        city_rows = {each.plan for each in self.targets if each.scope_kind == CITY}
        city = next((plan for plan in found if plan in city_rows), None)
        own = next((plan for plan in found if plan != city), None)
        return city, own

    def _own_keys(self, plan: str | None) -> list[str]:
        if plan is None:
            return []
        wanted = (TOTAL, *(f"placement.origin.{origin}" for origin in _ORIGINS))
        return [key for key in wanted if self._target(key, plan)]

    def against(self, key: str, plan: str | None) -> FigureView:
        """A figure against the named plan's target, or against none."""
        return self.judge.against(self.figure(key), self._target(key, plan))

    def _tally(self, key: str) -> Tally:
        figure = self.figure(key)
        assert isinstance(figure, Tally)
        return figure

    def _cumulated(self, days: dict[str, int]) -> tuple[tuple[date, int], ...]:
        total = 0
        points = []
        for day in sorted(days):
            total += days[day]
            points.append((date.fromisoformat(day), total))
        return tuple(points)

    def _last_year(self) -> tuple[tuple[date, int], ...]:
        """Last year's own cumulative curve on this year's days; empty when unknown."""
        span = statistical_year(self.judge.year - 1, self.rules.cut_off_day)
        tally = self._tally(TOTAL)
        if self.evaluator.known(tally.section, span):
            points = self._cumulated(self.evaluator.daily(tally, span))
            shift = self.judge.year_span.start - span.start
            return tuple((min(day + shift, self.judge.year_span.last), value) for day, value in points)
        typed = self.judge.prior().get(TOTAL, {})
        months = [Month(self.judge.year - 1, number, self.rules.cut_off_day) for number in range(1, 13)]
        if any(str(month) not in typed for month in months):
            return ()
        total, points_typed = 0, []
        for month in months:
            total += int(typed[str(month)])
            points_typed.append((Month(month.year + 1, month.number, self.rules.cut_off_day).cut_off, total))
        return tuple(points_typed)

    def curve(self, plan: str | None) -> Curve:
        """Figure 1: cumulative at month ends, the target, last year's own shares."""
        tally, cut = self._tally(TOTAL), self.rules.cut_off_day
        target = self._target(TOTAL, plan)
        months = [Month(self.judge.year, number, cut) for number in range(1, 13)]
        done = []
        for month in months:
            if month.span.start > self.as_of:
                break
            until = self.judge.year_span.until(min(month.cut_off, self.as_of))
            done.append(self.evaluator.value(tally, until))
        return Curve(
            target=int(target.value) if target else None,
            span=self.judge.year_span,
            cut_off=self.as_of,
            done=tuple(done),
            last_year_shares=self._last_year_shares(),
        )

    def _last_year_shares(self) -> tuple[Decimal, ...] | None:
        points = self._last_year()
        if not points or points[-1][1] == 0:
            return None
        whole = points[-1][1]
        shares = []
        for number in range(1, 13):
            cut_off = Month(self.judge.year, number, self.rules.cut_off_day).cut_off
            reached = [value for day, value in points if day <= cut_off]
            shares.append(arithmetic.rounded(Decimal(reached[-1] if reached else 0) * 100 / whole))
        return tuple(shares)

    # -- breakdowns ------------------------------------------------------------------------------
    def townships(self, pro_rata: Decimal) -> tuple[tuple[Bar, ...], int]:
        """Townships ranked by completion (those without target after them), and 未分镇街."""
        until = self.judge.year_span.until(self.as_of)
        whole = self.evaluator.value(self._tally(TOTAL), until)
        split = {each.scope: int(each.value) for each in self.targets if _is_split(each)}
        bars = []
        for key, name in self._townships_of(until):
            value = self.evaluator.value(township_figure(key, name), until)
            completion = arithmetic.percent(value, split.get(key))
            gap = arithmetic.difference(completion, pro_rata)
            bars.append(
                Bar(key, name, value, split.get(key), completion, gap, arithmetic.percent(value, whole))
            )
        ranked = sorted(bars, key=lambda bar: (bar.completion is None, -(bar.completion or 0), -bar.value))
        none = self.evaluator.value(self._tally(f"placement.township.{NO_TOWNSHIP}"), until)
        return tuple(ranked), none

    def _townships_of(self, span: Span) -> Iterator[tuple[str, str]]:
        """The townships that existed in a span, and those ended ones that have rows in it all the same."""
        for key, name in self._vocabulary.townships.items():
            if self._vocabulary.lives_in(key, span) or self.evaluator.value(township_figure(key, name), span):
                yield key, name

    def industries(self) -> tuple[tuple[Bar, ...], int]:
        """Industries, largest first, and 未分类."""
        until = self.judge.year_span.until(self.as_of)
        whole = self.evaluator.value(self._tally(TOTAL), until)
        bars = []
        for each in code_list("industry"):
            value = self.evaluator.value(self._tally(f"placement.industry.{each.code}"), until)
            bars.append(Bar(each.code, each.name, value, None, None, None, arithmetic.percent(value, whole)))
        unknown = self.evaluator.value(self._tally("placement.industry.unknown"), until)
        return tuple(sorted(bars, key=lambda bar: -bar.value)), unknown


def _source(target: DatedTarget | None) -> str:
    if target is None:
        return ""
    where = "，".join(part for part in (title_of(target.plan), target.item) if part)
    return f"{where}：{target.value}{target.unit}"


def _is_split(target: DatedTarget) -> bool:
    """Parts of the year's quota; those of a plan of several years have a span of their own."""
    own = target.scope_kind == TOWNSHIP and target.figure.startswith("placement.township.")
    return own and target.start.year == target.last.year


def unchecked(connection: Connection, span: Span) -> int:
    """Active placements dated in the span whose claim nobody has checked."""
    day = SOURCES["placement"].dating
    statement = select(func.count()).where(
        Placement.state == "active",
        Placement.verification == "claimed",
        day.between(span.start.isoformat(), span.last.isoformat()),
    )
    return int(connection.execute(statement).scalar_one())
