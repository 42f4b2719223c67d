"""The keys file beside a ledger: who can unlock it, and how often it was tried in vain.

The ledger's data key (256 random bits) is in no file as such. Each slot of `NAME.ledger.keys` opens it with
a key made from a password or from the printed recovery code (Argon2id, AES-256-GCM; see `db.key_slots`).
Three things can be wrong, and are told apart: a slot's digest does not match (damaged), its digest matches
but it does not open (wrong password), it opens but the whole does not carry the data key's own tag (slots
were exchanged, so damaged too).
"""

from __future__ import annotations

import binascii
import hmac
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from db import durable
from db.errors import (
    LOCK_MINUTES,
    TRIES,
    DamagedKeys,
    MissingKeys,
    NewerSchema,
    TargetExists,
    TooManyTries,
    WrongPassword,
    WrongRecoveryCode,
    readable,
    told,
)
from db.key_slots import (
    FORMAT,
    KEY,
    OFFICE,
    OLDEST,
    PASSWORD,
    RECOVERY,
    VERSION,
    Cost,
    can_be_sealed,
    digest_of,
    is_sound,
    new_slot,
    opened,
    sealed,
    slots_tag,
)
from db.passwords import normalised_password
from db.recovery_code import new_code, normalised


def keys_path(ledger: Path) -> Path:
    """NAME.ledger → NAME.ledger.keys."""
    return ledger.with_name(ledger.name + ".keys")


