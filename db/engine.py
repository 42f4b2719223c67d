"""The encrypted file as a SQLAlchemy engine: create, open, close.

Only the driver `sqlcipher3` ever opens a ledger. The file must exist to be opened; reading it, or
failing to open it, changes no byte of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from db.connection import PAGE, connect, require_driver, require_key, salt_of
from db.drive import on_network_drive
from db.durable import make_folder
from db.errors import (
    DamagedLedger,
    DiskFull,
    LedgerInUse,
    MissingLedger,
    NetworkDrive,
    NotALedger,
    PathTooLong,
    ReadOnlyPlace,
    StoreFault,
    TargetExists,
    UnfitName,
    fault_from,
    readable,
    told,
)
from db.file_head import head_of, inspect_file, why_unreadable
from db.integrity import damaged_pages
from db.lock import LedgerLock
from db.places import fits_everywhere, is_windows, opens, room_for
from db.swap import settle

ROOM = 1 << 20
"""Bytes that must be free on the disk before a change begins: room for its journal and its new pages."""
READING = "reading"
"""Execution option: True makes a transaction a reader's (BEGIN); else it is BEGIN IMMEDIATE."""
NetworkCheck = Callable[[Path], bool]


@dataclass(slots=True)
class OpenStore:
    """What an engine stands for. The key is for copies of the same ledger; it is never printed."""

    path: Path
    key: bytes = field(repr=False)
    lock: LedgerLock
    barred: StoreFault | None
    """Why it is only read; None when it may be written."""
    checked: bool = False
    """Every page was read, as is done before the first write."""

    @property
    def read_only(self) -> bool:
        """True when it was opened for reading."""
        return self.barred is not None


_OPEN: WeakKeyDictionary[Engine, OpenStore] = WeakKeyDictionary()


def _opened(path: Path, key: bytes, mode: str) -> Any:
    try:
        return connect(path, key, mode)
    except dbapi2.Error as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if name.startswith("SQLITE_NOTADB"):
            raise why_unreadable(path, key) from None
        raise (fault_from(error, path) or error) from None


def _begin(connection: Connection, read_only: bool) -> None:
    reading = read_only or connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _needed(path: Path) -> int:
    """Bytes that a step which met a full disk needs at least: what it had taken for its journal, and room."""
    journal = path.with_name(path.name + "-journal")
    with suppress(OSError):
        return journal.stat().st_size + ROOM
    return ROOM


def _engine(path: Path, key: bytes, lock: LedgerLock, barred: StoreFault | None = None) -> Engine:
    mode = "ro" if barred else "rw"

    def creator() -> Any:
        if not lock.held:
            raise LedgerInUse(path)
        return _opened(path, key, mode)

    def explain(context: ExceptionContext) -> None:
        fault = fault_from(context.original_exception, path, _needed(path))
        if fault is not None:
            raise fault from None

    engine = create_engine(
        "sqlite://",
        creator=creator,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=1,
        pool_timeout=10,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda connection: _begin(connection, mode == "ro"))
    event.listen(engine, "handle_error", explain)
    event.listen(engine, "engine_disposed", lambda _engine: lock.release())
    _OPEN[engine] = OpenStore(path, key, lock, barred)
    return engine


def store_of(engine: Engine) -> OpenStore:
    """Path and key behind an engine made here.

    Raises:
        KeyError: it was made elsewhere.
    """
    return _OPEN[engine]


def require_fit(path: Path) -> None:
    """Refuse a place whose name some system would not take, or that leaves no room for the files beside it.

    Raises:
        UnfitName, PathTooLong.
    """
    if room_for(path.absolute(), windows=is_windows()) < 0:
        raise PathTooLong(path)
    if not fits_everywhere(path.name):
        raise UnfitName(path)


def create_store(path: Path, key: bytes, *, is_network: NetworkCheck = on_network_drive) -> Engine:
    """Make a new, empty, encrypted ledger file and open it, locked. Missing folders are made.

    Args:
        path: where; nothing may be there.
        key: 32 random bytes (`KeyFile.create` gives them).
        is_network: says whether a place is a network drive.

    Raises:
        TargetExists, UnfitName, PathTooLong, NetworkDrive, LedgerInUse, ReadOnlyPlace, DiskFull. Nothing is
        left behind then.
    """
    require_driver()
    require_key(key)
    require_fit(path)
    if path.exists():
        raise TargetExists(path)
    if is_network(path):
        raise NetworkDrive(path)
    make_folder(path.parent)
    lock = LedgerLock.take(path)
    try:
        with told(path):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            _write_first_page(path, key)
    except BaseException as error:
        if not isinstance(error, TargetExists):
            for each in (path, path.with_name(path.name + "-journal")):
                with suppress(OSError):
                    each.unlink()
        lock.release()
        raise
    return _engine(path, key, lock)


def _write_first_page(path: Path, key: bytes) -> None:
    """Give the file its salt and first page, so that it is never again an empty one."""
    connection = connect(path, key, "rw")
    try:
        connection.execute("PRAGMA user_version = 1")
    finally:
        connection.close()


