"""The façade: every change is one transaction behind one method that journals and says what changed.

Called on one thread. No mapped instance leaves a method: callers get frozen values.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, select

from core import trust
from core.choices import choices_for, search_everywhere
from core.columns import column_of, rows_statement
from core.compute import Evaluator
from core.errors import LedgerFault, NotAllowed, NotFound
from core.figure import Tally
from core.figures import figure_of
from core.info import LedgerInfo, read_info, write_first_facts
from core.listing import Listing
from core.plan_files import FIRST_YEAR, LAST_YEAR
from core.plans import load_plans, plans_for
from core.records import Records
from core.returns.desk import ReturnDesk
from core.returns.snapshot import Number
from core.section import Field, Section, Values
from core.sections import SECTIONS, section_of
from core.settings import SETTINGS, Rules, checked_setting, rules_of, value_of
from core.standings import Standings
from core.target_desk import TargetDesk
from core.targets import load as load_targets
from core.tasks import load as load_tasks
from core.township_desk import TownshipDesk, TownshipView, WaitingWord
from core.units import Unit, find_unit
from core.views import (
    Change,
    Check,
    Dashboard,
    Explanation,
    FigureView,
    HistoryEntry,
    ImportPreview,
    ImportResult,
    PlanView,
    Query,
    ReturnMonth,
    ReturnPreview,
    RowView,
    SplitView,
    TargetView,
    Totals,
)
from core.vocabulary import Vocabulary
from db import journal
from db.engine import open_unlocked, reading, writing
from db.keys import KeyFile
from db.migrate import Standing, create_schema, standing, upgrade
from db.models import Setting

if TYPE_CHECKING:
    from core.imports.desk import ImportDesk
    from core.imports.table import CleanRow, Reading

__all__ = ["Ledger", "LedgerInfo", "Progress"]

Progress = Callable[[float, str], None]
"""Called with 0 to 1 and Chinese words; raising `core.errors.Cancelled` from it cancels."""

_TAG_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Ledger:
    """One open ledger."""

    def __init__(self, engine: Engine, path: Path, account: str) -> None:
        self._engine = engine
        with reading(engine) as connection:
            self.info = read_info(connection, path, account)
            self._vocabulary = Vocabulary(connection, self.info.unit_key)
        self._returns = ReturnDesk(self)
        self._target_desk = TargetDesk(self)
        self._township_desk = TownshipDesk(self)

    @cached_property
    def _imports(self) -> ImportDesk:
        from core.imports.desk import ImportDesk  # late: most commands touch no sheet

        return ImportDesk(self)

    # -- opening ---------------------------------------------------------------------------------
    @staticmethod
    def create(
        path: Path,
        unit: str,
        year: int,
        password: str,
        account: str = "admin",
        *,
        demonstration: bool = False,
    ) -> tuple[Ledger, str]:
        """Make a unit's ledger with the presets of a year; gives it open, and its recovery code.

        Raises:
            NotFound: no such unit in that year.
            LedgerFault: the place or the password will not do. Nothing is created then.
        """
        found = find_unit(unit, year) if FIRST_YEAR <= year <= LAST_YEAR else None
        if found is None:
            raise NotFound(
                f"{year}年没有“{unit}”这个单位，没有建台账。",
                "安全。没有建任何文件。",
                "请填单位简称，例如永川区、忠县、西部科学城重庆高新区。",
            )
        trust.require_password(password)
        with trust.nothing_left(path):
            engine, recovery = trust.new_store(path, account, password)
            try:
                create_schema(engine)
                _write_first(engine, found, year, account, demonstration)
                return Ledger(engine, path, account), recovery
            except BaseException:
                engine.dispose()
                raise

    @staticmethod
    def open(path: Path, account: str, password: str) -> Ledger:
        """Open a ledger with an account's password.

        Raises:
            LedgerFault: one class for each thing that can be wrong; the ledger file is unchanged.
        """
        return Ledger._opened(path, lambda: KeyFile(path).unlock(account, password), account)

    @staticmethod
    def open_with_recovery(path: Path, code: str, account: str = "admin") -> Ledger:
        """Open a ledger with its printed recovery code, as the administrator."""
        return Ledger._opened(path, lambda: KeyFile(path).unlock_with_recovery(code), account)

    @staticmethod
    def _opened(path: Path, unlock: Callable[[], bytes], account: str) -> Ledger:
        engine = open_unlocked(path, unlock)
        try:
            if standing(engine) is not Standing.CURRENT:
                upgrade(engine, path)
            return Ledger(engine, path, account)
        except BaseException:
            engine.dispose()
            raise

    def close(self) -> None:
        """Close the file and give its lock back. The ledger cannot be used afterwards."""
        self._engine.dispose()

    # -- for the desks ---------------------------------------------------------------------------
    @property
    def vocabulary(self) -> Vocabulary:
        """Code lists as this ledger knows them."""
        return self._vocabulary

    @property
    def engine(self) -> Engine:
        """The store, for backup and verification."""
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One reader's transaction."""
        with reading(self._engine) as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """One writer's transaction, for accounts that may record.

        Raises:
            NotAllowed: the account is an auditor or administrator only.
        """
        if "recorder" not in self.info.roles and "reviewer" not in self.info.roles:
            raise NotAllowed("这个账号只能查看，不能改台账。", todo="请用录入员账号登录。")
        with writing(self._engine) as connection:
            yield connection

    @contextmanager
    def drafting(self) -> Iterator[Connection]:
        """One writer's transaction for the program's own notes, which change no business row."""
        with writing(self._engine) as connection:
            yield connection

    def rules(self, connection: Connection) -> Rules:
        """The counting rules in force."""
        return rules_of(stored_settings(connection))

    def standings(self, connection: Connection, as_of: date) -> Standings:
        """Figures at a cut-off."""
        return Standings(connection, self._vocabulary, self.rules(connection), as_of)

    def note_on(
        self,
        connection: Connection,
        action: str,
        section: str,
        *,
        reason: str = "",
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Journal, in the caller's transaction, what changes no figure (print, export)."""
        account = self.info.account
        journal.append(connection, account, action, section, business=False, reason=reason, after=after)

    # -- rows ------------------------------------------------------------------------------------
    def sections(self) -> tuple[Section, ...]:
        """Every section, in the order of the rail."""
        return SECTIONS

    def counts(self) -> dict[str, int]:
        """Rows of each section but void ones."""
        with self.reading() as connection:
            found = self.listing(connection)
            return {section.key: found.count(section) for section in SECTIONS}

    def find(self, section: str, query: Query) -> array[int]:
        """Ids of the rows that the query wants, in its order."""
        with self.reading() as connection:
            return self.listing(connection).find(section_of(section), query)

    def rows(self, section: str, ids: Sequence[int]) -> tuple[RowView, ...]:
        """Frozen rows in the order of the ids."""
        with self.reading() as connection:
            return self.listing(connection).rows(section_of(section), ids)

    def totals(self, section: str, query: Query) -> Totals:
        """The line at the table's foot."""
        with self.reading() as connection:
            return self.listing(connection).totals(section_of(section), query, self.rules(connection))

    def check(
        self, section: str, values: Values, row_id: int | None = None
    ) -> tuple[Values, tuple[Any, ...]]:
        """Normalised and derived values, and what is wrong with them. Writes nothing."""
        with self.reading() as connection:
            return self._records(connection).check(section_of(section), values, row_id)

    def known_person(self, number: str) -> Values | None:
        """What the ledger knows of the person with this ID number; None when it knows nobody."""
        with self.reading() as connection:
            return self._records(connection).known_person(number)

    def known_employer(self, name: str) -> Values | None:
        """What the ledger knows of the employer with this name, as `employer.*` values and its industry."""
        with self.reading() as connection:
            return self._records(connection).known_employer(name)

    def save(self, section: str, row_id: int | None, values: Values) -> Change:
        """Write one row. What is not valid is kept as typed, and the row stays a draft."""
        with self.changing() as connection:
            saved = self._records(connection).save(section_of(section), row_id, values)
            row = self.listing(connection).rows(section_of(section), [saved.id])[0]
        return Change(saved.sections, (saved.id,), row=row)

    def void(self, section: str, ids: Sequence[int], reason: str) -> Change:
        """Put rows into the recycle bin, with a reason."""
        return self._set_state(section, ids, "void", reason)

    def unvoid(self, section: str, ids: Sequence[int], reason: str) -> Change:
        """Bring rows back from the recycle bin, with a reason."""
        return self._set_state(section, ids, "active", reason)

    def _set_state(self, section: str, ids: Sequence[int], state: str, reason: str) -> Change:
        with self.changing() as connection:
            self._records(connection).set_state(section_of(section), ids, state, reason)
        return Change(frozenset((section,)), tuple(ids))

    def history(self, section: str, row_id: int) -> tuple[HistoryEntry, ...]:
        """Everything that happened to a row, newest first."""
        with self.reading() as connection:
            return self._records(connection).history(section_of(section), row_id)

    def counts_towards(self, section: str, row_id: int) -> tuple[str, ...]:
        """What a row counts towards this year, or why it does not, in sentences."""
        with self.reading() as connection:
            return self._records(connection).counts_towards(
                section_of(section), row_id, self.rules(connection)
            )

    def choices(self, field: Field, typed: str, limit: int = 8) -> tuple[tuple[str, str], ...]:
        """Completions for a field: (value, what tells it apart)."""
        with self.reading() as connection:
            return choices_for(connection, self._vocabulary, field, typed, limit)

    def code_choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """The entries of a code list: (code, name)."""
        return tuple((each.code, each.name) for each in self._vocabulary.list_of(name))

    def search(self, text: str, limit: int = 50) -> tuple[tuple[str, int, str, str], ...]:
        """Search over everything: (section, id, title, detail)."""
        with self.reading() as connection:
            return search_everywhere(connection, self.listing(connection), text, limit)

    def reveal(self, section: str, row_id: int, field: str, reason: str) -> str:
        """A masked value in full. Journaled with the reason.

        Raises:
            LedgerFault: without a reason.
        """
        if not reason.strip():
            raise LedgerFault("没有写查看原因。", todo="写明原因再查看，查看会留记录。")
        which = section_of(section)
        with writing(self._engine) as connection:
            own = which.model.__table__.c.id
            statement = rows_statement(which).with_only_columns(column_of(which, field))
            value = connection.execute(statement.where(own == row_id)).scalar()
            journal.append(
                connection,
                self.info.account,
                "reveal",
                section,
                row_id=row_id,
                business=False,
                reason=reason,
                after={"field": field},
            )
        return str(value or "")

    # -- sheets ----------------------------------------------------------------------------------
    def preview_import(
        self,
        section: str,
        path: Path,
        sheet: str | None = None,
        header_row: int | None = None,
        columns: Mapping[int, str] | None = None,
        progress: Progress | None = None,
    ) -> ImportPreview:
        """What an import would do. Nothing is written; `apply_import` takes the token."""
        return self._imports.preview(section_of(section), path, sheet, header_row, columns, progress)

    def apply_import(self, token: str, progress: Progress | None = None) -> tuple[Change, ImportResult]:
        """Write a previewed import: one transaction, one batch, one journal entry."""
        return self._imports.apply(token, progress)

    def import_file(
        self,
        section: str,
        path: Path,
        sheet: str | None = None,
        *,
        dry_run: bool = False,
        errors: Path | None = None,
    ) -> ImportResult:
        """Read, check and write a sheet in one go."""
        from core.imports.table import begin_reading

        with begin_reading(section_of(section), path, sheet) as reading:
            return self.import_reading(reading, dry_run=dry_run, errors=errors)

    def import_reading(
        self, reading: Reading, *, dry_run: bool = False, errors: Path | None = None
    ) -> ImportResult:
        """The same for a sheet that is being read already, row by row as it comes."""
        return self._imports.run(reading, dry_run=dry_run, errors=errors)

    def take_rows(self, section: str, rows: Sequence[CleanRow], name: str) -> list[int | None]:
        """Write rows that the program made (a demonstration) as one batch. Gives each row's id."""
        return self._imports.take_rows(section_of(section), rows, name)

    def write_error_sheet(self, token: str, out: Path) -> int:
        """Refused rows as the sender's own sheet with 错误原因. Returns how many."""
        return self._imports.write_errors(token, out)

    def export(
        self, section: str, out: Path, query: Query | None = None, full_ids: bool = False, reason: str = ""
    ) -> int:
        """Write a section's rows to a workbook; IDs masked unless asked for with a reason. Journaled."""
        return self._imports.export(section_of(section), out, query or Query(), full_ids, reason)

    def template(self, section: str, out: Path) -> tuple[str, ...]:
        """Write a section's empty template. Returns its columns."""
        return self._imports.template(section_of(section), out)

    # -- figures ---------------------------------------------------------------------------------
    def dashboard(self, as_of: date) -> Dashboard:
        """Everything 总览 shows at a cut-off."""
        with self.reading() as connection:
            rows = self.listing(connection).count(section_of("placement"))
            due = trust.due(self, connection, as_of)
            return self.standings(connection, as_of).dashboard(due, rows)

    def figures(self, as_of: date) -> tuple[FigureView, ...]:
        """Every figure at a cut-off, against each plan of this unit that asks for it."""
        with self.reading() as connection:
            return self.standings(connection, as_of).figures()

    def explain(self, key: str, as_of: date, plan: str | None = None) -> Explanation:
        """Why a figure is what it is: rule, clause, rows counted and rows left out with the reason."""
        with self.reading() as connection:
            return self.standings(connection, as_of).explain(key, plan)

    def series(self, key: str, year: int) -> tuple[tuple[str, Number], ...]:
        """A counted figure month by month: (2025-09, value).

        Raises:
            NotFound: an unknown figure, or one that is not counted from rows.
        """
        figure = figure_of(key, self._vocabulary.townships)
        if not isinstance(figure, Tally):
            raise NotFound(f"“{figure.label}”不能逐月计数。")
        with self.reading() as connection:
            evaluator = Evaluator(connection, self.rules(connection))
            return tuple((str(month), value) for month, value in evaluator.series(figure, year))

    # -- targets ---------------------------------------------------------------------------------
    def plans(self) -> tuple[PlanView, ...]:
        """Plans that concern this unit: those loaded and those that can be."""
        return self._target_desk.plans(load_plans()[0])

    def load_plan(self, key: str) -> Change:
        """Take a plan's targets over."""
        return self._target_desk.load(key)

    def targets(self, year: int) -> tuple[TargetView, ...]:
        """Targets whose period touches the year."""
        return self._target_desk.targets(year)

    def set_target(self, target_id: int, value: Decimal, reason: str) -> Change:
        """Change a target, with a reason."""
        return self._target_desk.set_value(target_id, value, reason)

    def split(self, figure: str, year: int) -> SplitView | None:
        """The split of a target by township; None where there is no such target."""
        return self._target_desk.split(figure, year)

    def set_split(self, figure: str, year: int, values: Mapping[str, int | None], reason: str = "") -> Change:
        """Enter the split by township."""
        return self._target_desk.set_split(figure, year, values, reason)

    # -- townships -------------------------------------------------------------------------------
    def townships(self) -> tuple[TownshipView, ...]:
        """The unit's townships, with their placements."""
        return self._township_desk.townships()

    def waiting_townships(self) -> tuple[WaitingWord, ...]:
        """Words of sheets that nobody has confirmed as a township yet."""
        return self._township_desk.waiting()

    def add_township(self, name: str) -> str:
        """Add a township; rows that wait under its name are put there. Gives its key."""
        return self._township_desk.add(name)

    def confirm_township(self, text: str, key: str) -> Change:
        """Say once which township a sheet's word means."""
        return self._township_desk.confirm(text, key)

    def renew_vocabulary(self) -> None:
        """Read the townships and their words anew."""
        with self.reading() as connection:
            self._vocabulary = Vocabulary(connection, self.info.unit_key)

    # -- return ----------------------------------------------------------------------------------
    def return_months(self, year: int, today: date) -> tuple[ReturnMonth, ...]:
        """The twelve months of a year with their states."""
        return self._returns.months(year, today)

    def preview_return(self, month: str) -> ReturnPreview:
        """A month's return as it would be printed, with its checks."""
        return self._returns.preview(month)

    def set_narrative(self, month: str, difficulties: str, next_steps: str) -> Change:
        """Keep 存在问题 and 下一步打算 of a month."""
        return self._returns.set_narrative(month, difficulties, next_steps)

    def write_return(self, month: str, pdf: Path, xlsx: Path | None = None) -> ReturnPreview:
        """Write a month's return to files. Journaled as a print."""
        return self._returns.write(month, pdf, xlsx)

    # -- trust -----------------------------------------------------------------------------------
    def verify(self) -> tuple[Check, ...]:
        """Check the file, the journal and what must hold between rows."""
        return trust.verify(self)

    def backup(self, folder: Path | None = None) -> Path:
        """Make and verify a backup: one new folder under `folder` (NAME.backups beside the ledger)."""
        return trust.backup(self, folder)

    def backups(self) -> tuple[tuple[Path, str, str], ...]:
        """Backups in the usual place, newest first: (folder, moment, words)."""
        return trust.backups(self)

    def backup_age(self) -> timedelta | None:
        """How long ago the newest backup was made; None when there is none."""
        return trust.backup_age(self)

    def settings(self) -> dict[str, str]:
        """Every setting in force."""
        with self.reading() as connection:
            stored = stored_settings(connection)
        return {spec.key: value_of(stored, spec.key) for spec in SETTINGS}

    def set_setting(self, key: str, value: str, reason: str) -> Change:
        """Change a setting, with a reason. The administrator's right."""
        if "administrator" not in self.info.roles:
            raise NotAllowed("这个账号不能改设置。", todo="请用管理员账号登录。")
        if not reason.strip():
            raise LedgerFault("没有写原因，设置没有改。", todo="写明改动原因再保存。")
        value = checked_setting(key, value)
        with writing(self._engine) as connection:
            before = value_of(stored_settings(connection), key)
            connection.execute(Setting.__table__.delete().where(Setting.key == key))  # type: ignore[attr-defined]  # typed as FromClause
            connection.execute(Setting.__table__.insert().values(key=key, value=value))  # type: ignore[attr-defined]  # typed as FromClause
            journal.append(
                connection,
                self.info.account,
                "setting",
                "setting",
                reason=reason,
                before={key: before},
                after={key: value},
            )
        return Change(frozenset(("setting", "placement")))

    # -- parts -----------------------------------------------------------------------------------
    def listing(self, connection: Connection) -> Listing:
        """Filter, search and rows on one connection."""
        return Listing(connection, self._vocabulary, self.info.tag)

    def _records(self, connection: Connection) -> Records:
        return Records(connection, self._vocabulary, self.info.account, date.today())


def _write_first(engine: Engine, unit: Unit, year: int, account: str, demonstration: bool) -> None:
    tag = "".join(secrets.choice(_TAG_LETTERS) for _ in range(4))
    with writing(engine) as connection:
        write_first_facts(connection, unit, year, tag, account, demonstration)
        for plan in plans_for(unit.key, year):
            load_targets(connection, plan, unit.key, account)
            load_tasks(connection, plan, account)
        journal.append(connection, account, "create", "ledger", after={"unit": unit.key, "year": year})


def stored_settings(connection: Connection) -> dict[str, str]:
    """Settings that differ from their defaults."""
    return {row.key: row.value for row in connection.execute(select(Setting.key, Setting.value))}
