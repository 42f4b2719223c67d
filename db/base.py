"""What every table shares: constraint names, exact column types, and the life of a record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, Dialect, Enum, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class RecordState(StrEnum):
    """Life of a row. A draft is kept but counts nowhere; void is the recycle bin."""

    ACTIVE = "active"
    DRAFT = "draft"
    VOID = "void"


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def moment_text(moment: datetime) -> str:
    """A moment as it is stored: UTC, always 27 characters, so that text order is time order.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a stored moment needs a time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class UtcText(TypeDecorator[datetime]):
    """A moment stored as UTC ISO text; comes back aware. Naive moments are refused."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Moment → text."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Text → moment in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Scaled(TypeDecorator[Decimal]):
    """A decimal stored exactly, as a whole number of 10^-places.

    Sums, orders and comparisons in SQL are exact. Products and quotients of two such columns are not
    rescaled: compute them in Python. A value with more places than fit is refused, never rounded.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Decimal → whole number.

        Raises:
            ValueError: more decimal places than are stored, or a float.
        """
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError("an exact number may not come from a float")
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"more than {self.places} decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Whole number → decimal. An average (a float from the engine) is refused by Decimal's scale."""
        return None if value is None else Decimal(value).scaleb(-self.places)


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


def by_value(members: type[StrEnum]) -> Enum:
    """Column type of a StrEnum: stores the member's value; no CHECK, so that a member can be added
    without rebuilding the table. A value that is no member is refused when bound.
    """
    return Enum(members, values_callable=_values, native_enum=False, length=32, validate_strings=True)


Identity = Annotated[int, mapped_column(Integer, primary_key=True, sort_order=-10)]
"""Primary key, given by the engine."""
Day = Annotated[date, mapped_column(Date)]
"""A calendar day, stored as ISO text."""
Moment = Annotated[datetime, mapped_column(UtcText)]
"""A moment in UTC, stored as ISO text of 27 characters."""
Month = Annotated[str, mapped_column(String(7))]
"""A month as text: 2025-09."""
Money = Annotated[Decimal, mapped_column(Scaled(2))]
"""Yuan; stored as a whole number of fen."""
Exact = Annotated[Decimal, mapped_column(Scaled(4))]
"""A number of any unit with at most four decimal places (targets, rates in percent)."""
Code = Annotated[str, mapped_column(String(32))]
"""Key of a code list, of a figure, of a township."""
Words = Annotated[str, mapped_column(String(200))]
"""A line of text."""
LongText = Annotated[str, mapped_column(Text)]
"""Text of any length."""


class Base(DeclarativeBase):
    """Base of every mapped class. Plain annotations map to exact types; enums store values."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(StrEnum, values_callable=_values, native_enum=False, length=32, validate_strings=True),
        datetime: UtcText,
        date: Date,
        Decimal: Scaled(4),
        bool: Boolean(create_constraint=False),
    }


class Record:
    """Mixin of every row that a clerk enters: who and when, batch, life, note.

    Deleting is voiding: `state` becomes void, with a reason. `created_by` and `updated_by` are account
    names. The façade sets all of these; the defaults only keep a bare insert honest. `draft_values` is
    a JSON object of what was typed and could not be taken: column → text.
    """

    id: Mapped[Identity]
    created_at: Mapped[Moment] = mapped_column(default=utc_now, sort_order=90)
    created_by: Mapped[str] = mapped_column(String(64), default="", sort_order=91)
    updated_at: Mapped[Moment] = mapped_column(default=utc_now, sort_order=92)
    updated_by: Mapped[str] = mapped_column(String(64), default="", sort_order=93)
    batch_id: Mapped[int | None] = mapped_column(Integer, default=None, sort_order=94)
    state: Mapped[RecordState] = mapped_column(default=RecordState.ACTIVE, sort_order=95)
    void_reason: Mapped[str] = mapped_column(Text, default="", sort_order=96)
    note: Mapped[str] = mapped_column(Text, default="", sort_order=97)
    draft_values: Mapped[str] = mapped_column(Text, default="", sort_order=98)
