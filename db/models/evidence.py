"""Evidence: files that prove a row, kept inside the encrypted ledger."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Record


class EvidenceContent(Base):
    """The bytes of a file, once however often it is attached. Never read to list evidence."""

    __tablename__ = "evidence_content"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 in hexadecimal."""
    size: Mapped[int]
    content: Mapped[bytes]


class Evidence(Record, Base):
    """A file attached to one row of a section. `original_name` may name a person: it stays in the ledger."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_row", "section", "row_id"),)

    section: Mapped[str]
    row_id: Mapped[int]
    kind: Mapped[str]
    original_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(ForeignKey("evidence_content.digest"), index=True)
