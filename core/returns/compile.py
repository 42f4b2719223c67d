"""From the ledger to a snapshot: everything one month's return says, read in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, String, func, select, type_coerce

from core import arithmetic
from core.codes import code_list
from core.figure import Figure, Measure, Share, Tally
from core.figure_views import FigureView
from core.figures import EDITION, township_figure
from core.info import LedgerInfo
from core.judged import Judge
from core.period import Month, Span
from core.plans import CITY, title_of
from core.plans import plan_of_key as plan_file
from core.returns.basis import basis_of
from core.returns.corrections import amounts_of, printed_figures
from core.returns.figure_rules import figure_rules
from core.returns.rate_lines import filled_posts, rate_line, task_lines
from core.returns.rules_in_force import rules_in_force
from core.returns.snapshot import (
    CorrectionLine,
    FairLine,
    HostLine,
    IndustryLine,
    Letterhead,
    PlanBlock,
    RateLine,
    Signatures,
    Snapshot,
    TargetLine,
    TownshipLine,
)
from core.returns.target_lines import target_line
from core.settings import value_of
from core.sources import SOURCES
from core.standings import OUTSIDE, TOTAL, Standings
from core.targets import UNIT, DatedTarget
from core.units import NO_TOWNSHIP, Unit
from core.vocabulary import Vocabulary
from db import journal
from db.models import Employer, JobFair, TraineeshipHost, TraineeshipPost

TITLE = "重庆市{unit}高校毕业生等青年留渝来渝就业创业工作月报"
_CORE, _RATES, _POSTS, _WORK = "core", "rates", "posts", "work"
_SHOWN_WORK = (
    "fair.campus",
    "fair.talent_outreach",
    "fair.matching",
    "fair.outside_city",
    "fair.startup_event",
    "traineeship.posts",
)
"""Work figures shown even where no plan sets a target on them; the fairs' totals stand in their list."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a clerk typed for the month, its version, state and count of drafts, and what it corrects."""

    difficulties: str = ""
    next_steps: str = ""
    draft: int = 1
    version: int = 1
    state: str = "draft"
    replaces: str = ""
    corrections: tuple[CorrectionLine, ...] = ()


