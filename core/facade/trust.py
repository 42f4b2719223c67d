"""Verification, backups, settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, delete, insert

from core import trust
from core.backup_desk import BackupDesk, BackupRound, BackupView, is_paused, set_paused
from core.columns import table_of
from core.crash_log import write_diagnostics
from core.errors import LedgerFault
from core.facade.base import OpenLedger, stored_settings
from core.settings import SETTINGS, checked_setting, value_of
from core.submitted import require_open_year, submitted_months
from core.views import Change, Check
from db import journal
from db.backup import newest_age
from db.engine import writing
from db.models import Setting


class Trust(OpenLedger):
    """What keeps the ledger sound: verification, backups, settings."""

    def verify(self) -> tuple[Check, ...]:
        """Check the file, the journal and what must hold between rows."""
        return trust.verify(self)

    @cached_property
    def _backup_desk(self) -> BackupDesk:
        return BackupDesk(self)

    def backup(self, folder: Path | None = None) -> Path:
        """Make and verify a backup: one new folder under `folder`, else under the place of the setting."""
        return trust.backup(self, folder or self._backup_desk.folder())

    def backup_by_clock(self) -> BackupRound:
        """A backup when something changed and the setting's minutes are over; thinned and carried on."""
        return self._backup_desk.round()

    def backup_before_risk(self) -> Path | None:
        """A backup before a step that risks something, unless the newest one holds everything."""
        return self._backup_desk.before_risk()

    def backups(self) -> tuple[BackupView, ...]:
        """Backups in the usual place, newest first, each with what it holds."""
        return self._backup_desk.views()

    def backup_age(self) -> timedelta | None:
        """How long ago the newest backup was made; None when there is none."""
        return newest_age(self.info.path, self._backup_desk.folder())

    def backups_paused(self) -> bool:
        """True after a restore, until somebody has confirmed that it is the right ledger."""
        return is_paused(self)

    def resume_backups(self) -> Change:
        """Go on with backups by the clock."""
        set_paused(self, paused=False)
        return Change(frozenset(("backup",)))

    def write_diagnostics(self, out: Path) -> Path:
        """Write a package for support, without anybody's data: versions, log, checks, counts."""
        checks = {each.name: str(each.level) for each in trust.verify(self)}
        try:
            write_diagnostics(self, checks, out)
        except OSError as error:
            raise LedgerFault("诊断包没有写成。", todo="请换一个能写的文件夹再试。") from error
        return out

    def settings(self) -> dict[str, str]:
        """Every setting in force."""
        with self.reading() as connection:
            stored = stored_settings(connection)
        return {spec.key: value_of(stored, spec.key) for spec in SETTINGS}

    def set_setting(self, key: str, value: str, reason: str) -> Change:
        """Change one setting, with a reason. The administrator's right."""
        return self.set_settings({key: value}, reason)

    def set_settings(self, values: Mapping[str, str], reason: str) -> Change:
        """Change settings together or not at all, each journaled with the reason. The administrator's right.

        Raises:
            LedgerFault: no reason was written, or one of them cannot have its value; then none is changed.
        """
        self.require("settings.change")
        if not reason.strip():
            raise LedgerFault("没有写原因，设置没有改。", todo="写明改动原因再保存。")
        checked = {key: checked_setting(key, value) for key, value in values.items()}
        with writing(self._engine) as connection:
            for key, value in checked.items():
                self._store_setting(connection, key, value, reason)
        return Change(frozenset(("setting", "placement")))

    def _store_setting(self, connection: Connection, key: str, value: str, reason: str) -> None:
        stored = table_of(Setting)
        before = value_of(stored_settings(connection), key)
        if key == "cut_off_day" and value != before:
            require_open_year(submitted_months(connection), date.today())
        connection.execute(delete(stored).where(stored.c.key == key))
        connection.execute(insert(stored).values(key=key, value=value))
        journal.append(
            connection,
            self.info.account,
            "setting",
            "setting",
            reason=reason,
            before={key: before},
            after={key: value},
        )
