"""Sheets at the desk: preview, apply, one go headless, error sheet, export, template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from core.columns import Stored, system_number, table_of
from core.errors import LedgerFault
from core.identity import mask_id, mask_phone
from core.imports.clean_rows import CleanRow
from core.imports.effects import warn_of_submitted
from core.imports.parts import attach_parts, numbers_of, plan_parts, section_of_parts
from core.imports.pending import written
from core.imports.plan import Context, Planner, RowPlan
from core.imports.read_sheet import ReadSheet, of_table
from core.imports.table import Reading
from core.imports.views import ImportResult, RowAction
from core.problems import Problem, Severity
from core.section import Field, Kind, Section
from core.submitted import submitted_months
from core.verification.sampling import as_ranges
from core.views import Query
from db import journal
from db.base import moment_text, utc_now
from db.models import Batch, BatchRow, TownshipAlias

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_STORED_AT_ONCE = 10_000
"""New records after which a part of a large import is written, so that memory stays small."""
_FILE = 0
"""Row number of a problem that concerns the whole file."""


class _DryRun(Exception):  # noqa: N818 - not a fault: it rolls the transaction back
    """Leaves the writing transaction without a trace."""


class ImportDesk:
    """What the façade does with sheets."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    # -- one go ----------------------------------------------------------------------------------
    def run(self, reading: Reading, *, dry_run: bool, errors: Path | None) -> ImportResult:
        """Read, plan and write while the sheet is being read; all of it, error sheet too, or nothing."""
        section, path = reading.section, reading.path
        if errors is not None and errors.exists() and errors.samefile(path):
            raise LedgerFault("退回的行不能写回原表，没有导入。", todo="请给 --errors 另起一个文件名。")
        result: ImportResult | None = None
        read: ReadSheet | None = None
        with reading.table(self._ledger.vocabulary.list_of) as table:
            try:
                with self._ledger.changing() as connection:
                    planner = self.planner(connection, section)
                    plans: list[RowPlan] = []
                    numbers: dict[str, int] = {}
                    begun: tuple[int, datetime] | None = None
                    for batch in table:
                        if planner.unstored() >= _STORED_AT_ONCE:
                            begun = begun or self._begin_batch(connection, of_table(section, path, table))
                            planner.store(connection, self._ledger.info.account, *begun)
                        planner.rest(_STORED_AT_ONCE)
                        planned = planner.take(batch.rows())
                        numbers |= numbers_of(planned) if section_of_parts(section) else {}
                        plans += self._slim(planned)
                    read = of_table(section, path, table)
                    read.begun = begun
                    attach_parts(self._ledger, read, table)
                    result = self.write(connection, read, planner, plans)
                    result = self.write_parts(connection, read, result, numbers)
                    if errors is not None and result.refused:
                        self.write_errors(read, errors)
                    if dry_run:
                        raise _DryRun
            except _DryRun:
                pass
        assert result is not None
        return replace(result, batch=None) if dry_run else result

    def take_rows(self, section: Section, rows: Sequence[CleanRow], name: str) -> list[int | None]:
        """Write rows that were made by the program (a demonstration): one batch. Gives each row's id."""
        read = ReadSheet(section, Path(name), "", 0, (), "", list(rows), [])
        with self._ledger.changing() as connection:
            planner = self.planner(connection, section)
            plans = planner.take(rows)
            self.write(connection, read, planner, plans)
        return [plan.target.id if plan.target is not None else None for plan in plans]

    @staticmethod
    def _slim(plans: list[RowPlan]) -> list[RowPlan]:
        """Plans without the cells, which nothing needs any more once a row is planned."""
        for plan in plans:
            plan.values = _NOTHING
        return plans

    # -- writing ---------------------------------------------------------------------------------
    def planner(
        self,
        connection: Connection,
        section: Section,
        as_change: Container[int] = frozenset(),
        **context: Any,
    ) -> Planner:
        """A planner for a section against the ledger as it is now; `context` as in `plan.Context`."""
        info = self._ledger.info
        cut = self._ledger.rules(connection).cut_off_day
        known = Context(info.tag, cut, info.unit.valid_to, info.unit_name, **context)
        return Planner(connection, section, known, as_change)

    def write_parts(
        self, connection: Connection, read: ReadSheet, result: ImportResult, wholes: dict[str, int]
    ) -> ImportResult:
        """Write the sheet of parts after its wholes, as a batch of its own, and say what came of it."""
        if read.parts is None:
            return result
        planner, plans = plan_parts(self, connection, read.parts, wholes)
        return replace(result, parts=self.write(connection, read.parts, planner, plans))

    def again(self, connection: Connection, read: ReadSheet) -> list[Problem]:
        """What is said of a file that was imported before with the same content."""
        found = select(Batch.at).where(
            Batch.digest == read.digest,
            Batch.section == read.section.key,
            Batch.undone.is_(False),
            Batch.id != (read.begun[0] if read.begun else 0),
        )
        before = connection.execute(found.order_by(Batch.id).limit(1)).scalar()
        if before is None:
            return []
        message = f"这个文件 {before[:10]} 已经导入过，内容一样"
        return [Problem("", message, Severity.WARNING)]

    def write(
        self, connection: Connection, read: ReadSheet, planner: Planner, plans: Sequence[RowPlan]
    ) -> ImportResult:
        """Write what was planned: one batch, one journal entry; the caller holds the transaction."""
        planner.finish()
        cut = self._ledger.rules(connection).cut_off_day
        warn_of_submitted(plans, read.section, submitted_months(connection), cut)
        tally = Counter([plan.action for plan in plans])
        counts = {action: tally[action] for action in RowAction}
        counts[RowAction.LEFT] = read.left
        read.refused = {plan.row: plan.problems for plan in plans if plan.action is RowAction.REFUSE}
        again = self.again(connection, read)
        if again and counts[RowAction.SAME] == len(plans):
            return ImportResult(0, 0, len(plans), 0, None, tuple((_FILE, "", each) for each in again))
        problems = [(_FILE, "", notice) for notice in (*read.notices, *again)]
        headings = {column.field: column.heading for column in read.columns if column.field}
        for plan in plans:
            if plan.problems:
                problems += [(plan.row, self._heading(read, headings, each), each) for each in plan.problems]
        batch = None
        if counts[RowAction.ADD] or counts[RowAction.CHANGE]:
            batch = self._write_batch(connection, read, planner, counts)
        self._keep_aliases(connection, plans)
        return ImportResult(
            added=counts[RowAction.ADD],
            changed=counts[RowAction.CHANGE],
            unchanged=counts[RowAction.SAME],
            refused=counts[RowAction.REFUSE],
            batch=batch,
            problems=tuple(problems),
            left=read.left,
        )

    def _heading(self, read: ReadSheet, headings: Mapping[str, str], problem: Problem) -> str:
        known = read.section.by_key.get(problem.field)
        return headings.get(problem.field) or (known.label if known else "")

    def _begin_batch(self, connection: Connection, read: ReadSheet) -> tuple[int, datetime]:
        """A batch whose counts are not known yet: its id and its moment."""
        now = utc_now()
        made = connection.execute(
            insert(Batch).values(
                section=read.section.key,
                file_name=read.path.name,
                digest=read.digest,
                at=moment_text(now),
                account=self._ledger.info.account,
                added=0,
                changed=0,
                unchanged=0,
                refused=0,
                undone=False,
                sender=read.sender,
            )
        ).inserted_primary_key
        assert made is not None
        return int(made[0]), now

    def _write_batch(
        self, connection: Connection, read: ReadSheet, planner: Planner, counts: Mapping[RowAction, int]
    ) -> int:
        account = self._ledger.info.account
        batch, now = read.begun or self._begin_batch(connection, read)
        connection.execute(
            update(Batch)
            .where(Batch.id == batch)
            .values(
                added=counts[RowAction.ADD],
                changed=counts[RowAction.CHANGE],
                unchanged=counts[RowAction.SAME],
                refused=counts[RowAction.REFUSE],
            )
        )
        changes = [
            each for pending in planner.pendings for each in pending.write(connection, account, batch, now)
        ]
        if changes:
            connection.execute(insert(BatchRow), written(batch, changes))
        journal.append(
            connection,
            account,
            "import",
            read.section.key,
            batch_id=batch,
            after={
                "digest": read.digest,
                **{action.value: count for action, count in counts.items()},
                "ids": {
                    each.section: [each.new[0].id, each.new[-1].id] for each in planner.pendings if each.new
                },
            },
        )
        return batch

    def _keep_aliases(self, connection: Connection, plans: Sequence[RowPlan]) -> None:
        """Keep unknown words for townships, to be confirmed once."""
        words = {
            each.value_masked
            for plan in plans
            for each in plan.problems
            if each.field == "township" and each.value_masked
        }
        known = set(connection.scalars(select(TownshipAlias.text)))
        fresh = [{"text": word, "key": None} for word in sorted(words - known)]
        if fresh:
            connection.execute(insert(TownshipAlias), fresh)

    # -- error sheet, export, template -----------------------------------------------------------
    def write_errors(self, read: ReadSheet, out: Path) -> int:
        """Refused rows as the sender's own sheet. Gives how many."""
        from core.imports.error_sheet import write_error_sheet

        return write_error_sheet(read.path, read.sheet, read.header_row, read.columns, read.refused, out)

    def export(
        self,
        section: Section,
        out: Path,
        query: Query,
        full_ids: bool,
        reason: str,
        columns: Sequence[str] | None = None,
    ) -> int:
        """Write the rows that a query wants. Journaled; full IDs only with the right and a reason."""
        from core.export import fields_of, write_export

        if full_ids and not reason.strip():
            raise LedgerFault(
                "没有写导出完整证件号的原因，没有导出。", todo="写明原因再导出；不需要完整号码就不要勾选。"
            )
        self._ledger.require("sheets.export_full" if full_ids else "sheets.export")
        fields = fields_of(section, columns)
        # Whole numbers leave only where the journal can be written; masked ones also from a read-only place.
        with self._ledger.drafting() if full_ids else self._ledger.noting() as connection:
            listing = self._ledger.listing(connection)
            ids = listing.find(section, query)
            after: dict[str, Any] = {"rows": len(ids), "full_ids": full_ids, "columns": len(fields)}
            after["which"] = as_ranges(sorted(ids))
            self._ledger.note_on(connection, "export", section.key, reason=reason, after=after)
            rows = self._exported(listing.stored_rows(section, ids), fields, full_ids)
            sheets = [(section, fields, rows)]
            parts = section_of_parts(section)
            held = self._parts_of(connection, parts, set(ids)) if parts else []
            if parts and held:
                rows = self._exported(listing.stored_rows(parts, held), parts.fields, full_ids)
                sheets.append((parts, parts.fields, rows))
            return write_export(sheets, out, self._ledger.vocabulary)

    @staticmethod
    def _parts_of(connection: Connection, parts: Section, wholes: set[int]) -> list[int]:
        """Ids of the parts of some rows, in the order they were entered."""
        assert parts.parent is not None
        own = table_of(parts.model)
        whole = own.c[parts.parent.field]
        statement = select(own.c.id, whole).where(own.c.state != "void").order_by(whole, own.c.id)
        return [row_id for row_id, of in connection.execute(statement) if of in wholes]

    def _exported(
        self, rows: Iterable[Stored], fields: Sequence[Field], full_ids: bool
    ) -> Iterator[Sequence[object]]:
        """Of each row its 系统编号 and every field that goes out."""
        tag = self._ledger.info.tag
        for each in rows:
            values = {**each.values, **each.drafts}
            yield (
                system_number(tag, each.id),
                *(_shown(field, values[field.key], full_ids, tag) for field in fields),
            )

    def template(self, section: Section, out: Path) -> tuple[str, ...]:
        """Write a section's template."""
        from core.imports.template import write_template

        return write_template(section, out, codes=self._ledger.vocabulary.list_of)


def _shown(field: Field, value: object, full_ids: bool, tag: str) -> object:
    if field.kind is Kind.ROW and isinstance(value, int):
        return system_number(tag, value)
    if field.sensitive and not full_ids:
        return None
    if full_ids or not field.masked or not isinstance(value, str):
        return value
    if field.kind is Kind.RESIDENT_ID:
        return mask_id(value)
    return mask_phone(value) if field.kind is Kind.PHONE else value
