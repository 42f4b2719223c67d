"""A foreign sheet at the desk: shown first as what it would do, written on the clerk's word alone.

One sheet at a time is kept under a token with everything answered for it. It is planned anew whenever an
answer changes, and once more, against the ledger as it is then, when it is written.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from core.errors import NotFound
from core.imports.answers import Deal, ImportAnswers, RowChoice, Word
from core.imports.code_words import CodeWord, described, unknown_words
from core.imports.effects import Effect, warn_of_submitted
from core.imports.looked import Looked
from core.imports.memory import ColumnMemory, Memory
from core.imports.parts import attach_parts, numbers_of, plan_parts
from core.imports.plan import Planner, RowPlan
from core.imports.preview_rows import PreviewRows
from core.imports.read_sheet import ReadSheet, of_table
from core.imports.same_person import near_people
from core.imports.table import CleanTable, read_clean
from core.imports.views import ImportPreview, ImportResult, ImportRow, RowAction
from core.problems import Problem, Severity
from core.section import Section
from core.submitted import submitted_months
from core.township_desk import TownshipDesk
from core.views import Change
from core.wording import plain

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.facade.base import OpenLedger, Progress
    from core.imports.desk import ImportDesk

_WRITTEN = (RowAction.ADD, RowAction.CHANGE)
_KEPT_WRITTEN = 50
"""Written sheets whose refused rows can still be saved as error sheets."""


@dataclass(slots=True)
class _Planned:
    """What planning gave: the planner with its records, the rows that are not left out, and their effects."""

    planner: Planner
    plans: list[RowPlan]
    effects: dict[int, Effect]


class PreviewDesk:
    """What the façade does with sheets that are looked at before they are written."""

    def __init__(self, ledger: OpenLedger, desk: ImportDesk) -> None:
        self._ledger = ledger
        self._desk = desk
        self._looked: dict[str, Looked] = {}

    # -- reading ---------------------------------------------------------------------------------
    def preview(
        self,
        section: Section,
        path: Path,
        answers: ImportAnswers,
        progress: Progress | None,
        given: Mapping[str, Any] | None = None,
    ) -> ImportPreview:
        """Read and plan a sheet; keep it under a token, in place of the one before."""
        table, memory = self._opened(section, path, answers, progress)
        with table:
            raw = [row for batch in table for row in batch.rows()]
            read = of_table(section, path, table)
            read.given = given or {}
            attach_parts(self._ledger, read, table)
            facts = {
                "sheets": table.sheets,
                "hidden_sheets": table.hidden_sheets,
                "hidden_rows": table.hidden_rows,
                "encoding": table.encoding,
            }
        read.sender = table.sender if answers.sender is None else answers.sender
        with self._ledger.reading() as connection:
            looked = Looked(
                read,
                raw,
                facts,
                answers,
                memory,
                unknown_words(section, raw),
                Memory(connection).words(section.key),
                [*read.notices, *self._desk.again(connection, read)],
            )
            token = secrets.token_hex(8)
            written = [(old, each) for old, each in self._looked.items() if each.read.applied]
            self._looked = {**dict(written[-_KEPT_WRITTEN:]), token: looked}
            return self._preview(connection, token, looked)

    def _opened(
        self, section: Section, path: Path, answers: ImportAnswers, progress: Progress | None
    ) -> tuple[CleanTable, ColumnMemory | None]:
        """The opened sheet, its columns as answered, else as remembered, else as found."""

        def opened(columns: Mapping[int, str] | None) -> CleanTable:
            return read_clean(
                section,
                path,
                answers.sheet,
                answers.header_row,
                columns,
                progress,
                codes=self._ledger.vocabulary.list_of,
                encoding=answers.encoding,
            )

        table = opened(answers.columns)
        if answers.columns is not None or not answers.recall:
            return table, None
        sender = table.sender if answers.sender is None else answers.sender
        try:
            with self._ledger.reading() as connection:
                memory = Memory(connection).columns_for(section.key, sender, table.columns)
            if memory is None:
                return table, None
            wanted = memory.applied(section, table.columns)
            if wanted == {column.index: column.field for column in table.columns}:
                return table, memory
        except BaseException:
            table.close()
            raise
        table.close()
        return opened(wanted), memory

    def replan(self, token: str, answers: ImportAnswers) -> ImportPreview:
        """The same sheet, already read, with other words, hidden rows or choices for its rows.

        Raises:
            NotFound: the sheet has been written, or another one taken in its place.
        """
        looked = self._taken(token)
        if looked.read.applied:
            raise NotFound("这次导入已经写入，没有再写一遍。")
        looked.answers = answers
        with self._ledger.reading() as connection:
            return self._preview(connection, token, looked)

    # -- planning --------------------------------------------------------------------------------
    def _planner(
        self, connection: Connection, looked: Looked, *, left: bool = False
    ) -> tuple[Planner, list[RowPlan]]:
        """The planner with its rows taken, not settled yet.

        Fields are kept only of rows that the ledger has: one that would be added takes the sheet's values.
        """
        section, answers = looked.read.section, looked.answers
        as_change = frozenset(row for row, each in answers.rows.items() if each.deal is Deal.AS_CHANGE)
        planner = self._desk.planner(connection, section, as_change, given=looked.read.given)
        plans = planner.take(looked.rows(left=left))
        lost = [each.row for each in plans if each.action is RowAction.ADD and answers.choice(each.row).kept]
        if not lost:
            return planner, plans
        kept = {row: replace(answers.choice(row), kept=frozenset()) for row in lost}
        looked.answers = replace(answers, rows={**answers.rows, **kept})
        return self._planner(connection, looked, left=left)

    def _planned(self, connection: Connection, looked: Looked, *, left: bool = False) -> _Planned:
        planner, plans = self._planner(connection, looked, left=left)
        planner.finish()
        cut, months = self._ledger.rules(connection).cut_off_day, submitted_months(connection)
        return _Planned(planner, plans, warn_of_submitted(plans, looked.read.section, months, cut))

    def _preview(self, connection: Connection, token: str, looked: Looked) -> ImportPreview:
        left = {row for row, each in looked.answers.rows.items() if each.deal is Deal.LEAVE}
        if left - looked.shown.keys():
            whole = self._planned(connection, looked, left=True)
            looked.shown = {each.row: each for each in self._shown(looked, whole)}
        planned = self._planned(connection, looked)
        looked.read.refused = _refused(planned.plans)
        rows = self._shown(looked, planned)
        looked.shown.update((each.row, each) for each in rows)
        unwanted = looked.unwanted()
        kept_out = [_left(looked.shown[row]) for row in left if row in looked.shown and row not in unwanted]
        rows = sorted((*rows, *kept_out), key=lambda each: each.row) if kept_out else rows
        parts = self._parts_notice(connection, looked.read, planned.plans)
        notices = (*looked.told(), *parts, *_near(connection, planned))
        return self._told(token, looked, tuple(rows), notices)

    def _parts_notice(
        self, connection: Connection, read: ReadSheet, plans: Sequence[RowPlan]
    ) -> Iterator[Problem]:
        """What comes of the sheet of parts, which is written together with its wholes."""
        if read.parts is None:
            return
        fresh = {plan.target.id for plan in plans if plan.target is not None and plan.target.new}
        planner, found = plan_parts(self._desk, connection, read.parts, numbers_of(plans), fresh)
        planner.finish()
        counts = {action: sum(each.action is action for each in found) for action in RowAction}
        words = (
            f"新增 {counts[RowAction.ADD]:,}，变更 {counts[RowAction.CHANGE]:,}，"
            f"未变 {counts[RowAction.SAME]:,}"
        )
        refused = counts[RowAction.REFUSE]
        tail = f"，拒收 {refused:,}（不写入，请单独导入那一页看原因）" if refused else ""
        yield Problem("", f"“{read.parts.sheet}”一页随本次一起写入：{words}{tail}", Severity.WARNING)

    def _told(
        self, token: str, looked: Looked, rows: tuple[ImportRow, ...], notices: tuple[Problem, ...]
    ) -> ImportPreview:
        read = looked.read
        entering = [row for row in rows if row.action not in (RowAction.REFUSE, RowAction.LEFT)]
        return ImportPreview(
            token=token,
            section=read.section.key,
            file_name=read.path.name,
            sheet=read.sheet,
            header_row=read.header_row,
            columns=read.columns,
            rows=rows,
            notices=notices,
            writes=sum(row.action in _WRITTEN for row in entering),
            look=sum(bool(row.problems) for row in entering),
            changed_cells=sum(len(row.changes) for row in entering),
            answers=looked.answers,
            sender=read.sender,
            memory=looked.memory,
            words=self._words(looked),
            **looked.facts,
        )

    def _words(self, looked: Looked) -> tuple[CodeWord, ...]:
        return described(
            looked.read.section,
            looked.unknown,
            looked.answered_words(),
            looked.remembered,
            self._ledger.vocabulary,
        )

    def _shown(self, looked: Looked, planned: _Planned) -> list[ImportRow]:
        made = PreviewRows(looked.read.section, self._ledger.vocabulary, planned.planner)
        return [
            made.row(plan, looked.answers.choice(plan.row), planned.effects.get(plan.row))
            for plan in planned.plans
        ]

    # -- writing ---------------------------------------------------------------------------------
    def apply(self, token: str, progress: Progress | None) -> tuple[Change, ImportResult]:
        """Write a previewed sheet, planned anew against the ledger as it is now.

        What was answered for its columns and words is remembered in the same transaction.
        """
        looked = self._taken(token)
        read = looked.read
        if read.applied:
            raise NotFound("这次导入已经写入，没有再写一遍。")
        if progress is not None:
            progress(0.2, "正在写入")
        with self._ledger.changing() as connection:
            planner, plans = self._planner(connection, looked)
            read.left = sum(each.deal is Deal.LEAVE for each in looked.answers.rows.values())
            result = self._desk.write(connection, read, planner, plans)
            result = self._desk.write_parts(connection, read, result, numbers_of(plans))
            townships = self._remember(connection, looked) if result.batch is not None else False
        if townships:
            self._ledger.renew_vocabulary()
        read.applied, looked.raw, looked.shown = True, [], {}
        sections = frozenset(each.section for each in planner.pendings)
        sections |= {read.parts.section.key} if read.parts else set()
        ids = tuple(plan.target.id for plan in plans if plan.target is not None and plan.action in _WRITTEN)
        return Change(sections, ids, batch=result.batch), result

    def _remember(self, connection: Connection, looked: Looked) -> bool:
        """Keep what the clerk settled; True when a township's word was among it."""
        read, account = looked.read, self._ledger.info.account
        memory = Memory(connection)
        memory.keep_columns(read.section.key, read.sender, read.columns, account)
        townships = TownshipDesk(self._ledger)
        words: dict[Word, str] = {}
        assigned = 0
        met = {(key, plain(word)): word for key, word in looked.unknown}
        for (key, spelling), code in looked.answered_words().items():
            word = met.get((key, spelling))
            if word is None:
                continue
            if code and read.section.by_key[key].codes == "township":
                townships.assign(connection, word, code)
                assigned += 1
            else:
                words[key, word] = code
        memory.keep_words(read.section.key, words, account)
        return bool(assigned)

    def _taken(self, token: str) -> Looked:
        try:
            return self._looked[token]
        except KeyError:
            raise NotFound("这次导入的预览已经失效，没有写入。", todo="重新选文件再导入。") from None

    def write_errors(self, token: str, out: Path) -> int:
        """Refused rows of a previewed sheet as the sender's own sheet."""
        return self._desk.write_errors(self._taken(token).read, out)


def _near(connection: Connection, planned: _Planned) -> list[Problem]:
    """What is said of persons who may be known under another number."""
    people = planned.planner.people
    if people is None:
        return []
    targets = ((plan, plan.target) for plan in planned.plans if plan.action is RowAction.ADD)
    rows: dict[int, int] = {}
    for plan, target in targets:
        if target is not None and (person := target.values.get("person_id")) is not None:
            rows.setdefault(person, plan.row)
    return near_people(connection, people.pendings.new, rows)


def _left(row: ImportRow) -> ImportRow:
    """A row as it would have been written, marked as left out."""
    if row.action is RowAction.LEFT:
        return row
    return replace(
        row, action=RowAction.LEFT, would=row.action, choice=RowChoice(Deal.LEAVE, row.choice.kept)
    )


def _refused(plans: Sequence[RowPlan]) -> dict[int, list[Problem]]:
    return {plan.row: plan.problems for plan in plans if plan.action is RowAction.REFUSE}
