"""Opening a ledger: each fault its own sentence, no byte changed, nothing created."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sample_store import NAME, PERSON, Sample, make_sample, names_in, python
from sqlalchemy.exc import IntegrityError

import db.lock
from db import errors
from db.connection import ENGINE_FLOOR, connect
from db.drive import mounted_system, on_network_drive
from db.engine import create_store, open_store, open_unlocked, reading, writing
from db.errors import StoreFault, fault_from
from db.lock import LedgerLock

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


# Damage


def test_a_flipped_byte_in_any_page_is_found(sample: Sample) -> None:
    from db.integrity import connection_problems

    whole = sample.path.read_bytes()
    pages = len(whole) // 4096
    assert pages > 20
    copy = sample.path.with_name("copy.ledger")
    opened_not = 0
    for page in range(pages):
        broken = bytearray(whole)
        broken[page * 4096 + (page * 131) % 4096] ^= 0x10
        copy.write_bytes(broken)
        try:
            engine = open_store(copy, sample.key)
        except errors.DamagedLedger:
            opened_not += 1
            assert copy.read_bytes() == broken
            continue
        pooled = engine.raw_connection()
        problems = connection_problems(pooled.driver_connection)
        pooled.close()
        engine.dispose()
        assert problems == [f"有 1 页校验不符（第 {page + 1} 页）。"]
        assert copy.read_bytes() == broken
    assert 0 < opened_not < pages // 2, "the first pages are read on opening, the others by the checks"


def test_a_damaged_page_is_found_by_a_query_and_by_a_write(sample: Sample) -> None:
    with sample.opened() as engine, reading(engine) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'"
        root = int(connection.exec_driver_sql(query).scalar_one())
    broken = bytearray(sample.path.read_bytes())
    broken[(root - 1) * 4096 + 7] ^= 1
    sample.path.write_bytes(broken)
    for statement in ("SELECT sum(length(name)) FROM sample NOT INDEXED", "DELETE FROM sample"):
        with sample.opened() as engine, pytest.raises(errors.DamagedLedger), writing(engine) as connection:
            connection.exec_driver_sql(statement)
        assert sample.path.read_bytes() == broken


def test_every_truncation_is_found_on_opening(sample: Sample) -> None:
    whole = sample.path.read_bytes()
    pages = len(whole) // 4096
    lengths = [page * 4096 for page in range(1, pages)] + [1, 15, 16, 17, 4095, 4097, len(whole) - 1]
    for length in lengths:
        sample.path.write_bytes(whole[:length])
        wanted = (errors.DamagedLedger,) if length >= 15 else (errors.DamagedLedger, errors.NotALedger)
        with pytest.raises(wanted):
            open_store(sample.path, sample.key)
        assert sample.path.read_bytes() == whole[:length]


@pytest.mark.parametrize("at", [0, 7, 15, 16, 200, 4000, 4095])
def test_a_damaged_first_page_is_no_wrong_password(sample: Sample, at: int) -> None:
    broken = bytearray(sample.path.read_bytes())
    broken[at] ^= 4
    sample.path.write_bytes(broken)
    with pytest.raises(errors.DamagedLedger):
        open_store(sample.path, sample.key)


# One process


def test_a_second_opening_says_who_holds_it(sample: Sample) -> None:
    with sample.opened() as engine:
        with pytest.raises(errors.LedgerInUse) as caught:
            open_store(sample.path, sample.key)
        assert str(os.getpid()) in caught.value.happened
        with reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    assert names_in(sample.path.parent) == [NAME, f"{NAME}.keys"]


HOLD = (
    "import sys, time; from pathlib import Path; from db.engine import open_store\n"
    "engine = open_store(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline()))\n"
    "print('open', flush=True); sys.stdin.readline()"
)


def test_another_process_is_refused_until_it_is_gone(sample: Sample) -> None:
    child = python(HOLD, str(sample.path))
    assert child.stdin and child.stdout
    child.stdin.write(sample.key.hex() + "\n")
    child.stdin.flush()
    assert child.stdout.readline() == "open\n"
    with pytest.raises(errors.LedgerInUse) as caught:
        open_store(sample.path, sample.key)
    assert str(child.pid) in caught.value.where
    child.kill()
    child.communicate()
    assert f"{NAME}.lock" in names_in(sample.path.parent), "the killed process left its file"
    with sample.opened():
        pass


RACE = (
    "import os, sys, time; from pathlib import Path\n"
    "from db.lock import LedgerLock; from db.errors import LedgerInUse\n"
    "ledger = Path(sys.argv[1]); mark = ledger.with_name('mark'); held = 0; end = time.monotonic() + 3\n"
    "while held < 25 and time.monotonic() < end:\n"
    "    try: lock = LedgerLock.take(ledger)\n"
    "    except LedgerInUse: continue\n"
    "    os.close(os.open(mark, os.O_CREAT | os.O_EXCL)); held += 1; mark.unlink(); lock.release()\n"
    "print(held)"
)


def test_a_race_has_one_holder_at_a_time(tmp_path: Path) -> None:
    children = [python(RACE, str(tmp_path / NAME)) for _ in range(4)]
    answers = [child.communicate(timeout=60) for child in children]
    assert [err for _, err in answers] == [""] * 4, "two held the lock at once"
    assert sum(int(out) for out, _ in answers) >= 25


def test_a_lock_on_a_removed_file_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tmp_path / NAME
    first, take = LedgerLock.take(ledger), db.lock._take
    later: list[LedgerLock] = []

    def meanwhile(descriptor: int) -> bool:
        """The file is open; before it is locked its holder goes and another one comes."""
        monkeypatch.setattr(db.lock, "_take", take)
        first.release()
        later.append(LedgerLock.take(ledger))
        return take(descriptor)

    monkeypatch.setattr(db.lock, "_take", meanwhile)
    with pytest.raises(errors.LedgerInUse):
        LedgerLock.take(ledger)
    assert [each.held for each in later] == [True]
    later[0].release()
    assert names_in(tmp_path) == []


def test_a_disposed_engine_cannot_come_back(sample: Sample) -> None:
    engine = open_store(sample.path, sample.key)
    engine.dispose()
    with pytest.raises(errors.LedgerInUse), reading(engine):
        pass


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


# Power cuts

WRITE = (
    "import sys; from pathlib import Path; from db.engine import open_store, writing\n"
    "engine = open_store(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline())); number = int(sys.argv[2])\n"
    "while True:\n"
    "    with writing(engine) as connection:\n"
    "        for part in range(20):\n"
    "            connection.exec_driver_sql('INSERT INTO written VALUES (?, ?)', (number, 'x' * 300))\n"
    "    print(number, flush=True); number += 1"
)


def test_killed_while_writing_loses_no_acknowledged_row(sample: Sample) -> None:
    from db.integrity import check_integrity

    with sample.opened() as engine, writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE written (number INTEGER, words TEXT)")
    following = 0
    for turn in range(20):
        child = python(WRITE, str(sample.path), str(following))
        assert child.stdin and child.stdout
        child.stdin.write(sample.key.hex() + "\n")
        child.stdin.flush()
        assert int(child.stdout.readline()) == following
        time.sleep(0.003 * turn)
        child.kill()
        out, err = child.communicate()
        assert not err
        whole = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
        acknowledged = int(whole[-1]) if whole else following
        start = time.monotonic()
        with sample.opened() as engine:
            assert time.monotonic() - start < 5
            assert check_integrity(engine) == []
            with reading(engine) as connection:
                rows = connection.exec_driver_sql(
                    "SELECT number, count(*) FROM written GROUP BY number ORDER BY number"
                ).all()
        assert [number for number, _ in rows] == list(range(len(rows)))
        assert {count for _, count in rows} == {20}, "a transaction is all or nothing"
        assert len(rows) > acknowledged
        following = len(rows)


# Full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root on Linux")
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this system does not let a small disk be mounted")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_nothing_and_can_be_freed(small_disk: Path) -> None:
    from db.integrity import check_integrity

    sample = make_sample(small_disk, 50)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(700_000))
    committed = 50
    with sample.opened() as engine:
        with pytest.raises(errors.DiskFull):
            for _ in range(1000):
                with writing(engine) as connection:
                    for _ in range(50):
                        connection.exec_driver_sql("INSERT INTO sample (name) VALUES (?)", ("字" * 200,))
                committed += 50
        with reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == committed
        assert check_integrity(engine) == []
        ballast.unlink()
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO sample (name) VALUES ('后来')")
    with sample.opened() as engine, reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == committed + 1


def test_a_full_disk_leaves_no_new_ledger(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(2 * 1024 * 1024 - 4096))
    with pytest.raises(errors.DiskFull):
        create_store(small_disk / NAME, bytes(32))
    assert names_in(small_disk) == ["ballast"]


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
