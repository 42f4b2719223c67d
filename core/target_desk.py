"""Targets at the desk: plans loaded or to be loaded, values changed with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from core.errors import LedgerFault, NotFound
from core.plans import CITY, load_plans, wordings
from core.submitted import day_after_submitted
from core.target_revisions import revise
from core.target_views import PlanView, TargetView
from core.targets import TOWNSHIP, UNIT, DatedTarget, all_targets, load
from core.tasks import load as load_tasks
from core.units import unit_of_key
from core.views import Change
from db import journal
from db.base import utc_now
from db.models import Target, TargetRevision

if TYPE_CHECKING:
    from core.facade.base import OpenLedger


class TargetDesk:
    """What the façade does with targets."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def plans(self) -> tuple[PlanView, ...]:
        """Plans that concern this unit, those of updates too."""
        with self._ledger.reading() as connection:
            known = load_plans()[0]
            loaded = set(connection.scalars(select(Target.plan).where(Target.state == "active")))
        return tuple(
            PlanView(plan.key, plan.title, plan.number, plan.span.start, plan.span.last, plan.key in loaded)
            for plan in known
            if plan.applies_to(self._ledger.info.unit_key)
        )

    def load(self, key: str) -> Change:
        """Take a plan's targets and tasks over, as first made known and as updates worded them since.

        Those that are there stay as they are.
        """
        info = self._ledger.info
        with self._ledger.changing() as connection:
            try:
                (first, plan), *later = wordings(key)
            except KeyError:
                raise NotFound("没有这个方案，目标任务没有改。") from None
            del first
            count = load(connection, plan, info.unit_key, info.account)
            tasks = load_tasks(connection, plan, info.account)
            if count:
                submitted = day_after_submitted(connection)
                for text, newer in later:
                    assert text is not None
                    since = max(text.effective_from, submitted)
                    revise(connection, newer, info.unit_key, info.account, text.update, since)
            if count or tasks:
                after = {"plan": plan.key, "rows": count, "tasks": tasks}
                journal.append(connection, info.account, "load_plan", "target", after=after)
        return Change(frozenset(("target", "task")))

    def targets(self, year: int) -> tuple[TargetView, ...]:
        """Targets whose period touches the year, in the order of the documents."""
        with self._ledger.reading() as connection:
            found = all_targets(connection)
        return tuple(self.view(each) for each in found if each.start.year <= year <= each.last.year)

    def set_value(self, target_id: int, value: Decimal, reason: str) -> Change:
        """Change a target's value. Always with a reason; the preset value is kept beside it."""
        if not reason.strip():
            raise LedgerFault("没有写改动原因，目标值没有改。", todo="写明依据再保存。")
        if value < 0:
            raise LedgerFault("目标值不能小于 0，没有改。")
        with self._ledger.changing() as connection:
            target = next((each for each in all_targets(connection) if each.id == target_id), None)
            if target is None:
                raise NotFound("这条目标任务已经不在台账里。", todo="按 F5 重新读取。")
            self.write(connection, target, value, reason)
        return Change(frozenset(("target",)), (target_id,))

    def write(self, connection: Connection, target: DatedTarget, value: Decimal, reason: str) -> None:
        """Write a value and journal it with its reason; nothing where it is the same."""
        if value == target.value:
            return
        touched: dict[str, Any] = {"updated_at": utc_now(), "updated_by": self._ledger.info.account}
        if target.revision is None:
            touched["value"] = value
        else:  # the wording before the update stays as it was
            revised = update(TargetRevision).where(TargetRevision.id == target.revision)
            connection.execute(revised.values(value=value))
        connection.execute(update(Target).where(Target.id == target.id).values(**touched))
        journal.append(
            connection,
            self._ledger.info.account,
            "change",
            "target",
            row_id=target.id,
            reason=reason,
            before={"value": str(target.value)},
            after={"value": str(value)},
        )

    def view(self, target: DatedTarget) -> TargetView:
        """A target as pages show it."""
        return TargetView(
            id=target.id,
            plan=target.plan,
            figure=target.figure,
            label=target.label or target.figure,
            scope=target.scope,
            scope_name=self._scope_name(target),
            scope_kind=target.scope_kind,
            start=target.start,
            end=target.last,
            comparator=target.comparator,
            value=target.value,
            unit=target.unit,
            clause=target.clause,
            changed=target.changed,
            since=target.since,
        )

    def _scope_name(self, target: DatedTarget) -> str:
        if target.scope_kind == CITY:
            return "全市"
        if target.scope_kind == TOWNSHIP:
            return self._ledger.vocabulary.townships.get(target.scope, target.scope)
        return unit_of_key(target.scope).name if target.scope_kind == UNIT else target.scope
