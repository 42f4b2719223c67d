"""What colleges report: where their graduates went, and who is about to graduate."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, Day, Record


class DestinationReport(Record, Base):
    """A college's graduates of one cohort and how many have a settled destination, as of a day.

    `edition` is the grouping of destinations that the numbers follow.
    """

    __tablename__ = "destination_report"
    __table_args__ = (Index("ix_destination_report_reported_as_of", "reported_as_of", "id"),)

    college: Mapped[str | None]
    cohort: Mapped[str | None]
    graduates: Mapped[int | None]
    settled: Mapped[int | None]
    reported_as_of: Mapped[Day | None]
    source: Mapped[str | None]
    edition: Mapped[str | None]


class GraduateSupply(Record, Base):
    """How many of a college's cohort graduate in a major, by home area; renewed each month."""

    __tablename__ = "graduate_supply"
    __table_args__ = (Index("ix_graduate_supply_college", "college", "cohort"),)

    college: Mapped[str | None]
    cohort: Mapped[str | None]
    major: Mapped[str | None]
    education: Mapped[str | None]
    graduates: Mapped[int | None]
    home_area: Mapped[str | None]
    month: Mapped[str | None]
