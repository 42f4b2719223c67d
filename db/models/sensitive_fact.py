"""Sensitive facts of persons, apart from everything that is shown, exported or counted."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Identity


class SensitiveFact(Base):
    """A kind of hardship that a row records of its person, with its certificate.

    Exactly one of the references names the row it was recorded with; it goes when that row is deleted.
    `kind` is the key of the section's own field (disadvantaged, hard_to_place). `draft_values` is what was
    typed and could not be taken, as in every record. It leaves the ledger in no return and in no masked
    export, and no figure reads it.
    """

    __tablename__ = "sensitive_fact"

    id: Mapped[Identity]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    unemployed_leaver_id: Mapped[int | None] = mapped_column(
        ForeignKey("unemployed_leaver.id", ondelete="CASCADE"), unique=True
    )
    unemployment_id: Mapped[int | None] = mapped_column(
        ForeignKey("unemployment.id", ondelete="CASCADE"), unique=True
    )
    kind: Mapped[str]
    category: Mapped[str | None]
    certificate_number: Mapped[str | None]
    certified_on: Mapped[Day | None]
    certified_until: Mapped[Day | None]
    draft_values: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None]
    """The import or paste that recorded it."""
