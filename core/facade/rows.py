"""Rows of every section: find, read, write, void, history, search."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from core.choices import choices_for, search_everywhere
from core.columns import column_of, rows_statement
from core.counts_towards import counts_towards
from core.errors import LedgerFault
from core.facade.base import OpenLedger
from core.known_records import KnownRecords
from core.row_check import RowCheck
from core.row_history import RowHistory
from core.section import Field, Section, Values
from core.sections import SECTIONS, section_of
from core.views import Change, HistoryEntry, Query, RowView, Totals
from db import journal
from db.engine import writing


class Rows(OpenLedger):
    """The rows of every section."""

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
            return RowCheck(connection, self.vocabulary, date.today()).check(
                section_of(section), values, row_id
            )

    def known_person(self, number: str) -> Values | None:
        """What the ledger knows of the person with this ID number; None when it knows nobody."""
        with self.reading() as connection:
            return KnownRecords(connection).known_person(number)

    def known_employer(self, name: str) -> Values | None:
        """What the ledger knows of the employer with this name, as `employer.*` values and its industry."""
        with self.reading() as connection:
            return KnownRecords(connection).known_employer(name)

    def save(self, section: str, row_id: int | None, values: Values) -> Change:
        """Write one row. What is not valid is kept as typed, and the row stays a draft."""
        with self.changing() as connection:
            saved = self.records(connection).save(section_of(section), row_id, values)
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
            self.records(connection).set_state(section_of(section), ids, state, reason)
        return Change(frozenset((section,)), tuple(ids))

    def history(self, section: str, row_id: int) -> tuple[HistoryEntry, ...]:
        """Everything that happened to a row, newest first."""
        with self.reading() as connection:
            return RowHistory(connection, self.vocabulary).of_row(section_of(section), row_id)

    def counts_towards(self, section: str, row_id: int) -> tuple[str, ...]:
        """What a row counts towards this year, or why it does not, in sentences."""
        with self.reading() as connection:
            return counts_towards(
                connection, self.vocabulary, section_of(section), row_id, self.rules(connection)
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

    def reveal_sensitive(self, section: str, reason: str) -> None:
        """Show a section's sensitive facts in its rows until they are hidden again. Journaled as a reveal.

        Raises:
            NotAllowed: the account may not see whole numbers either.
            LedgerFault: without a reason.
        """
        self.require("rows.reveal")
        if not reason.strip():
            raise LedgerFault("没有写查看原因。", todo="写明原因再查看，查看会留记录。")
        fields = [each.key for each in section_of(section).sensitive()]
        with self.drafting() as connection:
            self.note_on(connection, "reveal", section, reason=reason, after={"fields": fields})
        self._revealed.add(section)

    def hide_sensitive(self, section: str) -> None:
        """Leave a section's sensitive facts out of its rows again, as they are when a ledger opens."""
        self._revealed.discard(section)

    def reveal(self, section: str, row_id: int, field: str, reason: str) -> str:
        """A masked value in full. Journaled with the reason.

        Raises:
            LedgerFault: without a reason.
        """
        self.require("rows.reveal")
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
