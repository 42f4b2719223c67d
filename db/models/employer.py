"""Employers."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Record


class Employer(Record, Base):
    """A hiring body. Known by its credit code, or by its name where it has none."""

    __tablename__ = "employer"
    __table_args__ = (Index("uq_employer_credit_code", "credit_code", unique=True),)

    name: Mapped[str | None] = mapped_column(index=True)
    credit_code: Mapped[str | None]
    type: Mapped[str | None]
    industry: Mapped[str | None]
    township: Mapped[str | None]
    address: Mapped[str | None]
    contact: Mapped[str | None]
    contact_phone: Mapped[str | None]
    key_service: Mapped[bool | None]
    layoff_risk: Mapped[bool | None]
    initials: Mapped[str | None]
    merged_into: Mapped[int | None]
    """The employer that this one was merged into; it is void then."""
