"""What the encryption costs: a month's return and an import, on the encrypted ledger and on plain SQLite.

Same code, same driver, same rows, in one process and by turns; the plain file is the ledger exported without
a key, and only this bench can open such a file. Goal: at most 1.3 times the plain file's time.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from invented import write_workbook
from sqlcipher3 import dbapi2

import db.engine as store
from core.ledger import Ledger
from db.connection import CACHE_KIB, connect
from db.lock import LedgerLock

GOAL = 1.3
_PASSWORD = "Bench-ledger-2025"


def plain_copy(ledger: Path, key: bytes, target: Path) -> None:
    """The same tables and rows in a file without a key."""
    with closing(connect(ledger, key, "rw")) as connection:
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(target),))
        connection.execute("SELECT sqlcipher_export('plain')").fetchall()
        connection.execute("DETACH DATABASE plain")


def plain_connection(path: Path, key: bytes, mode: str) -> Any:
    """What `db.connection.connect` makes, without a key."""
    del key
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    for pragma in (
        f"cache_size = -{CACHE_KIB}",
        "temp_store = MEMORY",
        "synchronous = EXTRA",
        "foreign_keys = ON",
        "journal_mode = DELETE",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def opened(path: Path, key: bytes, *, plain: bool) -> Ledger:
    """An open ledger on either file, by the product's own engine."""
    encrypted = store._opened
    if plain:
        store._opened = plain_connection
    try:
        engine = store._engine(path, key, LedgerLock.take(path))
        ledger = Ledger(engine, path, "admin")
    finally:
        store._opened = encrypted
    return ledger


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, in CPU and waiting."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def ratio(folder: Path, key: bytes, what: str, work: Callable[[Ledger], object], times: int) -> float:
    """Both by turns on fresh copies, each opened anew; the medians' ratio."""
    taken: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(times + 1):
        for plain in (False, True):
            path = folder / "turn" / "a.ledger"
            path.parent.mkdir()
            shutil.copy(folder / ("plain.db" if plain else "made.ledger"), path)
            ledger = opened(path, key, plain=plain)
            spent = seconds(lambda ledger=ledger: work(ledger))  # type: ignore[misc]  # bound at once
            ledger.close()
            shutil.rmtree(path.parent)
            if turn:  # the first warms what both use
                taken[plain].append(spent)
    encrypted, bare = statistics.median(taken[False]), statistics.median(taken[True])
    times_plain = encrypted / bare
    print(f"{what:<8} encrypted {encrypted:.2f} s, plain {bare:.2f} s: {times_plain:.2f} times (goal {GOAL})")
    return encrypted / bare


def main() -> int:
    """Make both files, measure; 1 when the goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cipher-bench-") as name:
        folder = Path(name)
        book, more = folder / "rows.xlsx", folder / "more.xlsx"
        write_workbook(book, options.rows)
        write_workbook(more, options.rows // 4)
        ledger, _code = Ledger.create(folder / "made.ledger", "永川区", 2025, _PASSWORD)
        key = store.store_of(ledger.engine).key
        ledger.import_file("placement", book)
        ledger.close()
        plain_copy(folder / "made.ledger", key, folder / "plain.db")
        ratios = [
            ratio(folder, key, "return", lambda each: each.preview_return("2025-09"), options.times),
            ratio(folder, key, "import", lambda each: each.import_file("placement", more), options.times),
        ]
    return 0 if max(ratios) <= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
