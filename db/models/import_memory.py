"""What the clerks settled once for foreign sheets: which column is which field, which word which code."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, Identity


class RememberedColumns(Base):
    """How the columns of one sender's sheets were matched for a section.

    `shape` is the digest of the headings in their order; `columns` is a JSON list of [heading, field key].
    """

    __tablename__ = "remembered_columns"
    __table_args__ = (
        Index("ix_remembered_columns_sender", "section", "sender", "shape", unique=True),
        Index("ix_remembered_columns_shape", "section", "shape"),
    )

    id: Mapped[Identity]
    section: Mapped[str]
    sender: Mapped[str]
    shape: Mapped[str]
    columns: Mapped[str]
    used_at: Mapped[str]
    account: Mapped[str]


class RememberedWord(Base):
    """Which code a word of a sheet means in one field of one section; "" for none, and do not ask again."""

    __tablename__ = "remembered_word"
    __table_args__ = (Index("ix_remembered_word_text", "section", "field", "text", unique=True),)

    id: Mapped[Identity]
    section: Mapped[str]
    field: Mapped[str]
    text: Mapped[str]
    code: Mapped[str]
    used_at: Mapped[str]
    account: Mapped[str]
