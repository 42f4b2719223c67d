"""Returns at the desk: which periods, what one prints, what is written for it, its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from core.due_date import due_on
from core.errors import LedgerFault, NotAllowed, NotFound
from core.files import write_together
from core.period import Month, Period, Year
from core.return_views import ChangedRows, CorrectionView, ReturnMonth, ReturnPreview, ReturnStanding
from core.returns import books
from core.returns.books import Draft, Edition, Note
from core.returns.checks import about
from core.returns.corrections import printed_figures
from core.returns.data_file import write_data
from core.returns.drafting import Drafted, Drafting, correction_key
from core.returns.lifecycle import DRAFTED, FROZEN, STATE_WORDS, Case, State
from core.returns.review import CHANGED, Review
from core.returns.snapshot import CorrectionLine
from core.views import Change, Check
from db import journal
from db.engine import is_reading

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

NOT_DUE = "not_due"
_UNPRINTABLE = "改好后再印；有字印不出的，改用同义的常用字。"


class ReturnDesk:
    """What the façade does with returns."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger
        self._drafting = Drafting(ledger)
        self._review = Review(ledger, self._drafting)

    # -- months ----------------------------------------------------------------------------------
    def months(self, year: int, today: date, *, compare: bool = True) -> tuple[ReturnMonth, ...]:
        """Twelve months: what was begun stands as it is, whatever the clock says; the rest by the day.

        `compare` counts the figures that changed after submitting, which reads the year's rows.
        """
        with self._ledger.reading() as connection:
            cut = self._ledger.rules(connection).cut_off_day
            begun = books.begun(connection)
            every = books.all_editions(connection)
            editions = [each for each in every if each.month[:4] == f"{year:04d}"]
            of = frozenset(each.month for each in editions if compare)
            lines = self._drafting.comparing(connection, every).lines(of)
        newest = {each.month: each for each in editions}
        return tuple(
            _month_of(Month(year, number, cut), begun, newest, lines, today) for number in range(1, 13)
        )

    def year(self, year: int, today: date, *, compare: bool = True) -> ReturnMonth:
        """The year's return as it stands; it can be drafted from the year's first day on."""
        with self._ledger.reading() as connection:
            period = Year(year, self._ledger.rules(connection).cut_off_day)
            draft = books.draft_of(connection, str(period))
            newest = {str(period): each for each in books.editions_of(connection, str(period))[:1]}
            lines = self._drafting.changed_since(connection, str(period)) if compare else ()
        begun = {str(period): (draft.state, draft.version, draft.draft)}
        return _month_of(period, begun, newest, lines, today)

    def changed_rows(self, text: str) -> tuple[ChangedRows, ...]:
        """Rows dated in a submitted month that changed since its newest edition."""
        with self._ledger.reading() as connection:
            month = str(self._drafting.period(connection, text))
            own = books.editions_of(connection, month)
            if not own:
                return ()
            editions = books.all_editions(connection) if len(month) > len(books.YEAR) else own
            return self._drafting.comparing(connection, editions).changed_rows(month)

    # -- one month -------------------------------------------------------------------------------
    def preview(self, text: str, version: int | None = None) -> ReturnPreview:
        """A month's return: a submitted edition as it was submitted, else as it would be printed now."""
        with self._ledger.reading() as connection:
            month = self._drafting.period(connection, text)
            draft = books.draft_of(connection, str(month))
            edition = self._edition(connection, str(month), version, draft.state)
            if edition is not None:
                return self._stored(connection, month, draft, edition, shown=version)
            drafted = self._drafting.drafted(connection, month)
            preview = self._at_work(connection, month, drafted)
        self._keep_number(drafted)
        return preview

    def _edition(
        self, connection: Connection, month: str, version: int | None, state: State
    ) -> Edition | None:
        """The edition meant: a named one, else the newest where no other version is at work."""
        editions = books.editions_of(connection, month)
        if version is None:
            return editions[0] if editions and state is State.SUBMITTED else None
        found = next((each for each in editions if each.version == version), None)
        if found is None:
            raise NotFound(f"{month} 没有上报过第 {version} 版。")
        return found

    def _stored(
        self, connection: Connection, month: Period, draft: Draft, edition: Edition, shown: int | None
    ) -> ReturnPreview:
        snapshot = books.snapshot_of(connection, edition.id)
        checks, spots = books.extras_of(connection, edition.id)
        case = self._review.case(connection, month, draft)
        changed = self._drafting.changed_since(connection, str(month))
        old = shown is not None and shown != draft.version
        standing = self._standing(connection, case, draft, () if old else checks, snapshot.corrections)
        return ReturnPreview(
            month=str(month),
            number=edition.number,
            state=State.SUBMITTED.value,
            pdf=books.file_of(connection, edition.id, books.PDF),
            checks=checks,
            difficulties=snapshot.difficulties,
            next_steps=snapshot.next_steps,
            edition=snapshot.figure_edition,
            hotspots=spots,
            standing=replace(
                standing,
                version=edition.version,
                draft=snapshot.draft,
                editable=False,
                steps=() if old else standing.steps,
                locked=_old_words(edition.version) if old else standing.locked,
                changed_since=changed,
                shown=edition.version,
            ),
            as_of=snapshot.month.cut_off,
            version=edition.version,
            labels=printed_figures(snapshot),
        )

    def _at_work(self, connection: Connection, month: Period, drafted: Drafted) -> ReturnPreview:
        snapshot, draft = drafted.snapshot, drafted.draft
        checks = drafted.checks
        if draft.state in FROZEN:
            news = self._review.since_handed_in(connection, month, draft)
            checks = (news, *checks) if news else checks
        case = self._review.case(connection, month, draft)
        return ReturnPreview(
            month=str(month),
            number=snapshot.number,
            state=snapshot.state,
            pdf=drafted.rendered.bytes,
            checks=checks,
            difficulties=snapshot.difficulties,
            next_steps=snapshot.next_steps,
            edition=snapshot.figure_edition,
            hotspots=drafted.rendered.hotspots,
            standing=self._standing(connection, case, draft, checks, snapshot.corrections),
            as_of=snapshot.month.cut_off,
            version=snapshot.version,
            labels=printed_figures(snapshot),
        )

    def _standing(
        self,
        connection: Connection,
        case: Case,
        draft: Draft,
        checks: Sequence[Check],
        corrections: Sequence[CorrectionLine],
    ) -> ReturnStanding:
        editions = books.editions_of(connection, draft.month)
        written = books.notes_of(connection, draft.month, draft.version, books.CORRECTION)
        reported_on = editions[0].reported_on if editions else None
        locked = self._review.locked(case, draft.version, reported_on)
        return ReturnStanding(
            version=draft.version,
            draft=draft.draft,
            editable=not locked,
            locked=locked,
            steps=self._review.steps(case, checks),
            events=books.events_of(connection, draft.month),
            editions=tuple(each.view() for each in editions),
            corrections=tuple(CorrectionView(line, correction_key(line) in written) for line in corrections),
        )

    def _keep_number(self, drafted: Drafted) -> None:
        if drafted.raised and self._ledger.why_not_writable() is None:
            with self._ledger.drafting() as connection:
                books.keep_draft(connection, drafted.draft)

    # -- steps -----------------------------------------------------------------------------------
    def take(self, month: str, step: str, reason: str = "") -> Change:
        """Take a step in the life of a month's return."""
        return self._review.take(month, step, reason)

    # -- words and reasons -----------------------------------------------------------------------
    def set_narrative(self, text: str, difficulties: str, next_steps: str) -> Change:
        """Keep the words typed for a month."""
        with self._ledger.changing("return.draft") as connection:
            before = self._writable(connection, text)
            if (before.difficulties, before.next_steps) == (difficulties, next_steps):
                return Change(frozenset())
            after = replace(before, difficulties=difficulties, next_steps=next_steps)
            books.keep_draft(connection, self._made(after))
            journal.append(
                connection,
                self._ledger.info.account,
                "narrative",
                "return",
                reason=before.month,
                before={"difficulties": before.difficulties, "next_steps": before.next_steps},
                after={"difficulties": difficulties, "next_steps": next_steps},
            )
        return CHANGED

    def explain_check(self, text: str, key: str, reason: str) -> Change:
        """Write why a warning may pass; it is kept with the return."""
        with self._ledger.reading() as connection:
            checks = self._drafting.open_checks(connection, self._drafting.period(connection, text))
        found = next((each for each in checks if each.key == key and each.level == "warn"), None)
        if found is None:
            raise NotFound("这一条核对已经没有要说明的了。", todo="按 F5 重新读取。")
        return self._keep_note(text, books.CHECK, key, Note(reason.strip(), about(found)))

    def explain_correction(self, text: str, of: str, figure: str, cumulative: bool, reason: str) -> Change:
        """Write why a submitted figure differs; it is printed in the corrections."""
        with self._ledger.reading() as connection:
            month = str(self._drafting.period(connection, text))
            version = books.draft_of(connection, month).version
            lines = tuple(self._drafting.corrections(connection, month, version))
        wanted = (of, figure, cumulative)
        line = next((each for each in lines if (each.of, each.figure, each.cumulative) == wanted), None)
        if line is None:
            raise NotFound("这一处更正已经不在了。", todo="按 F5 重新读取。")
        note = Note(reason.strip(), f"{line.reported}/{line.present}")
        return self._keep_note(text, books.CORRECTION, correction_key(line), note)

    def _keep_note(self, text: str, kind: str, key: str, note: Note) -> Change:
        account = self._ledger.info.account
        with self._ledger.changing("return.draft") as connection:
            draft = self._writable(connection, text)
            books.keep_note(connection, draft.month, draft.version, kind, key, note, account)
            books.keep_draft(connection, self._made(draft))
            after = {"month": draft.month, "version": draft.version, "key": key, "text": note.text}
            self._ledger.note_on(connection, f"{kind}_reason", "return", reason=draft.month, after=after)
        return CHANGED

    def _writable(self, connection: Connection, text: str) -> Draft:
        month = self._drafting.period(connection, text)
        draft = books.draft_of(connection, str(month))
        if draft.state not in DRAFTED:
            case = self._review.case(connection, month, draft)
            editions = books.editions_of(connection, draft.month)
            locked = self._review.locked(case, draft.version, editions[0].reported_on if editions else None)
            happened, _, todo = locked.partition("。")
            raise NotAllowed(f"没有写入：{happened}。", todo=todo)
        return draft

    def _made(self, draft: Draft) -> Draft:
        """The draft with this account among those who made it."""
        return replace(draft, makers=draft.makers | {self._ledger.info.account})

    # -- files -----------------------------------------------------------------------------------
    def data(self, text: str) -> bytes:
        """A month's figures as their data file: the submitted edition's own, else as they stand now."""
        with self._ledger.reading() as connection:
            month = self._drafting.period(connection, text)
            edition = self._edition(connection, str(month), None, State.SUBMITTED)
            if edition is not None:
                return books.file_of(connection, edition.id, books.DATA)
            return write_data(self._drafting.drafted(connection, month).snapshot, b"")

    def write(
        self,
        text: str,
        pdf: Path | None,
        xlsx: Path | None = None,
        data: Path | None = None,
        version: int | None = None,
    ) -> ReturnPreview:
        """Write a month's return to files: the submitted edition's own bytes where there is one.

        Raises:
            LedgerFault: the files cannot be written; neither they nor the ledger have changed then.
        """
        self._ledger.require("return.print")
        places = ((pdf, books.PDF), (xlsx, books.XLSX), (data, books.DATA))
        with self._ledger.reading() as connection:
            month = self._drafting.period(connection, text)
            draft = books.draft_of(connection, str(month))
            edition = self._edition(connection, str(month), version, State.SUBMITTED)
            if edition is not None:
                preview = self._stored(connection, month, draft, edition, shown=version)
                wanted = {
                    kind: books.file_of(connection, edition.id, kind) for place, kind in places if place
                }
                drafted = None
            else:
                drafted = self._drafting.drafted(connection, month)
                preview, wanted = self._at_work(connection, month, drafted), _files_of(drafted)
        files = [(place, wanted[kind]) for place, kind in places if place is not None]
        with self._ledger.noting() as connection:
            if drafted is not None and drafted.raised and not is_reading(connection):
                books.keep_draft(connection, drafted.draft)
            after = {"number": preview.number}
            self._ledger.note_on(connection, "print", "return", reason=str(month), after=after)
            write_together(files)
        return preview


