"""A throw-away encrypted file: does the driver on this machine keep what it is given, and keep it secret?"""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from db.connection import ENGINE_FLOOR, KEY, connect

_WORDS = "䶮口令之外读不出"


@dataclass(frozen=True, slots=True)
class Driver:
    """Versions of the driver; `cipher` is "" where it cannot encrypt."""

    sqlite: str
    floor: str
    cipher: str
    recent: bool


def driver() -> Driver:
    """Which SQLite and SQLCipher this program carries, and whether SQLite is recent enough."""
    with closing(dbapi2.connect(":memory:")) as connection:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    return Driver(
        dbapi2.sqlite_version,
        ".".join(map(str, ENGINE_FLOOR)),
        str(row[0]) if row else "",
        dbapi2.sqlite_version_info >= ENGINE_FLOOR,
    )


def keeps_a_secret() -> bool:
    """Write made-up words into an encrypted temporary file, read them back, and fail to without the key.

    Raises:
        OSError: the temporary file cannot be written.
        sqlcipher3 errors, unchanged.
    """
    key = os.urandom(KEY)
    with tempfile.TemporaryDirectory(prefix="placement-ledger-") as folder:
        path = Path(folder) / "trial.db"
        with closing(connect(path, key, "rwc")) as connection:
            connection.execute("CREATE TABLE trial (words TEXT)")
            connection.execute("INSERT INTO trial VALUES (?)", (_WORDS,))
        with closing(connect(path, key, "ro")) as connection:
            same = connection.execute("SELECT words FROM trial").fetchone() == (_WORDS,)
        stored = path.read_bytes()
        readable = stored.startswith(b"SQLite format 3") or _WORDS.encode() in stored
        return bool(same) and not readable and not _opens(path, os.urandom(KEY))


def _opens(path: Path, key: bytes) -> bool:
    try:
        connect(path, key, "ro").close()
    except dbapi2.DatabaseError:
        return False
    return True
