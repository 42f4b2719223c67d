"""Targets as dated rows: loading presets, the split by township, and which target judges a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, insert, select

from core.period import Span, statistical_year, year_of
from core.plans import CITY, Plan, PresetTarget, targets_for
from db.base import utc_now
from db.models import Target, TargetRevision

UNIT, TOWNSHIP, BODY = "unit", "township", "body"
SPLIT = "split"
"""Grouping of the targets that are parts of another."""


@dataclass(frozen=True, slots=True)
class DatedTarget:
    """A target in force: what a plan demands of a scope from `start` to `last`, both inside."""

    id: int
    plan: str
    figure: str
    scope_kind: str
    scope: str
    start: date
    last: date
    comparator: str
    value: Decimal
    unit: str
    label: str
    grouping: str
    indent: int
    item: str
    clause: str
    responsible: str
    reference: bool
    changed: bool
    since: date | None = None
    """First day of this wording where an update of the plan brought it; None from the period's first day."""
    revision: int | None = None
    """Row of that wording; None where the target's own row has it."""

    def span(self, cut_off_day: int) -> Span:
        """The days it runs over; whole calendar years follow the statistical year's cut-off."""
        whole_years = (self.start.month, self.start.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        if not whole_years:
            return Span.closed(self.start, self.last)
        first, final = (
            statistical_year(self.start.year, cut_off_day),
            statistical_year(self.last.year, cut_off_day),
        )
        return Span(first.start, final.end)


def targets_in_force(connection: Connection, as_of: date, cut_off_day: int) -> tuple[DatedTarget, ...]:
    """Targets whose period holds the day, as they are worded on it, in the order they were loaded."""
    year = year_of(as_of, cut_off_day)
    return tuple(
        each for each in all_targets(connection, as_of) if as_of in each.span(cut_off_day) or _of(each, year)
    )


def _of(target: DatedTarget, year: int) -> bool:
    """A target with an odd period belongs to each year that it touches wholly inside it."""
    return target.start.year == target.last.year == year


def all_targets(connection: Connection, on: date | None = None) -> tuple[DatedTarget, ...]:
    """Every target that is not void, as it is worded on a day; without one, in the newest wording.

    A demand that an update brought in the midst of its period is left out on the days before it.
    """
    rows = connection.execute(
        select(Target.__table__).where(Target.state == "active").order_by(Target.id)
    ).mappings()
    newest = _revisions(connection, on)
    return tuple(
        _revised(_dated(row), newest.get(int(str(row["id"]))))
        for row in rows
        if on is None or row["since"] is None or _day(row["since"]) <= on
    )


def _revisions(connection: Connection, on: date | None) -> dict[int, RowMapping]:
    """Target → its wording on a day."""
    table = TargetRevision.__table__
    statement = select(table).order_by(table.c.since, table.c.id)
    if on is not None:
        statement = statement.where(table.c.since <= on)
    return {int(str(row["target_id"])): row for row in connection.execute(statement).mappings()}


def _revised(target: DatedTarget, row: RowMapping | None) -> DatedTarget:
    if row is None:
        return target
    return replace(
        target,
        value=_number(row["value"]),
        comparator=str(row["comparator"]),
        item=str(row["item"]),
        clause=str(row["clause"]),
        changed=False,
        since=_day(row["since"]),
        revision=int(str(row["id"])),
    )


def _number(value: object) -> Decimal:
    found = Decimal(str(value))
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()


def _dated(row: RowMapping) -> DatedTarget:
    value = _number(row["value"])
    preset = row["preset_value"]
    return DatedTarget(
        id=int(str(row["id"])),
        plan=str(row["plan"]),
        figure=str(row["figure"]),
        scope_kind=str(row["scope_kind"]),
        scope=str(row["scope"]),
        start=_day(row["starts_on"]),
        last=_day(row["ends_on"]),
        comparator=str(row["comparator"] or ">="),
        value=value,
        unit=str(row["unit"] or ""),
        label=str(row["label"] or ""),
        grouping=str(row["grouping"] or ""),
        indent=int(str(row["indent"] or 0)),
        item=str(row["item"] or ""),
        clause=str(row["clause"] or ""),
        responsible=str(row["responsible"] or ""),
        reference=bool(row["reference"]),
        changed=preset is not None and Decimal(str(preset)) != value,
        since=row["since"],
    )


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def judging(targets: Iterable[DatedTarget], figure: str) -> tuple[DatedTarget, ...]:
    """The targets that judge a figure here: one of each plan, never the city's, never a second wording."""
    chosen: dict[str, DatedTarget] = {}
    for target in targets:
        own = target.scope_kind == UNIT or (
            target.scope_kind == TOWNSHIP and target.figure.endswith(target.scope)
        )
        if target.figure == figure and not target.reference and own:
            chosen.setdefault(target.plan, target)
    return tuple(chosen.values())


def split_difference(target: Decimal, values: Iterable[int | None]) -> tuple[int, int]:
    """Sum of the entered parts, and sum − target (0 when the split adds up)."""
    total = sum(value for value in values if value is not None)
    return total, total - int(target)


def load(connection: Connection, plan: Plan, unit_key: str, account: str, since: date | None = None) -> int:
    """Take a plan's targets over as rows, those of the city as reference. Returns how many.

    Rows that are there already (same plan, figure, scope and first day) are left as they are.

    Args:
        connection: a writer's.
        plan: the document.
        unit_key: whose ledger it is.
        account: who does it.
        since: first day on which they count, where they come in the midst of the plan's period.
    """
    there = {identity_of(each) for each in all_targets(connection)}
    now = utc_now()
    rows = [
        {
            "plan": plan.key,
            "figure": preset.figure,
            "scope_kind": CITY if preset.scope == CITY else UNIT,
            "scope": preset.scope,
            "starts_on": preset.span.start,
            "ends_on": preset.span.last,
            "comparator": preset.comparator,
            "value": preset.value,
            "preset_value": preset.value,
            "unit": preset.unit,
            "label": preset.label,
            "grouping": preset.group,
            "indent": preset.indent,
            "item": preset.item,
            "clause": preset.clause,
            "responsible": preset.responsible,
            "reference": preset.reference,
            "since": since if since is not None and since > preset.span.start else None,
            "state": "active",
            "created_by": account,
            "updated_by": account,
            "created_at": now,
            "updated_at": now,
        }
        for preset in targets_for(plan, unit_key)
        if preset_identity(preset) not in there
    ]
    if rows:
        connection.execute(insert(Target), rows)
    return len(rows)


Mark = tuple[str, str, str, date, bool]
"""By what a demand is known again: plan, figure, scope, first day, whether it is a second wording."""


def identity_of(target: DatedTarget) -> Mark:
    """What a stored target is known by."""
    return target.plan, target.figure, target.scope, target.start, target.reference


def preset_identity(preset: PresetTarget) -> Mark:
    """The same of a plan's own target."""
    return preset.plan, preset.figure, preset.scope, preset.span.start, preset.reference
