"""年报 from the ledger: December's snapshot and the months, written as PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from core.errors import LedgerFault, NotFound
from core.figure import Tally
from core.files import write_together
from core.period import Month, statistical_year
from core.plan_files import FIRST_YEAR, LAST_YEAR
from core.returns.compile import Compiler, Typed
from core.returns.rate_lines import task_lines
from core.returns.snapshot import Number
from core.standings import OUTSIDE, TOTAL, Standings

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.returns.pdf import RenderedReturn
    from core.returns.yearly import Yearly, YearMonth


class YearDesk:
    """What the façade does with the year's return."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def preview(self, year: int, today: date) -> RenderedReturn:
        """The year's return as it would be printed; a draft until the year is over. Nothing is journaled.

        Raises:
            NotFound: no year that a ledger can hold.
        """
        from core.returns.yearly import render_yearly  # late: fonts and reportlab

        with self._ledger.reading() as connection:
            yearly = self._yearly(connection, year, today)
        return render_yearly(yearly)

    def write(self, year: int, today: date, pdf: Path, xlsx: Path | None = None) -> None:
        """Write it. Journaled as a print.

        Raises:
            LedgerFault: it cannot be printed or written; nothing is written then.
        """
        self._ledger.require("papers.print")
        rendered = self.preview(year, today)
        if rendered.problems:
            raise LedgerFault(
                f"年报没有印成：{rendered.problems[0].message}。",
                todo="改好后再印；有字印不出的，改用同义的常用字。",
            )
        files = [(pdf, rendered.bytes)] + ([(xlsx, rendered.workbook)] if xlsx else [])
        with self._ledger.noting() as connection:
            self._ledger.note_on(connection, "print", "return", reason=f"年报 {year}")
            write_together(files)

    def _yearly(self, connection: Connection, year: int, today: date) -> Yearly:
        from core.returns.yearly import Yearly

        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise NotFound(f"“{year}”不是台账能有的年度。")
        ledger, unit = self._ledger, self._ledger.info.unit
        december = Month(year, 12, ledger.rules(connection).cut_off_day)
        if unit.valid_to and unit.valid_to < december.cut_off:
            raise LedgerFault(f"{unit.name}到 {unit.valid_to} 为止，{year}年没有完整的年报。")
        span = statistical_year(year, december.cut_off_day)
        standings = ledger.standings(connection, december.cut_off)
        settings = ledger.stored_settings(connection)
        compiler = Compiler(connection, ledger.info, ledger.vocabulary, standings, december, settings)
        snapshot = compiler.snapshot(Typed())
        months = tuple(each for each in _months(standings, year) if each.month.span.start <= today)
        curve = replace(snapshot.curve, done=snapshot.curve.done[: len(months)])
        snapshot = replace(snapshot, tasks=tuple(task_lines(connection, span)), curve=curve)
        return Yearly(snapshot, span, months, over=today > december.cut_off)


def _months(standings: Standings, year: int) -> Iterator[YearMonth]:
    from core.returns.yearly import YearMonth

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
