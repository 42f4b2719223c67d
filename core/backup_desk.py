"""Backups by the clock: made when something changed, carried to a second place, thinned; what one holds.

A backup counts only once it is verified (`db.backup.make_backup` does both). The demonstration keeps none of
its own accord.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select

from core import trust
from core.errors import LedgerFault
from core.sections import SECTIONS
from core.settings import value_of
from core.thinning import to_thin
from db.backup import Backup, list_backups, verify_backup
from db.errors import told
from db.models import Journal, LedgerInfo
from db.places import rename

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_COPYING = ".copying-"
_PAUSED = "backup_paused"


@dataclass(frozen=True, slots=True)
class BackupRound:
    """What a round of the clock did: the new backup, and what went wrong with the second place, or ""."""

    made: Path | None
    second_problem: str = ""


@dataclass(frozen=True, slots=True)
class BackupView:
    """A backup as the list shows it.

    Attributes:
        rows: rows of each section by its title, those with any.
        changes: journal entries of business made since, in the ledger now open; None where the backup's
            head is not in its journal (another ledger, or a later state).
    """

    folder: Path
    made: datetime
    rows: Mapping[str, int]
    changes: int | None

    @property
    def moment(self) -> str:
        """2025-09-30 16:42, local."""
        return self.made.astimezone().strftime("%Y-%m-%d %H:%M")


class BackupDesk:
    """Backups of the open ledger."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def folder(self) -> Path | None:
        """The place of the setting; None for the usual one beside the ledger."""
        with self._ledger.reading() as connection:
            return trust.backup_folder(self._ledger, connection)

    def views(self) -> tuple[BackupView, ...]:
        """Backups in the place, newest first, each with what it holds."""
        found = list_backups(self._ledger.info.path, self.folder())
        with self._ledger.reading() as connection:
            return tuple(
                BackupView(each.folder, each.made, _rows(each), _changes_since(connection, each))
                for each in found
            )

    def is_due(self, now: datetime | None = None) -> bool:
        """Whether something changed since the newest backup, and the setting's minutes are over.

        Args:
            now: aware; the clock's when None.
        """
        minutes = int(self._setting("backup_minutes"))
        found = list_backups(self._ledger.info.path, self.folder())
        with self._ledger.reading() as connection:
            changed = connection.execute(
                select(func.max(Journal.at)).where(Journal.action != "open")
            ).scalar()
        if changed is None:
            return False
        if not found:
            return True
        newest = found[0].made
        if datetime.fromisoformat(changed) <= newest:
            return False
        waited = (now or datetime.now(UTC)) - newest
        return minutes > 0 and not timedelta(0) <= waited < timedelta(minutes=minutes)

    def round(self, now: datetime | None = None) -> BackupRound:
        """One round of the clock: a backup when one is due, thinned and carried to the second place."""
        if self._ledger.info.demonstration or is_paused(self._ledger) or not self.is_due(now):
            return BackupRound(None)
        made = trust.backup(self._ledger, self.folder())
        self.thin(now)
        return BackupRound(made, self.carry(made))

    def before_risk(self) -> Path | None:
        """A backup before a step that risks something, unless the newest one holds everything."""
        if self._ledger.info.demonstration or not trust.backup_due(self._ledger):
            return None
        return trust.backup(self._ledger, self.folder())

    def thin(self, now: datetime | None = None) -> int:
        """Remove backups that newer ones stand for (`core.thinning`). Gives how many."""
        found = {each.made: each.folder for each in list_backups(self._ledger.info.path, self.folder())}
        gone = to_thin(found, now or datetime.now(UTC))
        for moment in gone:
            with suppress(OSError):
                shutil.rmtree(found[moment])
        return len(gone)

    def carry(self, backup: Path) -> str:
        """Copy a backup to the second place; gives what went wrong as a sentence, "" when nothing did."""
        text = self._setting("second_folder")
        if not text:
            return ""
        place = Path(text)
        if not place.is_dir():
            return f"第二备份位置“{text}”现在不在，接上后下次备份会补。"
        target, partial = place / backup.name, place / f"{_COPYING}{backup.name}"
        try:
            with told(place):
                shutil.rmtree(partial, ignore_errors=True)
                shutil.copytree(backup, partial)
                problems = verify_backup(partial)
                if not problems:
                    rename(partial, target, replace=Path.rename)
                    return ""
        except LedgerFault as fault:
            problems = [fault.happened]
        shutil.rmtree(partial, ignore_errors=True)
        return f"第二备份位置没有写成：{problems[0]}"

    def _setting(self, key: str) -> str:
        with self._ledger.reading() as connection:
            return value_of(self._ledger.stored_settings(connection), key)


def is_paused(ledger: OpenLedger) -> bool:
    """True after a restore, until somebody has confirmed that it is the right ledger."""
    with ledger.reading() as connection:
        return bool(connection.execute(select(LedgerInfo.value).where(LedgerInfo.key == _PAUSED)).scalar())


def set_paused(ledger: OpenLedger, paused: bool) -> None:
    """Pause backups by the clock, or go on with them. Journaled."""
    with ledger.drafting() as connection:
        connection.execute(delete(LedgerInfo).where(LedgerInfo.key == _PAUSED))
        if paused:
            connection.execute(insert(LedgerInfo).values(key=_PAUSED, value="1"))
        ledger.note_on(connection, "backup_pause" if paused else "backup_resume", "backup")


def _rows(backup: Backup) -> dict[str, int]:
    counts = backup.manifest.counts
    held = ((section.title, counts.get(section.model.__tablename__, 0)) for section in SECTIONS)
    return {title: rows for title, rows in held if rows}


def _changes_since(connection: Connection, backup: Backup) -> int | None:
    head = backup.manifest.head
    seq = connection.execute(select(Journal.seq).where(Journal.hash == head)).scalar()
    if seq is None:
        return None
    later = select(func.count()).where(Journal.seq > seq, Journal.business)
    return int(connection.execute(later).scalar_one())
