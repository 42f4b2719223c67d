"""Opening a ledger: each fault its own sentence, no byte changed, nothing created."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sample_store import NAME, PERSON, Sample, make_sample, names_in, python
from sqlalchemy.exc import IntegrityError

from db import errors
from db.connection import ENGINE_FLOOR, connect
from db.drive import mounted_system, on_network_drive
from db.engine import create_store, open_store, open_unlocked, reading, writing
from db.errors import StoreFault, fault_from

pytestmark = pytest.mark.trust


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path)


def _nothing(path: Path) -> None:
    return


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("姓名,身份证号\n" * 500, encoding="utf-8")


def _short_text(path: Path) -> None:
    path.write_text("x", encoding="utf-8")


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(8192))


def _workbook(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + os.urandom(8188))


def _plain_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()


def _folder(path: Path) -> None:
    path.mkdir()


def _random(path: Path) -> None:
    path.write_bytes(os.urandom(8192))


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (_nothing, errors.MissingLedger),
        (_empty, errors.EmptyLedger),
        (_text, errors.NotALedger),
        (_short_text, errors.NotALedger),
        (_zeros, errors.NotALedger),
        (_workbook, errors.NotALedger),
        (_plain_database, errors.NotALedger),
        (_folder, errors.NotALedger),
        (_random, errors.KeysMismatch),
    ],
)
def test_what_is_no_ledger_is_named_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], fault: type[StoreFault]
) -> None:
    path = tmp_path / NAME
    make(path)
    before = path.read_bytes() if path.is_file() else None
    listed = names_in(tmp_path)
    with pytest.raises(StoreFault) as caught:
        open_store(path, bytes(32))
    assert type(caught.value) is fault
    assert names_in(tmp_path) == listed
    assert (path.read_bytes() if path.is_file() else None) == before


def test_no_key_is_asked_for_what_cannot_be_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / NAME
    _text(path)

    def unlock() -> bytes:
        raise AssertionError("asked for a password")

    with pytest.raises(errors.NotALedger):
        open_unlocked(path, unlock)


def test_wrong_key_is_silent_and_changes_nothing(sample: Sample, capfd: pytest.CaptureFixture[str]) -> None:
    before = sample.path.read_bytes()
    with pytest.raises(errors.KeysMismatch):
        open_store(sample.path, os.urandom(32))
    assert sample.path.read_bytes() == before
    assert capfd.readouterr() == ("", "")
    assert names_in(sample.path.parent) == [NAME, f"{NAME}.keys"]


def test_reading_changes_no_byte(sample: Sample) -> None:
    before, stamp = sample.path.read_bytes(), sample.path.stat().st_mtime_ns
    for read_only in (False, True):
        with sample.opened(read_only=read_only) as engine, reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == 300
    with sample.opened() as engine, writing(engine) as connection:
        connection.exec_driver_sql("SELECT 1")
    assert sample.path.read_bytes() == before
    assert sample.path.stat().st_mtime_ns == stamp


def test_pragmas_in_force(sample: Sample) -> None:
    with sample.opened() as engine, reading(engine) as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "delete"
        assert pragma("synchronous") == 3
        assert pragma("foreign_keys") == 1
        assert pragma("temp_store") == 2
        assert pragma("cipher_version")
        version = tuple(
            map(int, str(connection.exec_driver_sql("SELECT sqlite_version()").scalar()).split("."))
        )
        assert version >= ENGINE_FLOOR


def test_opening_is_quick_and_loads_no_migrations(sample: Sample) -> None:
    code = (
        "import sys, time; from pathlib import Path; from db.engine import open_store\n"
        "key = bytes.fromhex(sys.stdin.readline()); best = 9.0\n"
        "for _ in range(10):\n"
        "    start = time.perf_counter(); engine = open_store(Path(sys.argv[1]), key)\n"
        "    best = min(best, time.perf_counter() - start); engine.dispose()\n"
        "print(best, 'alembic' in sys.modules)"
    )
    child = python(code, str(sample.path))
    out, err = child.communicate(sample.key.hex() + "\n", timeout=60)
    assert not err
    seconds, loaded = out.split()
    assert loaded == "False"
    assert float(seconds) < 0.05, "the goal is 0.005 s; ten times that is a fault"


def test_no_other_program_reads_a_name(sample: Sample) -> None:
    content = sample.path.read_bytes()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        assert PERSON.encode(encoding) not in content
    assert b"SQLite" not in content
    assert b"sample" not in content
    plain = sqlite3.connect(sample.path)
    try:
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            plain.execute("SELECT * FROM sample").fetchall()
    finally:
        plain.close()


def test_the_journal_of_an_open_transaction_shows_no_name(sample: Sample) -> None:
    journal = sample.path.with_name(f"{NAME}-journal")
    with sample.opened() as engine:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA cache_size = 8")
            connection.exec_driver_sql("UPDATE sample SET name = name || ' x'")
            kept = journal.read_bytes()
            content = kept + sample.path.read_bytes()
            connection.rollback()
        assert len(kept) > 4 * 4096, "pages lie in the journal"
        assert PERSON.encode() not in content
        assert not journal.exists()
        with reading(engine) as connection:
            found = connection.exec_driver_sql("SELECT count(*) FROM sample WHERE name LIKE '% x'")
            assert found.scalar() == 0


def test_a_definition_is_undone_with_its_transaction(sample: Sample) -> None:
    with sample.opened() as engine:
        with pytest.raises(RuntimeError), writing(engine) as connection:
            connection.exec_driver_sql("CREATE TABLE half (a)")
            connection.exec_driver_sql("INSERT INTO half VALUES (1)")
            raise RuntimeError
        with reading(engine) as connection:
            found = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE name = 'half'").all()
    assert found == []


def test_error_texts_carry_no_values(sample: Sample) -> None:
    with sample.opened() as engine:
        with pytest.raises(IntegrityError) as caught, writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO sample (id, name) VALUES (?, ?)", (1, PERSON))
        assert PERSON not in str(caught.value)
        assert fault_from(caught.value, sample.path) is None, "a bug is not dressed up as a fault"


def test_creating_over_something_is_refused(sample: Sample) -> None:
    before = sample.path.read_bytes()
    with pytest.raises(errors.TargetExists):
        create_store(sample.path, bytes(32))
    assert sample.path.read_bytes() == before


def test_a_new_store_is_never_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / NAME
    create_store(path, bytes(32)).dispose()
    assert path.stat().st_size > 0
    open_store(path, bytes(32)).dispose()


# Places


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root is refused nothing; the tests of permissions run as the system's nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that nobody may enter too (pytest's own are closed to others)."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="store-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits")
def test_a_read_only_file_is_named(open_folder: Path) -> None:
    sample = make_sample(open_folder, 5)
    sample.path.chmod(0o444)
    with _as_nobody():
        with pytest.raises(errors.ReadOnlyPlace):
            open_store(sample.path, sample.key)
        with sample.opened(read_only=True) as engine, reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == 5
    assert names_in(open_folder) == [NAME, f"{NAME}.keys"]


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits")
def test_a_read_only_folder_is_named_and_can_be_read(open_folder: Path) -> None:
    sample = make_sample(open_folder, 5)
    sample.path.chmod(0o666)
    open_folder.chmod(0o555)
    with _as_nobody():
        with pytest.raises(errors.ReadOnlyPlace):
            open_store(sample.path, sample.key)
        with pytest.raises(errors.ReadOnlyPlace):
            create_store(open_folder / "other.ledger", bytes(32))
        with sample.opened(read_only=True) as engine:
            with reading(engine) as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == 5
            with pytest.raises(errors.ReadOnlyPlace), reading(engine) as connection:
                connection.exec_driver_sql("DELETE FROM sample")
    assert names_in(open_folder) == [NAME, f"{NAME}.keys"]


def test_a_network_drive_is_no_home(sample: Sample, tmp_path: Path) -> None:
    before = sample.path.read_bytes()
    with pytest.raises(errors.NetworkDrive):
        open_store(sample.path, sample.key, is_network=lambda _: True)
    fresh = tmp_path / "share" / "new.ledger"
    with pytest.raises(errors.NetworkDrive):
        create_store(fresh, bytes(32), is_network=lambda _: True)
    assert sample.path.read_bytes() == before
    assert not fresh.parent.exists()


MOUNTS = r"""22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw
30 22 0:40 / /mnt/office\040share rw,relatime shared:5 - cifs //server/share rw
31 22 0:41 / /mnt/office\040share/local rw - ext4 /dev/vdb rw
32 22 0:42 / /home/clerk/remote rw - fuse.sshfs clerk@server:/ rw
33 22 0:43 / /host rw - 9p hostshare rw
34 22 0:44 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
"""


@pytest.mark.parametrize(
    ("place", "system"),
    [
        ("/home/clerk/台账", "ext4"),
        ("/mnt/office share/2025", "cifs"),
        ("/mnt/office share", "cifs"),
        ("/mnt/office sharer", "ext4"),
        ("/mnt/office share/local/x", "ext4"),
        ("/home/clerk/remote/x", "fuse.sshfs"),
        ("/host/x", "9p"),
        ("/run/user/1000/gvfs/smb-share:server=a", "fuse.gvfsd-fuse"),
    ],
)
def test_the_mount_that_holds_a_place(place: str, system: str) -> None:
    assert mounted_system(Path(place), MOUNTS) == system


def test_here_is_no_network_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not on_network_drive(tmp_path / "not" / "there")
    table = tmp_path / "mounts"
    table.write_text(
        f"1 0 0:1 / / rw - ext4 a rw\n2 1 0:2 / {tmp_path} rw - nfs4 server:/x rw\n", encoding="utf-8"
    )
    monkeypatch.setattr("db.drive.MOUNTS", table)
    if sys.platform != "win32":
        assert on_network_drive(tmp_path / "not" / "there")


# Sentences


def _every_fault() -> list[StoreFault]:
    path = Path("/secret/place") / NAME
    special: dict[type[StoreFault], StoreFault] = {
        errors.WrongPassword: errors.WrongPassword(4),
        errors.WrongRecoveryCode: errors.WrongRecoveryCode(),
        errors.TooManyTries: errors.TooManyTries(15),
        errors.OldEngine: errors.OldEngine(),
        errors.DiskFull: errors.DiskFull(path, 61_400_000),
        errors.LedgerInUse: errors.LedgerInUse(path, "进程 7"),
    }
    kinds = [kind for kind in StoreFault.__subclasses__() if kind.__module__ == "db.errors"]
    return [special.get(kind) or kind(path) for kind in kinds]  # type: ignore[arg-type]  # the others take one path


@pytest.mark.parametrize("fault", _every_fault(), ids=lambda fault: type(fault).__name__)
def test_sentences_are_as_a_clerk_needs_them(fault: StoreFault) -> None:
    assert fault.happened.endswith("。")
    assert fault.safe.startswith(("安全。", "不安全。"))
    assert fault.todo.endswith("。")
    whole = str(fault)
    assert "secret" not in whole, "a path beyond the name"
    for banned in ("请稍后再试", "未知错误", "抱歉", "!", "！", "Error", "None"):
        assert banned not in whole
    assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"\.ledger|\.keys|manifest\.json", "", whole))


def test_sentences_differ() -> None:
    told = [fault.happened for fault in _every_fault()]
    assert len(set(told)) == len(told)


def test_the_bytes_needed_are_said() -> None:
    assert "至少 58.6 MB" in errors.DiskFull(Path(NAME), 61_400_000).todo


def test_a_foreign_program_that_holds_the_file_is_named(sample: Sample) -> None:
    other = connect(sample.path, sample.key, "rw")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(errors.LedgerInUse):
            open_store(sample.path, sample.key)
    finally:
        other.close()


def test_an_error_of_the_engine_without_a_name_is_known_by_its_words() -> None:
    """The engine's own backup raises such ones."""
    from sqlcipher3 import dbapi2

    full = dbapi2.OperationalError("database or disk is full")
    assert isinstance(errors.fault_from(full, Path(NAME), 4096), errors.DiskFull)
    assert errors.fault_from(dbapi2.OperationalError("no such table: x"), Path(NAME)) is None
    assert errors.fault_from(ValueError("database or disk is full"), Path(NAME)) is None
