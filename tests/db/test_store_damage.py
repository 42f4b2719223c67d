"""Damage to a ledger's file: each flipped byte and each truncation is found, and told from a wrong key."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_store import Sample, make_sample

from db import errors
from db.engine import open_store, reading, writing

pytestmark = pytest.mark.trust


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path)


def test_a_flipped_byte_in_any_page_is_found(sample: Sample) -> None:
    from db.integrity import connection_problems

    whole = sample.path.read_bytes()
    pages = len(whole) // 4096
    assert pages > 20
    copy = sample.path.with_name("copy.ledger")
    opened_not = 0
    for page in range(pages):
        broken = bytearray(whole)
        broken[page * 4096 + (page * 131) % 4096] ^= 0x10
        copy.write_bytes(broken)
        try:
            engine = open_store(copy, sample.key)
        except errors.DamagedLedger:
            opened_not += 1
            assert copy.read_bytes() == broken
            continue
        pooled = engine.raw_connection()
        problems = connection_problems(pooled.driver_connection)
        pooled.close()
        engine.dispose()
        assert problems == [f"有 1 页校验不符（第 {page + 1} 页）。"]
        assert copy.read_bytes() == broken
    assert 0 < opened_not < pages // 2, "the first pages are read on opening, the others by the checks"


def test_a_damaged_page_is_found_by_a_query_and_by_a_write(sample: Sample) -> None:
    with sample.opened() as engine, reading(engine) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'"
        root = int(connection.exec_driver_sql(query).scalar_one())
    broken = bytearray(sample.path.read_bytes())
    broken[(root - 1) * 4096 + 7] ^= 1
    sample.path.write_bytes(broken)
    for statement in ("SELECT sum(length(name)) FROM sample NOT INDEXED", "DELETE FROM sample"):
        with sample.opened() as engine, pytest.raises(errors.DamagedLedger), writing(engine) as connection:
            connection.exec_driver_sql(statement)
        assert sample.path.read_bytes() == broken


def test_every_truncation_is_found_on_opening(sample: Sample) -> None:
    whole = sample.path.read_bytes()
    pages = len(whole) // 4096
    lengths = [page * 4096 for page in range(1, pages)] + [1, 15, 16, 17, 4095, 4097, len(whole) - 1]
    for length in lengths:
        sample.path.write_bytes(whole[:length])
        wanted = (errors.DamagedLedger,) if length >= 15 else (errors.DamagedLedger, errors.NotALedger)
        with pytest.raises(wanted):
            open_store(sample.path, sample.key)
        assert sample.path.read_bytes() == whole[:length]


@pytest.mark.parametrize("at", [0, 7, 15, 16, 200, 4000, 4095])
def test_a_damaged_first_page_is_no_wrong_password(sample: Sample, at: int) -> None:
    broken = bytearray(sample.path.read_bytes())
    broken[at] ^= 4
    sample.path.write_bytes(broken)
    with pytest.raises(errors.DamagedLedger):
        open_store(sample.path, sample.key)
