"""The return at the desk: which months, what a month would print, the words typed for it, files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from core.arithmetic import percent
from core.due_date import due_on
from core.errors import LedgerFault, NotFound
from core.files import write_together
from core.period import Month
from core.plan_files import FIRST_YEAR, LAST_YEAR
from core.returns.compile import Compiler, Typed
from core.returns.snapshot import Snapshot
from core.settings import Rules, value_of
from core.standings import unchecked
from core.views import Change, Check, ReturnMonth, ReturnPreview
from db import journal
from db.models import Placement, ReturnDraft, Setting

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.returns.pdf import RenderedReturn


class ReturnDesk:
    """What the façade does with returns."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def months(self, year: int, today: date) -> tuple[ReturnMonth, ...]:
        """Twelve months: a draft once begun, not due before."""
        with self._ledger.reading() as connection:
            cut = self._ledger.rules(connection).cut_off_day
            drafts = {
                row.month: row.draft
                for row in connection.execute(select(ReturnDraft.month, ReturnDraft.draft))
            }
        found = []
        for number in range(1, 13):
            month = Month(year, number, cut)
            if month.span.start > today:
                found.append(ReturnMonth(str(month), "not_due", "未到期", ""))
                continue
            draft = drafts.get(str(month), 0)
            when = due_on(month)
            detail = f"第 {draft} 稿" if draft else f"{when.month} 月 {when.day} 日前上报"
            found.append(ReturnMonth(str(month), "draft", "草稿" if draft else "未编制", detail))
        return tuple(found)

    def preview(self, month: str) -> ReturnPreview:
        """The month's return as it would be printed now."""
        drafted = self._drafted(month)
        if drafted.raised:
            with self._ledger.drafting() as connection:
                drafted.store(connection)
        return _preview(drafted.snapshot, self._render(drafted.snapshot), drafted.checks)

    def set_narrative(self, month: str, difficulties: str, next_steps: str) -> Change:
        """Keep the words typed for a month."""
        which = self._month(month)
        with self._ledger.changing() as connection:
            before = _typed(connection, str(which))
            if (before.difficulties, before.next_steps) == (difficulties, next_steps):
                return Change(frozenset())
            _store(connection, str(which), difficulties=difficulties, next_steps=next_steps)
            journal.append(
                connection,
                self._ledger.info.account,
                "narrative",
                "return",
                reason=str(which),
                before={"difficulties": before.difficulties, "next_steps": before.next_steps},
                after={"difficulties": difficulties, "next_steps": next_steps},
            )
        return Change(frozenset(("return",)))

    def write(self, month: str, pdf: Path, xlsx: Path | None) -> ReturnPreview:
        """Write the month's draft as PDF, and as a workbook when asked. Nothing is left half-written.

        Raises:
            LedgerFault: the files cannot be written; neither they nor the ledger have changed then.
        """
        drafted = self._drafted(month)
        snapshot = drafted.snapshot
        rendered = self._render(snapshot)
        if rendered.problems:
            raise LedgerFault(
                f"月报没有印成：{rendered.problems[0].message}。",
                todo="改好后再印；有字印不出的，改用同义的常用字。",
            )
        files = (
            [(pdf, rendered.bytes)] if xlsx is None else [(pdf, rendered.bytes), (xlsx, rendered.workbook)]
        )
        after = {"number": snapshot.number}
        with self._ledger.drafting() as connection:
            if drafted.raised:
                drafted.store(connection)
            self._ledger.note_on(connection, "print", "return", reason=str(snapshot.month), after=after)
            write_together(files)
        return _preview(snapshot, rendered, drafted.checks)

    # -- drafting --------------------------------------------------------------------------------
    def _month(self, text: str) -> Month:
        try:
            with self._ledger.reading() as connection:
                month = Month.parse(text, self._ledger.rules(connection).cut_off_day)
            if FIRST_YEAR <= month.year <= LAST_YEAR:
                return month
            raise ValueError(text)
        except ValueError:
            raise NotFound(f"“{text}”不是月份。", todo="月份写成 2025-09 这样。") from None

    def _drafted(self, month: str) -> _Drafted:
        """The snapshot, with the draft's number raised when its content has changed. Writes nothing."""
        which = self._month(month)
        with self._ledger.reading() as connection:
            snapshot, checks = self._compiled(connection, which)
            typed = _typed(connection, str(which))
        digest = hashlib.sha256(repr(replace(snapshot, draft=0)).encode()).hexdigest()
        raised = digest != typed.digest
        if raised:
            snapshot = replace(snapshot, draft=typed.draft + 1)
        return _Drafted(snapshot, checks, digest, raised)

    def _compiled(self, connection: Connection, month: Month) -> tuple[Snapshot, tuple[Check, ...]]:
        unit = self._ledger.info.unit
        if unit.valid_to and month.span.start > unit.valid_to:
            raise LedgerFault(
                f"{unit.name}到 {unit.valid_to} 为止，{month.label}不再报月报。", todo="请用承接单位的台账。"
            )
        standings = self._ledger.standings(connection, month.cut_off)
        settings = {row.key: row.value for row in connection.execute(select(Setting.key, Setting.value))}
        typed = _typed(connection, str(month))
        compiler = Compiler(
            connection, self._ledger.info, self._ledger.vocabulary, standings, month, settings
        )
        snapshot = compiler.snapshot(Typed(typed.difficulties, typed.next_steps, max(typed.draft, 1)))
        limit = int(value_of(settings, "unchecked_share_limit"))
        return snapshot, tuple(checks_of(connection, snapshot, standings.rules, limit))

    def _render(self, snapshot: Snapshot) -> RenderedReturn:
        from core.returns.pdf import render  # its fonts and drawing are only needed here

        return render(snapshot)


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A month's snapshot, its checks, the digest of its content, and whether that is new."""

    snapshot: Snapshot
    checks: tuple[Check, ...]
    digest: str
    raised: bool

    def store(self, connection: Connection) -> None:
        """Keep the draft's number."""
        values = {"draft": self.snapshot.draft, "content_digest": self.digest}
        _store(connection, str(self.snapshot.month), **values)


