"""Accounts, their roles and their passwords."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from core.account_desk import AccountDesk, AccountView, PasswordState
from core.facade.base import OpenLedger, Progress
from core.views import Change


class Accounts(OpenLedger):
    """Who may open the ledger, as what, with which password."""

    @cached_property
    def _account_desk(self) -> AccountDesk:
        return AccountDesk(self)

    def accounts(self) -> tuple[AccountView, ...]:
        """Every account, in the order in which they were made."""
        return self._account_desk.accounts()

    def add_account(self, name: str, roles: Sequence[str], password: str) -> Change:
        """Make an account; its holder is asked for a password of their own at the first opening."""
        return self._account_desk.add(name, roles, password)

    def set_roles(self, name: str, roles: Sequence[str], reason: str) -> Change:
        """Give an account other roles, with a reason."""
        return self._account_desk.set_roles(name, roles, reason)

    def disable_account(self, name: str, reason: str) -> Change:
        """Take an account's key away; what it did stays under its name."""
        return self._account_desk.disable(name, reason)

    def reset_password(self, name: str, password: str, reason: str) -> Change:
        """Give another account a first password anew (also a disabled one, which may open again)."""
        return self._account_desk.reset(name, password, reason)

    def change_password(self, old: str, new: str) -> Change:
        """Exchange one's own password."""
        return self._account_desk.change_own(old, new)

    def set_password_by_code(self, new: str) -> Change:
        """Set one's own password anew, in a ledger that was opened with the recovery code."""
        return self._account_desk.set_by_code(new)

    def password_state(self, today: date) -> PasswordState:
        """Whether one's own password is still good, and for how long."""
        return self._account_desk.state(today)

    def renew_recovery_code(self) -> str:
        """Make a new recovery code; the printed one no longer opens."""
        return self._account_desk.renew_recovery()

    def rekey(self, reason: str, progress: Progress | None = None) -> tuple[tuple[str, ...], str]:
        """Give the ledger another data key, after a verified backup; the ledger stays open.

        Returns:
            Accounts that need a new password, and a new recovery code where the printed one went ("" else).
        """
        done, self._engine = self._account_desk.rekey(reason, progress)
        if done.fault is not None:
            raise done.fault
        return done.lost, done.code

    def note_opened(self) -> None:
        """Journal that this account opened the ledger in the window."""
        self._account_desk.note_opened()
