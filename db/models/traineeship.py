"""Traineeships: approved hosts, the posts they offer, and the trainees. Not employment."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Money, Record


class TraineeshipHost(Record, Base):
    """An employer approved to take trainees."""

    __tablename__ = "traineeship_host"

    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    level: Mapped[str | None]
    approved_on: Mapped[Day | None]
    ended_on: Mapped[Day | None]


class TraineeshipPost(Record, Base):
    """A vacancy for trainees: `headcount` places collected on a day; `pay` in yuan a month."""

    __tablename__ = "traineeship_post"
    __table_args__ = (Index("ix_traineeship_post_collected_on", "collected_on", "id"),)

    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    title: Mapped[str | None]
    headcount: Mapped[int | None]
    collected_on: Mapped[Day | None]
    published: Mapped[bool | None]
    pay: Mapped[int | None]
    months: Mapped[int | None]
    education: Mapped[str | None]
    major: Mapped[str | None]
    venue: Mapped[str | None]


class Traineeship(Record, Base):
    """One person's traineeship at one host. `living_pay` is yuan a month, `subsidy_amount` yuan in all."""

    __tablename__ = "traineeship"
    __table_args__ = (
        Index("ix_traineeship_person_starts_on", "person_id", "starts_on"),
        Index("ix_traineeship_starts_on", "starts_on", "id"),
        Index("ix_traineeship_ended_on", "ended_on", "id"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    post: Mapped[str | None]
    agreement_number: Mapped[str | None]
    starts_on: Mapped[Day | None]
    ended_on: Mapped[Day | None]
    living_pay: Mapped[Money | None]
    insured: Mapped[bool | None]
    subsidy_months: Mapped[int | None]
    subsidy_amount: Mapped[Money | None]
    ending: Mapped[str | None]
    contract_on: Mapped[Day | None]