@dataclass(frozen=True, slots=True)
class _StoredDraft:
    """The stored words of a month, and the digest of the content last drafted."""

    difficulties: str
    next_steps: str
    draft: int
    digest: str


def _typed(connection: Connection, month: str) -> _StoredDraft:
    row = (
        connection.execute(select(ReturnDraft.__table__).where(ReturnDraft.month == month)).mappings().first()
    )
    if row is None:
        return _StoredDraft("", "", 0, "")
    return _StoredDraft(row["difficulties"], row["next_steps"], row["draft"], row["content_digest"])


def _store(connection: Connection, month: str, **values: object) -> None:
    table = ReturnDraft.__table__
    found = connection.execute(select(func.count()).where(ReturnDraft.month == month)).scalar_one()
    if found:
        connection.execute(table.update().where(ReturnDraft.month == month).values(**values))  # type: ignore[attr-defined]  # typed as FromClause
    else:
        blank = {"difficulties": "", "next_steps": "", "draft": 0, "content_digest": ""}
        connection.execute(table.insert().values(month=month, **{**blank, **values}))  # type: ignore[attr-defined]  # typed as FromClause


def _preview(snapshot: Snapshot, rendered: RenderedReturn, checks: tuple[Check, ...]) -> ReturnPreview:
    unprintable = tuple(Check("字形", "block", each.message) for each in rendered.problems)
    return ReturnPreview(
        month=str(snapshot.month),
        number=snapshot.number,
        state=snapshot.state,
        pdf=rendered.bytes,
        checks=(*unprintable, *checks),
        difficulties=snapshot.difficulties,
        next_steps=snapshot.next_steps,
        edition=snapshot.figure_edition,
        hotspots=rendered.hotspots,
    )


# -- checks ------------------------------------------------------------------------------------------
def checks_of(connection: Connection, snapshot: Snapshot, rules: Rules, limit: int) -> Iterator[Check]:
    """Checks before review, graded: what blocks, what should be explained, what passed."""
    del rules
    yield _split_check(snapshot)
    yield _township_check(snapshot)
    yield _draft_rows(connection)
    span = snapshot.month.span
    waiting = unchecked(connection, span)
    share = percent(waiting, snapshot.subject_total.month or 0)
    if share is not None and share > limit:
        yield Check("未核查占比", "warn", f"本月登记有 {waiting} 行没有核查，超过设定的 {limit}%。")
    else:
        yield Check("未核查占比", "pass", f"本月 {waiting} 行待核查，在设定的 {limit}% 以内")
    yield Check("一人一年一次", "pass", "按证件号逐人计一次，无重复计数")
    total = sum(line.value for line in snapshot.industries)
    whole = snapshot.subject_total.value
    level = "pass" if total == whole else "block"
    yield Check("分行业与总数", level, f"分行业合计 {total:,} 人，总数 {whole:,} 人")


def _split_check(snapshot: Snapshot) -> Check:
    total = snapshot.township_total
    target = snapshot.subject_total.target
    if total is None or total.target is None:
        return Check("任务分解", "pass", "任务还没有分解到镇街")
    if target is not None and total.target != target:
        return Check(
            "任务分解", "block", f"镇街分解合计 {total.target:,} 人，任务 {target:,} 人，两数不一致。"
        )
    return Check("任务分解", "pass", f"镇街分解与任务一致，{total.target:,} 人")


def _township_check(snapshot: Snapshot) -> Check:
    silent = [line.name for line in snapshot.townships if line.month == 0 and line.key != "none"]
    if silent and len(silent) < len(snapshot.townships):
        names = "、".join(silent[:4]) + ("等" if len(silent) > 4 else "")
        return Check(f"{len(silent)} 个镇街本月没有登记", "warn", f"{names}本月一行也没有。")
    return Check("镇街登记", "pass", "每个镇街本月都有登记" if snapshot.townships else "本单位还没有镇街名录")


def _draft_rows(connection: Connection) -> Check:
    count = connection.execute(select(func.count()).where(Placement.state == "draft")).scalar_one()
    if count:
        return Check(f"{count} 行草稿没有改好", "warn", "草稿不计入，改好后按日期计入。")
    return Check("草稿", "pass", "没有草稿")
