"""Which schema a ledger has, and how it gets the program's.

Revisions are numbered "0001", "0002" …, so that older and newer are told apart without loading Alembic.
All steps of an upgrade run in one transaction: killed at any statement, the ledger is the old one or the
new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from db.backup import list_backups, make_backup
from db.closed_copy import row_counts
from db.engine import reading
from db.errors import NewerSchema, OlderSchema
from db.journal import business_head

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0014"
"""Number of the newest revision in `migrations/versions`; a test holds the two together."""
SCRIPTS = Path(__file__).parent / "migrations"


class Standing(StrEnum):
    """A ledger's schema against the program's."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def schema_of(connection: Connection) -> str | None:
    """Number of the revision that the ledger has; None before its first table."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'"
    ).scalar_one()
    if not found:
        return None
    number = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if number is None else str(number)


def schema_state(engine: Engine) -> str | None:
    """`schema_of` in a reader's transaction of its own."""
    with reading(engine) as connection:
        return schema_of(connection)


def standing(engine: Engine) -> Standing:
    """How the ledger's schema stands to the program's. Alembic is not loaded."""
    number = schema_state(engine)
    if number is None:
        return Standing.EMPTY
    if number == HEAD:
        return Standing.CURRENT
    return Standing.NEWER if number > HEAD else Standing.OLDER


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings without any file of settings; the connection is handed to env.py."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """A writer's transaction in which tables may be rebuilt: foreign keys are checked once, at its end."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"{len(broken)} references broken by a migration of {broken[0][0]}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _run(engine: Engine) -> None:
    from alembic import command

    with _rebuilding(engine) as connection:
        command.upgrade(alembic_config(connection), "head")


def create_schema(engine: Engine) -> None:
    """Make every table of a new ledger, by the migrations from the first one. All or nothing.

    Raises:
        ValueError: the ledger has a schema already.
    """
    if schema_state(engine) is not None:
        raise ValueError("the ledger has a schema already")
    _run(engine)


def require_current(engine: Engine, path: Path) -> None:
    """Refuse a ledger whose schema is not the program's. For commands that only read.

    Raises:
        NewerSchema, OlderSchema.
    """
    match standing(engine):
        case Standing.NEWER:
            raise NewerSchema(path, _older_backup(path))
        case Standing.OLDER | Standing.EMPTY:
            raise OlderSchema(path)
        case Standing.CURRENT:
            return


def _older_backup(path: Path, folder: Path | None = None) -> Path | None:
    return next((each.folder for each in list_backups(path, folder) if each.schema <= HEAD), None)


def upgrade(engine: Engine, path: Path, backup_folder: Path | None = None) -> Path | None:
    """Bring an older ledger to the program's schema, after a verified backup.

    Args:
        engine: opened for writing.
        path: the ledger.
        backup_folder: where backups lie; the ledger's own place when missing.

    Returns:
        The backup's folder; None when there was nothing to do.

    Raises:
        NewerSchema: the ledger was written by a newer program; nothing has changed.
        StoreFault: the backup could not be made or verified; nothing has changed.
    """
    state = standing(engine)
    if state is Standing.CURRENT:
        return None
    if state is Standing.NEWER:
        raise NewerSchema(path, _older_backup(path, backup_folder))
    if state is Standing.EMPTY:
        raise OlderSchema(path)
    with reading(engine) as connection:
        head, counts = business_head(connection), row_counts(connection)
    backup = make_backup(engine, path, backup_folder, head, counts)
    _run(engine)
    return backup
