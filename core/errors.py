"""Faults of the environment: each its own class and its own three sentences.

`LedgerFault` is the store's own base class, so that one `except` catches what the file, the disk and
the rules have to say.
"""

from __future__ import annotations

from db.errors import StoreFault as LedgerFault
from db.errors import TooManyTries, WrongPassword, WrongRecoveryCode

__all__ = [
    "Cancelled",
    "LedgerFault",
    "NotAllowed",
    "NotFound",
    "TooManyTries",
    "WrongPassword",
    "WrongRecoveryCode",
]


class Cancelled(LedgerFault):
    """The clerk cancelled; nothing was written."""

    def __init__(self) -> None:
        super().__init__("已取消。")


class NotAllowed(LedgerFault):
    """The account's roles do not hold this right."""


class NotFound(LedgerFault):
    """A name (section, figure, unit, month, row) that the ledger does not know."""
