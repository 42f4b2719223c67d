"""What every part of the façade stands on: the open store, who has it open, and its transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from core import policy
from core.errors import LedgerFault
from core.info import LedgerInfo, read_info
from core.listing import Listing
from core.permissions import require
from core.records import Records
from core.settings import Rules, rules_of
from core.standings import Standings
from core.vocabulary import Vocabulary
from db import journal
from db.engine import is_reading, reading, store_of, why_not_writable, writing
from db.models import Setting

Progress = Callable[[float, str], None]
"""Called with 0 to 1 and Chinese words; raising `core.errors.Cancelled` from it cancels."""


class OpenLedger:
    """One open ledger, for the parts of the façade and the desks behind them.

    Called on one thread. No mapped instance leaves a method: callers get frozen values.
    """

    def __init__(self, engine: Engine, path: Path, account: str, *, by_code: bool = False) -> None:
        self._engine = engine
        self.by_code = by_code
        with reading(engine) as connection:
            self.info: LedgerInfo = self._read_info(connection, path, account)
            self._updates = policy.read_updates(connection)
            self._vocabulary = self._read_vocabulary(connection)
        self._revealed: set[str] = set()

    def close(self) -> None:
        """Close the file and give its lock back. The ledger cannot be used afterwards."""
        self._engine.dispose()

    @property
    def vocabulary(self) -> Vocabulary:
        """Code lists as this ledger knows them."""
        return self._vocabulary

    @property
    def engine(self) -> Engine:
        """The store, for backup and verification."""
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One reader's transaction."""
        with policy.applying(self._updates), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def changing(self, action: str = "rows.change") -> Iterator[Connection]:
        """One writer's transaction, for accounts that may do this (`core.permissions.ACTIONS`).

        Raises:
            NotAllowed: no role of the account holds the right.
        """
        self.require(action)
        with self.drafting() as connection:
            yield connection

    def why_not_writable(self) -> LedgerFault | None:
        """Why nothing can be written now (read-only place, full disk), with what to do; None: it can."""
        return why_not_writable(self._engine)

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """For what leaves the ledger and is noted in it (an export with masked numbers, a print).

        Where nothing can be written it is only read, and `note_on` notes nothing (docs/decisions/075).
        """
        if self.why_not_writable() is None:
            with self.drafting() as connection:
                yield connection
        else:
            with self.reading() as connection:
                yield connection

    @contextmanager
    def drafting(self) -> Iterator[Connection]:
        """One writer's transaction for the program's own notes, which change no business row."""
        with policy.applying(self._updates), writing(self._engine) as connection:
            yield connection

    def rules(self, connection: Connection) -> Rules:
        """The counting rules in force."""
        return rules_of(stored_settings(connection))

    def standings(self, connection: Connection, as_of: date) -> Standings:
        """Figures at a cut-off."""
        return Standings(connection, self._vocabulary, self.rules(connection), as_of)

    def note_on(
        self,
        connection: Connection,
        action: str,
        section: str,
        *,
        reason: str = "",
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Journal, in the caller's transaction, what changes no figure (print, export)."""
        if is_reading(connection):
            return
        account = self.info.account
        journal.append(connection, account, action, section, business=False, reason=reason, after=after)

    def require(self, action: str) -> None:
        """Let the account do this, or raise `NotAllowed` with who can."""
        require(self.info.roles, action)

    def listing(self, connection: Connection) -> Listing:
        """Filter, search and rows on one connection."""
        return Listing(connection, self._vocabulary, self.info.tag, frozenset(self._revealed))

    def records(self, connection: Connection) -> Records:
        """Single rows on one connection."""
        return Records(connection, self._vocabulary, self.info.account, date.today())

    def stored_settings(self, connection: Connection) -> dict[str, str]:
        """Settings that differ from their defaults."""
        return stored_settings(connection)

    def renew_info(self) -> None:
        """Read anew whose ledger this is and what the account may do."""
        with self.reading() as connection:
            self.info = self._read_info(connection, self.info.path, self.info.account)

    def _read_info(self, connection: Connection, path: Path, account: str) -> LedgerInfo:
        barred = store_of(self._engine).read_only
        return replace(read_info(connection, path, account), read_only=barred)

    def renew_vocabulary(self) -> None:
        """Read the townships and their words anew."""
        with self.reading() as connection:
            self._vocabulary = self._read_vocabulary(connection)

    def renew_policy(self) -> None:
        """Read the policy updates anew, and what hangs on them."""
        with self.reading() as connection:
            self._updates = policy.read_updates(connection)
        self.renew_vocabulary()

    def _read_vocabulary(self, connection: Connection) -> Vocabulary:
        with policy.applying(self._updates):
            return Vocabulary(connection, self.info.unit_key)


def stored_settings(connection: Connection) -> dict[str, str]:
    """Settings that differ from their defaults."""
    return {row.key: row.value for row in connection.execute(select(Setting.key, Setting.value))}
