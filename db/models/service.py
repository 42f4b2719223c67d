"""Public employment services: what was done for whom, where, and by which people."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Record


class Service(Record, Base):
    """One service for one person, or for `headcount` people at once."""

    __tablename__ = "service"
    __table_args__ = (
        Index("ix_service_person_kind_provided_on", "person_id", "kind", "provided_on"),
        Index("ix_service_provided_on", "provided_on", "id"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str | None]
    provided_on: Mapped[Day | None]
    headcount: Mapped[int | None]
    officer: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    outcome: Mapped[str | None]


class ServicePoint(Record, Base):
    """A place where people are served, open from `opened_on` until `closed_on`."""

    __tablename__ = "service_point"
    __table_args__ = (Index("ix_service_point_opened_on", "opened_on", "id"),)

    name: Mapped[str | None]
    kind: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    address: Mapped[str | None]
    opened_on: Mapped[Day | None]
    closed_on: Mapped[Day | None]
    services: Mapped[str | None]
    staff_count: Mapped[int | None]


class Staff(Record, Base):
    """One of the people who serve, with a role and its certificate."""

    __tablename__ = "staff"

    name: Mapped[str | None] = mapped_column(index=True)
    role: Mapped[str | None]
    certificate: Mapped[str | None]
    organisation: Mapped[str | None]
    township: Mapped[str | None]
    township_text: Mapped[str | None]
    since: Mapped[Day | None]
    until: Mapped[Day | None]


class ConductCase(Record, Base):
    """A complaint about conduct, or a violation of the rights of people who look for work."""

    __tablename__ = "conduct_case"
    __table_args__ = (Index("ix_conduct_case_received_on", "received_on", "id"),)

    title: Mapped[str | None]
    kind: Mapped[str | None]
    respondent: Mapped[str | None]
    received_on: Mapped[Day | None]
    handled_on: Mapped[Day | None]
    result: Mapped[str | None]
    officer: Mapped[str | None]
