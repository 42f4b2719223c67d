"""What a clerk decided about names: which of them mean the same body, and which do not."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identity


class NameAlias(Base):
    """A way of writing a name that was merged into another; sheets that use it are read accordingly.

    `kind` is employer or college. An employer's alias points to its record, a college's to the name that
    stays. `batch_id` is the merge that made it.
    """

    __tablename__ = "name_alias"
    __table_args__ = (Index("uq_name_alias_text", "kind", "text", unique=True),)

    id: Mapped[Identity]
    kind: Mapped[str]
    text: Mapped[str]
    employer_id: Mapped[int | None]
    name: Mapped[str]
    batch_id: Mapped[int] = mapped_column(index=True)


class NameApart(Base):
    """Two names, or two records by their numbers, that look alike and are not the same."""

    __tablename__ = "name_apart"
    __table_args__ = (Index("uq_name_apart_pair", "kind", "first", "second", unique=True),)

    id: Mapped[Identity]
    kind: Mapped[str]
    first: Mapped[str]
    second: Mapped[str]
    account: Mapped[str]
    at: Mapped[str]
