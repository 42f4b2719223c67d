"""Names that were merged into others: what a sheet or a clerk writes → what it stands for."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.models import NameAlias

EMPLOYER, COLLEGE = "employer", "college"


def employer_aliases(connection: Connection) -> dict[str, int]:
    """Names that were merged into an employer's: name → its id."""
    found = select(NameAlias.text, NameAlias.employer_id).where(
        NameAlias.kind == EMPLOYER, NameAlias.employer_id.is_not(None)
    )
    return {row[0]: int(row[1]) for row in connection.execute(found) if row[1] is not None}


def college_aliases(connection: Connection) -> dict[str, str]:
    """Names of colleges that were merged: name → the one that stays."""
    found = select(NameAlias.text, NameAlias.name).where(NameAlias.kind == COLLEGE)
    return {row[0]: row[1] for row in connection.execute(found)}
