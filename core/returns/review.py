"""Steps of a return: who takes them, one transaction each; submitting freezes what was approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from core import trust
from core.columns import table_of
from core.errors import LedgerFault
from core.period import Period, Span, Year
from core.return_views import ReturnStep
from core.returns import books
from core.returns.books import Draft
from core.returns.checks import waiting
from core.returns.data_file import digest
from core.returns.drafting import Drafted, Drafting, printed, replaced
from core.returns.lifecycle import DRAFTED, Case, State, Step, step_of, steps_from
from core.returns.storing import read_snapshot, stored_text
from core.returns.touched import touched_since
from core.settings import truth
from core.views import Change, Check
from db.models import Journal

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.returns.pdf import RenderedReturn
    from core.returns.snapshot import Snapshot

CHANGED = Change(frozenset(("return",)))


class Review:
    """Takes the steps of a month's return."""

    def __init__(self, ledger: OpenLedger, drafting: Drafting) -> None:
        self._ledger = ledger
        self._drafting = drafting

    # -- who may ---------------------------------------------------------------------------------
    def case(self, connection: Connection, month: Period, draft: Draft) -> Case:
        """What decides who may take the next step."""
        by_other = truth(self._ledger.stored_settings(connection), "review_by_other")
        return Case(
            month=return_words(month),
            state=draft.state,
            makers=draft.makers,
            editors=editors_of(connection, month.span) if by_other else frozenset(),
            holders=books.holders(connection),
            submitted_before=bool(books.editions_of(connection, draft.month)),
        )

    def steps(self, case: Case, checks: Iterable[Check]) -> tuple[ReturnStep, ...]:
        """Where the return can go from here, each with why this account cannot take it."""
        found = []
        for step in steps_from(case.state, case.submitted_before):
            why = case.refusal(step, self._ledger.info.account)
            if not why and step.key == "hand_in":
                why = _unready(tuple(checks))
            found.append(ReturnStep(step.key, step.words, step.with_reason, why))
        return tuple(found)

    def locked(self, case: Case, version: int, reported_on: date | None) -> str:
        """Why the words cannot be written now, and who can open it; "" where this account can write."""
        account = self._ledger.info.account
        if case.state in DRAFTED:
            hand_in = step_of("hand_in")
            if not case.refusal(hand_in, account):
                return ""
            return f"这个账号不能起草月报。{case.helpers(hand_in).replace(hand_in.words, '起草')}"
        if case.state is State.SUBMITTED:
            day = f"{reported_on.year} 年 {reported_on.month} 月 {reported_on.day} 日" if reported_on else ""
            return f"第 {version} 版 {day}已上报，内容锁定。{case.helpers(step_of('reopen'))}"
        following = step_of("approve" if case.state is State.IN_REVIEW else "submit")
        words = "正在审核" if case.state is State.IN_REVIEW else "已批准，等待上报"
        return f"{case.month}{words}，内容锁定，要改先退回。{case.helpers(following)}"

    # -- taking a step ---------------------------------------------------------------------------
    def take(self, text: str, key: str, reason: str = "") -> Change:
        """Take a step: all of it or nothing.

        Raises:
            NotAllowed: the state, the role or the ban on one's own return is against it.
            LedgerFault: no reason where one is asked for; checks that are still open; no backup.
        """
        step, reason = step_of(key), reason.strip()
        self._ledger.require(step.action)
        if step.with_reason and not reason:
            raise LedgerFault(f"没有写{step.words}的原因，没有{step.words}。", todo="写明原因再继续。")
        if step.key == "submit":
            self._back_up(text, step)
        with self._ledger.changing(step.action) as connection:
            month = self._drafting.period(connection, text)
            draft = books.draft_of(connection, str(month))
            self.case(connection, month, draft).require(step, self._ledger.info.account)
            after = self._after(connection, month, draft, step)
            books.keep_draft(connection, after)
            books.note_step(connection, after, step.key, self._ledger.info.account, reason)
            values = {
                "month": str(month),
                "version": after.version,
                "draft": after.draft,
                "state": after.state.value,
            }
            self._ledger.note_on(connection, step.action, "return", reason=reason, after=values)
        return CHANGED

    def _back_up(self, text: str, step: Step) -> None:
        """A verified backup before anything is submitted; nothing is submitted without one."""
        with self._ledger.reading() as connection:
            month = self._drafting.period(connection, text)
            draft = books.draft_of(connection, str(month))
            self.case(connection, month, draft).require(step, self._ledger.info.account)
        trust.backup(self._ledger, None)

    def _after(self, connection: Connection, month: Period, draft: Draft, step: Step) -> Draft:
        match step.key:
            case "hand_in":
                return self._handed_in(connection, month)
            case "submit":
                return self._submitted(connection, draft)
            case "return":
                return replace(draft, state=State.RETURNED, frozen="", frozen_checks="", frozen_seq=0)
            case "reopen":
                return replace(
                    draft, state=State.DRAFT, version=draft.version + 1, makers=frozenset(), digest=""
                )
            case "give_up":
                last = books.editions_of(connection, draft.month)[0]
                return replace(draft, state=State.SUBMITTED, version=last.version, digest="")
        return replace(draft, state=step.target)

    def _handed_in(self, connection: Connection, month: Period) -> Draft:
        drafted: Drafted = self._drafting.drafted(connection, month)
        unready = _unready(drafted.checks)
        if unready:
            raise LedgerFault("没有送审。", todo=unready)
        return replace(
            drafted.draft,
            state=State.IN_REVIEW,
            makers=drafted.draft.makers | {self._ledger.info.account},
            frozen=stored_text(drafted.snapshot),
            frozen_checks=books.checks_text(drafted.checks),
            frozen_seq=business_seq(connection),
        )

    def _submitted(self, connection: Connection, draft: Draft) -> Draft:
        """Keep what was approved, as it is printed today."""
        editions = books.editions_of(connection, draft.month)
        snapshot = replace(
            read_snapshot(draft.frozen),
            state=State.SUBMITTED.value,
            reported_on=self._reported_on(connection),
            replaces=replaced(editions),
        )
        rendered = printed(snapshot)
        if rendered.problems:
            raise LedgerFault(
                f"没有上报：{rendered.problems[0].message}。", todo="退回后改好，再送审、批准、上报。"
            )
        values = edition_values(snapshot, rendered, draft, self._ledger.info.account)
        files = {books.PDF: rendered.bytes, books.XLSX: rendered.workbook, books.DATA: rendered.data}
        books.add_edition(connection, values, files)
        return replace(draft, state=State.SUBMITTED, frozen="", frozen_checks="", frozen_seq=0)

    def _reported_on(self, connection: Connection) -> date:
        """Today, but never before the step that led here: a clock may have gone back."""
        return max(date.today(), books.last_step_on(connection) or date.min)

    def since_handed_in(self, connection: Connection, month: Period, draft: Draft) -> Check | None:
        """What reviewers should know: rows of the month changed since the return was handed in."""
        rows = {
            (each.section, each.row)
            for each in touched_since(connection, draft.frozen_seq)
            if each.within(month.span)
        }
        if not rows:
            return None
        following = "更正版的更正" if isinstance(month, Year) else "下期更正"
        words = f"{len(rows)} 行，不在这一稿里。要算进来先退回再送审；不算的，上报后自动列入{following}。"
        when = "本年" if isinstance(month, Year) else "本月"
        return Check(f"送审后{when}台账有改动", "note", words, "since_handed_in")


