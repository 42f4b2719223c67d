"""The year's return from December's snapshot: the months of the year, and what only a month has left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from core.figure import Tally
from core.period import Year, statistical_year
from core.returns.rate_lines import task_lines
from core.returns.rules_in_force import rules_in_force
from core.returns.snapshot import Number, Snapshot, YearMonth
from core.standings import OUTSIDE, TOTAL, Standings


def of_year(
    connection: Connection, december: Snapshot, standings: Standings, year: Year, today: date
) -> Snapshot:
    """The year's return: December's, with the months that have begun until `today`; January always."""
    months = tuple(
        each
        for each in _months(standings, year.number)
        if each.month.number == 1 or each.month.span.start <= today
    )
    return replace(
        december,
        title=december.title.replace("月报", "年报"),
        number=f"{december.unit_code}-{year}-{december.version}",
        fairs=(),
        hosts=(),
        tasks=tuple(task_lines(connection, year.span)),
        rules=tuple(rules_in_force(connection, standings.judge, december.blocks, year.span, "本年")),
        curve=replace(december.curve, done=december.curve.done[: len(months)]),
        year_months=months,
    )


def _months(standings: Standings, year: int) -> Iterator[YearMonth]:
    evaluator = standings.evaluator
    total, outside = standings.figure(TOTAL), standings.figure(OUTSIDE)
    assert isinstance(total, Tally)  # both count people
    assert isinstance(outside, Tally)
    before = _last_year(standings, total, year)
    running = running_outside = 0
    for (month, new), (_, from_outside) in zip(
        evaluator.series(total, year), evaluator.series(outside, year), strict=True
    ):
        running, running_outside = running + int(new), running_outside + int(from_outside)
        last = before.get(month.number)
        yield YearMonth(month, int(new), running, int(from_outside), running_outside, last)


def _last_year(standings: Standings, total: Tally, year: int) -> dict[int, Number]:
    """Last year's new people by month: from its rows, else as typed in."""
    span = statistical_year(year - 1, standings.rules.cut_off_day)
    if standings.evaluator.known("placement", span):
        return {month.number: value for month, value in standings.evaluator.series(total, year - 1)}
    typed = standings.judge.prior().get(TOTAL, {})
    return {int(month[5:7]): value for month, value in typed.items()}
