"""Policy updates that were taken over: whose, from when, their files, and what they changed of targets."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Exact, Identity


class PolicyUpdate(Base):
    """A signed package of policy data. `number` only grows; `effective_from` is the document's first day."""

    __tablename__ = "policy_update"

    id: Mapped[Identity]
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str]
    issuer: Mapped[str]
    effective_from: Mapped[Day]
    signer: Mapped[str]
    """Key that signed it, and whose it is, as the program knew it then."""
    digest: Mapped[str]
    at: Mapped[str]
    account: Mapped[str]


class PolicyFile(Base):
    """One file of a package, word for word as it was signed."""

    __tablename__ = "policy_file"

    id: Mapped[Identity]
    update_id: Mapped[int] = mapped_column(ForeignKey("policy_update.id"), index=True)
    name: Mapped[str]
    content: Mapped[str]


class TargetRevision(Base):
    """What a plan demands from a day on; before it an earlier revision holds, or the target itself."""

    __tablename__ = "target_revision"
    __table_args__ = (Index("ix_target_revision_target", "target_id", "since"),)

    id: Mapped[Identity]
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    update_id: Mapped[int] = mapped_column(ForeignKey("policy_update.id"))
    since: Mapped[Day]
    value: Mapped[Exact]
    comparator: Mapped[str]
    item: Mapped[str]
    clause: Mapped[str]
