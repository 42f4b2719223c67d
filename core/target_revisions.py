"""A plan worded anew in the midst of its period: what is demanded from a day on, and what was before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert

from core.plan import Plan, PresetTarget
from core.plans import targets_for
from core.targets import SPLIT, DatedTarget, all_targets, identity_of, load, preset_identity
from db.models import TargetRevision


@dataclass(frozen=True, slots=True)
class Reworded:
    """One demand that a new wording changes: as the ledger has it (None: it is new), and as it is to be."""

    before: DatedTarget | None
    after: PresetTarget


def reworded(connection: Connection, plan: Plan, unit_key: str) -> Iterator[Reworded]:
    """The demands of a plan that differ from what the ledger holds of it, in the document's order."""
    known = {identity_of(each): each for each in _of(connection, plan)}
    for preset in targets_for(plan, unit_key):
        before = known.get(preset_identity(preset))
        if before is None or (before.value, before.comparator) != (preset.value, preset.comparator):
            yield Reworded(before, preset)


def dropped(connection: Connection, plan: Plan, unit_key: str) -> Iterator[DatedTarget]:
    """The demands that a new wording no longer names. They stay: whether they fell away is for the clerk."""
    named = {preset_identity(each) for each in targets_for(plan, unit_key)}
    yield from (each for each in _of(connection, plan) if identity_of(each) not in named)


def is_loaded(connection: Connection, plan: Plan) -> bool:
    """Whether the ledger has taken the plan's targets over."""
    return any(True for _ in _of(connection, plan))


def revise(connection: Connection, plan: Plan, unit_key: str, account: str, update: int, since: date) -> int:
    """Word the ledger's targets of a plan anew from a day on. Returns how many were changed or added.

    Args:
        connection: a writer's.
        plan: the new wording; one that the ledger has not loaded is left alone.
        unit_key: whose ledger it is.
        account: who does it.
        update: row of the update that brings it.
        since: first day; every day before it keeps its wording.
    """
    if not is_loaded(connection, plan):
        return 0
    rows = [
        {
            "target_id": each.before.id,
            "update_id": update,
            "since": since,
            "value": each.after.value,
            "comparator": each.after.comparator,
            "item": each.after.item,
            "clause": each.after.clause,
        }
        for each in reworded(connection, plan, unit_key)
        if each.before is not None
    ]
    if rows:
        connection.execute(insert(TargetRevision), rows)
    return len(rows) + load(connection, plan, unit_key, account, since)


def _of(connection: Connection, plan: Plan) -> Iterator[DatedTarget]:
    yield from (each for each in all_targets(connection) if each.plan == plan.key and each.grouping != SPLIT)
