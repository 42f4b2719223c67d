"""The bureau's own workbook: its blank form, and which cell holds which figure."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identity


class BureauForm(Base):
    """A blank form that was learnt. `cells` is JSON: where what goes, and the words that stand around it.

    A form that came in a new shape is a new row; `retired` ones are kept for the months they filled.
    """

    __tablename__ = "bureau_form"

    id: Mapped[Identity]
    title: Mapped[str]
    file_name: Mapped[str]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    cells: Mapped[str] = mapped_column(Text)
    learnt_at: Mapped[str]
    account: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)
