"""Recruitment events."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, Day, Record


class JobFair(Record, Base):
    """A recruitment event of any kind, with its tallies."""

    __tablename__ = "job_fair"
    __table_args__ = (Index("ix_job_fair_starts_on", "starts_on", "id"),)

    title: Mapped[str | None]
    kind: Mapped[str | None]
    channel: Mapped[str | None]
    starts_on: Mapped[Day | None]
    ends_on: Mapped[Day | None]
    venue: Mapped[str | None]
    province: Mapped[str | None]
    college: Mapped[str | None]
    hosts: Mapped[str | None]
    employers: Mapped[int | None]
    vacancies: Mapped[int | None]
    visitors: Mapped[int | None]
    matches: Mapped[int | None]
    hired: Mapped[int | None]
    viewers: Mapped[int | None]
