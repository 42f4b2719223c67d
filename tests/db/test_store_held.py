"""One holder at a time: a second opening, another process, a race, a lock whose file is gone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sample_store import NAME, Sample, make_sample, names_in, python

import db.lock
from db import errors
from db.engine import open_store, reading
from db.lock import LedgerLock

pytestmark = pytest.mark.trust


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path)


def test_a_second_opening_says_who_holds_it(sample: Sample) -> None:
    with sample.opened() as engine:
        with pytest.raises(errors.LedgerInUse) as caught:
            open_store(sample.path, sample.key)
        assert str(os.getpid()) in caught.value.happened
        with reading(engine) as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    assert names_in(sample.path.parent) == [NAME, f"{NAME}.keys"]


HOLD = (
    "import sys, time; from pathlib import Path; from db.engine import open_store\n"
    "engine = open_store(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline()))\n"
    "print('open', flush=True); sys.stdin.readline()"
)


def test_another_process_is_refused_until_it_is_gone(sample: Sample) -> None:
    child = python(HOLD, str(sample.path))
    assert child.stdin and child.stdout
    child.stdin.write(sample.key.hex() + "\n")
    child.stdin.flush()
    assert child.stdout.readline() == "open\n"
    with pytest.raises(errors.LedgerInUse) as caught:
        open_store(sample.path, sample.key)
    assert str(child.pid) in caught.value.where
    child.kill()
    child.communicate()
    assert f"{NAME}.lock" in names_in(sample.path.parent), "the killed process left its file"
    with sample.opened():
        pass


RACE = (
    "import os, sys, time; from pathlib import Path\n"
    "from db.lock import LedgerLock; from db.errors import LedgerInUse\n"
    "ledger = Path(sys.argv[1]); mark = ledger.with_name('mark'); held = 0; end = time.monotonic() + 3\n"
    "while held < 25 and time.monotonic() < end:\n"
    "    try: lock = LedgerLock.take(ledger)\n"
    "    except LedgerInUse: continue\n"
    "    os.close(os.open(mark, os.O_CREAT | os.O_EXCL)); held += 1; mark.unlink(); lock.release()\n"
    "print(held)"
)


def test_a_race_has_one_holder_at_a_time(tmp_path: Path) -> None:
    children = [python(RACE, str(tmp_path / NAME)) for _ in range(4)]
    answers = [child.communicate(timeout=60) for child in children]
    assert [err for _, err in answers] == [""] * 4, "two held the lock at once"
    assert sum(int(out) for out, _ in answers) >= 25


def test_a_lock_on_a_removed_file_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tmp_path / NAME
    first, take = LedgerLock.take(ledger), db.lock._take
    later: list[LedgerLock] = []

    def meanwhile(descriptor: int) -> bool:
        """The file is open; before it is locked its holder goes and another one comes."""
        monkeypatch.setattr(db.lock, "_take", take)
        first.release()
        later.append(LedgerLock.take(ledger))
        return take(descriptor)

    monkeypatch.setattr(db.lock, "_take", meanwhile)
    with pytest.raises(errors.LedgerInUse):
        LedgerLock.take(ledger)
    assert [each.held for each in later] == [True]
    later[0].release()
    assert names_in(tmp_path) == []


def test_a_disposed_engine_cannot_come_back(sample: Sample) -> None:
    engine = open_store(sample.path, sample.key)
    engine.dispose()
    with pytest.raises(errors.LedgerInUse), reading(engine):
        pass
