"""Backups by the clock, and what can be put back: the former ledger is always kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ledger_samples import PASSWORD, new_file, opened, placement

from core.errors import LedgerFault, WrongPassword
from core.restoring import backups_of, put_back, restore_beside, restore_over, set_aside
from db.errors import DamagedBackup


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


def rows(path: Path) -> int:
    with opened(path) as ledger:
        return ledger.counts()["placement"]


def test_the_clock_backs_up_what_changed_and_only_that(path: Path, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    with opened(path) as ledger:
        with pytest.raises(LedgerFault, match="没有"):
            ledger.set_setting("second_folder", str(second), "多备一份")
        second.mkdir()
        ledger.set_setting("second_folder", str(second), "多备一份")
        first = ledger.backup_by_clock()
        assert first.made is not None
        assert [each.name for each in second.iterdir()] == [first.made.name]
        assert ledger.backup_by_clock().made is None, "nothing has changed since"
        assert ledger.backup_before_risk() is None
        ledger.save("placement", None, placement(1))
        assert ledger.backup_by_clock().made is None, "the minutes are not over"
        later = datetime.now(UTC) + timedelta(minutes=31)
        second.rename(tmp_path / "pulled out")
        done = ledger._backup_desk.round(later)
        assert done.made is not None
        assert "现在不在" in done.second_problem
        held = ledger.backups()
        # a placement, its person and its employer
        assert [each.changes for each in held] == [0, 3]
        assert held[0].rows["就业创业登记"] == 1
        ledger.save("placement", None, placement(2))
        assert ledger.backup_before_risk() is not None


def test_a_restore_keeps_the_former_ledger_and_can_be_undone(path: Path) -> None:
    with opened(path) as ledger:
        ledger.save("placement", None, placement(1))
        backup = ledger.backup()
        ledger.save("placement", None, placement(2))
    with pytest.raises(WrongPassword):
        restore_over(path, backup, "admin", "not this one")
    assert rows(path) == 2
    ledger = restore_over(path, backup, "admin", PASSWORD)
    assert ledger.counts()["placement"] == 1
    assert ledger.backups_paused()
    assert ledger.backup_by_clock().made is None
    ledger.resume_backups()
    assert not ledger.backups_paused()
    ledger.close()
    (aside,) = set_aside(path)
    ledger = put_back(path, aside, "admin", PASSWORD)
    assert ledger.counts()["placement"] == 2
    ledger.close()
    assert len(set_aside(path)) == 2, "what the undo replaced is kept too"


def test_beside_a_damaged_ledger_the_newest_backup_opens_and_the_original_stays(path: Path) -> None:
    with opened(path) as ledger:
        ledger.save("placement", None, placement(1))
        ledger.backup()
    damaged = bytearray(path.read_bytes())
    damaged[5000:9000] = bytes(4000)
    path.write_bytes(damaged)
    (newest,) = backups_of(path)
    ledger = restore_beside(path, newest.folder, "admin", PASSWORD)
    assert ledger.counts()["placement"] == 1
    assert ledger.info.path != path
    ledger.close()
    assert path.read_bytes() == bytes(damaged)


def test_a_damaged_backup_is_refused_and_nothing_changes(path: Path) -> None:
    with opened(path) as ledger:
        ledger.save("placement", None, placement(1))
        backup = ledger.backup()
        ledger.save("placement", None, placement(2))
    copy = backup / path.name
    content = bytearray(copy.read_bytes())
    content[8000] ^= 1
    copy.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(DamagedBackup):
        restore_over(path, backup, "admin", PASSWORD)
    assert path.read_bytes() == before
    assert set_aside(path) == []