class Compiler:
    """Makes one month's snapshot."""

    def __init__(
        self,
        connection: Connection,
        info: LedgerInfo,
        vocabulary: Vocabulary,
        standings: Standings,
        month: Month,
        settings: dict[str, str],
    ) -> None:
        self._connection = connection
        self._info = info
        self._vocabulary = vocabulary
        self._standings = standings
        self._judge: Judge = standings.judge
        self._month = month
        self._settings = settings

    def snapshot(self, typed: Typed) -> Snapshot:
        """The whole return as it stands now."""
        unit = self._info.unit
        townships, township_total = self._townships()
        industries, industry_total = self._industries()
        city, _own = self._standings.plan_keys()
        whole = Snapshot(
            unit_key=unit.key,
            unit_code=unit.code or unit.key,
            unit_name=unit.name,
            unit_full_name=unit.full_name,
            area_word=unit.area_word,
            office=unit.office,
            title=TITLE.format(unit=unit.full_name.removeprefix("重庆市")),
            month=self._month,
            cumulative_from=self._judge.year_span.start,
            number=number_of(unit, str(self._month), typed.version),
            version=typed.version,
            draft=typed.draft,
            state=typed.state,
            replaces=typed.replaces,
            demonstration=self._info.demonstration,
            reported_on=None,
            subject_total=self._line(self._standings.against(TOTAL, city)),
            subject_outside=self._line(self._standings.against(OUTSIDE, city)),
            blocks=tuple(self._blocks()),
            rates=tuple(self._rates()),
            posts=tuple(self._grouped(_POSTS)),
            work=tuple(self._work()),
            townships=townships,
            township_total=township_total,
            industries=industries,
            industry_total=industry_total,
            curve=self._standings.curve(city),
            fairs=tuple(self._fairs()),
            hosts=tuple(self._hosts()),
            tasks=tuple(task_lines(self._connection, self._month_span())),
            corrections=typed.corrections,
            difficulties=typed.difficulties,
            next_steps=typed.next_steps,
            rules=tuple(
                rules_in_force(self._connection, self._judge, tuple(self._blocks()), self._month_span())
            ),
            figure_edition=EDITION,
            journal_head=journal.business_head(self._connection),
            letterhead=Letterhead(*(self._setting(key) for key in _LETTERHEAD)),
            signatures=Signatures(*(self._setting(key) for key in _SIGNATURES)),
            basis=basis_of(self._connection, self._settings, self._month.cut_off),
        )
        labels = printed_figures(whole)
        evaluator, names = self._standings.evaluator, self._vocabulary.townships
        amounts = tuple(amounts_of(evaluator, labels, self._month, names))
        return replace(whole, figures=amounts, figure_rules=figure_rules(whole, labels, self._standings))

    def _setting(self, key: str) -> str:
        return value_of(self._settings, key)

    # -- targets ---------------------------------------------------------------------------------
    def _own_targets(self, grouping: str) -> list[DatedTarget]:
        return [
            each
            for each in self._standings.targets
            if each.grouping == grouping and each.scope_kind == UNIT and not each.reference
        ]

    def _line(self, view: FigureView, target: DatedTarget | None = None) -> TargetLine:
        if target is None:
            return target_line(view)
        return target_line(
            view, unit=target.unit, indent=target.indent, responsible=_lead(target.responsible)
        )

    def _targeted(self, target: DatedTarget) -> TargetLine:
        return self._line(self._judge.against(self._standings.figure(target.figure), target), target)

    def _yearly(self, target: DatedTarget) -> TargetLine:
        """A line of a table whose target column is headed 年度目标: one over several years says so."""
        line, years = self._targeted(target), target.last.year - target.start.year + 1
        return replace(line, label=f"{line.label}，{years}年合计") if years > 1 else line

    def _blocks(self) -> Iterator[PlanBlock]:
        targets = self._own_targets(_CORE)
        for plan in dict.fromkeys(each.plan for each in targets):
            own = [each for each in targets if each.plan == plan]
            span = own[0].span(self._judge.evaluator.rules.cut_off_day)
            yield PlanBlock(
                plan=plan,
                title=title_of(plan),
                document=_document(plan),
                span=span,
                elapsed_days=span.elapsed(self._judge.as_of),
                lines=tuple(self._targeted(each) for each in own),
            )

    def _rates(self) -> Iterator[RateLine]:
        own = {each.figure: each for each in self._own_targets(_RATES)}
        city = {
            each.figure: each
            for each in self._standings.targets
            if each.grouping == _RATES and each.scope_kind == CITY and not each.reference
        }
        for key in dict.fromkeys((*own, *city)):
            target = own.get(key) or city[key]
            figure = self._standings.figure(key)
            if isinstance(figure, Share):
                view = self._judge.against(figure, target)
                yield rate_line(self._connection, self._judge, figure, view, target, key in own)

    def _grouped(self, grouping: str) -> Iterable[TargetLine]:
        return [self._with_filled(each) for each in self._own_targets(grouping)]

    def _with_filled(self, target: DatedTarget) -> TargetLine:
        """A line of posts with how many of them are filled."""
        line, figure = self._yearly(target), self._standings.figure(target.figure)
        if not isinstance(figure, Tally) or figure.section != "vacancy":
            return line
        span = target.span(self._judge.evaluator.rules.cut_off_day).until(self._judge.as_of)
        return replace(line, filled=filled_posts(self._judge.evaluator, figure, span))

    def _work(self) -> Iterator[TargetLine]:
        targets = [*self._own_targets(_WORK), *self._own_targets("service")]
        yield from (self._yearly(each) for each in targets)
        shown = {each.figure for each in targets}
        for key in _SHOWN_WORK:
            figure: Figure = self._standings.figure(key)
            if key not in shown:
                view = self._judge.against(figure, None)
                if view.value:
                    yield self._line(view)

    # -- breakdowns ------------------------------------------------------------------------------
    def _townships(self) -> tuple[tuple[TownshipLine, ...], TownshipLine | None]:
        span = self._judge.year_span
        rate = arithmetic.pro_rata(span, span.elapsed(self._judge.as_of))
        bars, none = self._standings.townships(rate)
        if not bars:
            return (), None
        lines: list[TownshipLine] = []
        for position, bar in enumerate(bars, 1):
            same = bool(lines) and lines[-1].completion == bar.completion
            rank = (lines[-1].rank if same else position) if bar.completion is not None else None
            month = self._month_value(township_figure(bar.key, bar.name))
            pro_rata = rate if bar.target else None
            lines.append(
                TownshipLine(
                    bar.key,
                    bar.name,
                    rank,
                    bar.target,
                    month,
                    bar.value,
                    bar.completion,
                    pro_rata,
                    bar.gap,
                    outside=self._outside("township", bar.key),
                )
            )
        month = self._month_value(self._standings.figure(f"placement.township.{NO_TOWNSHIP}"))
        outside = self._outside("township", "")
        lines.append(
            TownshipLine(NO_TOWNSHIP, "未分镇街", None, None, month, none, None, None, None, outside=outside)
        )
        split = [line.target for line in lines if line.target is not None]
        target = sum(split) if split else None
        value = sum(line.value for line in lines)
        completion = arithmetic.percent(value, target)
        total = TownshipLine(
            key="total",
            name="合计",
            rank=None,
            target=target,
            month=sum(line.month for line in lines),
            value=value,
            completion=completion,
            pro_rata=rate if target else None,
            gap=arithmetic.difference(completion, rate if target else None),
            outside=sum(line.outside or 0 for line in lines),
        )
        return tuple(lines), total

    def _outside(self, part: str, value: str) -> int:
        """People from outside the city in one township or industry ("" for not known)."""
        tally = Tally(
            f"placement.{part}.outside",
            "市外来渝",
            "人",
            "placement",
            Measure.FIRST_OF_PERSON,
            within=(f"outside_by_{part}", value),
        )
        return self._judge.evaluator.value(tally, self._judge.year_span.until(self._judge.as_of))

    def _month_value(self, figure: Figure) -> int:
        month = self._judge.amounts(figure, self._judge.year_span).month
        return int(month or 0)

    def _industries(self) -> tuple[tuple[IndustryLine, ...], IndustryLine]:
        entries = [(each.code, each.name) for each in code_list("industry")]
        total = self._judge.against(self._standings.figure(TOTAL), None)
        lines = []
        for key, name in (*entries, ("unknown", "未分类")):
            view = self._judge.against(self._standings.figure(f"placement.industry.{key}"), None)
            lines.append(
                IndustryLine(
                    key=key,
                    name=name,
                    month=int(view.month or 0),
                    value=int(view.value or 0),
                    share=arithmetic.percent(view.value, total.value),
                    year_on_year=view.year_on_year,
                )
            )
        whole = IndustryLine(
            key="total",
            name="合计",
            month=int(total.month or 0),
            value=int(total.value or 0),
            share=Decimal("100.00") if total.value else None,
            year_on_year=total.year_on_year,
        )
        return tuple(lines), whole

    # -- lists -----------------------------------------------------------------------------------
    def _fairs(self) -> Iterator[FairLine]:
        kinds = code_list("fair_kind")
        for row in self._dated_rows(JobFair, "job_fair", self._month_span()):
            last = (
                f"—{row.ends_on.month}月{row.ends_on.day}日"
                if row.ends_on and row.ends_on != row.starts_on
                else ""
            )
            yield FairLine(
                day=f"{row.starts_on.month}月{row.starts_on.day}日{last}",
                title=row.title or "",
                kind=kinds.name_of(row.kind),
                venue=row.venue or "",
                employers=row.employers,
                vacancies=row.vacancies,
                visitors=row.visitors,
                matches=row.matches,
            )

    def _month_span(self) -> Span:
        return self._month.span.until(self._judge.as_of)

    def _dated_rows(self, model: type[JobFair], section: str, span: Span) -> Iterable[Any]:
        source = SOURCES[section]
        day = source.dating
        own = [each for each in model.__table__.c if each.name not in source.amounts]
        amounts = [number.label(name) for name, number in source.amounts.items()]
        return self._connection.execute(
            select(*own, *amounts)
            .where(model.state == "active", day.between(span.start.isoformat(), span.last.isoformat()))
            .order_by(day, model.id)
        )

    def _hosts(self) -> Iterator[HostLine]:
        levels = code_list("host_level")
        year, month = self._judge.year_span.until(self._judge.as_of), self._month_span()
        day = type_coerce(TraineeshipPost.collected_on, String)
        this_month = day >= month.start.isoformat()
        posts = (
            select(
                TraineeshipPost.employer_id.label("employer_id"),
                func.sum(TraineeshipPost.headcount).label("year_posts"),
                func.sum(func.iif(this_month, TraineeshipPost.headcount, 0)).label("month_posts"),
            )
            .where(
                TraineeshipPost.state == "active", day.between(year.start.isoformat(), year.last.isoformat())
            )
            .group_by(TraineeshipPost.employer_id)
            .subquery()
        )
        host = TraineeshipHost
        statement = (
            select(Employer.name, host.approved_on, host.level, posts.c.year_posts, posts.c.month_posts)
            .select_from(posts)
            .join(Employer, Employer.id == posts.c.employer_id)
            .outerjoin(host, (host.employer_id == posts.c.employer_id) & (host.state == "active"))
            .where(posts.c.month_posts > 0)
            .order_by(posts.c.month_posts.desc(), Employer.name)
        )
        for row in self._connection.execute(statement):
            approved: date | None = row.approved_on
            yield HostLine(
                name=row.name or "",
                approved_on=approved.isoformat() if approved else "",
                level=levels.name_of(row.level),
                month_posts=int(row.month_posts or 0),
                year_posts=int(row.year_posts or 0),
            )


def number_of(unit: Unit, month: str, version: int) -> str:
    """The return's number: code of the unit, year and month, version."""
    return f"{unit.code or unit.key}-{month}-{version}"


_LETTERHEAD = ("form_number", "issued_by", "document_number", "valid_until")
_SIGNATURES = ("head", "reviewer", "preparer", "office_phone")


def _lead(bodies: str) -> str:
    """The leading body alone, with 等 where others answer with it: a table's column holds no more."""
    first, *others = bodies.split("、")
    return f"{first}等" if others else first


def _document(plan: str) -> str:
    try:
        return plan_file(plan).number
    except KeyError:
        return ""
