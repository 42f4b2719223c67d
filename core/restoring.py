"""Putting a backup in the ledger's place, or beside a damaged one; the way back stays open.

A restore in place keeps the former ledger aside and pauses backups by the clock until somebody confirms,
so that a wrong choice does not thin out the right copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from core.backup_desk import set_paused
from core.errors import LedgerFault
from core.ledger import Ledger
from core.privacy.marks import ErasedMark, take_over
from db.backup import Backup, backup_keys, list_backups, restore_backup, verify_backup
from db.errors import DamagedBackup
from db.keys import KeyFile
from db.replace import replace_ledger, set_aside

__all__ = ["backups_of", "newest_good", "put_back", "restore_beside", "restore_over", "set_aside"]


def backups_of(path: Path, folder: Path | None = None) -> list[Backup]:
    """Backups of a ledger that need not be readable itself, newest first."""
    return list_backups(path, folder)


def newest_good(path: Path, folder: Path | None = None) -> Backup | None:
    """The newest backup whose files are as its manifest says; None when there is none."""
    return next((each for each in backups_of(path, folder) if not verify_backup(each.folder)), None)


def restore_over(
    path: Path, backup: Path, account: str, password: str, erased: Sequence[ErasedMark] = ()
) -> Ledger:
    """Put a backup in the place of the ledger, which must be closed, and open it.

    Args:
        path: the ledger; it is kept aside.
        backup: a folder made by a backup.
        account: one of the backup's day.
        password: of that day.
        erased: the list of the erased in the ledger that gives way, so that those whom the backup brings
            back are noticed.

    Raises:
        WrongPassword: it is not the backup's. DamagedBackup, DiskFull …: nothing has changed.
    """
    _require_sound(backup, account, password)
    replace_ledger(path, backup / backup_keys(backup).path.name.removesuffix(".keys"))
    return _opened(path, account, password, "restore", backup.name, erased)


def put_back(path: Path, aside: Path, account: str, password: str) -> Ledger:
    """Undo a restore: put a ledger that was kept aside into its place again."""
    KeyFile(aside).unlock(account, password)
    replace_ledger(path, aside)
    return _opened(path, account, password, "restore_undo", aside.name)


def restore_beside(path: Path, backup: Path, account: str, password: str) -> Ledger:
    """Open a backup as a new ledger beside a damaged one, which stays as it is."""
    _require_sound(backup, account, password)
    name = f"{path.stem}（恢复 {datetime.now():%Y%m%d-%H%M%S}）{path.suffix}"
    restore_backup(backup, path.with_name(name))
    return _opened(path.with_name(name), account, password, "restore", backup.name)


def _require_sound(backup: Path, account: str, password: str) -> None:
    key = backup_keys(backup).unlock(account, password)
    if verify_backup(backup, key):
        raise DamagedBackup(backup)


def _opened(
    path: Path, account: str, password: str, action: str, name: str, erased: Sequence[ErasedMark] = ()
) -> Ledger:
    ledger = Ledger.open(path, account, password)
    try:
        with ledger.drafting() as connection:
            ledger.note_on(connection, action, "ledger", after={"from": name})
            take_over(connection, erased)
        set_paused(ledger, paused=True)
    except LedgerFault:
        ledger.close()
        raise
    return ledger
