"""Targets: the numbers that plans demand, as dated rows."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Exact, Record


class Target(Record, Base):
    """One number that a plan demands of one scope in one period.

    `scope_kind` is unit, township, body or city (city rows are shown as reference only).
    `label`, `grouping` (core, rates, posts, work …), `indent`, `item` and `clause` come from the document.
    `reference` marks a second wording of the same demand, shown and never judged.
    `since` is the first day on which a demand counts that came by an update in the midst of its period.
    """

    __tablename__ = "target"
    __table_args__ = (Index("ix_target_figure", "figure", "scope_kind", "starts_on"),)

    plan: Mapped[str | None]
    figure: Mapped[str | None]
    scope_kind: Mapped[str | None]
    scope: Mapped[str | None]
    starts_on: Mapped[Day | None]
    ends_on: Mapped[Day | None]
    comparator: Mapped[str | None]
    value: Mapped[Exact | None]
    unit: Mapped[str | None]
    label: Mapped[str | None]
    grouping: Mapped[str | None]
    indent: Mapped[int | None]
    item: Mapped[str | None]
    clause: Mapped[str | None]
    responsible: Mapped[str | None]
    reference: Mapped[bool] = mapped_column(default=False)
    preset_value: Mapped[Exact | None]
    since: Mapped[Day | None]
