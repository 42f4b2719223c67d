"""Real encrypted ledgers for the tests of the store, with a derivation that costs next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from db.base import Base
from db.closed_copy import row_counts
from db.engine import create_store, open_store, writing
from db.journal import ERASING_TRIGGER, JOURNAL_TRIGGERS, Entry, append_all, business_head
from db.key_slots import Cost
from db.keys import KeyFile
from db.migrate import HEAD

ROOT = Path(__file__).parents[2]
CHEAP = Cost(memory=64, passes=1)
ACCOUNT = "admin"
PASSWORD = "Taoyuan#42"
NAME = "永川区.ledger"
PERSON = "欧阳测试娜"


@dataclass(frozen=True)
class Sample:
    """A closed ledger with people in a table and entries in the journal."""

    path: Path
    key: bytes
    code: str

    @contextmanager
    def opened(self, *, read_only: bool = False) -> Iterator[Engine]:
        engine = open_store(self.path, self.key, read_only=read_only)
        try:
            yield engine
        finally:
            engine.dispose()


def fill(connection: Connection, rows: int) -> None:
    """The models' tables, one more with names in it, and a stamp."""
    Base.metadata.create_all(connection)
    for trigger in (*JOURNAL_TRIGGERS, "DROP TRIGGER journal_no_update", ERASING_TRIGGER):
        connection.exec_driver_sql(trigger)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT NOT NULL)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    connection.exec_driver_sql("CREATE TABLE sample (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    connection.exec_driver_sql("CREATE INDEX ix_sample_name ON sample (name)")
    for row in range(rows):
        connection.exec_driver_sql("INSERT INTO sample (name) VALUES (?)", (f"{PERSON}{row}",))
    append_all(connection, [Entry(ACCOUNT, "add", "sample", row) for row in range(rows)])


def make_sample(folder: Path, rows: int = 300) -> Sample:
    """Create, fill and close a ledger."""
    path = folder / NAME
    key, code = KeyFile.create(path, ACCOUNT, PASSWORD, CHEAP)
    engine = create_store(path, key)
    with writing(engine) as connection:
        fill(connection, rows)
    engine.dispose()
    return Sample(path, key, code)


def facts(connection: Connection) -> tuple[str, dict[str, int]]:
    """What a backup is told: journal head and rows per table."""
    return business_head(connection), row_counts(connection)


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Run code in a fresh interpreter with the program importable; both ends are text pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def names_in(folder: Path) -> list[str]:
    """File names of a folder, sorted."""
    return sorted(each.name for each in folder.iterdir())