def return_words(period: Period) -> str:
    """A return as sentences name it: 9 月月报, 2025 年年报."""
    return f"{period.number} 年年报" if isinstance(period, Year) else f"{period.number} 月月报"


def edition_values(
    snapshot: Snapshot, rendered: RenderedReturn, draft: Draft, account: str
) -> dict[str, object]:
    """The row of a submitted edition."""
    return {
        "month": draft.month,
        "version": draft.version,
        "number": snapshot.number,
        "replaces": snapshot.replaces,
        "reported_on": snapshot.reported_on,
        "account": account,
        "at": books.now_text(),
        "snapshot": stored_text(snapshot),
        "checks": draft.frozen_checks,
        "hotspots": books.hotspots_text(rendered.hotspots),
        "pdf_digest": digest(rendered.bytes),
        "workbook_digest": digest(rendered.workbook),
        "data_digest": rendered.digest,
        "journal_head": snapshot.journal_head,
        "journal_seq": draft.frozen_seq,
    }


def _unready(checks: tuple[Check, ...]) -> str:
    """Why a return cannot be handed in yet; "" when it can."""
    blocked, unexplained = waiting(checks)
    if blocked:
        return f"有 {blocked} 条要改好，改好才能送审。"
    return f"还有 {unexplained} 条要写说明，写完即可送审。" if unexplained else ""


def business_seq(connection: Connection) -> int:
    """Sequence number of the last business entry of the journal; 0 before the first."""
    table = table_of(Journal)
    return int(connection.execute(select(func.max(table.c.seq)).where(table.c.business)).scalar() or 0)


def editors_of(connection: Connection, span: Span) -> frozenset[str]:
    """Accounts that entered or changed rows dated in a span."""
    return frozenset(each.account for each in touched_since(connection, 0) if each.within(span))
