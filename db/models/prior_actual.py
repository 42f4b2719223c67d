"""Last year's monthly totals, typed in."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, Exact, Record


class PriorActual(Record, Base):
    """A figure's total in one month of an earlier year, with its source.

    `unit` is empty for this ledger's own unit; else the former unit, or the part of one, whose total it is
    (`core.reexpression`).
    """

    __tablename__ = "prior_actual"
    __table_args__ = (Index("ix_prior_actual_figure", "figure", "month"),)

    figure: Mapped[str | None]
    month: Mapped[str | None]
    value: Mapped[Exact | None]
    source: Mapped[str | None]
    unit: Mapped[str | None]
