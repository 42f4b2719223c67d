"""Runs migrations on the connection that `db.migrate` hands over, inside its one transaction."""

from __future__ import annotations

from alembic import context

import db.models  # noqa: F401 - registers every mapped class
from db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
