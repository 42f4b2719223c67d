"""Open posts of every kind, and employers' orders for workers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


class Vacancy(Record, Base):
    """Posts of one title at one employer: `headcount` of them, `filled` so far. `pay` is in words."""

    __tablename__ = "vacancy"
    __table_args__ = (Index("ix_vacancy_published_on", "published_on", "id"),)

    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    title: Mapped[str | None]
    kind: Mapped[str | None]
    headcount: Mapped[int | None]
    filled: Mapped[int | None]
    education: Mapped[str | None]
    major: Mapped[str | None]
    pay: Mapped[str | None]
    published_on: Mapped[Day | None]
    closes_on: Mapped[Day | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]


class EmployerOrder(Record, Base):
    """An employer's order for workers with its four steps: placed, accepted, dispatched, rated."""

    __tablename__ = "employer_order"
    __table_args__ = (Index("ix_employer_order_placed_on", "placed_on", "id"),)

    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    job: Mapped[str | None]
    headcount: Mapped[int | None]
    placed_on: Mapped[Day | None]
    accepted_on: Mapped[Day | None]
    dispatched_on: Mapped[Day | None]
    rated_on: Mapped[Day | None]
    filled: Mapped[int | None]
    officer: Mapped[str | None]