def _files_of(drafted: Drafted) -> dict[str, bytes]:
    rendered = drafted.rendered
    if rendered.problems:
        raise LedgerFault(f"月报没有印成：{rendered.problems[0].message}。", todo=_UNPRINTABLE)
    return {books.PDF: rendered.bytes, books.XLSX: rendered.workbook, books.DATA: rendered.data}


def _old_words(version: int) -> str:
    return f"这是第 {version} 版的存档，已有更新的一版，只供查看和打印。"


def _month_of(
    month: Period,
    begun: dict[str, tuple[State, int, int]],
    editions: dict[str, Edition],
    lines: Sequence[CorrectionLine],
    today: date,
) -> ReturnMonth:
    key = str(month)
    state, version, draft = begun.get(key, (State.DRAFT, 1, 0))
    edition = editions.get(key)
    changed = len({line.figure for line in lines if line.of == key})
    fresh = key not in begun or (state is State.DRAFT and not draft)
    if fresh and edition is None and month.span.start > today:
        return ReturnMonth(key, NOT_DUE, "未到期", "")
    when = due_on(month.december if isinstance(month, Year) else month)
    due = f"{when.month} 月 {when.day} 日前上报" if isinstance(month, Month) else "年度结束后上报"
    if state is State.SUBMITTED and edition is not None:
        day = edition.reported_on
        words = f"第 {edition.version} 版，{day.month} 月 {day.day} 日"
        return ReturnMonth(key, state.value, STATE_WORDS[state], words, version, changed, submitted=True)
    correcting = f"第 {version} 版，" if version > 1 else ""
    if fresh:
        return ReturnMonth(key, state.value, "未编制", due)
    words = f"{correcting}第 {draft} 稿" if state in DRAFTED else f"{correcting}{due}"
    return ReturnMonth(
        key, state.value, STATE_WORDS[state], words, version, changed, submitted=edition is not None
    )
