"""A foreign sheet at the desk: shown first as what it would do, written on the clerk's word alone.

One sheet at a time is kept under a token with everything answered for it. It is planned anew whenever an
answer changes, and once more, against the ledger as it is then, when it is written.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from core.columns import text_of
from core.errors import NotFound
from core.imports.answers import Deal, ImportAnswers, RowChoice, Word
from core.imports.clean_rows import CleanRow
from core.imports.code_words import CodeWord, described, settled, unknown_words
from core.imports.effects import Effect, warn_of_submitted
from core.imports.memory import ColumnMemory, Memory
from core.imports.parts import attach_parts, numbers_of, plan_parts
from core.imports.plan import Planner, RowPlan
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
_HIDDEN = "是隐藏行"
"""In the sentence by which the reading tells of hidden rows."""
_KEPT_WRITTEN = 50
"""Written sheets whose refused rows can still be saved as error sheets."""


@dataclass(slots=True)
class _Looked:
    """A sheet that is being looked at.

    `raw` are its rows as read, `unknown` its words that are no code, `remembered` what was settled for some
    of them before. `shown` are rows as they were planned last, for those that the clerk then left out.
    """

    read: ReadSheet
    raw: list[CleanRow]
    facts: dict[str, Any]
    answers: ImportAnswers
    memory: ColumnMemory | None
    unknown: dict[Word, list[int]]
    remembered: dict[Word, str]
    notices: list[Problem]
    shown: dict[int, ImportRow] = field(default_factory=dict)


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
        self._looked: dict[str, _Looked] = {}

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
            looked = _Looked(
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
    def _rows(self, looked: _Looked, *, left: bool) -> list[CleanRow]:
        """The rows as answered: without hidden ones not wanted, words put right, kept fields empty.

        An empty cell never clears anything, so an emptied one keeps what the ledger has. With `left` the
        rows that the clerk leaves out are among them.
        """
        answers, rows = looked.answers, looked.raw
        if answers.hidden_rows is False:
            hidden = frozenset(looked.facts["hidden_rows"])
            rows = [row for row in rows if row.row not in hidden]
        rows = settled(rows, {**looked.remembered, **_plain(answers.words)})
        if not answers.rows:
            return rows
        if not left:
            rows = [row for row in rows if answers.choice(row.row).deal is not Deal.LEAVE]
        return [_kept(row, answers.choice(row.row).kept) for row in rows]

    def _planner(
        self, connection: Connection, looked: _Looked, *, left: bool = False
    ) -> tuple[Planner, list[RowPlan]]:
        """The planner with its rows taken, not settled yet.

        Fields are kept only of rows that the ledger has: one that would be added takes the sheet's values.
        """
        section, answers = looked.read.section, looked.answers
        as_change = frozenset(row for row, each in answers.rows.items() if each.deal is Deal.AS_CHANGE)
        planner = self._desk.planner(connection, section, as_change, given=looked.read.given)
        plans = planner.take(self._rows(looked, left=left))
        lost = [each.row for each in plans if each.action is RowAction.ADD and answers.choice(each.row).kept]
        if not lost:
            return planner, plans
        kept = {row: replace(answers.choice(row), kept=frozenset()) for row in lost}
        looked.answers = replace(answers, rows={**answers.rows, **kept})
        return self._planner(connection, looked, left=left)

    def _planned(self, connection: Connection, looked: _Looked, *, left: bool = False) -> _Planned:
        planner, plans = self._planner(connection, looked, left=left)
        planner.finish()
        cut, months = self._ledger.rules(connection).cut_off_day, submitted_months(connection)
        return _Planned(planner, plans, warn_of_submitted(plans, looked.read.section, months, cut))

    def _preview(self, connection: Connection, token: str, looked: _Looked) -> ImportPreview:
        left = {row for row, each in looked.answers.rows.items() if each.deal is Deal.LEAVE}
        if left - looked.shown.keys():
            whole = self._planned(connection, looked, left=True)
            looked.shown = {each.row: each for each in self._shown(looked, whole)}
        planned = self._planned(connection, looked)
        looked.read.refused = _refused(planned.plans)
        rows = self._shown(looked, planned)
        looked.shown.update((each.row, each) for each in rows)
        kept_out = [_left(looked.shown[row]) for row in left if row in looked.shown]
        if looked.answers.hidden_rows is False:
            hidden = frozenset(looked.facts["hidden_rows"])
            kept_out = [each for each in kept_out if each.row not in hidden]
        rows = sorted((*rows, *kept_out), key=lambda each: each.row) if kept_out else rows
        parts = self._parts_notice(connection, looked.read, planned.plans)
        notices = (*_without_hidden(looked), *parts, *_near(connection, planned))
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
        self, token: str, looked: _Looked, rows: tuple[ImportRow, ...], notices: tuple[Problem, ...]
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

    def _words(self, looked: _Looked) -> tuple[CodeWord, ...]:
        return described(
            looked.read.section,
            looked.unknown,
            _plain(looked.answers.words),
            looked.remembered,
            self._ledger.vocabulary,
        )

    # -- rows as they are shown ------------------------------------------------------------------
    def _shown(self, looked: _Looked, planned: _Planned) -> list[ImportRow]:
        return [self._row(looked, planned, plan) for plan in planned.plans]

    def _row(self, looked: _Looked, planned: _Planned, plan: RowPlan) -> ImportRow:
        section, vocabulary = looked.read.section, self._ledger.vocabulary
        texts = {
            key: text_of(section.by_key[key], value, vocabulary)
            for key, value in plan.values.items()
            if key in section.by_key
        }
        for problem in plan.problems:
            if problem.field in section.by_key and not texts.get(problem.field):
                texts[problem.field] = problem.value_masked
        target = plan.target.id if plan.target is not None and not plan.target.new else None
        return ImportRow(
            plan.row,
            plan.action,
            target,
            texts,
            tuple(self._changes(section, planned.planner, plan)),
            tuple(plan.problems),
            choice=looked.answers.choice(plan.row),
            other=self._other(section, planned.planner, plan),
            effect=planned.effects.get(plan.row),
        )

    def _changes(self, section: Section, planner: Planner, plan: RowPlan) -> Iterable[tuple[str, str, str]]:
        for key, before, after in planner.changes_of(plan):
            if key == "employer_id":
                yield "employer.name", _employer(planner, before), _employer(planner, after)
            elif key in section.by_key:
                each, vocabulary = section.by_key[key], self._ledger.vocabulary
                yield key, text_of(each, before, vocabulary), text_of(each, after, vocabulary)

    def _other(self, section: Section, planner: Planner, plan: RowPlan) -> tuple[tuple[str, str], ...]:
        """The same person's other row, as (label, text), beside which this one would be added."""
        if plan.other is None or section.dating not in section.by_key:
            return ()
        values = plan.other.values
        day = text_of(section.by_key[section.dating], values.get(section.dating), self._ledger.vocabulary)
        shown = [(section.by_key[section.dating].label, day)]
        if section.employers:
            name = _employer(planner, values.get("employer_id"))
            shown.append((section.by_key["employer.name"].label, name))
        shown.append(("来自", planner.source_of(plan.other)))
        return tuple(shown)

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

    def _remember(self, connection: Connection, looked: _Looked) -> bool:
        """Keep what the clerk settled; True when a township's word was among it."""
        read, account = looked.read, self._ledger.info.account
        memory = Memory(connection)
        memory.keep_columns(read.section.key, read.sender, read.columns, account)
        townships = TownshipDesk(self._ledger)
        words: dict[Word, str] = {}
        assigned = 0
        met = {(key, plain(word)): word for key, word in looked.unknown}
        for (key, spelling), code in _plain(looked.answers.words).items():
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

    def _taken(self, token: str) -> _Looked:
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


