"""Official registrations as unemployed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


class Unemployment(Record, Base):
    """One registration as unemployed, its end with the ground, and the work found after it.

    The category of hardship and its certificate are a `SensitiveFact` of the row, in a table apart.
    """

    __tablename__ = "unemployment"
    __table_args__ = (
        Index("ix_unemployment_person_registered_on", "person_id", "registered_on"),
        Index("ix_unemployment_registered_on", "registered_on", "id"),
        Index("ix_unemployment_reemployed_on", "reemployed_on", "id"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    registered_on: Mapped[Day | None]
    cause: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    situation: Mapped[str | None]
    deregistered_on: Mapped[Day | None]
    ground: Mapped[str | None]
    notified_on: Mapped[Day | None]
    notified_how: Mapped[str | None]
    reemployed_on: Mapped[Day | None]
    next_contact_on: Mapped[Day | None]
