"""Traineeships: approved hosts and the posts they offer. Not employment."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


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
