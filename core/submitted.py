"""Which months were submitted, and the warning for a row that is dated in one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, select

from core.errors import LedgerFault
from core.period import Month
from core.problems import Problem, Severity
from core.section import Section, Values
from core.settings import value_of
from core.sources import SOURCES
from db.models import ReturnEdition, Setting


def submitted_months(connection: Connection) -> frozenset[str]:
    """Every month of which an edition was submitted; the returns of years are passed over."""
    found = connection.scalars(select(ReturnEdition.month).distinct())
    return frozenset(month for month in found if "-" in month)


def day_after_submitted(connection: Connection) -> date:
    """The first day that no submitted month has anything to do with; the dawn of days where none was."""
    months = submitted_months(connection)
    if not months:
        return date.min
    stored = {row.key: row.value for row in connection.execute(select(Setting.key, Setting.value))}
    return Month.parse(max(months), int(value_of(stored, "cut_off_day"))).span.end


def late_problem(section: Section, day: object, months: frozenset[str], cut_off_day: int) -> Problem | None:
    """A warning for a row dated in a submitted month: it counts, and the next return says so."""
    if not months or not isinstance(day, date) or section.key not in SOURCES:
        return None
    month = Month.holding(day, cut_off_day)
    if str(month) not in months:
        return None
    message = f"{month.number} 月月报已上报，这一行会写进下一期的更正"
    return Problem(section.dating, message, Severity.WARNING, day.isoformat())


def late_problems(
    connection: Connection, section: Section, taken: Values, before: Callable[[], Values | None]
) -> list[Problem]:
    """The warning for a new or changed row that is, or was, dated in a submitted month.

    `before` gives the row's stored values; it is asked only when some month was submitted.
    """
    months = submitted_months(connection) if section.dating else frozenset()
    if not months:
        return []
    old = before()
    typed = {each.key for each in section.fields if not each.derived}
    same = old is not None and all(
        (old.get(key) or None) == (value or None) for key, value in taken.items() if key in typed
    )
    if same:
        return []
    stored = {row.key: row.value for row in connection.execute(select(Setting.key, Setting.value))}
    cut = int(value_of(stored, "cut_off_day"))
    days = (taken.get(section.dating), (old or {}).get(section.dating))
    found = (late_problem(section, day, months, cut) for day in days)
    return [each for each in found if each is not None][:1]


def require_open_year(months: frozenset[str], today: date) -> None:
    """Refuse another cut-off day in a year of which some months were submitted and others were not.

    Raises:
        LedgerFault: with the month after which it can be changed.
    """
    year = max((month[:4] for month in months), default="")
    if year and f"{year}-12" not in months and today.year <= int(year) + 1:
        raise LedgerFault(
            f"{year} 年已有上报的月份，截止日没有改。",
            todo=f"{year} 年 12 月的月报上报以后才能改，从下一年用起。",
        )
