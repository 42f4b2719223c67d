"""The bare driver connection to an encrypted file: its key, its salt, its pragmas."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.errors import OldEngine
from db.places import address

ENGINE_FLOOR = (3, 51, 3)
"""Earlier SQLite versions can lose data when a write-ahead log is reset."""
PAGE = 4096
SALT = 16
KEY = 32
CACHE_KIB = 65536
"""Page cache; grows only as pages are read."""
BUSY_SECONDS = 2.0


def salt_of(key: bytes) -> bytes:
    """The 16 bytes at the head of the ledger that this key belongs to: public, and made from the key, so
    that a foreign, an exchanged and a damaged file can be told apart.
    """
    return hmac.new(key, b"placement-ledger file salt", hashlib.sha256).digest()[:SALT]


def require_driver() -> None:
    """Refuse an engine below `ENGINE_FLOOR`.

    Raises:
        OldEngine.
    """
    if dbapi2.sqlite_version_info < ENGINE_FLOOR:
        raise OldEngine


def require_key(key: bytes) -> None:
    """Refuse a key of another length: a mistake of the program.

    Raises:
        ValueError.
    """
    if len(key) != KEY:
        raise ValueError("the data key has 32 bytes")


def connect(path: Path, key: bytes, mode: str, cache: int = CACHE_KIB) -> Any:
    """A bare driver connection with its key set and every pragma in force; takes no lock.

    Args:
        path: an existing file.
        key: 32 bytes.
        mode: "rw", "ro", or "ro&immutable=1" for a closed copy that nobody writes.
        cache: most KiB of pages kept in memory.

    Raises:
        sqlcipher3 errors, unchanged.
    """
    connection = dbapi2.connect(
        f"{address(path.absolute())}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}{salt_of(key).hex()}'\"")
        for pragma in (
            f"cache_size = -{cache}",
            "temp_store = MEMORY",
            "synchronous = EXTRA",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection
