"""镇街反馈单 from the ledger: a township's own figures with their ranks, its months, what it has to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, select

from core import arithmetic
from core.errors import LedgerFault, NotFound
from core.figure import Measure, Tally
from core.figures import township_figure
from core.files import safe_name, write_together
from core.period import Month, Span, statistical_year
from core.plan_files import FIRST_YEAR, LAST_YEAR
from core.returns.snapshot import Number
from core.returns.target_lines import target_line
from core.standings import Standings
from core.targets import TOWNSHIP, DatedTarget
from db.models import Placement, UnemployedLeaver

if TYPE_CHECKING:
    from core.facade.base import OpenLedger, Progress
    from core.returns.paper import Printed
    from core.returns.township_sheet import ToCheck, TownshipFigure, TownshipSheet

_DAYS_TO_ANSWER = 15


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A figure of every township at a cut-off."""

    values: Mapping[str, Number]
    ranks: Mapping[str, int | None]


class TownshipSheetDesk:
    """What the façade does with townships' sheets."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def townships(self) -> tuple[tuple[str, str], ...]:
        """Key and name of every township."""
        return tuple(self._ledger.vocabulary.townships.items())

    def preview(self, month: str, township: str) -> Printed:
        """One township's sheet, drawn. Nothing is journaled.

        Raises:
            NotFound: no such month or township.
        """
        from core.returns.township_sheet import render_township_sheet  # late: fonts and reportlab

        with self._ledger.reading() as connection:
            (sheet,) = self._sheets(connection, self._month(connection, month), (township,))
        return render_township_sheet(sheet)

    def write(
        self, month: str, townships: Sequence[str], folder: Path, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Write one PDF for each township, all or none of them. Journaled as one print.

        Returns:
            The files' names.

        Raises:
            NotFound: no such month or township.
            LedgerFault: a sheet cannot be printed or written; nothing is written then.
        """
        from core.returns.township_sheet import render_township_sheet

        self._ledger.require("papers.print")
        files: list[tuple[Path, bytes]] = []
        with self._ledger.reading() as connection:
            which = self._month(connection, month)
            for number, sheet in enumerate(self._sheets(connection, which, townships), 1):
                printed = render_township_sheet(sheet)
                if printed.problems:
                    raise LedgerFault(
                        f"{sheet.township}的反馈单没有印成：{printed.problems[0].message}。",
                        todo="改好后再印。",
                    )
                files.append((folder / safe_name(f"{sheet.township}反馈单-{which}.pdf"), printed.bytes))
                if progress is not None:
                    progress(number / len(townships), f"已排 {number} 个镇街，共 {len(townships)} 个")
        with self._ledger.noting() as connection:
            after = {"townships": list(townships)}
            self._ledger.note_on(connection, "print", "return", reason=f"镇街反馈单 {which}", after=after)
            write_together(files)
        return tuple(path.name for path, _ in files)

    def _month(self, connection: Connection, text: str) -> Month:
        try:
            month = Month.parse(text, self._ledger.rules(connection).cut_off_day)
        except ValueError:
            raise NotFound(f"“{text}”不是月份。", todo="月份写成 2025-09 这样。") from None
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise NotFound(f"“{text}”不是月份。", todo="月份写成 2025-09 这样。")
        return month

    # -- sheets ----------------------------------------------------------------------------------
    def _sheets(
        self, connection: Connection, month: Month, townships: Sequence[str]
    ) -> Iterator[TownshipSheet]:
        """The sheets; ranks are asked for all townships once."""
        from core.returns.township_sheet import TownshipSheet

        names = self._ledger.vocabulary.townships
        unknown = [key for key in townships if key not in names]
        if unknown:
            raise NotFound("名录里没有这个镇街。", todo="先在目标任务的镇街名录里添加。")
        unit = self._ledger.info.unit
        now = Figures(self._ledger.standings(connection, month.cut_off), names)
        before = None
        if month.number > 1:
            before = Figures(self._ledger.standings(connection, month.previous().cut_off), names)
        answer_by = month.cut_off + timedelta(days=_DAYS_TO_ANSWER)
        for key in townships:
            yield TownshipSheet(
                unit=unit.office,
                area_word=unit.area_word,
                township=names[key],
                addressee=names[key] + ("办事处" if names[key].endswith("街道") else "人民政府"),
                month=month,
                cumulative_from=statistical_year(month.year, month.cut_off_day).start,
                number=f"{unit.code or unit.key}-{month}",
                answer_by=answer_by,
                demonstration=self._ledger.info.demonstration,
                townships=len(names),
                figures=tuple(_lines(key, names[key], now, before)),
                this_year=now.months(key, names[key])[: month.number],
                last_year=now.last_year(key, names[key]),
                to_check=tuple(_to_check(connection, key, now.span, answer_by)),
            )


