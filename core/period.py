"""Periods are objects: half-open spans of days, aware of the cut-off day.

With a cut-off on the 20th a month runs from the 21st of the month before to the 20th, and the
statistical year from 21 December to 20 December.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTH_END = 0
"""Value of the cut-off setting that means the last day of the month."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `start` up to, and without, `end`."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day inside the span."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days in the span."""
        return (self.end - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def elapsed(self, as_of: date) -> int:
        """Days gone by at the end of `as_of`, which counts itself; 0 before, all after the span."""
        return max(0, min((as_of - self.start).days + 1, self.days))

    def until(self, as_of: date) -> Span:
        """The part of the span up to and including `as_of` (empty when it lies before the start)."""
        end = min(self.end, as_of + timedelta(days=1))
        return Span(self.start, max(end, self.start))

    @classmethod
    def closed(cls, start: date, last: date) -> Span:
        """The span from `start` to `last`, both inside."""
        return cls(start, last + timedelta(days=1))


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A reporting month. `cut_off_day` 0 means the month's end, else 1 to 28."""

    year: int
    number: int
    cut_off_day: int = MONTH_END

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def label(self) -> str:
        """As the paper writes it: 2025年9月."""
        return f"{self.year}年{self.number}月"

    @property
    def span(self) -> Span:
        """The days that belong to the month."""
        return Span(self.previous().cut_off + timedelta(days=1), self.cut_off + timedelta(days=1))

    @property
    def cut_off(self) -> date:
        """The month's last day."""
        day = self.cut_off_day or monthrange(self.year, self.number)[1]
        return date(self.year, self.number, day)

    def previous(self) -> Month:
        """The month before."""
        return self.shifted(-1)

    def shifted(self, months: int) -> Month:
        """The month that lies `months` later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1, self.cut_off_day)

    @classmethod
    def parse(cls, text: str, cut_off_day: int = MONTH_END) -> Month:
        """Read "2025-09".

        Raises:
            ValueError: when the text is no month.
        """
        year, _, number = text.partition("-")
        if (
            len(year) != 4
            or len(number) != 2
            or not (year + number).isascii()
            or not (year + number).isdigit()
        ):
            raise ValueError(text)
        if not 1 <= int(number) <= 12 or int(year) < 1:
            raise ValueError(text)
        return cls(int(year), int(number), cut_off_day)

    @classmethod
    def holding(cls, day: date, cut_off_day: int = MONTH_END) -> Month:
        """The reporting month to which `day` belongs."""
        month = cls(day.year, day.month, cut_off_day)
        return month if day <= month.cut_off else month.shifted(1)


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A statistical year as a reporting period: that of the year's return."""

    number: int
    cut_off_day: int = MONTH_END

    def __str__(self) -> str:
        return f"{self.number:04d}"

    @property
    def label(self) -> str:
        """As the paper writes it: 2025年."""
        return f"{self.number}年"

    @property
    def december(self) -> Month:
        """The year's last month."""
        return Month(self.number, 12, self.cut_off_day)

    @property
    def span(self) -> Span:
        """The days that belong to the year."""
        return statistical_year(self.number, self.cut_off_day)

    @property
    def cut_off(self) -> date:
        """The year's last day."""
        return self.december.cut_off

    @classmethod
    def parse(cls, text: str, cut_off_day: int = MONTH_END) -> Year:
        """Read "2025".

        Raises:
            ValueError: when the text is no year.
        """
        if len(text) != 4 or not text.isascii() or not text.isdigit() or not int(text):
            raise ValueError(text)
        return cls(int(text), cut_off_day)


Period = Month | Year
"""What a return may be about."""


def statistical_year(year: int, cut_off_day: int = MONTH_END) -> Span:
    """The days that count for `year`: the calendar year, or 21 December to 20 December."""
    return Span(Month(year, 1, cut_off_day).span.start, Month(year, 12, cut_off_day).span.end)


def year_of(day: date, cut_off_day: int = MONTH_END) -> int:
    """The statistical year to which `day` belongs."""
    if cut_off_day == MONTH_END:
        return day.year
    return Month.holding(day, cut_off_day).year


def same_day_last_year(day: date) -> date:
    """The same day a year before; 29 February becomes 28 February, a month's end stays one."""
    last = monthrange(day.year, day.month)[1]
    then = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, then if day.day == last else min(day.day, then))
