"""Faults of the environment: each its own class and its own three sentences."""

from __future__ import annotations


class LedgerFault(Exception):
    """Something outside the data went wrong, said so that a clerk can act.

    Attributes:
        happened: what did not happen, and why.
        safe: whether the data are safe, and what is kept; begins with 安全。 or 不安全。
        todo: what to do now.
    """

    def __init__(self, happened: str, safe: str = "安全。台账没有改动。", todo: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.todo = todo

    def __str__(self) -> str:
        return "".join(part for part in (self.happened, self.safe.removeprefix("安全。"), self.todo) if part)


class Cancelled(LedgerFault):
    """The clerk cancelled; nothing was written."""

    def __init__(self) -> None:
        super().__init__("已取消。", "安全。台账没有改动。", "")


class NotAllowed(LedgerFault):
    """The account's roles do not hold this right."""


class NotFound(LedgerFault):
    """A name (section, figure, unit, month, row) that the ledger does not know."""
