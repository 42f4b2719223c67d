"""The monthly return in the ledger: the draft with its life, its written reasons, what was submitted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Identity, LongText


class ReturnDraft(Base):
    """One month's return at work: its state, the words typed for it, how often its content has changed.

    `frozen` is the snapshot (JSON) that was handed in for review and is judged until it comes back; it is
    empty while the return is drafted from the rows. `makers` is a JSON list of the accounts that drafted
    this version: none of them may review it.
    """

    __tablename__ = "return_draft"

    month: Mapped[str] = mapped_column(primary_key=True)
    difficulties: Mapped[str] = mapped_column(default="")
    next_steps: Mapped[str] = mapped_column(default="")
    draft: Mapped[int] = mapped_column(default=0)
    content_digest: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft", server_default="draft")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    makers: Mapped[LongText] = mapped_column(default="[]", server_default="[]")
    frozen: Mapped[LongText] = mapped_column(default="", server_default="")
    frozen_checks: Mapped[LongText] = mapped_column(default="", server_default="")
    frozen_seq: Mapped[int] = mapped_column(default=0, server_default="0")


class ReturnNote(Base):
    """A reason written for one version of a month's return.

    `kind` is check (why a warning may pass) or correction (why a submitted figure differs); `about` is what
    the reason was written for, so that a reason does not outlive it unseen.
    """

    __tablename__ = "return_note"

    month: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[LongText]
    about: Mapped[LongText]
    account: Mapped[str]
    at: Mapped[str]


class ReturnEvent(Base):
    """One step in the life of a month's return. Only added to."""

    __tablename__ = "return_event"
    __table_args__ = (Index("ix_return_event_month", "month"),)

    id: Mapped[Identity]
    month: Mapped[str]
    version: Mapped[int]
    draft: Mapped[int]
    action: Mapped[str]
    state: Mapped[str]
    account: Mapped[str]
    at: Mapped[str]
    reason: Mapped[LongText]


class ReturnEdition(Base):
    """What was submitted, never changed afterwards: the snapshot with its checks, and digests of its files.

    `journal_head` and `journal_seq` are those of the last business entry that the snapshot saw; `hotspots`
    says where each figure is printed.
    """

    __tablename__ = "return_edition"
    __table_args__ = (Index("uq_return_edition_month_version", "month", "version", unique=True),)

    id: Mapped[Identity]
    month: Mapped[str]
    version: Mapped[int]
    number: Mapped[str]
    replaces: Mapped[str]
    reported_on: Mapped[Day]
    account: Mapped[str]
    at: Mapped[str]
    snapshot: Mapped[LongText]
    checks: Mapped[LongText]
    hotspots: Mapped[LongText]
    pdf_digest: Mapped[str]
    workbook_digest: Mapped[str]
    data_digest: Mapped[str]
    journal_head: Mapped[str]
    journal_seq: Mapped[int]


class ReturnFile(Base):
    """The bytes of a submitted edition: `kind` is pdf, xlsx or json."""

    __tablename__ = "return_file"

    edition_id: Mapped[int] = mapped_column(ForeignKey("return_edition.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
