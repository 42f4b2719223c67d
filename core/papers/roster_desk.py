"""A section's rows as a roster list for use inside the office, personal data masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from core.columns import code_text, system_number, text_of
from core.errors import LedgerFault
from core.files import write_whole
from core.identity import mask_name
from core.section import Field, Kind, Section
from core.sections import SECTIONS, section_of
from core.verification.sampling import as_ranges
from core.views import Query

if TYPE_CHECKING:
    from core.facade.base import OpenLedger, Progress
    from core.returns.roster import RosterColumn

_NAME = "person.name"
_WIDTHS = {
    Kind.RESIDENT_ID: 31.5,
    Kind.PHONE: 21.0,
    Kind.DATE: 18.5,
    Kind.MONTH: 15.0,
    Kind.FLAG: 11.0,
    Kind.INTEGER: 14.0,
    Kind.MONEY: 20.0,
    Kind.CODE: 20.0,
    Kind.ROW: 21.5,
    Kind.TEXT: 24.0,
}
"""Millimetres that a kind of field needs; figures, dates and numbers never wrap."""
_WIDTH_OF = {_NAME: 13.5, "employer.name": 34.0, "person.id_kind": 0.0}
_PAGE, _NUMBER, _SYSTEM = 156.0, 10.5, 19.5
_LEAST = 3
"""A list has at least so many of the section's fields."""

Text = Callable[[object], str]


class RosterDesk:
    """What the façade does with roster lists."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def sections(self) -> tuple[tuple[str, str, int], ...]:
        """Sections that have rows: key, title, how many."""
        with self._ledger.reading() as connection:
            listing = self._ledger.listing(connection)
            counted = [(each.key, each.title, listing.count(each)) for each in SECTIONS if not each.parent]
        return tuple(each for each in counted if each[2])

    def fields(self, section: str) -> tuple[str, ...]:
        """Headings of the list's columns."""
        return tuple(field.label for field in printed_fields(section_of(section)))

    def write(
        self,
        key: str,
        query: Query,
        under: str,
        out: Path,
        progress: Progress | None = None,
        names: str = "",
    ) -> int:
        """Write the list of the rows that a query wants, newest first, as PDF. Journaled as a print.

        Args:
            key: of the section.
            query: which rows.
            under: the filter in words, printed under the title.
            out: the file.
            progress: told how far it is; raising from it cancels, and nothing is written then.
            names: why names are printed in full; "" masks them.

        Returns:
            How many rows the list has.

        Raises:
            LedgerFault: there are no rows, a character cannot be printed, the file cannot be written.
        """
        from core.returns.roster import Roster, render_roster  # late: fonts and reportlab

        self._ledger.require("papers.print")
        section, info = section_of(key), self._ledger.info
        with self._ledger.reading() as connection:
            ids = self._ledger.listing(connection).find(section, query)
            if not ids:
                raise LedgerFault("没有要打印的登记。", todo="换一个范围再印。")
            roster = Roster(
                title=f"{section.title}花名册",
                unit=info.unit_name,
                under=under,
                about="证件、电话已作遮盖，完整号码凭编号在系统内查看"
                if names
                else "姓名、证件、电话已作遮盖，凭编号在系统内查看",
                printed_on=date.today(),
                demonstration=info.demonstration,
                columns=roster_columns(section),
                rows=self._rows(connection, section, ids, named=bool(names)),
                count=len(ids),
            )
            printed = render_roster(roster, _telling(progress, len(ids)))
        if printed.problems:
            raise LedgerFault(
                f"花名册没有印成：{printed.problems[0].message}。", todo="改成同义的常用字再印。"
            )
        with self._ledger.drafting() as connection:
            after = {"rows": len(ids), "names": bool(names), "which": as_ranges(sorted(ids))}
            self._ledger.note_on(connection, "print", key, reason=names or "花名册", after=after)
            write_whole(out, printed.bytes)
        return len(ids)

    def _rows(
        self, connection: Connection, section: Section, ids: Sequence[int], *, named: bool
    ) -> Iterator[tuple[str, ...]]:
        fields = printed_fields(section)
        texts = [self._text(field, named=named) for field in fields]
        tag = self._ledger.info.tag
        for number, row in enumerate(self._ledger.listing(connection).stored_rows(section, ids), 1):
            values = row.values
            cells = [text(values[field.key]) for field, text in zip(fields, texts, strict=True)]
            yield (str(number), system_number(tag, row.id), *cells)

    def _text(self, field: Field, *, named: bool) -> Text:
        """How a field's values are written; words of codes are looked up once."""
        vocabulary = self._ledger.vocabulary
        if field.key == _NAME:
            return (lambda value: str(value or "")) if named else lambda value: mask_name(str(value or ""))
        if field.kind is Kind.CODE:
            known: dict[object, str] = {}

            def coded(value: object) -> str:
                if not value:
                    return ""
                if value not in known:
                    known[value] = code_text(field, str(value), vocabulary)
                return known[value]

            return coded
        if field.kind is Kind.TEXT and not field.masked:
            return lambda value: str(value or "")
        return lambda value: text_of(field, value, vocabulary).replace(",", "")


def printed_fields(section: Section) -> tuple[Field, ...]:
    """The section's first fields that fit on the page; never a fact of hardship, never a note.

    Personal numbers that only repeat the document number (sex, birth date) are left out.
    """
    found: list[Field] = []
    room = _PAGE - _NUMBER - _SYSTEM
    for field in sorted(section.fields, key=lambda each: _urgency(section, each)):
        wide = _width(field)
        if field.sensitive or field.derived or not wide or field.key == "note":
            continue
        if wide <= room or len(found) < _LEAST:
            found.append(field)
            room -= wide
    return tuple(found)


def _urgency(section: Section, field: Field) -> int:
    """Who, when, where first; then the section's own order."""
    if field.key in section.frozen:
        return 0
    first = (section.dating, "employer.name", "township")
    return 1 + first.index(field.key) if field.key in first else len(first) + 1


def roster_columns(section: Section) -> tuple[RosterColumn, ...]:
    """Running number, 系统编号 and the fields, with the room that is left given to texts."""
    from core.returns.roster import RosterColumn

    fields = printed_fields(section)
    widths = [_width(field) for field in fields]
    rest = max(0.0, _PAGE - _NUMBER - _SYSTEM - sum(widths))
    wrapping = [field.kind in (Kind.TEXT, Kind.CODE) and field.key != _NAME for field in fields]
    share = rest / sum(wrapping) if any(wrapping) else 0.0
    columns = [RosterColumn("序号", _NUMBER, centred=True), RosterColumn("编号", _SYSTEM, centred=True)]
    for field, wide, wraps in zip(fields, widths, wrapping, strict=True):
        figure = field.kind in (Kind.INTEGER, Kind.MONEY)
        columns.append(
            RosterColumn(
                field.label,
                wide + (share if wraps else 0.0),
                centred=field.kind in (Kind.DATE, Kind.MONTH, Kind.FLAG),
                right=figure,
            )
        )
    return tuple(columns)


def _width(field: Field) -> float:
    return _WIDTH_OF.get(field.key, _WIDTHS[field.kind])


def _telling(progress: Progress | None, count: int) -> Callable[[int], object] | None:
    if progress is None:
        return None

    def told(done: int) -> None:
        progress(min(done / count, 1.0), f"已排 {done:,} 行，共 {count:,} 行")

    return told
