"""The ledger's own books: who it belongs to, accounts, settings, journal, imports."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identity


class LedgerInfo(Base):
    """Named facts of the ledger: unit, first year, tag of its system numbers, demonstration or not."""

    __tablename__ = "ledger_info"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Account(Base):
    """An account. Its key slot lies in the key file; here are its roles, comma-separated.

    `password_at` is when its password was set ("" for not known), `must_change` that somebody else set it.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(primary_key=True)
    roles: Mapped[str]
    created_at: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    password_at: Mapped[str] = mapped_column(default="", server_default="")
    must_change: Mapped[bool] = mapped_column(default=False, server_default="0")


class OldPassword(Base):
    """What proves that a password was used before: its Argon2id hash. The newest few of each account."""

    __tablename__ = "old_password"

    id: Mapped[Identity]
    account: Mapped[str] = mapped_column(index=True)
    proof: Mapped[str]


class Setting(Base):
    """A setting that differs from its default."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Journal(Base):
    """One entry of the append-only, hash-chained journal (see `db.journal`).

    `business` entries change what a return says; prints, reveals and exports do not. `before` and
    `after` are JSON objects of the fields that changed. `salt` keeps personal values from being guessed
    from the hash; `erased_by` names the entry that took personal values out of this one and vouches for
    the rest.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_row", "section", "row_id"),)

    seq: Mapped[Identity]
    at: Mapped[str]
    account: Mapped[str]
    action: Mapped[str]
    section: Mapped[str]
    row_id: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(index=True)
    business: Mapped[bool]
    reason: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]
    salt: Mapped[str] = mapped_column(default="", server_default="")
    erased_by: Mapped[int | None]


class Batch(Base):
    """One import, paste or merge: one transaction, one journal entry, one undo.

    `kind` is import, paste, fill, clear or merge. `undone` says where it stands now; `kept` counts rows
    that an undo left alone because they had been edited since.
    """

    __tablename__ = "batch"

    id: Mapped[Identity]
    section: Mapped[str]
    file_name: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    at: Mapped[str]
    account: Mapped[str]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]
    undone: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(default="import", server_default="import")
    sender: Mapped[str] = mapped_column(default="", server_default="")
    kept: Mapped[int] = mapped_column(default=0, server_default="0")


class BatchRow(Base):
    """A row that an import changed, with its fields before and after (JSON). Added rows carry batch_id.

    A row that was added and has been taken out again stands here whole, with an empty `after`.
    """

    __tablename__ = "batch_row"
    __table_args__ = (Index("ix_batch_row_row", "section", "row_id"),)

    id: Mapped[Identity]
    batch_id: Mapped[int] = mapped_column(index=True)
    section: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[str]
    after: Mapped[str]
