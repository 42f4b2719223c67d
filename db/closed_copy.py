"""A closed copy of an open ledger: made by the engine page by page, and held to what it must contain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlcipher3 import dbapi2

from db.connection import connect, require_key
from db.integrity import connection_problems

_PAGES = 2048
_CACHE_KIB = 8192
Watch = Callable[[float], None]
"""Called with the share done, 0..1; may raise to cancel."""


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of every table of the ledger."""
    driver = connection.connection.driver_connection
    return _counts(driver)


def _counts(driver: Any) -> dict[str, int]:
    names = driver.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    quoted = {name: name.replace('"', '""') for (name,) in names}
    return {
        name: int(driver.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0])
        for name, safe in quoted.items()
    }


def _schema(driver: Any) -> str:
    row = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def copy_pages(engine: Engine, copy: Path, key: bytes, watch: Watch | None) -> str:
    """Copy by the engine's own backup, page by page, encrypted with a key; gives the schema's number."""
    copy.touch(mode=0o600, exist_ok=False)
    pooled = engine.raw_connection()

    def progress(_status: int, remaining: int, total: int) -> None:
        if watch:
            watch(1 - remaining / total if total else 1.0)

    try:
        source = pooled.driver_connection
        with closing(connect(copy, key, "rw", _CACHE_KIB)) as target:
            assert source is not None
            source.backup(target, pages=_PAGES, progress=progress)
        return _schema(source)
    finally:
        pooled.close()


def copy_problems(copy: Path, key: bytes, schema: str, counts: Mapping[str, int]) -> list[str]:
    """What does not hold about a closed copy: both integrity checks, schema and rows per table."""
    require_key(key)
    try:
        with closing(connect(copy, key, "ro&immutable=1", _CACHE_KIB)) as connection:
            problems = connection_problems(connection)
            if problems:
                return problems
            if _schema(connection) != schema:
                problems.append("备份的结构版本与清单不符。")
            if _counts(connection) != dict(counts):
                problems.append("备份各表的行数与清单不符。")
            return problems
    except dbapi2.DatabaseError:
        return ["备份的台账读不出来。"]
