"""The journal: edits, deletions, exchanges and cuts are found; entries cannot be changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sample_store import ACCOUNT, Sample, make_sample
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db.engine import reading, writing
from db.journal import (
    START,
    Entry,
    append,
    append_all,
    business_head,
    erase,
    head,
    missing_heads,
    verify_chain,
)

pytestmark = pytest.mark.trust


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    sample: Sample = make_sample(tmp_path, 0)
    with sample.opened() as engine:
        yield engine


def _entries(number: int) -> list[Entry]:
    return [
        Entry(
            ACCOUNT,
            "add",
            "placement",
            row,
            after={"town": "中山路", "on": date(2025, 9, 1), "pay": Decimal("1.20")},
        )
        for row in range(number)
    ]


def test_an_empty_journal_is_whole(engine: Engine) -> None:
    with reading(engine) as connection:
        assert verify_chain(connection) == []
        assert head(connection) == business_head(connection) == START


def test_entries_are_numbered_and_chained(engine: Engine) -> None:
    with writing(engine) as connection:
        first = append(
            connection, ACCOUNT, "add", "placement", row_id=7, reason="补录", after={"town": "朱沱镇"}
        )
        second = append_all(connection, _entries(3))
        rows = connection.exec_driver_sql(
            "SELECT seq, previous_hash, hash, after FROM journal ORDER BY seq"
        ).all()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.previous_hash for row in rows] == [START, *(row.hash for row in rows[:-1])]
    assert (rows[0].hash, rows[-1].hash) == (first, second)
    assert rows[0].after == '{"town":"朱沱镇"}'
    assert rows[1].after == '{"on":"2025-09-01","pay":"1.20","town":"中山路"}'
    with reading(engine) as connection:
        assert verify_chain(connection) == []


def test_prints_do_not_move_the_business_head(engine: Engine) -> None:
    with writing(engine) as connection:
        business = append(connection, ACCOUNT, "add", "placement")
        append(connection, ACCOUNT, "print", "return", business=False)
        assert business_head(connection) == business != head(connection)


def test_a_rolled_back_change_leaves_no_entry(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        append(connection, ACCOUNT, "add", "placement")
        raise RuntimeError
    with reading(engine) as connection:
        assert head(connection) == START


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET reason = '改' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
        "INSERT INTO journal SELECT seq + 50, at, account, action, section, row_id, batch_id, business, "
        "reason, before, after, previous_hash, hash, salt, erased_by FROM journal WHERE seq = 2",
        "UPDATE journal SET after = '{}', salt = '', erased_by = 5 WHERE seq = 2",
        "UPDATE journal SET salt = '' WHERE seq = 2",
    ],
)
def test_the_tables_own_guards_refuse(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        append_all(connection, _entries(5))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.exec_driver_sql(statement)
    with reading(engine) as connection:
        assert verify_chain(connection) == []
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == 5


COLUMNS = [
    "at",
    "account",
    "action",
    "section",
    "row_id",
    "batch_id",
    "business",
    "reason",
    "before",
    "after",
]


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_of_any_field_is_found(engine: Engine, column: str) -> None:
    value = "0" if column in {"row_id", "batch_id", "business"} else "'x'"
    assert _after(engine, f"UPDATE journal SET {column} = {value} WHERE seq = 3") == [
        "流水第 3 条的内容被改过"
    ]


def test_an_exchange_is_found(engine: Engine) -> None:
    found = _after(
        engine,
        "UPDATE journal SET seq = 99 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 4",
        "UPDATE journal SET seq = 4 WHERE seq = 99",
    )
    assert found[0] == "流水第 3 条接不上前一条"


def test_a_removed_entry_is_found(engine: Engine) -> None:
    assert _after(engine, "DELETE FROM journal WHERE seq = 3") == ["流水第 3 条缺失，下一条是第 4 条"]


def test_a_closed_gap_is_found(engine: Engine) -> None:
    found = _after(
        engine, "DELETE FROM journal WHERE seq = 3", "UPDATE journal SET seq = seq - 1 WHERE seq > 3"
    )
    assert found[0] == "流水第 3 条接不上前一条"


def _after(engine: Engine, *statements: str) -> list[str]:
    """What is found after someone with the key took the guards away and ran statements."""
    with writing(engine) as connection:
        append_all(connection, _entries(8))
        for name in ("journal_no_update", "journal_no_delete", "journal_in_order"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        return verify_chain(connection)


def _erased(engine: Engine, *statements: str) -> list[str]:
    """What is found after entries 2 and 3 lost values, and then someone ran statements without guards."""
    with writing(engine) as connection:
        append_all(connection, _entries(4))
        told = Entry(ACCOUNT, "erase", "person", 7, business=False, reason="本人申请")
        erase(connection, told, {2: {"after": "{}"}, 3: {"after": "{}", "reason": ""}})
        append_all(connection, _entries(1))
        for name in ("journal_no_update", "journal_no_delete") if statements else ():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        return verify_chain(connection)


def test_values_can_go_and_the_chain_stays(engine: Engine) -> None:
    assert _erased(engine) == []
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT seq, after, salt, erased_by FROM journal").all()
    assert [row.seq for row in rows if row.erased_by == 5] == [2, 3]
    assert {(row.after, row.salt) for row in rows if row.erased_by} == {("{}", "")}
    assert all(len(row.salt) == 32 for row in rows if not row.erased_by)


def test_an_entry_can_lose_values_twice(engine: Engine) -> None:
    assert _erased(engine) == []
    with writing(engine) as connection:
        erase(connection, Entry(ACCOUNT, "erase", "person", 8), {2: {"before": "{}"}, 4: {"after": "{}"}})
        assert verify_chain(connection) == []


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ('UPDATE journal SET after = \'{"town":"朱沱镇"}\' WHERE seq = 2', 2),
        ("UPDATE journal SET account = '别人' WHERE seq = 3", 3),
        ("UPDATE journal SET after = '{}', erased_by = 5 WHERE seq = 4", 4),
        ("UPDATE journal SET after = '{}', erased_by = 1 WHERE seq = 4", 4),
        ("UPDATE journal SET after = '{\"entries\":[]}' WHERE seq = 5", 5),
    ],
)
def test_an_erasure_covers_nothing_but_what_it_lists(engine: Engine, statement: str, seq: int) -> None:
    assert f"流水第 {seq} 条的内容被改过" in _erased(engine, statement)


def test_a_cut_end_is_found_by_a_head_noted_outside(engine: Engine) -> None:
    with writing(engine) as connection:
        early = append_all(connection, _entries(3))
        noted = append_all(connection, _entries(3))
        assert missing_heads(connection, [early, noted, START]) == []
        connection.exec_driver_sql("DROP TRIGGER journal_no_delete")
        connection.exec_driver_sql("DELETE FROM journal WHERE seq > 4")
        assert verify_chain(connection) == [], "the chain alone cannot know"
        assert missing_heads(connection, [early, noted]) == [noted]
