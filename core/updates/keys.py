"""The public keys whose signatures the program trusts: data in `resources/update_keys.toml`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.resources import read_toml, resource

Signer = Callable[[bytes], bytes]
"""Gives the signature of some bytes."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key. One that was revoked stays in the list, so that its packages are told from foreign ones.

    Attributes:
        id: what packages name it by.
        owner: whose it is, in Chinese.
        public: 32 bytes of Ed25519.
        revoked_on: since when nothing signed with it is taken, None while it is good.
    """

    id: str
    owner: str
    public: bytes
    revoked_on: date | None = None

    def verifies(self, signature: bytes, content: bytes) -> bool:
        """Whether the holder of the private key signed just these bytes."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, content)
        except InvalidSignature:
            return False
        return True


def trusted_keys(path: Path | None = None) -> tuple[TrustedKey, ...]:
    """Every key of the program, those revoked included.

    Raises:
        ValueError, KeyError: the program's own file is faulty (a test reads it).
    """
    content = read_toml(path or resource("update_keys.toml"))
    return tuple(
        TrustedKey(
            id=each["id"],
            owner=each["owner"],
            public=base64.b64decode(each["public"], validate=True),
            revoked_on=each.get("revoked_on"),
        )
        for each in content.get("key", ())
    )
