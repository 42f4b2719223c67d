"""Courses and camps."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, Day, Money, Record


class Training(Record, Base):
    """One course: `attendances` are events, `people` persons. `subsidy` is yuan in all."""

    __tablename__ = "training"
    __table_args__ = (Index("ix_training_starts_on", "starts_on", "id"),)

    title: Mapped[str | None]
    kind: Mapped[str | None]
    institution: Mapped[str | None]
    starts_on: Mapped[Day | None]
    ends_on: Mapped[Day | None]
    attendances: Mapped[int | None]
    people: Mapped[int | None]
    certificates: Mapped[int | None]
    subsidy: Mapped[Money | None]
