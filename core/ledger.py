"""The façade: every change is one transaction behind one method that journals and says what changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from core import trust
from core.account_desk import an_administrator, require_usable
from core.errors import NotFound
from core.facade.accounts import Accounts
from core.facade.base import Progress
from core.facade.batches import Batches
from core.facade.bureau_forms import BureauForms
from core.facade.evidence import EvidenceFiles
from core.facade.fairs import Fairs
from core.facade.figures import Figures
from core.facade.journal import JournalBook
from core.facade.names import Names
from core.facade.papers import Papers
from core.facade.people import People
from core.facade.privacy import Privacy
from core.facade.rows import Rows
from core.facade.sheets import Sheets
from core.facade.targets import Targets
from core.facade.trends import TrendsOfLedger
from core.facade.trust import Trust
from core.facade.unemployment import Registrations
from core.facade.unfinished import UnfinishedWork
from core.facade.updates import UpdatesOfLedger
from core.facade.verification import Verification
from core.info import LedgerInfo, write_first_facts
from core.plan_files import FIRST_YEAR, LAST_YEAR
from core.plans import plans_for
from core.targets import load as load_targets
from core.tasks import load as load_tasks
from core.units import Unit, find_unit
from db import journal
from db.engine import open_unlocked, reading, store_of, writing
from db.errors import OlderSchema
from db.keys import KeyFile
from db.migrate import Standing, create_schema, standing, upgrade

__all__ = ["Ledger", "LedgerInfo", "Progress"]

_TAG_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Ledger(
    Rows,
    Sheets,
    Batches,
    Names,
    Figures,
    Targets,
    BureauForms,
    People,
    Privacy,
    Papers,
    Trust,
    Accounts,
    JournalBook,
    EvidenceFiles,
    Verification,
    Fairs,
    Registrations,
    TrendsOfLedger,
    UnfinishedWork,
    UpdatesOfLedger,
):
    """One open ledger: the parts of the façade together, and how it is made and opened."""

    @staticmethod
    def create(
        path: Path,
        unit: str,
        year: int,
        password: str,
        account: str = "admin",
        *,
        demonstration: bool = False,
    ) -> tuple[Ledger, str]:
        """Make a unit's ledger with the presets of a year; gives it open, and its recovery code.

        Raises:
            NotFound: no such unit in that year.
            LedgerFault: the place or the password will not do. Nothing is created then.
        """
        found = find_unit(unit, year) if FIRST_YEAR <= year <= LAST_YEAR else None
        if found is None:
            raise NotFound(
                f"{year}年没有“{unit}”这个单位，没有建台账。",
                "安全。没有建任何文件。",
                "请填单位简称，例如永川区、忠县、西部科学城重庆高新区。",
            )
        trust.require_password(password)
        with trust.nothing_left(path):
            engine, recovery = trust.new_store(path, account, password)
            try:
                create_schema(engine)
                _write_first(engine, found, year, account, demonstration)
                return Ledger(engine, path, account), recovery
            except BaseException:
                engine.dispose()
                raise

    @staticmethod
    def open(path: Path, account: str, password: str) -> Ledger:
        """Open a ledger with an account's password; for reading alone where nothing can be written.

        Raises:
            LedgerFault: one class for each thing that can be wrong; the ledger file is unchanged.
        """
        return Ledger._opened(path, lambda: KeyFile(path).unlock(account, password), account)

    @staticmethod
    def open_with_recovery(path: Path, code: str, account: str = "admin") -> Ledger:
        """Open a ledger with its printed recovery code, as this account or else the first administrator."""
        return Ledger._opened(path, lambda: KeyFile(path).unlock_with_recovery(code), account, by_code=True)

    @staticmethod
    def _opened(path: Path, unlock: Callable[[], bytes], account: str, *, by_code: bool = False) -> Ledger:
        engine = open_unlocked(path, unlock, fall_back=True)
        try:
            state = standing(engine)
            if state is Standing.OLDER and store_of(engine).read_only:
                raise OlderSchema(path)
            if state is not Standing.CURRENT:
                upgrade(engine, path)
            with reading(engine) as connection:
                if by_code:
                    account = an_administrator(connection, account)
                require_usable(connection, account)
            return Ledger(engine, path, account, by_code=by_code)
        except BaseException:
            engine.dispose()
            raise


def _write_first(engine: Engine, unit: Unit, year: int, account: str, demonstration: bool) -> None:
    tag = "".join(secrets.choice(_TAG_LETTERS) for _ in range(4))
    with writing(engine) as connection:
        write_first_facts(connection, unit, year, tag, account, demonstration)
        for plan in plans_for(unit.key, year):
            load_targets(connection, plan, unit.key, account)
            load_tasks(connection, plan, account)
        journal.append(connection, account, "create", "ledger", after={"unit": unit.key, "year": year})
