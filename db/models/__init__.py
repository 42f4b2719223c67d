"""Mapped classes: the records of the ledger."""
