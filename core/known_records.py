"""The person or employer that a row means by what it says: found by document, credit code or name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from core.columns import EMPLOYER, PERSON, table_of
from core.merged_names import employer_aliases
from core.sections import section_of
from db.models import Employer, Person


class KnownRecords:
    """Looks for persons and employers inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known_person(self, number: str, kind: str = "resident_id") -> dict[str, Any] | None:
        """The person with this document, as `person.*` values; None when the ledger knows none."""
        found = self.person_by_document(kind, number)
        if found is None:
            return None
        fields = (
            each.removeprefix(PERSON) for each in section_of("placement").by_key if each.startswith(PERSON)
        )
        return {PERSON + key: found[key] for key in fields}

    def person_by_document(self, kind: str, number: str) -> dict[str, Any] | None:
        """The columns of the person; of the record that is kept, where this one was merged into another."""
        table = table_of(Person)
        found = select(table).where(table.c.id_kind == kind, table.c.id_number == number)
        row = self._connection.execute(found).mappings().first()
        while row is not None and row["merged_into"] is not None:
            kept = select(table).where(table.c.id == row["merged_into"])
            row = self._connection.execute(kept).mappings().first()
        return dict(row) if row else None

    def known_employer(self, name: str) -> dict[str, Any] | None:
        """The employer with this name, as `employer.*` values and its industry and township."""
        table = table_of(Employer)
        found = (
            select(table).where(table.c.name == name.strip(), table.c.state == "active").order_by(table.c.id)
        )
        row = self._connection.execute(found).mappings().first()
        if row is None:
            return None
        known = {EMPLOYER + key: row[key] for key in ("name", "credit_code", "type")}
        return {**known, "industry": row["industry"], "township": row["township"]}

    def employer_like(self, name: str, code: str | None) -> int | None:
        """The employer with this credit code, in the recycle bin too; else the one with this name."""
        table = table_of(Employer)
        by_name = (table.c.name == name) & (table.c.state != "void")
        if code:
            found = self._connection.execute(select(table.c.id).where(table.c.credit_code == code)).scalar()
            if found is not None:
                return int(found)
            by_name &= table.c.credit_code.is_(None)
        named = self._connection.execute(select(table.c.id).where(by_name).order_by(table.c.id)).scalar()
        return employer_aliases(self._connection).get(name) if named is None else int(named)
