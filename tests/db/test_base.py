"""Exact types, constraint names, and the life of a record, in a real encrypted file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, ForeignKey, MetaData, UniqueConstraint, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from db.base import NAMING, Base, Day, Exact, Moment, Money, Record, RecordState, Scaled, UtcText, moment_text
from db.engine import create_store

DIALECT = sqlite.dialect()


class Colour(StrEnum):
    RED = "r"
    GREEN = "g"


class OwnBase(DeclarativeBase):
    """As the program's base, with tables of its own."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = Base.type_annotation_map


class Parent(OwnBase):
    __tablename__ = "parent"
    id: Mapped[int] = mapped_column(primary_key=True)


class Thing(Record, OwnBase):
    __tablename__ = "thing"
    __table_args__ = (UniqueConstraint("colour", "on"),)

    colour: Mapped[Colour]
    on: Mapped[Day | None]
    seen: Mapped[Moment | None]
    pay: Mapped[Money | None]
    rate: Mapped[Exact | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("parent.id"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_store(tmp_path / "thing.ledger", bytes(32))
    with engine.begin() as connection:
        OwnBase.metadata.create_all(connection)
    yield engine
    engine.dispose()


def test_values_come_back_as_they_went(engine: Engine) -> None:
    moment = datetime(2025, 9, 30, 16, 42, 1, 5, tzinfo=timezone(timedelta(hours=8)))
    with Session(engine) as session:
        session.add(
            Thing(
                colour=Colour.GREEN,
                on=date(2025, 9, 30),
                seen=moment,
                pay=Decimal("2100.10"),
                rate=Decimal("75.0001"),
            )
        )
        session.commit()
    with Session(engine) as session:
        thing = session.scalars(select(Thing)).one()
        assert (thing.colour, thing.on, thing.seen) == (Colour.GREEN, date(2025, 9, 30), moment)
        assert thing.seen is not None
        assert thing.seen.tzinfo is UTC
        assert (str(thing.pay), str(thing.rate)) == ("2100.10", "75.0001")
        assert (thing.state, thing.note, thing.batch_id) == (RecordState.ACTIVE, "", None)
        assert thing.created_at.tzinfo is UTC
        columns = 'colour, "on", seen, pay, rate, state'
        stored = session.connection().exec_driver_sql(f"SELECT {columns} FROM thing").one()
    assert tuple(stored) == ("g", "2025-09-30", "2025-09-30T08:42:01.000005Z", 210010, 750001, "active")


def test_sums_and_comparisons_in_the_engine_are_exact(engine: Engine) -> None:
    with Session(engine) as session:
        for day in range(1, 31):
            session.add(Thing(colour=Colour.RED, on=date(2025, 9, day), pay=Decimal("0.10")))
        session.flush()
        assert session.scalar(select(func.sum(Thing.pay))) == Decimal("3.00")
        assert session.scalar(select(func.count()).where(Thing.pay == Decimal("0.1"))) == 30
        session.rollback()


def test_a_word_that_is_no_member_is_refused(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(StatementError):
        session.add(Thing(colour="blue"))
        session.flush()


def test_names_of_constraints_and_indexes() -> None:
    table = Thing.__table__
    names = {str(each.name) for each in table.constraints} | {str(each.name) for each in table.indexes}  # type: ignore[attr-defined]  # a Table, typed as FromClause
    assert names == {"pk_thing", "uq_thing_colour_on", "fk_thing_parent_id"}


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_decimal_survives(value: Decimal) -> None:
    kind = Scaled(4)
    assert kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT) == value


@pytest.mark.parametrize("value", [Decimal("0.001"), 0.5])
def test_an_inexact_number_is_refused(value: Decimal | float) -> None:
    with pytest.raises(ValueError, match=r"exact number|decimal places"):
        Scaled(2).process_bind_param(value, DIALECT)  # type: ignore[arg-type]  # a float is what is tried


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_order_of_text_is_order_of_time(one: datetime, other: datetime) -> None:
    try:
        texts = moment_text(one), moment_text(other)
    except OverflowError:
        return
    assert all(len(text) == 27 for text in texts)
    assert (texts[0] < texts[1]) == (one.astimezone(UTC) < other.astimezone(UTC))


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcText().process_bind_param(datetime(2025, 9, 30), DIALECT)