class Figures:
    """The townships' figures at one cut-off."""

    def __init__(self, standings: Standings, names: Mapping[str, str]) -> None:
        self.standings, self.judge, self.names = standings, standings.judge, names
        self.span = self.judge.year_span.until(standings.as_of)
        self._split: dict[str, DatedTarget] = {
            each.scope: each
            for each in standings.targets
            if each.scope_kind == TOWNSHIP and each.figure.startswith("placement.township.")
        }
        self.total = self._by_completion()
        self.outside = self._by_value()

    def target(self, key: str) -> DatedTarget | None:
        """The township's part of the year's target."""
        return self._split.get(key)

    def _by_completion(self) -> _Ranked:
        rate = arithmetic.pro_rata(self.judge.year_span, self.judge.year_span.elapsed(self.standings.as_of))
        bars, _none = self.standings.townships(rate)
        ranks: dict[str, int | None] = {}
        last: tuple[object, int] = (None, 0)
        for place, bar in enumerate(bars, 1):
            rank = last[1] if bar.completion == last[0] else place
            last = (bar.completion, rank)
            ranks[bar.key] = rank if bar.completion is not None else None
        return _Ranked({bar.key: bar.value for bar in bars}, ranks)

    def _by_value(self) -> _Ranked:
        values = {key: self.standings.evaluator.value(outside_figure(key), self.span) for key in self.names}
        ranks = {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}
        return _Ranked(values, ranks)

    def months(self, key: str, name: str) -> tuple[int, ...]:
        """New people of each month of the year."""
        series = self.standings.evaluator.series(township_figure(key, name), self.judge.year)
        return tuple(int(value) for _, value in series)

    def last_year(self, key: str, name: str) -> tuple[int, ...] | None:
        """The same of last year; None where the ledger holds none of its rows."""
        span = statistical_year(self.judge.year - 1, self.standings.rules.cut_off_day)
        if not self.standings.evaluator.known("placement", span):
            return None
        series = self.standings.evaluator.series(township_figure(key, name), self.judge.year - 1)
        return tuple(int(value) for _, value in series)


def outside_figure(township: str) -> Tally:
    """People from outside the city in one township."""
    return Tally(
        "placement.township.outside",
        "其中：市外来渝",
        "人",
        "placement",
        Measure.FIRST_OF_PERSON,
        within=("outside_by_township", township),
    )


def _lines(key: str, name: str, now: Figures, before: Figures | None) -> Iterator[TownshipFigure]:
    from core.returns.township_sheet import TownshipFigure

    view = now.judge.against(township_figure(key, name), now.target(key))
    total = target_line(view, label="留渝来渝就业创业人数", unit="人")
    yield TownshipFigure(total, now.total.ranks.get(key), before.total.ranks.get(key) if before else None)
    amounts = now.judge.amounts(outside_figure(key), now.judge.year_span)
    outside = replace(
        total,
        label="其中：市外来渝",
        indent=1,
        target=None,
        month=amounts.month,
        value=amounts.value,
        completion=None,
        pro_rata=None,
        gap=None,
        year_on_year=None,
        missing=None,
        pace=None,
    )
    last = before.outside.ranks.get(key) if before else None
    yield TownshipFigure(outside, now.outside.ranks.get(key), last)


def _to_check(connection: Connection, township: str, span: Span, due: date) -> Iterator[ToCheck]:
    """What the township has to look at, with how many rows; what needs nothing is left out."""
    from core.returns.township_sheet import ToCheck

    placed = (
        Placement.township == township,
        Placement.placed_on.between(span.start, span.last),
        Placement.state == "active",
    )
    leaver = (UnemployedLeaver.township == township, UnemployedLeaver.state == "active")
    draft = (Placement.township == township, Placement.state == "draft")
    asked: tuple[tuple[str, type[Placement] | type[UnemployedLeaver], tuple[ColumnElement[bool], ...]], ...]
    asked = (
        ("登记内容不全或有错，未计入", Placement, draft),
        ("就业登记尚未核查", Placement, (*placed, Placement.verification == "claimed")),
        ("核查未通过，请说明情况", Placement, (*placed, Placement.verification == "rejected")),
        ("毕业去向未填", Placement, (*placed, Placement.destination.is_(None))),
        ("来源未填", Placement, (*placed, Placement.origin.is_(None))),
        ("行业未分类", Placement, (*placed, Placement.industry.is_(None))),
        (
            "离校未就业毕业生逾期未回访",
            UnemployedLeaver,
            (*leaver, UnemployedLeaver.next_contact_on < span.last),
        ),
    )
    for subject, model, conditions in asked:
        statement = select(func.count()).select_from(model).where(*conditions)
        rows = int(connection.execute(statement).scalar_one())
        if rows:
            yield ToCheck(subject, rows, due)