class KeyFile:
    """The keys file of one ledger. Each method reads the file anew and writes it whole or not at all.

    Meant to be called with the ledger's lock held (`open_unlocked` does), so that tries are counted one
    by one.
    """

    def __init__(self, ledger: Path, cost: Cost = OFFICE, *, counting: bool = True) -> None:
        """Name the keys file of a ledger.

        Args:
            ledger: path of the ledger.
            cost: of slots that are made.
            counting: False for the copy in a backup, which must stay as it is: tries are neither counted
                nor locked.
        """
        self.path = keys_path(ledger)
        self._cost = cost
        self._counting = counting

    @classmethod
    def create(cls, ledger: Path, account: str, password: str, cost: Cost = OFFICE) -> tuple[bytes, str]:
        """Make the keys file of a new ledger, with one account and a recovery code.

        Args:
            ledger: path of the ledger (not of the keys file); its folder is made when missing.
            account: name of the first account.
            password: any text; `password_problems` judges it, not this.
            cost: of one try.

        Returns:
            The data key and the recovery code as it is to be printed. Neither is stored in the clear.

        Raises:
            TargetExists, MissingFolder, ReadOnlyPlace, DiskFull.
        """
        file = cls(ledger, cost)
        key, code = secrets.token_bytes(KEY), new_code()
        slots = [
            new_slot(PASSWORD, account, normalised_password(password), key, cost),
            new_slot(RECOVERY, "", normalised(code) or "", key, cost),
        ]
        if file.path.exists():
            raise TargetExists(file.path)
        durable.make_folder(file.path.parent)
        with told(file.path):
            durable.write_new(file.path, file._content(slots, slots_tag(key, slots), {}))
        return key, code

    def accounts(self) -> tuple[str, ...]:
        """Names of the accounts that have a slot, in the order in which they were added.

        Raises:
            MissingKeys, DamagedKeys.
        """
        return tuple(slot["account"] for slot in self._read()["slots"] if slot["kind"] == PASSWORD)

    def unlock(self, account: str, password: str, *, despite_damage: bool = False) -> bytes:
        """The data key, by account and password. Writes only when a try fails or earlier ones are cleared.

        Args:
            account: name of the account; an unknown one counts as a failed try.
            password: as typed.
            despite_damage: open by a sound slot although others are damaged.

        Raises:
            WrongPassword, TooManyTries, MissingKeys, DamagedKeys.
        """
        content = self._read(despite_damage)
        slot = self._slot(content, PASSWORD, account)
        who = account if slot else ""
        self._refuse_locked(content, who)
        try:
            key = self._key_of(content, slot, normalised_password(password), despite_damage)
        except InvalidTag:
            raise self._failed(content, who) from None
        if self._counting and content["tries"].pop(who, None) is not None:
            self._write(content)
        return key

    def unlock_with_recovery(self, code: str, *, despite_damage: bool = False) -> bytes:
        """The data key, by the recovery code. Not counted and never locked: 130 bits cannot be guessed.

        Raises:
            WrongRecoveryCode, MissingKeys, DamagedKeys.
        """
        content = self._read(despite_damage)
        kept = normalised(code)
        slot = self._slot(content, RECOVERY, "")
        try:
            if kept is None:
                raise InvalidTag
            return self._key_of(content, slot, kept, despite_damage)
        except InvalidTag:
            raise WrongRecoveryCode from None

    def add_slot(self, key: bytes, account: str, password: str) -> None:
        """Give an account a slot, in place of the one it may have; needs the data key. Clears its tries."""
        content = self._authentic(key)
        self._exchange(content, key, PASSWORD, account, normalised_password(password))

    def change_password(self, account: str, old: str, new: str) -> None:
        """Exchange an account's password.

        Raises:
            WrongPassword, TooManyTries: the old one is not right; this counts as a try.
        """
        self.add_slot(self.unlock(account, old), account, new)

    def remove_slot(self, key: bytes, account: str) -> None:
        """Take an account's slot away; needs the data key. An older copy of the file still opens.

        Raises:
            ValueError: it is the last account.
        """
        content = self._authentic(key)
        kept = [each for each in content["slots"] if (each["kind"], each["account"]) != (PASSWORD, account)]
        if not any(each["kind"] == PASSWORD for each in kept):
            raise ValueError("the last account keeps its slot")
        content["slots"] = kept
        content["tries"].pop(account, None)
        content["tag"] = slots_tag(key, kept)
        self._write(content)

    def reset_with_recovery(self, code: str, account: str, password: str) -> bytes:
        """Give an account a new password by the recovery code; the code stays valid.

        Returns:
            The data key.
        """
        key = self.unlock_with_recovery(code)
        self.add_slot(key, account, password)
        return key

    def renew_recovery(self, key: bytes) -> str:
        """Make a new recovery code; the old one no longer opens. Returns it as it is to be printed."""
        code = new_code()
        self._exchange(self._authentic(key), key, RECOVERY, "", normalised(code) or "")
        return code

    def for_another_key(self, key: bytes, other: bytes) -> tuple[bytes, tuple[str, ...], str]:
        """What the keys file is to hold when the ledger gets another data key; writes nothing.

        Args:
            key: the data key now.
            other: the one to come.

        Returns:
            The file's new content; accounts whose slot is of the first format and is left out (they need
            a new password); a new recovery code where the printed one is of that format, else "".
        """
        content = self._authentic(key)
        slots, lost, code = [], [], ""
        for slot in content["slots"]:
            if can_be_sealed(slot):
                slots.append(sealed(slot, other))
            elif slot["kind"] == PASSWORD:
                lost.append(str(slot["account"]))
            else:
                code = new_code()
                slots.append(new_slot(RECOVERY, "", normalised(code) or "", other, self._cost))
        return self._content(slots, slots_tag(other, slots), content["tries"]), tuple(lost), code

    def locked_minutes(self, account: str) -> int:
        """Minutes until this account may try again; 0 when it may now. Writes nothing."""
        return self._minutes(self._read()["tries"].get(account, {}))

    def tries_left(self, account: str) -> int:
        """Tries that remain before the lock-out; 0 while locked."""
        found = self._read()["tries"].get(account, {})
        if self._minutes(found):
            return 0
        return TRIES if found.get("locked") else TRIES - int(found.get("failed", 0))

    def check(self, key: bytes) -> None:
        """Make sure that the file is sound and belongs to this data key.

        Raises:
            MissingKeys, DamagedKeys.
        """
        self._authentic(key)

    def problems(self) -> list[str]:
        """What is damaged in the file, as Chinese sentences; empty when sound. Raises MissingKeys."""
        try:
            self._read()
        except DamagedKeys as fault:
            return [fault.happened]
        return []

    # The file

    def _read(self, despite_damage: bool = False) -> dict[str, Any]:
        with told(self.path), readable(self.path):
            if not self.path.exists():
                raise MissingKeys(self.path)
            raw = self.path.read_bytes()
        try:
            content = json.loads(raw)
            whole = content["format"] == FORMAT and content["digest"] == digest_of(_without_digest(content))
            if whole and content["version"] > VERSION:
                raise NewerSchema(self.path)
            sound = (
                whole
                and OLDEST <= content["version"] <= VERSION
                and all(is_sound(slot) for slot in content["slots"])
            )
            slots = {(slot["kind"], slot["account"]) for slot in content["slots"]}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DamagedKeys(self.path) from None
        if (not sound and not despite_damage) or not slots:
            raise DamagedKeys(self.path)
        return dict(content)

    @staticmethod
    def _content(slots: list[dict[str, Any]], tag: str, tries: Mapping[str, Any]) -> bytes:
        content: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "slots": slots,
            "tag": tag,
            "tries": dict(tries),
        }
        content["digest"] = digest_of(content)
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"

    def _write(self, content: Mapping[str, Any]) -> None:
        with told(self.path):
            durable.replace(self.path, self._content(content["slots"], content["tag"], content["tries"]))

    # The slots

    @staticmethod
    def _slot(content: Mapping[str, Any], kind: str, account: str) -> dict[str, Any] | None:
        slots: list[dict[str, Any]] = content["slots"]
        return next((slot for slot in slots if (slot["kind"], slot["account"]) == (kind, account)), None)

    def _key_of(
        self, content: Mapping[str, Any], slot: Mapping[str, Any] | None, secret: str, despite_damage: bool
    ) -> bytes:
        if slot is None:
            raise InvalidTag
        if not is_sound(slot):
            raise DamagedKeys(self.path)
        try:
            key = opened(slot, secret)
        except (ValueError, KeyError, TypeError, binascii.Error):
            raise DamagedKeys(self.path) from None
        if not despite_damage and not hmac.compare_digest(content["tag"], slots_tag(key, content["slots"])):
            raise DamagedKeys(self.path)
        return key

    def _authentic(self, key: bytes) -> dict[str, Any]:
        content = self._read()
        if not hmac.compare_digest(content["tag"], slots_tag(key, content["slots"])):
            raise DamagedKeys(self.path)
        return content

    def _exchange(self, content: dict[str, Any], key: bytes, kind: str, account: str, secret: str) -> None:
        fresh = new_slot(kind, account, secret, key, self._cost)
        slots = list(content["slots"])
        old = self._slot(content, kind, account)
        if old is None:
            slots.append(fresh)
        else:
            slots[slots.index(old)] = fresh
        content["slots"], content["tag"] = slots, slots_tag(key, slots)
        content["tries"].pop(account if kind == PASSWORD else None, None)
        self._write(content)

    # The tries

    @staticmethod
    def _minutes(tries: Mapping[str, Any]) -> int:
        if not tries.get("locked"):
            return 0
        elapsed = datetime.now(UTC) - datetime.fromisoformat(tries["locked"])
        if elapsed < timedelta(0):
            return LOCK_MINUTES
        left = timedelta(minutes=LOCK_MINUTES) - elapsed
        return max(0, -(-left // timedelta(minutes=1)))

    def _refuse_locked(self, content: dict[str, Any], who: str) -> None:
        tries = content["tries"].get(who, {})
        minutes = self._minutes(tries)
        if not minutes or not self._counting:
            return
        now = datetime.now(UTC)
        if now < datetime.fromisoformat(tries["locked"]):
            # The clock went back: without a new start the lock could last for days.
            tries["locked"] = now.isoformat()
            with suppress(Exception):
                self._write(content)
        raise TooManyTries(minutes)

    def _failed(self, content: dict[str, Any], who: str) -> WrongPassword | TooManyTries:
        """Count a failed try. Where nothing can be written the fault is told all the same."""
        tries = content["tries"].setdefault(who, {"failed": 0, "locked": None})
        if tries["locked"]:
            tries.update(failed=0, locked=None)
        tries["failed"] += 1
        if tries["failed"] >= TRIES:
            tries["locked"] = datetime.now(UTC).isoformat()
        if not self._counting:
            return WrongPassword()
        with suppress(Exception):
            self._write(content)
        return TooManyTries(LOCK_MINUTES) if tries["locked"] else WrongPassword(TRIES - tries["failed"])


def _without_digest(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "digest"}
