"""Filters of a table: what a clerk types above a column, and the `Query` that it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.section import Field, Kind, Section
from core.views import Query, RowState, Sort

RANGE = ".."
SPAN_WORDS = re.compile(r"\s*(?:\.\.+|~|～|–|—|至|到)\s*")
COMPARED = re.compile(r"^(>=|<=|=|>|<)\s*(-?\d+(?:\.\d+)?)$")
COMPARISONS = {"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "＝": "="}


@dataclass(frozen=True, slots=True)
class FilterCell:
    """One filter in use: what the query takes, and what the cell above the column says."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class FilterState:
    """Everything that narrows or orders a table. A saved view is one of these with a name."""

    cells: Mapping[str, FilterCell] = field(default_factory=dict)
    search: str = ""
    sort: tuple[Sort, ...] = ()
    state: RowState | None = None
    ids: tuple[int, ...] | None = None

    def query(self) -> Query:
        """As the ledger takes it."""
        filters = {key: cell.text for key, cell in self.cells.items()}
        return Query(filters, self.search.strip(), self.sort, self.state, self.ids)

    def narrowed(self) -> bool:
        """True when rows may be missing from the table, so that nobody takes the count for the whole."""
        return bool(self.cells or self.search.strip() or self.ids is not None) or (
            self.state not in (None, RowState.VOID)
        )

    def with_cell(self, key: str, cell: FilterCell | None) -> FilterState:
        """The same with one column's filter set or taken away."""
        cells = {each: kept for each, kept in self.cells.items() if each != key}
        if cell is not None:
            cells[key] = cell
        return replace(self, cells=cells)

    def cleared(self) -> FilterState:
        """The same order, nothing left out; the recycle bin stays the recycle bin."""
        bin_only = self.state if self.state is RowState.VOID else None
        return FilterState(sort=self.sort, state=bin_only)

    def sorted_by(self, key: str, more: bool) -> FilterState:
        """A click on a heading: up, down, not at all. `more` keeps the keys sorted by before."""
        old = next((each for each in self.sort if each.field == key), None)
        kept = [each for each in self.sort if each.field != key] if more else []
        if old is None:
            kept.append(Sort(key))
        elif not old.descending:
            position = self.sort.index(old) if more else 0
            kept.insert(position, Sort(key, descending=True))
        return replace(self, sort=tuple(kept))


def parse_filter(each: Field, typed: str) -> FilterCell | None:
    """Read what was typed above a column; None when it says nothing.

    Dates take a year, a month, a day or two of them ("2025.9", "2025年9月", "2025-09-01至2025-09-15");
    numbers take "5", ">5", "1..9"; everything else is looked for as contained text.
    """
    text = typed.strip()
    if not text:
        return None
    if each.kind in (Kind.DATE, Kind.MONTH):
        parts = [date_prefix(part) for part in SPAN_WORDS.split(text) if part]
        meaning = RANGE.join(_edges(parts)) if len(parts) == 2 else parts[0]
        return FilterCell(meaning, meaning.replace(RANGE, " – "))
    if each.kind in (Kind.INTEGER, Kind.MONEY):
        return _number_cell(text)
    return FilterCell(text, text)


def month_filter(day: date) -> FilterCell:
    """The filter of a date column for the calendar month of a day."""
    return FilterCell(f"{day:%Y-%m}", f"{day:%Y-%m}")


def standing_views(section: Section, as_of: date) -> list[tuple[str, FilterState]]:
    """The tabs that a section has of itself, with their names."""
    newest = (Sort(section.dating, descending=True),) if section.dating in section.by_key else ()
    if "stand" in section.by_key:
        newest = (Sort("stand"),)
    views = [("全部", FilterState(sort=newest))]
    if section.dating in section.by_key:
        month = FilterState({section.dating: month_filter(as_of)}, sort=newest)
        views.append((f"{MONTHS[as_of.month - 1]}月新增", month))
    if "verification" in section.by_key:
        for value, words in (("claimed", "待核查"), ("rejected", "未通过")):
            views.append((words, FilterState({"verification": FilterCell(value, words)}, sort=newest)))
    if "vetting" in section.by_key:
        for value, words in (("pending", "待补"), ("rejected", "不通过")):
            views.append((words, FilterState({"vetting": FilterCell(value, words)}, sort=newest)))
    views.append(("草稿", FilterState(sort=newest, state=RowState.DRAFT)))
    if "origin" in section.by_key:
        outside = FilterCell("outside_city", "市外来渝")
        views.append((outside.words, FilterState({"origin": outside}, sort=newest)))
    return views


MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def date_prefix(text: str) -> str:
    """2025.9 → 2025-09, 2025年9月3日 → 2025-09-03, 20250903 → 2025-09-03; other words stay."""
    compact = text.strip()
    if compact.isdigit() and len(compact) in (6, 8):
        parts = [compact[:4], compact[4:6], compact[6:]]
    else:
        parts = re.split(r"[年月日./\-\s]+", compact)
    numbers = [part for part in parts if part]
    if not numbers or not all(part.isdigit() for part in numbers) or len(numbers[0]) != 4:
        return compact
    return "-".join([numbers[0], *(f"{int(part):02d}" for part in numbers[1:3])])


def _edges(parts: list[str]) -> tuple[str, str]:
    """Both ends of a range as whole days: 2025-08..2025-09 reaches to the last of September."""
    low, high = sorted(parts)
    return f"{low}-01-01"[:10] if len(low) in (4, 7) else low, _last_day(high)


def _last_day(prefix: str) -> str:
    if len(prefix) == 4:
        return f"{prefix}-12-31"
    if len(prefix) != 7:
        return prefix
    year, month = int(prefix[:4]), int(prefix[5:])
    if not 1 <= month <= 12:
        return prefix
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1).isoformat()


def _number_cell(text: str) -> FilterCell:
    for wide, plain in COMPARISONS.items():
        text = text.replace(wide, plain)
    text = text.replace(",", "").replace("，", "")
    parts = [part for part in SPAN_WORDS.split(text) if part]
    if len(parts) == 2:
        return FilterCell(RANGE.join(parts), " – ".join(parts))
    compared = COMPARED.match(text)
    meaning = f"{compared[1]}{compared[2]}" if compared else f"={text}"
    return FilterCell(meaning, text)
