"""Start-ups: the places that house them, projects that are helped, guaranteed loans."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Money, Record


class StartupSite(Record, Base):
    """A place for start-ups with `desks` free of charge, open from `opened_on` until `closed_on`."""

    __tablename__ = "startup_site"
    __table_args__ = (Index("ix_startup_site_opened_on", "opened_on", "id"),)

    name: Mapped[str | None]
    kind: Mapped[str | None]
    level: Mapped[str | None]
    operator: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    desks: Mapped[int | None]
    occupied: Mapped[int | None]
    opened_on: Mapped[Day | None]
    closed_on: Mapped[Day | None]


class StartupProject(Record, Base):
    """A project chosen for help or winning an award. `amount` is yuan."""

    __tablename__ = "startup_project"
    __table_args__ = (Index("ix_startup_project_selected_on", "selected_on", "id"),)

    title: Mapped[str | None]
    kind: Mapped[str | None]
    leader: Mapped[str | None]
    contest: Mapped[str | None]
    award: Mapped[str | None]
    amount: Mapped[Money | None]
    selected_on: Mapped[Day | None]


class StartupLoan(Record, Base):
    """A guaranteed loan to a person or a small firm. `amount` is yuan."""

    __tablename__ = "startup_loan"
    __table_args__ = (Index("ix_startup_loan_issued_on", "issued_on", "id"),)

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    bank: Mapped[str | None]
    amount: Mapped[Money | None]
    issued_on: Mapped[Day | None]
    due_on: Mapped[Day | None]
