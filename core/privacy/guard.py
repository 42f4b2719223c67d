"""Rows of the erased are statistics: nobody writes to them, and nothing gives them back a name."""

from __future__ import annotations

from sqlalchemy import Connection, select

from core.columns import table_of
from core.errors import LedgerFault
from core.section import Section
from db.models import Person

SAID = "这一行的个人信息已删除，只作统计"
_TABLE = table_of(Person)


def is_erased(connection: Connection, person_id: int | None) -> bool:
    """Whether a person was erased."""
    if person_id is None:
        return False
    found = select(_TABLE.c.erased_at).where(_TABLE.c.id == person_id)
    return connection.execute(found).scalar() is not None


def of_erased(connection: Connection, section: Section, row_id: int) -> bool:
    """Whether a row is an erased person's, or the person itself."""
    if section.key == "person":
        return is_erased(connection, row_id)
    if not section.people:
        return False
    own = table_of(section.model)
    return is_erased(
        connection, connection.execute(select(own.c.person_id).where(own.c.id == row_id)).scalar()
    )


def require_living(connection: Connection, section: Section, row_id: int) -> None:
    """Refuse a row of somebody who was erased.

    Raises:
        LedgerFault: it is one.
    """
    if of_erased(connection, section, row_id):
        raise LedgerFault(f"{SAID}，没有改。", "安全。台账没有改动。", "数错了的话，把这一行作废，另外登记。")
