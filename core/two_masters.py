"""Two masters, one ledger: the city's quota of a year and the unit's own plan, fed by the same rows.

Side by side for each indicator: what each plan asks, what counts for it, and why the two numbers differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.figure import Share, Tally
from core.figure_views import FigureView
from core.period import Span
from core.plans import CITY, title_of
from core.standings import Standings
from core.targets import DatedTarget, judging

_ORIGINS = "placement.origin."
_TOTAL = "placement.total"
_EVENTS_AND_PEOPLE = {
    "training.skills.attendances": "training.skills.people",
    "training.skills.people": "training.skills.attendances",
}
"""Figures that one document asks in 人次 and another in 人."""


@dataclass(frozen=True, slots=True)
class MasterSide:
    """What one plan asks of a figure, and what counts for it at the cut-off.

    `reference` marks the whole city's number: shown, never judged here. `span` is in words.
    """

    plan: str
    title: str
    span: str
    figure: FigureView
    reference: bool = False


@dataclass(frozen=True, slots=True)
class MasterLine:
    """One indicator: the city's side, the own plan's side, and why they differ, in sentences."""

    key: str
    label: str
    unit: str
    city: MasterSide | None
    own: MasterSide | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwoMasters:
    """Both plans at a cut-off. `own_title` is empty where the unit has no plan of its own."""

    as_of: date
    city_title: str
    own_title: str
    lines: tuple[MasterLine, ...]


class Comparison:
    """Lays the two plans beside each other on one set of standings."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._judge = standings.judge
        self._city, self._own = standings.plan_keys()

    def view(self) -> TwoMasters:
        """Every indicator that one of the two asks for, in the order of the documents."""
        keys = dict.fromkeys(
            each.figure
            for each in self._standings.targets
            if each.plan in (self._city, self._own) and not each.figure.startswith("placement.industry.")
        )
        lines = [self._line(key) for key in keys if "township." not in key]
        return TwoMasters(
            as_of=self._standings.as_of,
            city_title=title_of(self._city) if self._city else "",
            own_title=title_of(self._own) if self._own else "",
            lines=tuple(each for each in lines if each.city or each.own),
        )

    def _line(self, key: str) -> MasterLine:
        city, own = self._side(key, self._city), self._side(key, self._own)
        known = own or city
        figure = self._standings.figure(key)
        label = known.figure.label if known else figure.label
        why = tuple(self._why(key, city, own))
        return MasterLine(key, label, figure.unit, city, own, why)

    def _side(self, key: str, plan: str | None) -> MasterSide | None:
        """A plan's side; the whole city's number where the city sets none for this unit."""
        if plan is None:
            return None
        targets = self._standings.targets
        target = next((each for each in judging(targets, key) if each.plan == plan), None)
        reference = target is None
        if target is None:
            whole = (
                each for each in targets if (each.plan, each.figure, each.scope_kind) == (plan, key, CITY)
            )
            target = next(whole, None)
        if target is None:
            return None
        view = self._judge.against(self._standings.figure(key), target)
        return MasterSide(plan, title_of(plan), _span_words(target), view, reference)

    # -- why -------------------------------------------------------------------------------------
    def _why(self, key: str, city: MasterSide | None, own: MasterSide | None) -> Iterator[str]:
        if city is not None and own is not None:
            yield from self._spans(key, city, own)
            if city.reference:
                target = city.figure.target
                yield f"市级的 {target:,}{city.figure.unit} 是全市的数，只作参考，不算本单位完成率"
        elif own is not None:
            yield "市里没有给本单位下达这一项，只有区里方案要求"
        elif city is not None:
            yield "区里方案没有这一项" + ("，市级的是全市的数，只作参考" if city.reference else "")
        if key == _TOTAL and own is not None:
            yield from self._origins()
        yield from self._second_wording(key)
        yield from self._units(key)

    def _spans(self, key: str, city: MasterSide, own: MasterSide) -> Iterator[str]:
        if city.span == own.span:
            return
        yield f"时段不同：市级 {city.span}，区里方案 {own.span}，序时进度各按各的时段算"
        theirs, ours = self._span(key, self._city), self._span(key, self._own)
        figure = self._standings.figure(key)
        if theirs is None or ours is None or isinstance(figure, Share):
            return
        other = self._others(figure, ours.until(self._standings.as_of), theirs)
        if other:
            yield f"区里方案的累计数里有 {other:,}{figure.unit} 是市级任务年度以外的登记"
        else:
            yield "到现在两边数的是同一批行，累计数相同，只是要求不同"

    def _others(self, figure: Tally, ours: Span, theirs: Span) -> int:
        """What counts for the own plan outside the city's span."""
        days = self._judge.evaluator.daily(figure, ours)
        return sum(amount for day, amount in days.items() if date.fromisoformat(day) not in theirs)

    def _span(self, key: str, plan: str | None) -> Span | None:
        cut = self._standings.rules.cut_off_day
        found = [
            each
            for each in self._standings.targets
            if each.plan == plan and each.figure == key and not each.reference
        ]
        return found[0].span(cut) if found else None

    def _origins(self) -> Iterator[str]:
        """Whether the parts by origin add up to the whole, in targets and in people."""
        parts = [
            each
            for each in self._standings.targets
            if each.plan == self._own and each.figure.startswith(_ORIGINS) and not each.reference
        ]
        if not parts:
            return
        yield f"区里方案按{len(parts)}种来源分解，市级只单列市外来渝，其余来源不分"
        whole = self._side(_TOTAL, self._own)
        if whole is None:
            return
        asked = sum(each.value for each in parts)
        if whole.figure.target != asked:
            yield f"按来源的要求合计 {asked:,} 人，与总数 {whole.figure.target:,} 人不等，照文件原数保留"
        people = sum(int(self._counted(each)) for each in parts)
        missing = int(whole.figure.value or 0) - people
        if missing:
            yield f"有 {missing:,} 人没有填来源，计入总数，不计入任何一种来源"

    def _counted(self, target: DatedTarget) -> int:
        return int(self._judge.against(self._standings.figure(target.figure), target).value or 0)

    def _second_wording(self, key: str) -> Iterator[str]:
        """The same demand in other words: text against annex."""
        targets = [each for each in self._standings.targets if each.figure == key]
        for plan in (self._city, self._own):
            own = [each for each in targets if each.plan == plan and each.scope_kind != CITY]
            judged = next((each for each in own if not each.reference), None)
            for other in (each for each in own if each.reference):
                if judged is not None:
                    yield (
                        f"同一文件两种写法：{judged.item}写{_asked(judged)}，{other.item}写{_asked(other)}；"
                        f"按{judged.item}判断"
                    )

    def _units(self, key: str) -> Iterator[str]:
        """人 against 人次."""
        other = _EVENTS_AND_PEOPLE.get(key)
        if other is None:
            return
        asked = {
            each.figure: each
            for each in self._standings.targets
            if each.plan == self._own and each.figure in (key, other)
        }
        if len(asked) == 2:
            mine, theirs = asked[key], asked[other]
            yield (
                f"人和人次不同：{mine.item}写{_asked(mine)}，{theirs.item}写{_asked(theirs)}；"
                "人按不同的人数，人次按参加的次数，两个数都算，不互换"
            )


def _asked(target: DatedTarget) -> str:
    sign = {">=": "≥", ">": "＞", "about": "约"}.get(target.comparator, "")
    return f"{sign}{target.value:,}{target.unit}"


def _span_words(target: DatedTarget) -> str:
    first, last = target.start, target.last
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if whole and first.year == last.year:
        return f"{first.year}年"
    return f"{first.year}—{last.year}年" if whole else f"{first}至{last}"