def open_store(
    path: Path, key: bytes, *, read_only: bool = False, is_network: NetworkCheck = on_network_drive
) -> Engine:
    """Open a ledger whose key is known. See `open_unlocked`."""
    return open_unlocked(path, lambda: key, read_only=read_only, is_network=is_network)


def open_unlocked(
    path: Path,
    unlock: Callable[[], bytes],
    *,
    read_only: bool = False,
    fall_back: bool = False,
    is_network: NetworkCheck = on_network_drive,
) -> Engine:
    """Open a ledger: take its lock, look at the file, ask for the key, open.

    The lock is held until the engine is disposed. A disposed engine cannot be used again.

    Args:
        path: the ledger.
        unlock: gives the key, or raises (wrong password …). Called only when the file may be a ledger.
        read_only: open for reading; works in a folder where nothing can be written.
        fall_back: where nothing can be written open for reading instead; `why_not_writable` says why.
        is_network: says whether a place is a network drive.

    Returns:
        An engine whose transactions begin as writers; `reading` and `writing` choose.

    Raises:
        MissingLedger, EmptyLedger, NotALedger, NetworkDrive, LedgerInUse, ReadOnlyPlace, KeysMismatch,
        DamagedLedger, OldEngine. No byte of the ledger has changed then.
    """
    require_driver()
    if not opens(path.absolute(), windows=is_windows()):
        raise PathTooLong(path)
    with readable(path):
        if not path.exists():
            raise MissingLedger(path)
        if not path.is_file():
            raise NotALedger(path)
    if is_network(path):
        raise NetworkDrive(path)
    barred: StoreFault | None = ReadOnlyPlace(path) if read_only else None
    lock, found = _lock_for(path, read_only or fall_back)
    barred = barred or found
    try:
        inspect_file(path)
        barred = barred or _prepared(path, fall_back)
        key = unlock()
        require_key(key)
        engine = _engine(path, key, lock, barred)
        try:
            _prove(engine, path, key)
        except BaseException:
            engine.dispose()
            raise
    except BaseException:
        lock.release()
        raise
    return engine


def _prepared(path: Path, fall_back: bool) -> StoreFault | None:
    """Settle what was cut off, and see that the file can be written: the engine would read on in silence.

    Raises:
        ReadOnlyPlace, DiskFull: unless `fall_back`; then the fault is given.
    """
    try:
        settle(path)
        with told(path):
            os.close(os.open(path, os.O_RDWR))
    except (ReadOnlyPlace, DiskFull) as fault:
        if not fall_back:
            raise
        return fault
    return None


def _lock_for(path: Path, may_read: bool) -> tuple[LedgerLock, StoreFault | None]:
    """The lock; or one in name only with the reason, where it cannot be taken and reading will do."""
    try:
        return LedgerLock.take(path), None
    except (ReadOnlyPlace, DiskFull) as fault:
        if not may_read:
            raise
        return LedgerLock.none(path), fault


def why_not_writable(engine: Engine) -> StoreFault | None:
    """Why nothing can be written now: opened for reading, damaged, or no room on the disk; None: it can.

    The first call reads the whole file once (every page's code), so that nothing is ever written into a
    damaged one. Room made on the disk counts at once; a place that was read-only is tried anew at the next
    opening.
    """
    store = _OPEN.get(engine)
    if store is None:
        return None
    if store.barred is None and not store.checked:
        store.barred, store.checked = _damage(engine, store.path), True
    if store.barred is not None:
        return store.barred
    with suppress(OSError):
        if shutil.disk_usage(store.path.parent).free < ROOM:
            return DiskFull(store.path, ROOM)
    return None


def _damage(engine: Engine, path: Path) -> StoreFault | None:
    with told(path):
        pooled = engine.raw_connection()
        try:
            return DamagedLedger(path) if damaged_pages(pooled.driver_connection) else None
        finally:
            pooled.close()


def _prove(engine: Engine, path: Path, key: bytes) -> None:
    """Make the first connection and compare the file's length with what its header says."""
    head = head_of(path)
    with engine.connect().execution_options(**{READING: True}) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    if head != salt_of(key) or path.stat().st_size < pages * PAGE:
        raise DamagedLedger(path)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One reader's transaction: a still picture of the ledger, no lock against it."""
    with engine.connect().execution_options(**{READING: True}) as connection, connection.begin():
        yield connection


def is_reading(connection: Connection) -> bool:
    """Whether this is a reader's transaction (`reading`)."""
    return bool(connection.get_execution_options().get(READING, False))


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One writer's transaction: all of it or nothing, DDL too.

    Raises:
        ReadOnlyPlace, DamagedLedger, DiskFull: see `why_not_writable`; nothing was begun then.
    """
    barred = why_not_writable(engine)
    if barred is not None:
        raise barred
    with engine.begin() as connection:
        yield connection


def discard_unfinished(path: Path) -> None:
    """Remove a ledger whose creation failed half-way: file, keys, journal. For no other use."""
    for suffix in ("", ".keys", "-journal", ".lock"):
        with suppress(NotADirectoryError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
