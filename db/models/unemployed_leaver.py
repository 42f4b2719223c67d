"""The roster of those who left college without a job."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


class UnemployedLeaver(Record, Base):
    """A graduate handed over as not in work. `situation` is where that stands since `situation_on`.

    The kind of hardship is a `SensitiveFact` of the row, in a table apart.
    """

    __tablename__ = "unemployed_leaver"
    __table_args__ = (
        Index("ix_unemployed_leaver_person", "person_id", "cohort"),
        Index("ix_unemployed_leaver_handed_over_on", "handed_over_on", "id"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cohort: Mapped[str | None]
    handed_over_on: Mapped[Day | None]
    handed_over_batch: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    willing: Mapped[bool | None]
    helper: Mapped[str | None]
    situation: Mapped[str | None]
    situation_on: Mapped[Day | None]
    next_contact_on: Mapped[Day | None]
    lists_sent_on: Mapped[Day | None]
