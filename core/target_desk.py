"""Targets at the desk: plans loaded or to be loaded, values changed with a reason, the township split."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from core.errors import LedgerFault, NotFound
from core.plans import CITY, Plan, plan_of_key
from core.targets import TOWNSHIP, UNIT, DatedTarget, all_targets, load, split_difference
from core.tasks import load as load_tasks
from core.units import unit_of_key
from core.views import Change, PlanView, SplitView, TargetView
from db import journal
from db.base import utc_now
from db.models import Target

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_PARTS = {"placement.total": "placement.township."}
"""Figures that have a figure of their own for each township: the prefix of those."""


class TargetDesk:
    """What the façade does with targets."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def plans(self, known: tuple[Plan, ...]) -> tuple[PlanView, ...]:
        """Plans that concern this unit."""
        with self._ledger.reading() as connection:
            loaded = set(connection.scalars(select(Target.plan).where(Target.state == "active")))
        return tuple(
            PlanView(plan.key, plan.title, plan.number, plan.span.start, plan.span.last, plan.key in loaded)
            for plan in known
            if plan.applies_to(self._ledger.info.unit_key)
        )

    def load(self, key: str) -> Change:
        """Take a plan's targets and tasks over; those that are there stay as they are."""
        try:
            plan = plan_of_key(key)
        except KeyError:
            raise NotFound("没有这个方案，目标任务没有改。") from None
        info = self._ledger.info
        with self._ledger.changing() as connection:
            count = load(connection, plan, info.unit_key, info.account)
            tasks = load_tasks(connection, plan, info.account)
            if count or tasks:
                after = {"plan": plan.key, "rows": count, "tasks": tasks}
                journal.append(connection, info.account, "load_plan", "target", after=after)
        return Change(frozenset(("target", "task")))

    def targets(self, year: int) -> tuple[TargetView, ...]:
        """Targets whose period touches the year, in the order of the documents."""
        with self._ledger.reading() as connection:
            found = all_targets(connection)
        return tuple(self._view(each) for each in found if each.start.year <= year <= each.last.year)

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
            self._write(connection, target, value, reason)
        return Change(frozenset(("target",)), (target_id,))

    def _write(self, connection: Connection, target: DatedTarget, value: Decimal, reason: str) -> None:
        if value == target.value:
            return
        connection.execute(
            update(Target)
            .where(Target.id == target.id)
            .values(value=value, updated_at=utc_now(), updated_by=self._ledger.info.account)
        )
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

    # -- split -----------------------------------------------------------------------------------
    def split(self, figure: str, year: int) -> SplitView | None:
        """The split of the target that the city sets on a figure for the calendar year."""
        with self._ledger.reading() as connection:
            whole = self._whole(connection, figure, year)
            if whole is None or figure not in _PARTS:
                return None
            parts = self._parts(connection, figure, whole)
        lines = tuple(
            (key, name, int(parts[key].value) if key in parts else None)
            for key, name in self._ledger.vocabulary.townships.items()
        )
        total, difference = split_difference(whole.value, (value for _, _, value in lines))
        return SplitView(self._view(whole), lines, total, difference)

    def set_split(self, figure: str, year: int, values: Mapping[str, int | None], reason: str) -> Change:
        """Enter parts; change or clear them with a reason.

        Nothing forces the sum; the checks of a return look at it.
        """
        if any(value is not None and value < 0 for value in values.values()):
            raise LedgerFault("分解数不能小于 0，分解没有改。")
        ids: list[int] = []
        with self._ledger.changing() as connection:
            whole = self._whole(connection, figure, year)
            if whole is None or figure not in _PARTS:
                raise NotFound(f"{year}年没有可以分解的任务。")
            parts = self._parts(connection, figure, whole)
            for township, value in values.items():
                if township not in self._ledger.vocabulary.townships:
                    raise NotFound("分解里有本单位没有的镇街，分解没有改。")
                ids += self._set_part(
                    connection, whole, _PARTS[figure] + township, township, parts, value, reason
                )
        return Change(frozenset(("target",)), tuple(ids))

    def _set_part(
        self,
        connection: Connection,
        whole: DatedTarget,
        figure: str,
        township: str,
        parts: Mapping[str, DatedTarget],
        value: int | None,
        reason: str,
    ) -> list[int]:
        part = parts.get(township)
        if part is not None and value != part.value and not reason.strip():
            raise LedgerFault("没有写改动原因，分解没有改。", todo="写明依据再保存；第一次填可以不写。")
        if part is not None and value is not None:
            self._write(connection, part, Decimal(value), reason or "任务分解")
            return [part.id]
        if part is not None:
            connection.execute(
                update(Target).where(Target.id == part.id).values(state="void", void_reason=reason)
            )
            self._journal(
                connection, "void", part.id, reason or "任务分解清空", {"value": str(part.value)}, {}
            )
            return [part.id]
        if value is None:
            return []
        made = self._insert(connection, whole, figure, township, value)
        after = {"figure": figure, "scope": township, "value": str(value)}
        self._journal(connection, "add", made, reason or "任务分解", {}, after)
        return [made]

    def _journal(
        self,
        connection: Connection,
        action: str,
        row_id: int,
        reason: str,
        before: Mapping[str, str],
        after: Mapping[str, str],
    ) -> None:
        account = self._ledger.info.account
        journal.append(
            connection, account, action, "target", row_id=row_id, reason=reason, before=before, after=after
        )

    def _insert(
        self, connection: Connection, whole: DatedTarget, figure: str, township: str, value: int
    ) -> int:
        account, now = self._ledger.info.account, utc_now()
        made = connection.execute(
            insert(Target).values(
                plan=whole.plan,
                figure=figure,
                scope_kind=TOWNSHIP,
                scope=township,
                starts_on=whole.start,
                ends_on=whole.last,
                comparator=whole.comparator,
                value=Decimal(value),
                unit=whole.unit,
                label=self._ledger.vocabulary.townships[township],
                grouping="split",
                indent=0,
                clause=whole.clause,
                item="本区任务分解",
                reference=False,
                state="active",
                created_by=account,
                updated_by=account,
                created_at=now,
                updated_at=now,
            )
        ).inserted_primary_key
        assert made is not None
        return int(made[0])

    def _whole(self, connection: Connection, figure: str, year: int) -> DatedTarget | None:
        """The unit's target for just that calendar year: the city's quota."""
        wanted = (date(year, 1, 1), date(year, 12, 31))
        found = (
            each for each in all_targets(connection) if each.figure == figure and each.scope_kind == UNIT
        )
        return next(
            (each for each in found if (each.start, each.last) == wanted and not each.reference), None
        )

    def _parts(self, connection: Connection, figure: str, whole: DatedTarget) -> dict[str, DatedTarget]:
        prefix = _PARTS[figure]
        return {
            each.scope: each
            for each in all_targets(connection)
            if each.scope_kind == TOWNSHIP
            and each.figure == prefix + each.scope
            and each.start == whole.start
        }

    def _view(self, target: DatedTarget) -> TargetView:
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
        )

    def _scope_name(self, target: DatedTarget) -> str:
        if target.scope_kind == CITY:
            return "全市"
        if target.scope_kind == TOWNSHIP:
            return self._ledger.vocabulary.townships.get(target.scope, target.scope)
        return unit_of_key(target.scope).name if target.scope_kind == UNIT else target.scope
