"""Writing that is cut off, by a kill or by a full disk, loses no acknowledged row."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_store import NAME, Sample, make_sample, names_in, python

from db import errors
from db.engine import create_store, reading, writing

pytestmark = pytest.mark.trust


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path)


WRITE = (
    "import sys; from pathlib import Path; from db.engine import open_store, writing\n"
    "engine = open_store(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline())); number = int(sys.argv[2])\n"
    "while True:\n"
    "    with writing(engine) as connection:\n"
    "        for part in range(20):\n"
    "            connection.exec_driver_sql('INSERT INTO written VALUES (?, ?)', (number, 'x' * 300))\n"
    "    print(number, flush=True); number += 1"
)


def test_killed_while_writing_loses_no_acknowledged_row(sample: Sample) -> None:
    from db.integrity import check_integrity

    with sample.opened() as engine, writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE written (number INTEGER, words TEXT)")
    following = 0
    for turn in range(20):
        child = python(WRITE, str(sample.path), str(following))
        assert child.stdin and child.stdout
        child.stdin.write(sample.key.hex() + "\n")
        child.stdin.flush()
        assert int(child.stdout.readline()) == following
        time.sleep(0.003 * turn)
        child.kill()
        out, err = child.communicate()
        assert not err
        whole = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
        acknowledged = int(whole[-1]) if whole else following
        start = time.monotonic()
        with sample.opened() as engine:
            assert time.monotonic() - start < 5
            assert check_integrity(engine) == []
            with reading(engine) as connection:
                rows = connection.exec_driver_sql(
                    "SELECT number, count(*) FROM written GROUP BY number ORDER BY number"
                ).all()
        assert [number for number, _ in rows] == list(range(len(rows)))
        assert {count for _, count in rows} == {20}, "a transaction is all or nothing"
        assert len(rows) > acknowledged
        following = len(rows)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root on Linux")
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this system does not let a small disk be mounted")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_nothing_and_can_be_freed(small_disk: Path) -> None:
    from db.integrity import check_integrity

    sample = make_sample(small_disk, 50)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(700_000))
    committed = 50
    with sample.opened() as engine:
        with pytest.raises(errors.DiskFull):
            for _ in range(1000):
                with writing(engine) as connection:
                    for _ in range(50):
                        connection.exec_driver_sql("INSERT INTO sample (name) VALUES (?)", ("字" * 200,))
                committed += 50
        with reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == committed
        assert check_integrity(engine) == []
        ballast.unlink()
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO sample (name) VALUES ('后来')")
    with sample.opened() as engine, reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == committed + 1


def test_a_full_disk_leaves_no_new_ledger(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(2 * 1024 * 1024 - 4096))
    with pytest.raises(errors.DiskFull):
        create_store(small_disk / NAME, bytes(32))
    assert names_in(small_disk) == ["ballast"]
