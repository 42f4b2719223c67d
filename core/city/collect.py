"""The city's side: which of the returns in a folder count, who is missing, what does not add up.

Decisions (docs/decisions/065): the month of a collection is that of most units, the newest of those with
equally many. A submitted return goes before any draft; among the submitted the higher version, among drafts
the higher version, then the later draft. What is older, or of another month, is stale. Two returns of the
same standing with different data are both duplicates, and neither counts, for nobody but the unit knows
which is right. The same paper once more is a duplicate too, of which the first counts. The workbook or data
file beside its paper belongs to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.city.reading import files_below, read_all
from core.city.received import Collection, Entry, IndustryRow, Oddity, Received, State, UnitRow
from core.codes import code_list
from core.period import Month
from core.plan import UnitActual
from core.plans import load_plans
from core.units import Unit, unit_of_key, units

if TYPE_CHECKING:
    from core.facade.base import Progress

_KINDS = ("pdf", "xlsx", "json")
"""A paper says most, a bare data file least: the best stands for its copies."""


def collect(folder: Path, out: Path | None = None, progress: Progress | None = None) -> Collection:
    """Read a folder of returns and judge them against each other. Changes nothing.

    Args:
        folder: with its subfolders.
        out: a file of the folder that is our own answer and not read.
        progress: told how far it is; raising from it cancels.

    Raises:
        LedgerFault: the folder cannot be read.
    """
    received, ignored = read_all(folder, files_below(folder, out), progress)
    return judged(folder.name, received, ignored)


def judged(folder: str, received: Sequence[Received], ignored: Sequence[tuple[str, str]] = ()) -> Collection:
    """The collection that these files make."""
    month = month_of(received)
    entries = list(_entries(received, month))
    rows = tuple(_rows(entries, month))
    order = {row.unit.key: place for place, row in enumerate(rows)}
    entries.sort(key=lambda entry: _place(entry, order))
    missing = tuple(row.unit.name for row in rows if row.state == "missing")
    return Collection(
        folder=folder,
        month=month,
        rows=rows,
        entries=tuple(entries),
        missing=missing,
        industries=tuple(_industries(entries, month)),
        oddities=tuple(_oddities(entries, rows)),
        ignored=tuple(ignored),
    )


def month_of(received: Iterable[Received]) -> Month | None:
    """The month that most units report; of equals the newest."""
    by_month: dict[str, set[str]] = defaultdict(set)
    months: dict[str, Month] = {}
    for each in received:
        if each.month is not None:
            by_month[str(each.month)].add(each.unit.key if each.unit else each.file)
            months[str(each.month)] = each.month
    if not by_month:
        return None
    return months[max(by_month, key=lambda text: (len(by_month[text]), text))]


# -- entries -----------------------------------------------------------------------------------------
def _entries(received: Sequence[Received], month: Month | None) -> Iterator[Entry]:
    sound: dict[str, list[Received]] = defaultdict(list)
    for each in received:
        if each.faults or each.unit is None or each.month is None:
            yield Entry(each, State.DAMAGED, "；".join(each.faults))
        else:
            sound[each.unit.key].append(each)
    for own in sound.values():
        groups = [_Group(parts) for parts in _grouped(own)]
        yield from _of_unit(groups, month)
        for group in groups:
            for twin in group.twins:
                words = f"与“{group.best.file}”内容相同，只计一次"
                yield Entry(twin, State.DUPLICATE, words)


class _Group:
    """Files that say the same: the best of them, what lies beside it (`copies`), and the same once more."""

    def __init__(self, parts: list[Received]) -> None:
        parts = sorted(parts, key=lambda each: (_KINDS.index(each.kind), each.file))
        self.best = parts[0]
        self.copies = tuple(each.file for each in parts[1:] if each.kind != self.best.kind)
        self.twins = tuple(each for each in parts[1:] if each.kind == self.best.kind)

    @property
    def standing(self) -> tuple[bool, int, int]:
        """What goes before what: submitted, version, draft."""
        return (self.best.submitted, self.best.version, 0 if self.best.submitted else self.best.draft)

    def entry(self, state: State, words: str = "") -> Entry:
        """The entry with this verdict."""
        return Entry(
            self.best, state, "；".join(text for text in (words, *self.best.remarks) if text), self.copies
        )


def _grouped(own: Sequence[Received]) -> list[list[Received]]:
    """Files of one unit by what they say: by their data, and workbooks with the paper that names them."""
    groups: list[list[Received]] = []
    for each in sorted(own, key=lambda part: _KINDS.index(part.kind)):
        home = next((group for group in groups if _same(group[0], each)), None)
        if home is None:
            groups.append([each])
        else:
            home.append(each)
    return groups


def _same(first: Received, other: Received) -> bool:
    if first.digest == other.digest:
        return True
    if other.kind != "xlsx" or first.kind == "xlsx":
        return False
    if first.workbook_digest == other.digest:
        return True
    return _saying(first) == _saying(other)


def _saying(each: Received) -> tuple[object, ...]:
    """What a workbook that was saved anew has in common with its paper."""
    return (
        str(each.month),
        each.version,
        each.submitted,
        each.total,
        each.new,
        each.outside,
        tuple(sorted((part.key, part.month, part.value) for part in each.industries)),
    )


def _of_unit(groups: list[_Group], month: Month | None) -> Iterator[Entry]:
    """The verdicts on one unit's returns."""
    current = [group for group in groups if str(group.best.month) == str(month)]
    for group in groups:
        if group not in current:
            label = group.best.month.label if group.best.month else ""
            yield group.entry(State.STALE, f"是{label}的月报，不是本期")
    if not current:
        return
    best = max(group.standing for group in current)
    first = [group for group in current if group.standing == best]
    for group in current:
        if group not in first:
            yield group.entry(State.STALE, _older(group, first[0]))
        elif len(first) > 1:
            yield group.entry(State.DUPLICATE, "同一版次有内容不同的几份，请填报单位确认以哪份为准")
        else:
            state = State.SUBMITTED if group.best.submitted else State.DRAFT
            yield group.entry(state, "" if group.best.submitted else "未报出，数字计入并标明")


