"""A return as it stands: compiled from the rows, or as it was handed in; with its checks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from core.errors import LedgerFault, NotFound
from core.period import Month, Period, Year
from core.plan_files import FIRST_YEAR, LAST_YEAR
from core.problems import Problem
from core.returns import books
from core.returns.books import Draft, Edition
from core.returns.checks import Background, checks_of, explained
from core.returns.compile import Compiler, Typed
from core.returns.corrections import Corrections
from core.returns.lifecycle import FROZEN
from core.returns.snapshot import CorrectionLine, Snapshot
from core.returns.storing import read_snapshot
from core.returns.year_checks import year_checks
from core.returns.year_compile import of_year
from core.settings import value_of
from core.views import Check

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.returns.pdf import RenderedReturn


@dataclass(frozen=True, slots=True)
class Drafted:
    """A return at work: what it says, how it prints, its checks; `draft` is as it should be kept.

    `raised` tells that its content is new, so that the count of drafts grew by one.
    """

    snapshot: Snapshot
    rendered: RenderedReturn
    checks: tuple[Check, ...]
    draft: Draft
    raised: bool


class Drafting:
    """Makes a month's return at work, on a connection of the caller's."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def period(self, connection: Connection, text: str) -> Period:
        """The month ("2025-09") or the year ("2025") that a text means, by the cut-off in force.

        Raises:
            NotFound: it is none that a ledger can hold.
        """
        try:
            cut = self._ledger.rules(connection).cut_off_day
            period = Month.parse(text, cut) if "-" in text else Year.parse(text, cut)
            if FIRST_YEAR <= int(str(period)[:4]) <= LAST_YEAR:
                return period
            raise ValueError(text)
        except ValueError:
            raise NotFound(f"“{text}”不是月份。", todo="月份写成 2025-09 这样。") from None

    def drafted(self, connection: Connection, month: Period) -> Drafted:
        """The period's return at work. Writes nothing."""
        draft = books.draft_of(connection, str(month))
        if draft.state in FROZEN:
            return self._frozen(draft)
        snapshot = self._compiled(connection, month, draft)
        digest = hashlib.sha256(repr(replace(snapshot, draft=0, state="draft")).encode()).hexdigest()
        raised = digest != draft.digest
        if raised:
            draft = replace(draft, draft=draft.draft + 1, digest=digest)
            snapshot = replace(snapshot, draft=draft.draft)
        rendered = printed(snapshot)
        found = self._checks(connection, snapshot, rendered.problems)
        notes = books.notes_of(connection, str(month), draft.version, books.CHECK)
        return Drafted(snapshot, rendered, explained(found, notes), draft, raised)

    def open_checks(self, connection: Connection, month: Period) -> tuple[Check, ...]:
        """The checks of a return that follows its rows, without what only drawing finds."""
        draft = books.draft_of(connection, str(month))
        return tuple(self._checks(connection, self._compiled(connection, month, draft)))

    def _checks(
        self, connection: Connection, snapshot: Snapshot, unprintable: tuple[Problem, ...] = ()
    ) -> Iterator[Check]:
        background = self._background(connection, snapshot.period)
        checks = year_checks if snapshot.yearly else checks_of
        return checks(connection, snapshot, background, unprintable)

    def _frozen(self, draft: Draft) -> Drafted:
        """What was handed in, with the checks it was handed in with."""
        snapshot = replace(read_snapshot(draft.frozen), state=draft.state.value)
        return Drafted(
            snapshot, printed(snapshot), books.checks_from(draft.frozen_checks), draft, raised=False
        )

    def _compiled(self, connection: Connection, period: Period, draft: Draft) -> Snapshot:
        self._require_living(period)
        month = period.december if isinstance(period, Year) else period
        standings = self._ledger.standings(connection, month.cut_off)
        settings = self._ledger.stored_settings(connection)
        compiler = Compiler(
            connection, self._ledger.info, self._ledger.vocabulary, standings, month, settings
        )
        typed = Typed(
            difficulties=draft.difficulties,
            next_steps=draft.next_steps,
            draft=max(draft.draft, 1),
            version=draft.version,
            state=draft.state.value,
            replaces=replaced(books.editions_of(connection, str(period))),
            corrections=tuple(self.corrections(connection, str(period), draft.version)),
        )
        snapshot = compiler.snapshot(typed)
        if isinstance(period, Year):
            return of_year(connection, snapshot, standings, period, date.today())
        return snapshot

    def _require_living(self, period: Period) -> None:
        unit = self._ledger.info.unit
        if not unit.valid_to:
            return
        if isinstance(period, Year) and unit.valid_to < period.cut_off:
            raise LedgerFault(f"{unit.name}到 {unit.valid_to} 为止，{period.label}没有完整的年报。")
        if period.span.start > unit.valid_to:
            raise LedgerFault(
                f"{unit.name}到 {unit.valid_to} 为止，{period.label}不再报月报。", todo="请用承接单位的台账。"
            )

    # -- corrections -----------------------------------------------------------------------------
    def comparing(self, connection: Connection, editions: Iterable[Edition]) -> Corrections:
        """Submitted months against the rows."""
        return Corrections(connection, editions, self._ledger.vocabulary.townships)

    def corrections(self, connection: Connection, month: str, version: int) -> Iterable[CorrectionLine]:
        """What this return says about the months submitted so far, with the clerk's reasons."""
        if len(month) == len(books.YEAR):
            found = self.changed_since(connection, month)
        else:
            editions = [each for each in books.all_editions(connection) if each.month <= month]
            found = self.comparing(connection, editions).lines() if editions else ()
        notes = books.notes_of(connection, month, version, books.CORRECTION) if found else {}
        for line in found:
            note = notes.get(correction_key(line))
            yield replace(line, reason=note.text) if note else line

    def changed_since(self, connection: Connection, period: str) -> tuple[CorrectionLine, ...]:
        """What the newest submitted edition of a month or year would say differently now."""
        if len(period) > len(books.YEAR):
            return self.comparing(connection, books.all_editions(connection)).lines(frozenset((period,)))
        newest = books.editions_of(connection, period)[:1]
        return self.comparing(connection, newest).of_year_return(newest[0]) if newest else ()

    # -- what checks look at ---------------------------------------------------------------------
    def _background(self, connection: Connection, period: Period) -> Background:
        editions = books.all_editions(connection)
        before_this = f"{period}-99" if isinstance(period, Year) else str(period)
        earlier = [each for each in editions if each.month < before_this]
        before = max(earlier, key=lambda each: (each.month, each.version), default=None)
        part = books.editions_part(connection, before.id) if before else None
        settings = self._ledger.stored_settings(connection)
        return Background(
            today=date.today(),
            unchecked_limit=int(value_of(settings, "unchecked_share_limit")),
            editions=editions,
            before=part.figures if part else (),
            before_month=before.month if before else "",
            before_rules=part.basis.rules if part else (),
        )


def printed(snapshot: Snapshot) -> RenderedReturn:
    """The snapshot drawn."""
    from core.returns.pdf import render  # its fonts and drawing are only needed here

    return render(snapshot)


def correction_key(line: CorrectionLine) -> str:
    """By what a correction line's reason is kept."""
    return f"{line.of}/{line.figure}/{'year' if line.cumulative else 'month'}"


def replaced(editions: tuple[Edition, ...]) -> str:
    """What the next version replaces, as the paper says it: 2025年10月9日报出的第1版."""
    if not editions:
        return ""
    day, version = editions[0].reported_on, editions[0].version
    return f"{day.year}年{day.month}月{day.day}日报出的第{version}版"
