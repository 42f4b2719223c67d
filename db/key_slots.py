"""Slots of the keys file: one wrapped copy of the data key each."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "placement-ledger-keys"
VERSION = 1
KEY = 32
PASSWORD = "password"
RECOVERY = "recovery"
_SALT = 16
_NONCE = 12
_MOST_MEMORY = 1 << 20
"""KiB; a keys file that asks for more is not ours."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try costs: Argon2id memory in KiB, passes, lanes."""

    memory: int = 80 * 1024
    passes: int = 3
    lanes: int = 1


OFFICE = Cost()
"""About a quarter of a second on an office PC."""


def _canonical(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(values: Any) -> str:
    """SHA-256 over the canonical JSON of some values."""
    return hashlib.sha256(_canonical(values)).hexdigest()


def slots_tag(key: bytes, slots: list[dict[str, Any]]) -> str:
    """What only a holder of the data key can write over the list of slots."""
    made = hmac.new(key, b"placement-ledger key slots", hashlib.sha256).digest()
    return hmac.new(made, _canonical(slots), hashlib.sha256).hexdigest()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _derived(secret: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        secret.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY,
        type=Type.ID,
    )


def _bound(slot: Mapping[str, Any]) -> bytes:
    """Associated data: a slot cannot pass for another account's, kind's or cost's."""
    return _canonical([FORMAT, VERSION, slot["kind"], slot["account"], slot["derivation"]])


def new_slot(kind: str, account: str, secret: str, key: bytes, cost: Cost) -> dict[str, Any]:
    """Wrap the data key with a secret."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    slot: dict[str, Any] = {
        "kind": kind,
        "account": account,
        "derivation": {
            "name": "argon2id",
            "memory": cost.memory,
            "passes": cost.passes,
            "lanes": cost.lanes,
            "salt": _text(salt),
        },
        "nonce": _text(nonce),
    }
    slot["wrapped"] = _text(AESGCM(_derived(secret, salt, cost)).encrypt(nonce, key, _bound(slot)))
    slot["digest"] = digest_of(slot)
    return slot


def is_sound(slot: Mapping[str, Any]) -> bool:
    """True when the slot is, byte for byte, as it was written."""
    return bool(
        slot["digest"] == digest_of({name: value for name, value in slot.items() if name != "digest"})
    )


def opened(slot: Mapping[str, Any], secret: str) -> bytes:
    """The data key of a sound slot.

    Raises:
        InvalidTag: the secret is wrong.
        ValueError, KeyError, TypeError: the slot is not one of ours.
    """
    derivation = slot["derivation"]
    cost = Cost(int(derivation["memory"]), int(derivation["passes"]), int(derivation["lanes"]))
    if derivation["name"] != "argon2id" or not (
        8 <= cost.memory <= _MOST_MEMORY and 1 <= cost.passes <= 64 and 1 <= cost.lanes <= 16
    ):
        raise ValueError("a derivation that is not ours")
    salt, nonce, wrapped = (
        base64.b64decode(part, validate=True) for part in (derivation["salt"], slot["nonce"], slot["wrapped"])
    )
    key = AESGCM(_derived(secret, salt, cost)).decrypt(nonce, wrapped, _bound(slot))
    if len(key) != KEY:
        raise ValueError("a key of another length")
    return key
