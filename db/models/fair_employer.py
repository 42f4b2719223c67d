"""Employers taking part in a recruitment event."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


class FairEmployer(Record, Base):
    """An employer at a fair: its stand and posts, its vetting (资质审核), and what came of it.

    `vetting` is passed, pending or rejected. `resumes`, `matches` and `hired` are empty until they are told.
    """

    __tablename__ = "fair_employer"
    __table_args__ = (Index("ix_fair_employer_job_fair_id", "job_fair_id", "employer_id"),)

    job_fair_id: Mapped[int | None] = mapped_column(ForeignKey("job_fair.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    stand: Mapped[str | None]
    titles: Mapped[str | None]
    headcount: Mapped[int | None]
    vetting: Mapped[str] = mapped_column(default="pending")
    vetted_by: Mapped[str | None]
    vetted_on: Mapped[Day | None]
    resumes: Mapped[int | None]
    matches: Mapped[int | None]
    hired: Mapped[int | None]
