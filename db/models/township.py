"""Townships of the unit, with validity, and the words that sheets use for them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Day, Identity


class Township(Base):
    """A street or town under the unit."""

    __tablename__ = "township"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    position: Mapped[int]
    valid_from: Mapped[Day | None]
    valid_to: Mapped[Day | None]


class TownshipAlias(Base):
    """A word met in a sheet, confirmed once as a township (or still to be confirmed: key None)."""

    __tablename__ = "township_alias"

    id: Mapped[Identity]
    text: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str | None]
