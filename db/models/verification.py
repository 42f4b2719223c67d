"""Checks of many placements at once, and random samples for checks by phone."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Identity


class VerificationRun(Base):
    """One check of many rows: by hand, or against a social-insurance list. One journal entry, one undo.

    `counts` is a JSON object of what was found; nothing else of a list is kept, but its digest.
    """

    __tablename__ = "verification_run"

    id: Mapped[Identity]
    kind: Mapped[str]
    """hand or insurance"""
    at: Mapped[str]
    account: Mapped[str]
    reason: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(default="")
    first: Mapped[Day | None]
    last: Mapped[Day | None]
    """Placements dated from `first` to `last` were looked at; `last` is the cut-off."""
    counts: Mapped[str] = mapped_column(default="{}")
    undone_at: Mapped[str] = mapped_column(default="")
    undone_by: Mapped[str] = mapped_column(default="")


class VerificationRow(Base):
    """A placement that a run changed, with its columns before and after (JSON)."""

    __tablename__ = "verification_row"

    id: Mapped[Identity]
    run_id: Mapped[int] = mapped_column(ForeignKey("verification_run.id"), index=True)
    row_id: Mapped[int] = mapped_column(index=True)
    before: Mapped[str]
    after: Mapped[str]


class PhoneSample(Base):
    """A random draw, so kept that it can be repeated: the seed and the rows that could be drawn."""

    __tablename__ = "phone_sample"

    id: Mapped[Identity]
    at: Mapped[str]
    account: Mapped[str]
    first: Mapped[Day]
    last: Mapped[Day]
    township: Mapped[str | None]
    only_claimed: Mapped[bool]
    wanted: Mapped[str]
    """As it was asked: 5% or 30."""
    seed: Mapped[str]
    pool: Mapped[str]
    """Ids that could be drawn, as ranges: 1-8,11."""
    pool_rows: Mapped[int]


class PhoneSampleRow(Base):
    """One drawn placement and what the call found. `before` is its verification before the first result."""

    __tablename__ = "phone_sample_row"

    id: Mapped[Identity]
    sample_id: Mapped[int] = mapped_column(ForeignKey("phone_sample.id"), index=True)
    position: Mapped[int]
    row_id: Mapped[int] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[str] = mapped_column(default="")
    before: Mapped[str] = mapped_column(default="")
