"""Payments under a rule."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Money, Record


class Subsidy(Record, Base):
    """One payment to a person, an employer or a college; counted once it is paid. `amount` is yuan."""

    __tablename__ = "subsidy"
    __table_args__ = (Index("ix_subsidy_paid_on", "paid_on", "id"),)

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    kind: Mapped[str | None]
    months: Mapped[int | None]
    amount: Mapped[Money | None]
    applied_on: Mapped[Day | None]
    approved_on: Mapped[Day | None]
    paid_on: Mapped[Day | None]
