"""A foreign sheet at the desk: shown first as what it would do, written on the clerk's word alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.columns import text_of
from core.errors import NotFound
from core.imports.parts import numbers_of, plan_parts, read_parts
from core.imports.plan import Planner, RowPlan
from core.imports.read_sheet import ReadSheet, of_table
from core.imports.table import read_clean
from core.problems import Problem, Severity
from core.section import Section
from core.views import Change, ImportPreview, ImportResult, ImportRow, RowAction

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.facade.base import OpenLedger, Progress
    from core.imports.desk import ImportDesk


class PreviewDesk:
    """What the façade does with sheets that are looked at before they are written."""

    def __init__(self, ledger: OpenLedger, desk: ImportDesk) -> None:
        self._ledger = ledger
        self._desk = desk
        self._read: dict[str, ReadSheet] = {}

    def preview(
        self,
        section: Section,
        path: Path,
        sheet: str | None,
        header_row: int | None,
        columns: Mapping[int, str] | None,
        progress: Progress | None,
        given: Mapping[str, Any] | None = None,
    ) -> ImportPreview:
        """Read and plan a sheet; keep it under a token."""
        with read_clean(
            section, path, sheet, header_row, columns, progress, codes=self._ledger.vocabulary.list_of
        ) as table:
            rows = [row for batch in table for row in batch.rows()]
            read = of_table(section, path, table)
            read.rows, read.given = rows, given or {}
            read.parts = read_parts(self._ledger, section, path, table)
            sheets = table.sheets
        with self._ledger.reading() as connection:
            again = self._desk.again(connection, read)
            planner = self._desk.planner(connection, section, given=read.given)
            plans = planner.take(rows)
            planner.finish()
            again = [*again, *self._parts_notice(connection, read, plans)]
        token = secrets.token_hex(8)
        self._read = {token: read}
        read.refused = {plan.row: plan.problems for plan in plans if plan.action is RowAction.REFUSE}
        return self._preview(token, read, planner, plans, sheets, again)

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
        added, changed, same, refused = (counts[each] for each in RowAction)
        words = f"新增 {added:,}，变更 {changed:,}，未变 {same:,}"
        tail = f"，拒收 {refused:,}（不写入，请单独导入那一页看原因）" if refused else ""
        severity = Severity.WARNING
        yield Problem("", f"“{read.parts.sheet}”一页随本次一起写入：{words}{tail}", severity)

    def _preview(
        self,
        token: str,
        read: ReadSheet,
        planner: Planner,
        plans: Sequence[RowPlan],
        sheets: tuple[str, ...],
        again: Sequence[Problem],
    ) -> ImportPreview:
        shown = tuple(self._row(read.section, planner, plan) for plan in plans)
        writes = sum(plan.action in (RowAction.ADD, RowAction.CHANGE) for plan in plans)
        look = sum(bool(row.problems) and row.action is not RowAction.REFUSE for row in shown)
        return ImportPreview(
            token=token,
            section=read.section.key,
            file_name=read.path.name,
            sheet=read.sheet,
            sheets=sheets,
            header_row=read.header_row,
            columns=read.columns,
            rows=shown,
            notices=(*read.notices, *again),
            writes=writes,
            look=look,
            changed_cells=sum(len(row.changes) for row in shown),
        )

    def _row(self, section: Section, planner: Planner, plan: RowPlan) -> ImportRow:
        vocabulary = self._ledger.vocabulary
        texts = {
            key: text_of(section.by_key[key], value, vocabulary)
            for key, value in plan.values.items()
            if key in section.by_key
        }
        for problem in plan.problems:
            if problem.field in section.by_key and not texts.get(problem.field):
                texts[problem.field] = problem.value_masked
        changes = tuple(
            (
                key,
                text_of(section.by_key[key], before, vocabulary),
                text_of(section.by_key[key], after, vocabulary),
            )
            for key, before, after in planner.changes_of(plan)
            if key in section.by_key
        )
        target = plan.target.id if plan.target is not None and not plan.target.new else None
        return ImportRow(plan.row, plan.action, target, texts, changes, tuple(plan.problems))

    def apply(self, token: str, progress: Progress | None) -> tuple[Change, ImportResult]:
        """Write a previewed sheet, planned anew against the ledger as it is now."""
        read = self._taken(token)
        if read.applied:
            raise NotFound("这次导入已经写入，没有再写一遍。")
        if progress is not None:
            progress(0.2, "正在写入")
        with self._ledger.changing() as connection:
            planner = self._desk.planner(connection, read.section, given=read.given)
            plans = planner.take(read.rows)
            result = self._desk.write(connection, read, planner, plans)
            result = self._desk.write_parts(connection, read, result, numbers_of(plans))
        read.applied, read.rows = True, []
        sections = frozenset(each.section for each in planner.pendings)
        sections |= {read.parts.section.key} if read.parts else set()
        written_rows = (RowAction.ADD, RowAction.CHANGE)
        ids = tuple(
            plan.target.id for plan in plans if plan.target is not None and plan.action in written_rows
        )
        return Change(sections, ids, batch=result.batch), result

    def _taken(self, token: str) -> ReadSheet:
        try:
            return self._read[token]
        except KeyError:
            raise NotFound("这次导入的预览已经失效，没有写入。", todo="重新选文件再导入。") from None

    def write_errors(self, token: str, out: Path) -> int:
        """Refused rows of a previewed sheet as the sender's own sheet."""
        return self._desk.write_errors(self._taken(token), out)
