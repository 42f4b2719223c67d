"""Accounts: made, given roles, taken away; passwords changed, kept apart from old ones, grown too old.

An account has two halves: its row in the ledger (roles) and its slot in the keys file (password). The slot
is written before the row's transaction is committed, so that a cut in between leaves an account that
cannot open, never one that opens with rights nobody gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from core import trust, unfinished
from core.errors import LedgerFault, NotAllowed, NotFound
from core.info import ROLES
from core.permissions import ADMINISTRATOR, AUDITOR
from core.settings import NO_PROFILE, value_of
from core.views import Change
from db import journal
from db.base import moment_text, utc_now
from db.closed_copy import row_counts
from db.engine import open_store, store_of, writing
from db.keys import KeyFile
from db.models import Account, Journal, OldPassword
from db.passwords import is_proved_by, password_problems, proof_of
from db.rekey import Rekeyed, rekey

if TYPE_CHECKING:
    from core.facade.base import OpenLedger, Progress

HISTORY = 5
"""So many earlier passwords are not taken again (GB/T 22239-2019 level 2, as the offices apply it)."""
_CHANGED = Change(frozenset(("account",)))
_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as the page shows it.

    Attributes:
        last_opened: day of its last entry in the journal; None when it has none.
        dormant: it has not been used for longer than the setting allows.
    """

    name: str
    roles: tuple[str, ...]
    disabled: bool
    made_on: date | None
    last_opened: date | None
    dormant: bool

    @property
    def role_words(self) -> str:
        """Roles in words: 录入员、管理员."""
        return "、".join(ROLES[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class PasswordState:
    """How good one's own password still is.

    Attributes:
        must_change: somebody else set it, or it is too old.
        days_left: until it is too old; None when passwords do not grow old.
        why: a sentence when it must be changed, else "".
    """

    must_change: bool
    days_left: int | None
    why: str


class AccountDesk:
    """Writes accounts: one transaction and one journal entry each."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    # -- reading ---------------------------------------------------------------------------------
    def accounts(self) -> tuple[AccountView, ...]:
        """Every account with the day of its last entry."""
        with self._ledger.reading() as connection:
            used: dict[str, str] = {
                row.account: row.at
                for row in connection.execute(
                    select(Journal.account, func.max(Journal.at).label("at")).group_by(Journal.account)
                )
            }
            days = int(value_of(self._ledger.stored_settings(connection), "dormant_days"))
            rows = connection.execute(select(Account.__table__).order_by(Account.created_at, Account.name))
            return tuple(
                self._view(row.name, row.roles, row.disabled, row.created_at, used.get(row.name), days)
                for row in rows
            )

    @staticmethod
    def _view(
        name: str, roles: str, disabled: bool, made: str, last: str | None, dormant_days: int
    ) -> AccountView:
        made_on, last_on = _day(made), _day(last or "")
        newest = last_on or made_on
        idle = (utc_now().astimezone().date() - newest).days if newest else 0
        return AccountView(
            name=name,
            roles=_roles_of(roles),
            disabled=disabled,
            made_on=made_on,
            last_opened=last_on,
            dormant=bool(dormant_days) and not disabled and idle > dormant_days,
        )

    def state(self, today: date) -> PasswordState:
        """Whether one's own password is still good."""
        with self._ledger.reading() as connection:
            row = self._row(connection, self._ledger.info.account)
            days = int(value_of(self._ledger.stored_settings(connection), "password_days"))
        if self._ledger.by_code:
            return PasswordState(True, None, "台账是用恢复码打开的，请先设一个新密码。恢复码仍然有效。")
        if row.must_change:
            return PasswordState(True, None, "这是别人代设的密码，请先改成自己的。")
        since = _day(row.password_at)
        if not days or since is None:
            return PasswordState(False, None, "")
        left = days - (today - since).days
        if left > 0:
            return PasswordState(False, left, "")
        return PasswordState(True, left, f"密码已用 {days - left} 天，超过 {days} 天的期限，请先改密码。")

    # -- accounts --------------------------------------------------------------------------------
    def add(self, name: str, roles: Sequence[str], password: str) -> Change:
        """Make an account.

        Raises:
            NotAllowed: the acting account is no administrator.
            LedgerFault: the name is taken or empty, the roles do not go together, the password is too weak.
        """
        name = _checked_name(name)
        wanted = _checked_roles(roles)
        with self._ledger.changing("accounts.change") as connection:
            if connection.execute(select(Account.name).where(Account.name == name)).first():
                raise LedgerFault(
                    f"已有账号“{name}”，没有新建。", todo="请换一个账号名；停用的账号可以重设密码再用。"
                )
            self._require_strong(connection, name, password)
            now = moment_text(utc_now())
            connection.execute(
                insert(Account).values(
                    name=name,
                    roles=",".join(wanted),
                    created_at=now,
                    disabled=False,
                    password_at=now,
                    must_change=True,
                )
            )
            self._keep_proof(connection, name, password)
            self._note(connection, "account_add", name, after={"roles": list(wanted)})
            self._keys().add_slot(self._key(), name, password)
        return _CHANGED

    def set_roles(self, name: str, roles: Sequence[str], reason: str) -> Change:
        """Give an account other roles.

        Raises:
            LedgerFault: no reason, roles that do not go together, or nobody would be left as administrator.
        """
        wanted = _checked_roles(roles)
        _require_reason(reason, "账号没有改")
        with self._ledger.changing("accounts.change") as connection:
            before = _roles_of(self._row(connection, name).roles)
            if ADMINISTRATOR in before and ADMINISTRATOR not in wanted:
                self._require_other_administrator(connection, name)
            connection.execute(update(Account).where(Account.name == name).values(roles=",".join(wanted)))
            self._note(
                connection,
                "account_roles",
                name,
                reason=reason,
                before={"roles": list(before)},
                after={"roles": list(wanted)},
            )
        self._ledger.renew_info()
        return _CHANGED

    def disable(self, name: str, reason: str) -> Change:
        """Take an account's key away.

        Raises:
            LedgerFault: no reason, one's own account, or the last administrator.
        """
        _require_reason(reason, "账号没有停用")
        if name == self._ledger.info.account:
            raise LedgerFault("不能停用自己正在用的账号。", todo="请由另一位管理员来停用。")
        with self._ledger.changing("accounts.change") as connection:
            row = self._row(connection, name)
            if ADMINISTRATOR in _roles_of(row.roles):
                self._require_other_administrator(connection, name)
            connection.execute(update(Account).where(Account.name == name).values(disabled=True))
            self._note(connection, "account_disable", name, reason=reason)
            if name in self._keys().accounts():
                self._keys().remove_slot(self._key(), name)
        return _CHANGED

    def reset(self, name: str, password: str, reason: str) -> Change:
        """Set another account's password; its holder must change it at the next opening."""
        _require_reason(reason, "密码没有重设")
        if name == self._ledger.info.account:
            raise LedgerFault("这是自己的账号，密码没有重设。", todo="请用“改密码”，要先输入现在的密码。")
        with self._ledger.changing("accounts.change") as connection:
            self._row(connection, name)
            self._require_strong(connection, name, password)
            self._set(connection, name, password, must_change=True)
            connection.execute(update(Account).where(Account.name == name).values(disabled=False))
            self._note(connection, "password_reset", name, reason=reason)
            self._keys().add_slot(self._key(), name, password)
        return _CHANGED

    # -- one's own password ----------------------------------------------------------------------
    def change_own(self, old: str, new: str) -> Change:
        """Exchange one's own password.

        Raises:
            WrongPassword, TooManyTries: the old one is not right; it counts as a try.
            LedgerFault: the new one is too weak, or one of the last five.
        """
        self._ledger.require("password.change")
        name = self._ledger.info.account
        self._keys().unlock(name, old)
        with writing(self._ledger.engine) as connection:
            self._require_strong(connection, name, new)
            if self._used_before(connection, name, new) or new == old:
                raise LedgerFault(
                    f"新密码和最近 {HISTORY} 次用过的相同，没有改。",
                    "安全。原密码照旧可用。",
                    "请换一个没用过的。",
                )
            self._keep_proof(connection, name, old)
            self._set(connection, name, new, must_change=False)
            self._note(connection, "password_change", name)
            self._keys().add_slot(self._key(), name, new)
        return _CHANGED

    def set_by_code(self, new: str) -> Change:
        """Set one's own password where the recovery code stood in for it. The code stays valid.

        Raises:
            NotAllowed: the ledger was opened with a password.
        """
        if not self._ledger.by_code:
            raise NotAllowed("台账是用密码打开的，没有改密码。", todo="请用“改密码”，要先输入现在的密码。")
        name = self._ledger.info.account
        with writing(self._ledger.engine) as connection:
            self._require_strong(connection, name, new)
            self._set(connection, name, new, must_change=False)
            self._note(connection, "password_by_code", name)
            self._keys().add_slot(self._key(), name, new)
        self._ledger.by_code = False
        return _CHANGED

    def renew_recovery(self) -> str:
        """A new recovery code in place of the old one."""
        with self._ledger.changing("accounts.change") as connection:
            self._note(connection, "recovery_renew", "")
            return self._keys().renew_recovery(self._key())

    def rekey(self, reason: str, progress: Progress | None) -> tuple[Rekeyed, Engine]:
        """Exchange the data key; gives the engine that has the ledger open from now on.

        An exchange that was cut off at its end leaves the ledger open too: its fault is in the answer.

        Raises:
            NotAllowed: the account is no administrator.
            LedgerFault: no reason, no room, a folder that cannot be written: nothing has changed then.
        """
        _require_reason(reason, "数据密钥没有更换")
        self._ledger.require("ledger.rekey")
        tell = progress or (lambda _share, _words: None)
        tell(0.0, "先备份")
        trust.backup(self._ledger, None)
        with writing(self._ledger.engine) as connection:
            self._note(connection, "rekey", "", reason=reason)
            counts = row_counts(connection)
        path = self._ledger.info.path
        done = rekey(self._ledger.engine, path, counts, lambda share: tell(share, "正在换钥重写台账"))
        return done, open_store(path, done.key)

    def note_opened(self) -> None:
        """Journal the opening; the business head does not move."""
        with writing(self._ledger.engine) as connection:
            self._note(connection, "open", self._ledger.info.account)
            unfinished.forget_old(connection)

    # -- parts -----------------------------------------------------------------------------------
    def _keys(self) -> KeyFile:
        return KeyFile(self._ledger.info.path)

    def _key(self) -> bytes:
        return store_of(self._ledger.engine).key

    def _row(self, connection: Connection, name: str) -> Account:
        row = connection.execute(select(Account.__table__).where(Account.name == name)).first()
        if row is None:
            raise NotFound(f"没有账号“{name}”。")
        return row  # type: ignore[return-value]  # a row has the columns of the class

    def _require_strong(self, connection: Connection, name: str, password: str) -> None:
        if not password.strip():
            raise LedgerFault("密码是空的，没有保存。", todo="请设一个密码。")
        if value_of(self._ledger.stored_settings(connection), "password_profile") == NO_PROFILE:
            return
        problems = password_problems(password, name)
        if problems:
            raise LedgerFault("密码不合要求，没有保存。" + "".join(problems), todo="请换一个密码。")

    def _require_other_administrator(self, connection: Connection, name: str) -> None:
        others = select(Account.roles).where(Account.name != name, Account.disabled.is_(False))
        if not any(ADMINISTRATOR in _roles_of(roles) for roles in connection.execute(others).scalars()):
            raise LedgerFault("这是最后一个管理员，没有改。", todo="先让另一个账号当管理员。")

    def _set(self, connection: Connection, name: str, password: str, *, must_change: bool) -> None:
        values = {"password_at": moment_text(utc_now()), "must_change": must_change}
        connection.execute(update(Account).where(Account.name == name).values(**values))
        self._keep_proof(connection, name, password)

    def _keep_proof(self, connection: Connection, name: str, password: str) -> None:
        if self._used_before(connection, name, password):
            return
        connection.execute(insert(OldPassword).values(account=name, proof=proof_of(password)))
        kept = (
            select(OldPassword.id)
            .where(OldPassword.account == name)
            .order_by(OldPassword.id.desc())
            .limit(HISTORY)
        )
        older = OldPassword.account == name, OldPassword.id.not_in(kept)
        connection.execute(delete(OldPassword).where(*older))

    def _used_before(self, connection: Connection, name: str, password: str) -> bool:
        proofs = select(OldPassword.proof).where(OldPassword.account == name)
        return any(is_proved_by(password, proof) for proof in connection.execute(proofs).scalars())

    def _note(
        self,
        connection: Connection,
        action: str,
        name: str,
        *,
        reason: str = "",
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
    ) -> None:
        journal.append(
            connection,
            self._ledger.info.account,
            action,
            "account",
            business=False,
            reason=reason,
            before=before,
            after={"account": name, **(after or {})},
        )


def require_usable(connection: Connection, account: str) -> None:
    """Refuse an account that has a key but no rights: disabled, or made by halves.

    Raises:
        NotAllowed: with who can help.
    """
    row = connection.execute(select(Account.disabled).where(Account.name == account)).first()
    if row is None or row.disabled:
        raise NotAllowed(f"账号“{account}”已停用，不能打开台账。", "安全。台账没有变动。", "请找管理员启用。")


def an_administrator(connection: Connection, wanted: str) -> str:
    """The account that the recovery code opens as: the wanted one, else the first administrator's."""
    rows = connection.execute(
        select(Account.name, Account.roles)
        .where(Account.disabled.is_(False))
        .order_by(Account.created_at, Account.name)
    ).all()
    if any(row.name == wanted for row in rows):
        return wanted
    return next((row.name for row in rows if ADMINISTRATOR in _roles_of(row.roles)), wanted)


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or any(not each.isprintable() for each in name):
        raise LedgerFault(f"账号名要填，最长 {_LONGEST_NAME} 个字。", todo="例如：李会计。")
    return name


def _checked_roles(roles: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(role for role in ROLES if role in set(roles))
    if not wanted or set(roles) - set(ROLES):
        raise LedgerFault("至少要选一个角色。", todo="录入员、审核员、管理员、审计员中选。")
    if AUDITOR in wanted and len(wanted) > 1:
        raise LedgerFault("审计员不能兼任其他角色。", todo="请另建一个账号。")
    return wanted


def _roles_of(text: str) -> tuple[str, ...]:
    return tuple(role for role in text.split(",") if role)


def _require_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise LedgerFault(f"没有写原因，{what}。", todo="写明原因再保存。")


def _day(moment: str) -> date | None:
    return datetime.fromisoformat(moment).astimezone().date() if moment else None
