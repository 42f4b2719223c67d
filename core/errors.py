"""Faults of the environment: each its own class and its own three sentences.

`LedgerFault` is the store's own base class, so that one `except` catches what the file, the disk and
the rules have to say.
"""

from __future__ import annotations

from db.errors import (
    DamagedKeys,
    DamagedLedger,
    DiskFull,
    EmptyLedger,
    KeysMismatch,
    MissingKeys,
    MissingLedger,
    NotALedger,
    TooManyTries,
    WrongPassword,
    WrongRecoveryCode,
)
from db.errors import StoreFault as LedgerFault

__all__ = [
    "RESCUED_BY_BACKUP",
    "Cancelled",
    "DiskFull",
    "LedgerFault",
    "NotAllowed",
    "NotFound",
    "TooManyTries",
    "WrongPassword",
    "WrongRecoveryCode",
]


RESCUED_BY_BACKUP = (
    DamagedLedger,
    DamagedKeys,
    EmptyLedger,
    KeysMismatch,
    MissingKeys,
    MissingLedger,
    NotALedger,
)
"""Faults of the file itself: a backup opens where it does not."""


class Cancelled(LedgerFault):
    """The clerk cancelled; nothing was written."""

    def __init__(self) -> None:
        super().__init__("已取消。")


class NotAllowed(LedgerFault):
    """The account's roles do not hold this right."""


class NotFound(LedgerFault):
    """A name (section, figure, unit, month, row) that the ledger does not know."""
