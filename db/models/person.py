"""A person: the only table with personal data. Everything else refers to it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Identity, Moment, Record


class Person(Record, Base):
    """A person known to the ledger. Identity is kind and number of the document.

    `sex` and `birth_date` are derived from a resident ID; `initials` are pinyin initials for search.
    `merged_into` names the record that this one was merged into: it is void then, and its document leads
    there. A record with `erased_at` holds nobody any more: it only keeps the rows of one person together,
    so that figures count as before.
    """

    __tablename__ = "person"
    __table_args__ = (Index("uq_person_document", "id_kind", "id_number", unique=True),)

    name: Mapped[str | None]
    id_kind: Mapped[str] = mapped_column(default="resident_id")
    id_number: Mapped[str | None]
    sex: Mapped[str | None]
    birth_date: Mapped[Day | None]
    phone: Mapped[str | None]
    household_area: Mapped[str | None]
    education: Mapped[str | None]
    college: Mapped[str | None]
    major: Mapped[str | None]
    graduation_month: Mapped[str | None]
    initials: Mapped[str | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    erased_at: Mapped[Moment | None]


class ErasedPerson(Base):
    """That somebody was erased: a keyed digest of the document, by which a return of the data is noticed.

    `person_id` is the record that was emptied; None where the mark came over from another copy of the
    ledger (a restore). `key` is the secret that the digest was made with; it lies in the ledger alone.
    """

    __tablename__ = "erased_person"
    __table_args__ = (Index("ix_erased_person_digest", "digest"),)

    id: Mapped[Identity]
    person_id: Mapped[int | None]
    digest: Mapped[str]
    key: Mapped[str]
    at: Mapped[str]
    account: Mapped[str]
