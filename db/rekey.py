"""Another data key for a ledger: a copy under the new key is made and verified, then takes its place.

Ledger and keys file are exchanged together (`db.swap`).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from db import durable
from db.closed_copy import Watch, copy_pages, copy_problems
from db.connection import KEY
from db.engine import store_of
from db.errors import DamagedBackup, DiskFull, StoreFault, told
from db.keys import KeyFile
from db.lock import LedgerLock
from db.swap import discard, next_keys, next_ledger, swap

_ROOM = 1 << 20


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What came of it.

    Attributes:
        key: the data key that opens the ledger from now on.
        lost: accounts that need a new password.
        code: a new recovery code, or "".
        fault: why the exchange was cut off at its end; the ledger is to be opened with `key` all the same.
    """

    key: bytes
    lost: tuple[str, ...]
    code: str
    fault: StoreFault | None = None


def rekey(engine: Engine, path: Path, counts: Mapping[str, int], watch: Watch | None = None) -> Rekeyed:
    """Give the ledger another data key. The engine is disposed: open the ledger anew with the new key.

    Args:
        engine: the open ledger, with no transaction open on it.
        path: its file.
        counts: rows per table as `db.closed_copy.row_counts` gives them; the copy is held to them.
        watch: told the share of pages copied; may raise to cancel, and nothing has happened then.

    Raises:
        DiskFull, ReadOnlyPlace, DamagedKeys, DamagedBackup (the copy does not hold). The ledger is open and
        unchanged then.
    """
    old, new = store_of(engine).key, secrets.token_bytes(KEY)
    needed = path.stat().st_size + _ROOM
    if shutil.disk_usage(path.parent).free < needed:
        raise DiskFull(path, needed)
    copy, keys = next_ledger(path), next_keys(path)
    content, lost, code = KeyFile(path).for_another_key(old, new)
    try:
        with told(path, needed):
            discard(path)
            schema = copy_pages(engine, copy, new, watch)
            durable.sync_file(copy)
        if copy_problems(copy, new, schema, counts):
            raise DamagedBackup(copy)
        with told(path, needed):
            durable.write_new(keys, content)
    except BaseException:
        discard(path)
        raise
    engine.dispose()
    lock = LedgerLock.take(path)
    try:
        swap(path)
    except StoreFault as fault:
        # Whoever opens it next settles it: back while the copy has no name yet, else forward.
        return Rekeyed(old if next_ledger(path).exists() else new, (), "", fault)
    finally:
        lock.release()
    return Rekeyed(new, lost, code)
