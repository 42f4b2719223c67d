"""Runs migrations on the connection that `db.migrate` hands over, inside its one transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum

import db.models  # noqa: F401 - registers every mapped class
from db.base import Base, Scaled, UtcText


def plain_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ARG001 - Alembic's signature
    """Write our own types as what the engine stores, so that a revision never changes with the code."""
    if kind != "type":
        return False
    match item:
        case UtcText():
            return "sa.String(27)"
        case Scaled():
            return "sa.BigInteger()"
        case Enum():
            return f"sa.String({item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=plain_type,
)
context.run_migrations()
