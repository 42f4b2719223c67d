"""The second sheet of an own export: parts of the first one's rows, such as the employers of fairs."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from core.errors import LedgerFault
from core.imports.aliases import SYSTEM_NUMBER
from core.imports.plan import Planner, RowPlan
from core.imports.read_sheet import ReadSheet, of_table
from core.imports.table import CleanTable, read_clean
from core.imports.unread import unread_sheets
from core.section import Section
from core.sections import SECTIONS

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.imports.desk import ImportDesk


def section_of_parts(section: Section) -> Section | None:
    """The section whose rows are parts of this one's rows; None for most."""
    found = (each for each in SECTIONS if each.parent is not None and each.parent.section == section.key)
    return next(found, None)


def attach_parts(ledger: OpenLedger, read: ReadSheet, table: CleanTable) -> None:
    """Read the sheet of parts too, where there is one; neither then says that the other was not read."""
    read.parts = _read_parts(ledger, read.section, read.path, table)
    if read.parts is not None:
        for each, other in ((read, read.parts), (read.parts, read)):
            said = unread_sheets(each.sheet, [other.sheet])
            each.notices = [notice for notice in each.notices if notice.message != said]


def _read_parts(ledger: OpenLedger, section: Section, path: Path, table: CleanTable) -> ReadSheet | None:
    """The sheet of parts beside the sheet just read; None where the workbook has none that names its wholes.

    A sheet of that name that cannot be read is left alone: the sheet that was asked for is another one.
    """
    parts = section_of_parts(section)
    if parts is None or parts.title not in table.sheets or table.sheet == parts.title:
        return None
    assert parts.parent is not None
    try:
        with read_clean(parts, path, parts.title, codes=ledger.vocabulary.list_of) as found:
            if parts.parent.field not in found.keys:
                return None
            rows = [row for batch in found for row in batch.rows()]
            read = of_table(parts, path, found)
    except LedgerFault:
        return None
    read.rows = rows
    return read


def numbers_of(plans: Iterable[RowPlan]) -> dict[str, int]:
    """系统编号 as the sheet has them → ids that the rows have, or get, in this ledger."""
    return {
        str(number): plan.target.id
        for plan in plans
        if plan.target is not None and (number := plan.values.get(SYSTEM_NUMBER))
    }


def plan_parts(
    desk: ImportDesk,
    connection: Connection,
    read: ReadSheet,
    wholes: dict[str, int],
    fresh: Container[int] = frozenset(),
) -> tuple[Planner, list[RowPlan]]:
    """Plan the parts after their wholes. `fresh` are wholes that are planned and not written yet."""
    planner = desk.planner(connection, read.section, wholes=wholes, fresh=fresh)
    return planner, planner.take(read.rows)
