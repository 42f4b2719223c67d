"""Backups: made by the engine, encrypted with the ledger's own key, verified before they count.

A backup is a folder with the ledger, its keys file and `manifest.json`. It is written under a temporary
name, synced, verified by reading it back, and only then given its name: a folder with a backup's name is a
whole backup.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from db import durable
from db.base import utc_now
from db.closed_copy import Watch, copy_pages, copy_problems
from db.drive import on_network_drive
from db.engine import NetworkCheck, store_of
from db.errors import (
    DamagedBackup,
    DamagedLedger,
    DiskFull,
    NetworkDrive,
    NotABackup,
    TargetExists,
    told,
)
from db.integrity import check_integrity
from db.keys import KeyFile, keys_path
from db.lock import LedgerLock
from db.manifest import MANIFEST, Manifest, read_manifest
from db.places import rename

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the list: its folder and what its manifest says."""

    folder: Path
    manifest: Manifest

    @property
    def schema(self) -> str:
        """Revision of its tables."""
        return self.manifest.schema

    @property
    def made(self) -> datetime:
        """When it was made, UTC."""
        return self.manifest.created_at


def backups_folder(ledger: Path) -> Path:
    """The usual place: NAME.backups beside NAME.ledger."""
    return ledger.with_name(ledger.stem + ".backups")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


# Making


def make_backup(
    engine: Engine,
    path: Path,
    folder: Path | None,
    head: str,
    counts: Mapping[str, int],
    *,
    watch: Watch | None = None,
) -> Path:
    """Make one verified backup in a new folder under `folder`.

    Args:
        engine: the open ledger; no writing transaction may be open on it.
        path: its file.
        folder: where backups lie (a network drive will do); `NAME.backups` beside the ledger when None.
        head: journal head of the last business entry.
        counts: rows per table as `row_counts` gives them; the copy is counted again and compared.
        watch: told the share of pages copied; may raise to cancel, and nothing is left then.

    Returns:
        The new folder, such as 永川区.backups/永川区-20250930-164200.

    Raises:
        DiskFull (with the bytes needed), ReadOnlyPlace, MissingKeys, DamagedKeys, DamagedLedger,
        DamagedBackup. No part of a backup is left then.
    """
    store = store_of(engine)
    KeyFile(path).check(store.key)
    place = folder or backups_folder(path)
    with durable.new_folder(place):
        return _backed_up(engine, path, place, head, counts, watch)


