"""The numbered items of the plans as work to be done."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, Day, Record


class Task(Record, Base):
    """An item of a plan, or of the office's own. It stands from `starts_on` to `ends_on` of its plan."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_plan", "plan", "item"),)

    plan: Mapped[str | None]
    item: Mapped[int | None]
    title: Mapped[str | None]
    summary: Mapped[str | None]
    responsible: Mapped[str | None]
    starts_on: Mapped[Day | None]
    ends_on: Mapped[Day | None]
    deadline: Mapped[Day | None]
    deadline_words: Mapped[str | None]
    situation: Mapped[str | None]
    progress: Mapped[str | None]
    evidence_note: Mapped[str | None]
    done_on: Mapped[Day | None]
