"""Migrations on the encrypted file: head equals the models, one transaction, newer refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sample_store import ACCOUNT, CHEAP, NAME, PASSWORD, python
from sqlalchemy import Engine

import db.migrate
import db.models
from db import errors
from db.backup import list_backups, verify_backup
from db.base import Base
from db.engine import create_store, open_store, reading, store_of, writing
from db.integrity import check_integrity
from db.journal import append
from db.keys import KeyFile
from db.migrate import (
    HEAD,
    Standing,
    alembic_config,
    create_schema,
    require_current,
    schema_state,
    standing,
    upgrade,
)

pytestmark = pytest.mark.trust


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    key, _ = KeyFile.create(path, ACCOUNT, PASSWORD, CHEAP)
    engine = create_store(path, key)
    yield engine
    engine.dispose()


def test_the_constant_is_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [HEAD]
    numbers = [each.revision for each in scripts.walk_revisions()]
    assert numbers == sorted(numbers, reverse=True), "older and newer are told by number"
    assert all(len(number) == 4 and number.isdigit() for number in numbers)


def test_head_equals_the_models(engine: Engine) -> None:
    create_schema(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).scalars()
        assert {"journal_no_update", "journal_no_delete", "journal_in_order"} <= set(triggers)


def test_a_column_that_is_in_no_migration_is_noticed(engine: Engine) -> None:
    create_schema(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE person ADD COLUMN stray TEXT")
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata)


def test_standing_of_a_new_ledger(engine: Engine, path: Path) -> None:
    assert schema_state(engine) is None
    assert standing(engine) is Standing.EMPTY
    with pytest.raises(errors.OlderSchema):
        require_current(engine, path)
    create_schema(engine)
    assert schema_state(engine) == HEAD
    require_current(engine, path)
    assert upgrade(engine, path) is None
    with pytest.raises(ValueError, match="already"):
        create_schema(engine)
    assert list_backups(path) == []


def _stamp(engine: Engine, number: str) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (number,))


def test_a_newer_ledger_is_refused_untouched_with_the_backup_named(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_schema(engine)
    _stamp(engine, "0000")
    monkeypatch.setattr(db.migrate, "_run", lambda engine: _stamp(engine, "9000"))
    backup = upgrade(engine, path)
    assert backup is not None
    before = path.read_bytes()
    for refuse in (upgrade, require_current):
        with pytest.raises(errors.NewerSchema) as caught:
            refuse(engine, path)
        assert backup.name in caught.value.todo
    assert path.read_bytes() == before


def test_an_upgrade_makes_a_verified_backup_first(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    create_schema(engine)
    with writing(engine) as connection:
        append(connection, ACCOUNT, "add", "person")
    _stamp(engine, "0000")
    seen: list[Path] = []

    def run(engine: Engine) -> None:
        seen.extend(each.folder for each in list_backups(path, tmp_path / "disk"))
        _stamp(engine, HEAD)

    monkeypatch.setattr(db.migrate, "_run", run)
    backup = upgrade(engine, path, tmp_path / "disk")
    assert seen == [backup], "the backup was there before the first step"
    assert backup is not None
    assert verify_backup(backup, store_of(engine).key) == []
    assert schema_state(engine) == HEAD


def test_no_backup_no_upgrade(engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_schema(engine)
    _stamp(engine, "0000")
    path.with_name(path.name + ".keys").unlink()
    monkeypatch.setattr(db.migrate, "_run", lambda engine: pytest.fail("went on without a backup"))
    with pytest.raises(errors.MissingKeys):
        upgrade(engine, path)
    assert schema_state(engine) == "0000"


def test_a_failing_migration_leaves_nothing(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    made: list[str] = []
    original = Operations.create_table

    def third_fails(self: Operations, name: str, *columns: Any, **options: Any) -> Any:
        made.append(name)
        if len(made) == 3:
            raise RuntimeError
        return original(self, name, *columns, **options)

    monkeypatch.setattr(Operations, "create_table", third_fails)
    with pytest.raises(RuntimeError):
        create_schema(engine)
    assert len(made) == 3
    assert schema_state(engine) is None
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert path.read_bytes()[:16] == before[:16]


def test_a_migration_that_breaks_a_reference_is_undone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))")
        connection.exec_driver_sql("INSERT INTO parent VALUES (1)")
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")
    with pytest.raises(RuntimeError, match="child"), db.migrate._rebuilding(engine) as connection:
        connection.exec_driver_sql("DELETE FROM parent")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM parent").scalar() == 1


def test_revisions_are_written_from_the_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from db.new_revision import write_revision

    scripts = tmp_path / "migrations"
    shutil.copytree(db.migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__", "0*.py"))
    monkeypatch.setattr(db.migrate, "SCRIPTS", scripts)
    first = write_revision("everything")
    text = first.read_text(encoding="utf-8")
    assert first.name == "0001_everything.py"
    assert 'op.create_table("person"' in text.replace("'", '"')
    assert "db.base" not in text, "a revision must not change with the code"
    second = write_revision("nothing more")
    assert "op." not in second.read_text(encoding="utf-8").replace("alembic import op", "")


KILLED = (
    "import os, sys; from pathlib import Path; from alembic.operations import Operations\n"
    "from db.engine import open_store; from db.migrate import create_schema\n"
    "engine = open_store(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline())); left = int(sys.argv[2])\n"
    "original = Operations.create_table\n"
    "def cut(self, *columns, **options):\n"
    "    global left; left -= 1\n"
    "    if left == 0: os.kill(os.getpid(), 9)\n"
    "    return original(self, *columns, **options)\n"
    "Operations.create_table = cut; pooled = engine.raw_connection()\n"
    "pooled.driver_connection.execute('PRAGMA cache_size = 4'); pooled.close()\n"
    "create_schema(engine); print('done')"
)


@pytest.mark.parametrize("statement", [1, 6, 12])
def test_killed_in_the_middle_the_schema_is_the_old_one(engine: Engine, path: Path, statement: int) -> None:
    key = store_of(engine).key
    engine.dispose()
    child = python(KILLED, str(path), str(statement))
    assert child.communicate(f"{key.hex()}\n", timeout=60) == ("", "")
    assert child.returncode == -9, "it was to be killed"
    again = open_store(path, key)
    try:
        assert schema_state(again) is None
        assert check_integrity(again) == []
        create_schema(again)
        require_current(again, path)
    finally:
        again.dispose()
