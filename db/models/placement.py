"""Placements: people employed or started up here."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


class Placement(Record, Base):
    """One registration of one person's employment or start-up.

    `township` and `industry` are keys; None is the bucket 未分镇街 / 未分类, and the `…_text` beside
    it keeps the word that the sheet had.
    """

    __tablename__ = "placement"
    __table_args__ = (
        Index("ix_placement_person_placed_on", "person_id", "placed_on", "id"),
        Index("ix_placement_placed_on", "placed_on", "id"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    origin: Mapped[str | None]
    destination: Mapped[str | None]
    industry: Mapped[str | None]
    industry_text: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    placed_on: Mapped[Day | None]
    ended_on: Mapped[Day | None]
    verification: Mapped[str] = mapped_column(default="claimed")
    verified_on: Mapped[Day | None]
    verified_by: Mapped[str | None]
    """Account that set `verification`; None while the claim is unchecked."""
    verification_note: Mapped[str | None]
    evidence_note: Mapped[str | None]