def _without_hidden(looked: _Looked) -> list[Problem]:
    """What was said of the sheet; that hidden rows were read as well is said no more when they are not."""
    hidden = looked.facts["hidden_rows"]
    if not hidden or looked.answers.hidden_rows is not False:
        return looked.notices
    said = [each for each in looked.notices if _HIDDEN not in each.message]
    return [*said, Problem("", f"隐藏的 {len(hidden)} 行按所选没有读入。", Severity.WARNING)]


def _plain(words: Mapping[Word, str]) -> dict[Word, str]:
    """The same answers by the words' plain form, in which spellings do not differ."""
    return {(key, plain(word)): code for (key, word), code in words.items()}


def _kept(row: CleanRow, fields: frozenset[str]) -> CleanRow:
    if not fields:
        return row
    values = {key: None if key in fields else value for key, value in row.values.items()}
    return CleanRow(row.row, values, tuple(each for each in row.problems if each.field not in fields))


def _left(row: ImportRow) -> ImportRow:
    """A row as it would have been written, marked as left out."""
    if row.action is RowAction.LEFT:
        return row
    return replace(
        row, action=RowAction.LEFT, would=row.action, choice=RowChoice(Deal.LEAVE, row.choice.kept)
    )


def _refused(plans: Sequence[RowPlan]) -> dict[int, list[Problem]]:
    return {plan.row: plan.problems for plan in plans if plan.action is RowAction.REFUSE}


def _employer(planner: Planner, employer_id: int | None) -> str:
    found = planner.employers.by_id(employer_id) if planner.employers and employer_id is not None else None
    return str(found.values.get("name") or "") if found is not None else ""
