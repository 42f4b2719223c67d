"""The split of a target at the desk: by township or by responsible body, typed or read from a sheet.

A part is a target of its own with the whole's plan and period, marked `grouping = "split"`. Nothing forces
the sum; the page shows the difference, and the checks of a return stop where townships do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, or_, select, update

from core.columns import table_of
from core.errors import LedgerFault, NotFound
from core.problems import Problem
from core.row_history import RowHistory
from core.section import Field, Kind, Section, Values
from core.target_views import SplitFigure, SplitSheet, SplitView
from core.targets import BODY, SPLIT, TOWNSHIP, UNIT, DatedTarget, all_targets, split_difference
from core.views import Change, HistoryEntry
from core.wording import plain
from db import journal
from db.base import utc_now
from db.models import Target, Task

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.target_desk import TargetDesk

_PARTS = {"placement.total": "placement.township."}
"""Figures that have a figure of their own for each township: the prefix of those."""
_BETWEEN = re.compile(r"[、，,；;]")
_LONGEST = 40
_KINDS = {TOWNSHIP: "镇街", BODY: "责任单位"}


class SplitDesk:
    """What the façade does with splits."""

    def __init__(self, ledger: OpenLedger, targets: TargetDesk) -> None:
        self._ledger = ledger
        self._targets = targets

    def figures(self, year: int) -> tuple[SplitFigure, ...]:
        """The targets of this unit that can be split: numbers, never rates; the city's quota first."""
        with self._ledger.reading() as connection:
            found = tuple(self._wholes(connection, year))
        return tuple(SplitFigure(each.figure, each.plan, each.label, each.unit) for each in found)

    def split(self, figure: str, year: int, by: str, plan: str | None) -> SplitView | None:
        """The split of a target; None where there is none."""
        with self._ledger.reading() as connection:
            whole = self._whole(connection, figure, year, plan)
            if whole is None:
                return None
            parts = self._parts(connection, whole, by)
            names = dict(self._scopes(connection, whole, by))
        names |= {scope: scope for scope in parts if scope not in names and by == BODY}
        lines = tuple(
            (key, name, int(parts[key].value) if key in parts else None) for key, name in names.items()
        )
        total, difference = split_difference(whole.value, (value for _, _, value in lines))
        return SplitView(self._targets.view(whole), lines, total, difference, by)

    def set_split(
        self, figure: str, year: int, values: Mapping[str, int | None], reason: str, by: str, plan: str | None
    ) -> Change:
        """Enter parts; change or clear them with a reason."""
        if any(value is not None and value < 0 for value in values.values()):
            raise LedgerFault("分解数不能小于 0，分解没有改。")
        ids: list[int] = []
        with self._ledger.changing() as connection:
            whole = self._whole(connection, figure, year, plan)
            if whole is None:
                raise NotFound(f"{year}年没有可以分解的任务。")
            parts = self._parts(connection, whole, by)
            for scope, value in values.items():
                self._require_scope(scope, by)
                ids += self._set_part(connection, whole, scope, by, parts, value, reason)
        return Change(frozenset(("target",)), tuple(ids))

    def read_sheet(self, path: Path, figure: str, year: int, by: str, plan: str | None) -> SplitSheet:
        """A sheet of scopes and numbers, matched to the split's lines. Nothing is written."""
        from core.imports.table import read_clean  # late: most work touches no sheet

        view = self.split(figure, year, by, plan)
        if view is None:
            raise NotFound(f"{year}年没有可以分解的任务。")
        matched: dict[str, int] = {}
        unmatched: list[tuple[str, int]] = []
        twice: list[str] = []
        with read_clean(_sheet_section(by), path) as table:
            for row in table.rows():
                text, value = row.values.get("scope"), row.values.get("value")
                if not text or value is None:
                    continue
                key = self._match(str(text), view)
                if key is None:
                    unmatched.append((str(text), int(value)))
                elif key in matched:
                    twice.append(str(text))
                else:
                    matched[key] = int(value)
        total, difference = split_difference(view.target.value, matched.values())
        return SplitSheet(path.name, matched, tuple(unmatched), tuple(twice), total, difference)

    def history(self, figure: str, year: int, by: str, plan: str | None) -> tuple[HistoryEntry, ...]:
        """Every change of the split's parts with who and why, newest first."""
        with self._ledger.reading() as connection:
            whole = self._whole(connection, figure, year, plan)
            if whole is None:
                return ()
            table = table_of(Target)
            own = select(table.c.id, table.c.scope).where(
                table.c.grouping == SPLIT,
                table.c.scope_kind == by,
                table.c.plan == whole.plan,
                table.c.starts_on == whole.start,
                or_(table.c.figure == whole.figure, table.c.figure.startswith(_prefix(whole.figure))),
            )
            names = dict(self._scopes(connection, whole, by))
            history = RowHistory(connection, self._ledger.vocabulary)
            found = [
                replace(each, changes=_named(each, name))
                for row, scope in connection.execute(own)
                for each in history.of_row(_target_section(), row)
                if (name := names.get(scope, scope))
            ]
        return tuple(sorted(found, key=lambda each: -each.sequence))

    # -- inside ----------------------------------------------------------------------------------
    def _wholes(self, connection: Connection, year: int) -> Iterator[DatedTarget]:
        """Targets of the unit whose period holds the year, rates left out: those of just that year first."""
        wanted = (date(year, 1, 1), date(year, 12, 31))
        found = [
            each
            for each in all_targets(connection)
            if (each.scope_kind, each.reference) == (UNIT, False)
            and each.unit != "%"
            and each.start.year <= year <= each.last.year
        ]
        yield from sorted(found, key=lambda each: (each.start, each.last) != wanted)

    def _whole(self, connection: Connection, figure: str, year: int, plan: str | None) -> DatedTarget | None:
        """The unit's target on a figure: of a named plan, else that of just the calendar year."""
        found = [each for each in self._wholes(connection, year) if each.figure == figure]
        return next((each for each in found if plan in (None, each.plan)), None)

    def _parts(self, connection: Connection, whole: DatedTarget, by: str) -> dict[str, DatedTarget]:
        return {
            each.scope: each
            for each in all_targets(connection)
            if each.scope_kind == by
            and each.grouping == SPLIT
            and each.figure == part_figure(whole.figure, by, each.scope)
            and (each.plan, each.start) == (whole.plan, whole.start)
        }

    def _scopes(self, connection: Connection, whole: DatedTarget, by: str) -> Iterator[tuple[str, str]]:
        """Key and name of every scope that a target can be split by."""
        if by == TOWNSHIP:
            yield from self._ledger.vocabulary.townships.items()
            return
        told = [each.responsible for each in all_targets(connection) if each.scope_kind == UNIT]
        told += [
            each or ""
            for each in connection.scalars(
                select(Task.responsible).where(Task.plan == whole.plan, Task.state == "active")
            )
        ]
        own = whole.responsible
        names = dict.fromkeys(
            name.strip() for text in (own, *told) for name in _BETWEEN.split(text) if name.strip()
        )
        yield from ((name, name) for name in names if not name.startswith("市") and name != "各镇街")

    def _require_scope(self, scope: str, by: str) -> None:
        if by == TOWNSHIP and scope not in self._ledger.vocabulary.townships:
            raise NotFound("分解里有本单位没有的镇街，分解没有改。")
        if by == BODY and not 1 < len(scope.strip()) <= _LONGEST:
            raise LedgerFault("责任单位的名称应为 2 到 40 个字，分解没有改。")

    def _match(self, text: str, view: SplitView) -> str | None:
        """The scope that a sheet's word means."""
        if view.by == TOWNSHIP:
            return self._ledger.vocabulary.list_of("township").resolve(text)
        known = {plain(name): key for key, name, _ in view.lines}
        unit = self._ledger.info.unit_name
        spoken = (text, text.removeprefix(unit), text.removeprefix(unit[:-1]))
        return next((known[plain(each)] for each in spoken if plain(each) in known), None)

    def _set_part(
        self,
        connection: Connection,
        whole: DatedTarget,
        scope: str,
        by: str,
        parts: Mapping[str, DatedTarget],
        value: int | None,
        reason: str,
    ) -> list[int]:
        part = parts.get(scope)
        if part is not None and value != part.value and not reason.strip():
            raise LedgerFault("没有写改动原因，分解没有改。", todo="写明依据再保存；第一次填可以不写。")
        if part is not None and value is not None:
            self._targets.write(connection, part, Decimal(value), reason or "任务分解")
            return [part.id]
        if part is not None:
            connection.execute(
                update(Target).where(Target.id == part.id).values(state="void", void_reason=reason)
            )
            before = {"value": str(part.value)}
            self._journal(connection, "void", part.id, reason or "任务分解清空", before, {})
            return [part.id]
        if value is None:
            return []
        figure = part_figure(whole.figure, by, scope)
        made = self._insert(connection, whole, figure, scope, by, value)
        after = {"figure": figure, "scope": scope, "value": str(value)}
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
        self, connection: Connection, whole: DatedTarget, figure: str, scope: str, by: str, value: int
    ) -> int:
        account, now = self._ledger.info.account, utc_now()
        made = connection.execute(
            insert(Target).values(
                plan=whole.plan,
                figure=figure,
                scope_kind=by,
                scope=scope,
                starts_on=whole.start,
                ends_on=whole.last,
                comparator=whole.comparator,
                value=Decimal(value),
                unit=whole.unit,
                label=self._ledger.vocabulary.townships.get(scope, scope),
                grouping=SPLIT,
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


def part_figure(figure: str, by: str, scope: str) -> str:
    """The figure of a part: the township's own where it has one, else the whole's."""
    return _PARTS[figure] + scope if by == TOWNSHIP and figure in _PARTS else figure


def _prefix(figure: str) -> str:
    return _PARTS.get(figure, figure + ".")


def _named(entry: HistoryEntry, name: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, before, after) for label, before, after in entry.changes if label == "目标值")


def _target_section() -> Section:
    from core.sections import section_of  # late: the sections know the targets

    return section_of("target")


def _sheet_section(by: str) -> Section:
    """How a sheet of two columns is read: whatever stands around them is left out."""
    towns = "镇街 街镇 乡镇 街道 镇（街） 镇街名称"
    words = towns if by == TOWNSHIP else "责任单位 单位 部门 责任部门 单位名称 承担单位"
    numbers = "任务数 任务 分解数 目标数 目标任务 目标 数量 人数 年度任务 分解任务 下达数 指标数"
    fields = (
        Field("scope", _KINDS[by], aliases=tuple(words.split()), required=True),
        Field("value", "任务数", Kind.INTEGER, aliases=tuple(numbers.split()), required=True),
    )
    return Section("split", "任务分解", Target, "", fields, (("scope",),), _nothing)


def _nothing(values: Values) -> list[Problem]:
    del values
    return []
