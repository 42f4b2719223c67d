"""What was typed and not saved yet, kept in the ledger so that a crash or a lock does not lose it."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identity


class Unfinished(Base):
    """One thing under the hands of one account: `place` says which, `content` is JSON of what was typed.

    It is no record: no figure, search, export or journal sees it, and it goes when the thing is saved.
    """

    __tablename__ = "unfinished"
    __table_args__ = (Index("ix_unfinished_place", "account", "place", unique=True),)

    id: Mapped[Identity]
    account: Mapped[str]
    place: Mapped[str]
    title: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    at: Mapped[str]