def _backed_up(
    engine: Engine, path: Path, place: Path, head: str, counts: Mapping[str, int], watch: Watch | None
) -> Path:
    needed = path.stat().st_size + keys_path(path).stat().st_size + _CHUNK
    if shutil.disk_usage(place).free < needed:
        raise DiskFull(place, needed)
    name = f"{path.stem}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    partial = place / f".{name}.partial"
    with told(place, needed):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
    try:
        try:
            with told(path, needed):
                _fill(engine, path, partial, head, counts, watch)
        except DiskFull:
            raise DiskFull(place, needed) from None  # its own disk is full, which may be a stick
        _accept(engine, path, partial, store_of(engine).key)
        with told(place, needed):
            return _named(partial, place, name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _fill(
    engine: Engine, path: Path, partial: Path, head: str, counts: Mapping[str, int], watch: Watch | None
) -> None:
    copy = partial / path.name
    schema = copy_pages(engine, copy, store_of(engine).key, watch)
    keys = keys_path(copy)
    durable.write_new(keys, keys_path(path).read_bytes())
    durable.sync_file(copy)
    manifest = Manifest(
        ledger=path.name,
        created_at=utc_now(),
        schema=schema,
        head=head,
        counts=counts,
        sizes={each.name: each.stat().st_size for each in (copy, keys)},
        digests={each.name: _sha256(each) for each in (copy, keys)},
    )
    durable.write_new(partial / MANIFEST, manifest.as_json())


def _accept(engine: Engine, path: Path, partial: Path, key: bytes) -> None:
    if not verify_backup(partial, key):
        return
    raise DamagedLedger(path) if check_integrity(engine) else DamagedBackup(partial)


def _named(partial: Path, place: Path, name: str) -> Path:
    durable.sync_folder(partial)
    number = 1
    final = place / name
    while final.exists():
        number += 1
        final = place / f"{name}-{number}"
    rename(partial, final, replace=Path.rename)
    durable.sync_folder(place)
    return final


# Reading


def backup_keys(folder: Path) -> KeyFile:
    """The keys of a backup, with which its own password is tried; never written.

    Raises:
        NotABackup, DamagedBackup.
    """
    return KeyFile(folder / read_manifest(folder).ledger, counting=False)


def verify_backup(folder: Path, key: bytes | None = None) -> list[str]:
    """What does not hold about a backup, as Chinese sentences; empty when it can be relied on.

    Without the key: sizes and digests against the manifest. With it also both integrity checks of the
    copy, rows per table and schema. The backup's files are only read.

    Raises:
        NotABackup, DamagedBackup: see `read_manifest`.
    """
    manifest = read_manifest(folder)
    problems = []
    for name, size in manifest.sizes.items():
        file = folder / name
        if not file.is_file():
            problems.append(f"缺少文件 {name}。")
        elif file.stat().st_size != size or _sha256(file) != manifest.digests[name]:
            problems.append(f"文件 {name} 与清单的校验值不符。")
    if problems or key is None:
        return problems
    return copy_problems(folder / manifest.ledger, key, manifest.schema, manifest.counts)


def list_backups(ledger: Path, folder: Path | None = None) -> list[Backup]:
    """Backups of a ledger, newest first. Folders that are none, or cannot be read, are passed over."""
    place = folder or backups_folder(ledger)
    found = []
    with suppress(OSError):
        for each in place.iterdir():
            if each.name.startswith(".") or not each.is_dir():
                continue
            with suppress(NotABackup, DamagedBackup):
                manifest = read_manifest(each)
                if manifest.ledger == ledger.name:
                    found.append(Backup(each, manifest))
    return sorted(found, key=lambda backup: (backup.made, backup.folder.name), reverse=True)


def newest_age(ledger: Path, folder: Path | None = None) -> timedelta | None:
    """How long ago the newest backup was made; None when there is none. Never negative."""
    backups = list_backups(ledger, folder)
    if not backups:
        return None
    return max(timedelta(0), datetime.now(UTC) - backups[0].made)


# Restoring


def restore_backup(folder: Path, target: Path, *, is_network: NetworkCheck = on_network_drive) -> Manifest:
    """Copy a backup's ledger and keys to a new place. Missing folders are made; nothing is overwritten.

    The keys come first and the ledger last, each whole or not at all: killed in between, the same call
    works again.

    Args:
        folder: the backup.
        target: path of the ledger to be made.
        is_network: says whether a place is a network drive.

    Raises:
        NotABackup, DamagedBackup: it is not what its manifest says; nothing was made.
        TargetExists, NetworkDrive, DiskFull, ReadOnlyPlace.
    """
    manifest = read_manifest(folder)
    if verify_backup(folder):
        raise DamagedBackup(folder)
    ledger, keys = folder / manifest.ledger, keys_path(folder / manifest.ledger)
    if target.exists():
        raise TargetExists(target)
    if keys_path(target).exists() and keys_path(target).read_bytes() != keys.read_bytes():
        raise TargetExists(keys_path(target))
    if is_network(target):
        raise NetworkDrive(target)
    needed = sum(manifest.sizes.values()) + _CHUNK
    with durable.new_folder(target.parent):
        if shutil.disk_usage(target.parent).free < needed:
            raise DiskFull(target, needed)
        lock = LedgerLock.take(target)
        try:
            with told(target, needed):
                _restore_file(keys, keys_path(target), manifest.digests[keys.name], folder)
                _restore_file(ledger, target, manifest.digests[ledger.name], folder)
        finally:
            lock.release()
    return manifest


def _restore_file(source: Path, target: Path, digest: str, folder: Path) -> None:
    fresh = target.with_name(f".{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    try:
        with source.open("rb") as original, fresh.open("xb") as copy:
            shutil.copyfileobj(original, copy, _CHUNK)
        with suppress(OSError):  # a stick formatted with FAT knows no modes
            fresh.chmod(0o600)
        durable.sync_file(fresh)
        if _sha256(fresh) != digest:
            raise DamagedBackup(folder)
        rename(fresh, target, replace=Path.rename)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    durable.sync_folder(target.parent)