def _older(group: _Group, newest: _Group) -> str:
    if newest.best.submitted and not group.best.submitted:
        return f"已有报出的第{newest.best.version}版，这份草稿不计"
    if newest.best.version > group.best.version:
        return f"已有第{newest.best.version}版"
    return f"已有第{newest.best.draft}稿"


def _place(entry: Entry, order: dict[str, int]) -> tuple[object, ...]:
    received = entry.received
    place = order.get(received.unit.key, len(order)) if received.unit else len(order) + 1
    return (place, not entry.counted, str(received.month), -received.version, received.file)


# -- the city's table --------------------------------------------------------------------------------
def _rows(entries: Sequence[Entry], month: Month | None) -> Iterator[UnitRow]:
    """The units that have to report, in the order of the city's table, each with its returns."""
    quotas = quotas_of(month.year) if month else {}
    by_unit: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.received.unit:
            by_unit[entry.received.unit.key].append(entry)
    for unit in reporting_units(month):
        own = by_unit.get(unit.key, [])
        counted = next((entry for entry in own if entry.counted), None)
        quota = _quota(unit, quotas)
        yield UnitRow(
            unit=unit,
            quota=quota.target_total if quota else None,
            quota_outside=quota.target_outside_city if quota else None,
            prior=quota.total if quota else None,
            prior_outside=quota.outside_city if quota else None,
            entry=counted,
            others=tuple(entry for entry in own if entry is not counted),
        )


def reporting_units(month: Month | None) -> tuple[Unit, ...]:
    """The units alive on the month's cut-off, in the order of the city's table."""
    if month is None:
        return units(date(2025, 1, 31))
    return units(month.cut_off)


def quotas_of(year: int) -> dict[str, UnitActual]:
    """The city's table for a year by unit key; empty where the city's plans hold none."""
    for plan in load_plans()[0]:
        if plan.unit_actuals and plan.span.start.year == year:
            return {row.unit: row for row in plan.unit_actuals}
    return {}


def _quota(unit: Unit, quotas: dict[str, UnitActual]) -> UnitActual | None:
    """A unit's row; for a unit that took others over within the year the sum of those that went into it."""
    if unit.key in quotas:
        return quotas[unit.key]
    parts = [row for key, row in quotas.items() if unit_of_key(key).successors[:1] == (unit.key,)]
    if not parts:
        return None
    return replace(
        parts[0],
        unit=unit.key,
        total=sum(row.total for row in parts),
        outside_city=sum(row.outside_city for row in parts),
        target_total=sum(row.target_total for row in parts),
        target_outside_city=sum(row.target_outside_city for row in parts),
    )


def _industries(entries: Sequence[Entry], month: Month | None) -> Iterator[IndustryRow]:
    months: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for entry in entries:
        for part in entry.received.industries if entry.counted else ():
            months[part.key] += part.month
            values[part.key] += part.value
    plans = [plan for plan in load_plans()[0] if month and plan.span.start.year == month.year]
    targets = {row.code: row for plan in plans for row in plan.industries}
    for each in code_list("industry"):
        row = targets.get(each.code)
        yield IndustryRow(
            each.code,
            each.name,
            months[each.code],
            values[each.code],
            row.target if row else None,
            row.prior_actual if row else None,
        )
    yield IndustryRow("unknown", "未分类", months["unknown"], values["unknown"], None, None)


# -- what does not add up ----------------------------------------------------------------------------
def _oddities(entries: Sequence[Entry], rows: Sequence[UnitRow]) -> Iterator[Oddity]:
    quotas = {row.unit.key: row for row in rows}
    for entry in entries:
        if not entry.counted or entry.received.unit is None:
            continue
        for words in entry.received.odd:
            yield Oddity(entry.unit_name, words)
        row = quotas.get(entry.received.unit.key)
        yield from _against_quota(entry, row)
        yield from _against_earlier(entry, row)
    total = sum(entry.received.total or 0 for entry in entries if entry.counted)
    parts = sum(part.value for entry in entries if entry.counted for part in entry.received.industries)
    if total != parts and any(entry.counted for entry in entries):
        yield Oddity("", f"全市分行业累计合计{parts}人，各单位累计合计{total}人")


def _against_quota(entry: Entry, row: UnitRow | None) -> Iterator[Oddity]:
    """The target that a return prints against the city's table."""
    received = entry.received
    for words, printed, right in (
        ("目标", received.target, row.quota if row else None),
        ("市外来渝目标", received.outside_target, row.quota_outside if row else None),
    ):
        if printed is not None and right is not None and printed != right:
            yield Oddity(entry.unit_name, f"月报的{words}{printed}人，市下达{right}人")


def _against_earlier(entry: Entry, row: UnitRow | None) -> Iterator[Oddity]:
    """A cumulative figure lower than that of an earlier month of the year that is there too."""
    received = entry.received
    for other in row.others if row else ():
        earlier = other.received
        if (
            other.state is State.STALE
            and earlier.month is not None
            and received.month is not None
            and earlier.month.year == received.month.year
            and earlier.month < received.month
            and (earlier.total or 0) > (received.total or 0)
        ):
            words = f"累计{received.total}人，少于{earlier.month.label}的{earlier.total}人"
            yield Oddity(entry.unit_name, words)
