"""The printed recovery code: 130 random bits and a check, in seven groups of four."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
RANDOM = 26
CHECK = 2
GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def _check(body: str) -> str:
    digest = hashlib.sha256(body.encode()).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:CHECK])


def new_code() -> str:
    """A fresh code as it is printed: XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    whole = body + _check(body)
    return "-".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def normalised(typed: str) -> str | None:
    """The code as it was made, from what was typed; None when it cannot be a code.

    Case, full-width characters, spaces and dashes do not matter; O is read as 0, I and L as 1, U as V.
    Two check characters find nearly every slip before the slow derivation is tried.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(each for each in text if each.isalnum()).translate(_MISREAD)
    if len(kept) != RANDOM + CHECK or any(each not in ALPHABET for each in kept):
        return None
    return kept if _check(kept[:RANDOM]) == kept[RANDOM:] else None
