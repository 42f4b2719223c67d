"""Put another copy of a ledger in its place: a backup, or the ledger that a restore set aside.

What was in the place is kept: it is copied aside first (`NAME（换下 20251122-153000）.ledger`), so that a
restore can itself be undone. Ledger and keys are exchanged together (`db.swap`).
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from db import durable
from db.errors import DiskFull, MissingKeys, MissingLedger, told
from db.keys import keys_path
from db.lock import LedgerLock
from db.places import rename
from db.swap import discard, next_keys, next_ledger, swap

ASIDE = "（换下 "
_ROOM = 1 << 20


def set_aside(path: Path) -> list[Path]:
    """Ledgers that were replaced in this place, newest first."""
    found = path.parent.glob(f"{path.stem}{ASIDE}*{path.suffix}")
    return sorted((each for each in found if keys_path(each).exists()), reverse=True)


def replace_ledger(path: Path, source: Path, *, now: datetime | None = None) -> Path | None:
    """Put a closed ledger and its keys in the place of another, which is kept aside.

    Args:
        path: the place. The ledger there must be closed; there may be none, or a damaged one.
        source: a closed ledger with its keys beside it. It is only read.
        now: for the name of what is kept aside.

    Returns:
        Where the former ledger lies now; None when there was none.

    Raises:
        MissingLedger, MissingKeys: there is no such source.
        LedgerInUse, DiskFull, ReadOnlyPlace. The place is as it was then.
    """
    for each, fault in ((source, MissingLedger), (keys_path(source), MissingKeys)):
        if not each.is_file():
            raise fault(each)
    sizes = [each.stat().st_size for each in (source, path) if each.exists()]
    needed = sum(sizes) + _ROOM
    if shutil.disk_usage(path.parent).free < needed:
        raise DiskFull(path, needed)
    lock = LedgerLock.take(path)
    try:
        with told(path, needed):
            aside = _keep(path, now or datetime.now())
            try:
                _copy(source, next_ledger(path))
                _copy(keys_path(source), next_keys(path))
            except BaseException:
                discard(path)
                raise
        swap(path)
    finally:
        lock.release()
    return aside


def _keep(path: Path, now: datetime) -> Path | None:
    if not path.exists():
        return None
    aside = path.with_name(f"{path.stem}{ASIDE}{now:%Y%m%d-%H%M%S}）{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}{ASIDE}{now:%Y%m%d-%H%M%S}-{number}）{path.suffix}")
    if keys_path(path).exists():
        _copy(keys_path(path), keys_path(aside))
    _copy(path, aside)
    return aside


def _copy(source: Path, target: Path) -> None:
    """A durable copy that is there whole or not at all."""
    fresh = target.with_name(f".{target.name}.copying")
    fresh.unlink(missing_ok=True)
    try:
        shutil.copyfile(source, fresh)
        durable.sync_file(fresh)
        rename(fresh, target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    durable.sync_folder(target.parent)
