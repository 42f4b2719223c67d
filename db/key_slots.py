"""Slots of the keys file: each opens the data key with one secret.

A secret (password, recovery code) opens a slot's own private key (X25519), and that opens the data key that
was sealed to the slot. So a new data key can be sealed to every slot without anybody's password, and a
holder of the data key learns no slot's private key. Slots of the first format wrapped the data key itself.
"""

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
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "placement-ledger-keys"
VERSION = 2
OLDEST = 1
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
    if "public" not in slot:
        return _canonical([FORMAT, OLDEST, slot["kind"], slot["account"], slot["derivation"]])
    return _canonical([FORMAT, VERSION, slot["kind"], slot["account"], slot["derivation"], slot["public"]])


def new_slot(kind: str, account: str, secret: str, key: bytes, cost: Cost) -> dict[str, Any]:
    """Make a slot that opens the data key with a secret."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    private = X25519PrivateKey.generate()
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
        "public": _text(private.public_key().public_bytes_raw()),
    }
    slot["wrapped"] = _text(
        AESGCM(_derived(secret, salt, cost)).encrypt(nonce, private.private_bytes_raw(), _bound(slot))
    )
    return sealed(slot, key)


def can_be_sealed(slot: Mapping[str, Any]) -> bool:
    """True when another data key can be put into the slot without its secret."""
    return "public" in slot


def sealed(slot: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """The slot with a data key sealed to it, in place of the one it had; needs no secret."""
    public = base64.b64decode(slot["public"], validate=True)
    once = X25519PrivateKey.generate()
    shared = _shared(once.exchange(X25519PublicKey.from_public_bytes(public)), public)
    nonce = secrets.token_bytes(_NONCE)
    fresh = {name: value for name, value in slot.items() if name != "digest"}
    fresh["sealed"] = {
        "once": _text(once.public_key().public_bytes_raw()),
        "nonce": _text(nonce),
        "key": _text(AESGCM(shared).encrypt(nonce, key, _bound(slot))),
    }
    fresh["digest"] = digest_of(fresh)
    return fresh


def _shared(exchanged: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=None, info=b"placement-ledger slot" + public).derive(exchanged)


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
    if can_be_sealed(slot):
        key = _unsealed(slot, key)
    if len(key) != KEY:
        raise ValueError("a key of another length")
    return key


def _unsealed(slot: Mapping[str, Any], private: bytes) -> bytes:
    """The data key, with the slot's private key. A seal that does not open is damage, no wrong secret."""
    public, once, nonce, wrapped = (
        base64.b64decode(part, validate=True)
        for part in (slot["public"], *(slot["sealed"][name] for name in ("once", "nonce", "key")))
    )
    own = X25519PrivateKey.from_private_bytes(private)
    shared = _shared(own.exchange(X25519PublicKey.from_public_bytes(once)), public)
    try:
        return AESGCM(shared).decrypt(nonce, wrapped, _bound(slot))
    except InvalidTag:
        raise ValueError("a seal that does not open") from None
