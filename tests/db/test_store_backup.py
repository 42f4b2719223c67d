"""Backups: whole or absent, verified, and equal to the ledger when restored."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
import time_machine
from sample_store import ACCOUNT, CHEAP, NAME, PASSWORD, PERSON, Sample, facts, make_sample, names_in, python
from sqlalchemy import Engine

from db import errors
from db.backup import (
    backup_keys,
    backups_folder,
    list_backups,
    make_backup,
    newest_age,
    restore_backup,
    verify_backup,
)
from db.closed_copy import row_counts
from db.engine import open_store, open_unlocked, reading, writing
from db.journal import business_head, verify_chain
from db.keys import KeyFile, keys_path
from db.manifest import MANIFEST, read_manifest
from db.migrate import HEAD

pytestmark = pytest.mark.trust


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path)


def _backup(sample: Sample, folder: Path | None = None) -> Path:
    with sample.opened() as engine:
        with reading(engine) as connection:
            head, counts = facts(connection)
        return make_backup(engine, sample.path, folder, head, counts)


def _content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1')]
            for name in row_counts(connection)
        }


def test_a_backup_is_a_folder_of_three_encrypted_files(sample: Sample) -> None:
    folder = _backup(sample)
    assert folder.parent == sample.path.parent / "永川区.backups" == backups_folder(sample.path)
    assert names_in(folder) == sorted([MANIFEST, NAME, f"{NAME}.keys"])
    assert names_in(folder.parent) == [folder.name], "nothing half made is left"
    assert PERSON.encode() not in (folder / NAME).read_bytes()
    manifest = read_manifest(folder)
    assert manifest.counts["sample"] == manifest.counts["journal"] == 300
    assert manifest.schema == HEAD
    with sample.opened() as engine, reading(engine) as connection:
        assert manifest.head == business_head(connection)
    assert verify_backup(folder) == verify_backup(folder, sample.key) == []
    assert PERSON not in (folder / MANIFEST).read_text(encoding="utf-8")


def test_the_folder_is_named_by_the_moment(sample: Sample, tmp_path: Path) -> None:
    with time_machine.travel(datetime(2025, 9, 30, 8, 42, tzinfo=UTC), tick=False):
        first, second = _backup(sample, tmp_path / "disk"), _backup(sample, tmp_path / "disk")
        local = datetime.now().astimezone()
    assert first.name == f"永川区-{local:%Y%m%d-%H%M%S}"
    assert second.name == f"{first.name}-2"


def test_wiped_and_restored_every_table_is_equal(sample: Sample, tmp_path: Path) -> None:
    with sample.opened() as engine:
        before = _content(engine)
    folder = shutil.move(_backup(sample), tmp_path / "stick")
    for each in (sample.path, keys_path(sample.path)):
        each.unlink()
    target = tmp_path / "new" / "place" / "other name.ledger"
    manifest = restore_backup(Path(folder), target)
    assert manifest.counts["sample"] == 300
    assert names_in(target.parent) == ["other name.ledger", "other name.ledger.keys"]
    engine = open_unlocked(target, lambda: KeyFile(target).unlock(ACCOUNT, PASSWORD))
    assert _content(engine) == before
    with reading(engine) as connection:
        assert verify_chain(connection) == []
    engine.dispose()


def test_a_backup_opens_with_its_own_password_and_is_not_touched(sample: Sample) -> None:
    folder = _backup(sample)
    KeyFile(sample.path, CHEAP).change_password(ACCOUNT, PASSWORD, "Later#2025")
    before = keys_path(folder / NAME).read_bytes()
    for _ in range(7):
        with pytest.raises(errors.WrongPassword):
            backup_keys(folder).unlock(ACCOUNT, "Later#2025")
    assert backup_keys(folder).unlock(ACCOUNT, PASSWORD) == sample.key
    assert keys_path(folder / NAME).read_bytes() == before
    assert verify_backup(folder, sample.key) == []
    assert names_in(folder) == sorted([MANIFEST, NAME, f"{NAME}.keys"])


def test_restoring_never_overwrites(sample: Sample, tmp_path: Path) -> None:
    folder = _backup(sample)
    before = sample.path.read_bytes()
    with pytest.raises(errors.TargetExists):
        restore_backup(folder, sample.path)
    assert sample.path.read_bytes() == before
    lone = tmp_path / "lone.ledger"
    keys_path(lone).write_bytes(b"another ledger's keys")
    with pytest.raises(errors.TargetExists):
        restore_backup(folder, lone)
    assert keys_path(lone).read_bytes() == b"another ledger's keys"
    assert not lone.exists()


def test_restoring_goes_on_where_it_was_killed(sample: Sample, tmp_path: Path) -> None:
    folder = _backup(sample)
    target = tmp_path / "again" / NAME
    target.parent.mkdir()
    keys_path(target).write_bytes(keys_path(folder / NAME).read_bytes())
    target.with_name(f".{NAME}.restoring").write_bytes(b"half")
    restore_backup(folder, target)
    assert names_in(target.parent) == [NAME, f"{NAME}.keys"]
    open_store(target, sample.key).dispose()


def test_a_network_drive_keeps_backups_but_no_restored_ledger(sample: Sample, tmp_path: Path) -> None:
    folder = _backup(sample, tmp_path / "share")
    target = tmp_path / "elsewhere" / NAME
    with pytest.raises(errors.NetworkDrive):
        restore_backup(folder, target, is_network=lambda _: True)
    assert not target.parent.exists()


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [_flip, _cut, _remove])
@pytest.mark.parametrize("suffix", ["", ".keys"])
def test_a_harmed_backup_is_refused(
    sample: Sample, tmp_path: Path, harm: Callable[[Path], None], suffix: str
) -> None:
    folder = _backup(sample)
    harm(folder / f"{NAME}{suffix}")
    assert len(verify_backup(folder)) == 1
    target = tmp_path / "target" / NAME
    with pytest.raises(errors.DamagedBackup):
        restore_backup(folder, target)
    assert not target.parent.exists()


def test_a_slip_while_copying_is_found(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _backup(sample)
    target = tmp_path / "target" / NAME

    def slip(source: IO[bytes], copy: IO[bytes], _length: int) -> None:
        content = bytearray(source.read())
        content[-1] ^= 1
        copy.write(content)

    monkeypatch.setattr(shutil, "copyfileobj", slip)
    with pytest.raises(errors.DamagedBackup):
        restore_backup(folder, target)
    assert not target.parent.exists()


def test_damage_under_a_mended_manifest_is_found_with_the_key(sample: Sample) -> None:
    import hashlib

    folder = _backup(sample)
    _flip(folder / NAME)
    content = json.loads((folder / MANIFEST).read_bytes())
    content["files"][NAME]["sha256"] = hashlib.sha256((folder / NAME).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    assert verify_backup(folder) == []
    found = verify_backup(folder, sample.key)[0]
    assert found.startswith("有 1 页校验不符") or found == "备份的台账读不出来。", "by which page it was"


def test_a_manifest_with_other_counts_is_found(sample: Sample) -> None:
    folder = _backup(sample)
    content = json.loads((folder / MANIFEST).read_bytes())
    content["counts"]["sample"] += 1
    (folder / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    assert verify_backup(folder, sample.key) == ["备份各表的行数与清单不符。"]


@pytest.mark.parametrize("name", ["../escape.ledger", "/etc/passwd", "..", ""])
def test_a_manifest_cannot_point_outside_its_folder(sample: Sample, name: str) -> None:
    folder = _backup(sample)
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace(NAME, name), encoding="utf-8")
    with pytest.raises(errors.DamagedBackup):
        read_manifest(folder)


def test_what_is_no_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.NotABackup):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": "something else"}', encoding="utf-8")
    with pytest.raises(errors.NotABackup):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(errors.DamagedBackup):
        read_manifest(tmp_path)


def test_a_damaged_ledger_gives_no_backup(sample: Sample) -> None:
    with sample.opened() as engine, reading(engine) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'"
        root = int(connection.exec_driver_sql(query).scalar_one())
        head, counts = facts(connection)
    content = bytearray(sample.path.read_bytes())
    content[(root - 1) * 4096 + 9] ^= 1
    sample.path.write_bytes(content)
    with sample.opened() as engine, pytest.raises(errors.DamagedLedger):
        make_backup(engine, sample.path, None, head, counts)
    assert not backups_folder(sample.path).exists()


@pytest.mark.parametrize("fault", [errors.MissingKeys, errors.DamagedKeys])
def test_no_backup_without_sound_keys(sample: Sample, fault: type[errors.StoreFault]) -> None:
    if fault is errors.MissingKeys:
        keys_path(sample.path).unlink()
    else:
        _flip(keys_path(sample.path))
    with pytest.raises(fault):
        _backup(sample)
    assert not backups_folder(sample.path).exists()


def test_counts_that_do_not_hold_give_no_backup(sample: Sample) -> None:
    with sample.opened() as engine, pytest.raises(errors.DamagedBackup):
        make_backup(engine, sample.path, None, "", {"sample": 299})
    assert not backups_folder(sample.path).exists()


def test_a_cancelled_backup_leaves_nothing(sample: Sample) -> None:
    class Stop(Exception):  # noqa: N818 - stands for the clerk's 取消
        pass

    def stop(_share: float) -> None:
        raise Stop

    with sample.opened() as engine:
        with reading(engine) as connection:
            head, counts = facts(connection)
        with pytest.raises(Stop):
            make_backup(engine, sample.path, None, head, counts, watch=stop)
        assert not backups_folder(sample.path).exists()
        with writing(engine) as connection:
            connection.exec_driver_sql("DELETE FROM sample WHERE id = 1")


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is mounted as on Linux")
def test_a_full_disk_says_the_bytes_and_leaves_nothing(sample: Sample, tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        with pytest.raises(errors.DiskFull) as caught:
            _backup(sample, place)
        assert caught.value.needed is not None
        assert caught.value.needed > sample.path.stat().st_size
        assert names_in(place) == []
        folder = _backup(sample)
        with pytest.raises(errors.DiskFull):
            restore_backup(folder, place / NAME)
        assert names_in(place) == []
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_the_list_is_newest_first_and_knows_its_age(sample: Sample, tmp_path: Path) -> None:
    assert newest_age(sample.path) is None
    start = datetime(2025, 9, 30, 8, 42, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        first = _backup(sample)
        clock.move_to(start + timedelta(hours=3))
        second = _backup(sample)
        place = backups_folder(sample.path)
        (place / ".永川区-20250930-184200.partial").mkdir()
        (place / "holiday pictures").mkdir()
        assert [each.folder for each in list_backups(sample.path)] == [second, first]
        clock.move_to(start + timedelta(hours=5))
        assert newest_age(sample.path) == timedelta(hours=2)
        clock.move_to(start - timedelta(days=1))
        assert newest_age(sample.path) == timedelta(0)


BACK_UP = (
    "import sys; from pathlib import Path; from db.backup import make_backup\n"
    "from db.closed_copy import row_counts; from db.engine import open_store, reading\n"
    "path = Path(sys.argv[1]); engine = open_store(path, bytes.fromhex(sys.stdin.readline()))\n"
    "with reading(engine) as connection: counts = row_counts(connection)\n"
    "while True:\n"
    "    print('start', flush=True); print(make_backup(engine, path, None, '', counts), flush=True)"
)


def test_killed_while_backing_up_leaves_whole_backups_only(sample: Sample) -> None:
    for turn in range(6):
        child = python(BACK_UP, str(sample.path))
        assert child.stdin and child.stdout
        child.stdin.write(sample.key.hex() + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "start\n"
        time.sleep(0.007 * turn)
        child.kill()
        child.communicate()
    with sample.opened() as engine, reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == 300
    last = _backup(sample)
    backups = list_backups(sample.path)
    assert backups[0].folder == last
    assert all(verify_backup(each.folder, sample.key) == [] for each in backups)
