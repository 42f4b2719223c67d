"""Backups: made by the engine, encrypted with the ledger's own key, verified before they count.

A backup is a folder with the ledger, its keys file and `manifest.json`. It is written under a temporary
name, synced, verified by reading it back, and only then given its name: a folder with a backup's name is a
whole backup.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlcipher3 import dbapi2

from db import durable
from db.base import moment_text, utc_now
from db.connection import KEY, connect
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
from db.integrity import check_integrity, connection_problems
from db.keys import KeyFile, keys_path
from db.lock import LedgerLock
from db.places import rename

MANIFEST = "manifest.json"
FORMAT = "placement-ledger-backup"
VERSION = 1
_CHUNK = 1 << 20
_PAGES = 2048
_CACHE_KIB = 8192
Watch = Callable[[float], None]
"""Called with the share done, 0..1; may raise to cancel."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        ledger: file name of the ledger in the backup.
        created_at: when it was made, UTC.
        schema: revision of its tables.
        head: journal head of the last business entry.
        counts: rows per table.
        sizes: bytes per file.
        digests: SHA-256 per file, of the closed copy.
    """

    ledger: str
    created_at: datetime
    schema: str
    head: str
    counts: Mapping[str, int]
    sizes: Mapping[str, int]
    digests: Mapping[str, str]

    def as_json(self) -> bytes:
        """The manifest as it is written."""
        content: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "ledger": self.ledger,
            "created_at": moment_text(self.created_at),
            "schema": self.schema,
            "journal_head": self.head,
            "counts": dict(sorted(self.counts.items())),
            "files": {
                name: {"size": self.sizes[name], "sha256": self.digests[name]} for name in sorted(self.sizes)
            },
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


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


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of every table of the ledger."""
    driver = connection.connection.driver_connection
    return _counts(driver)


def _counts(driver: Any) -> dict[str, int]:
    names = driver.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    quoted = {name: name.replace('"', '""') for (name,) in names}
    return {
        name: int(driver.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0])
        for name, safe in quoted.items()
    }


def _schema(driver: Any) -> str:
    row = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


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
    durable.make_folder(place)
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
        _accept(engine, path, partial, store.key)
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


def copy_pages(engine: Engine, copy: Path, key: bytes, watch: Watch | None) -> str:
    """Copy by the engine's own backup, page by page, encrypted with a key; gives the schema's number."""
    copy.touch(mode=0o600, exist_ok=False)
    pooled = engine.raw_connection()

    def progress(_status: int, remaining: int, total: int) -> None:
        if watch:
            watch(1 - remaining / total if total else 1.0)

    try:
        source = pooled.driver_connection
        with closing(connect(copy, key, "rw", _CACHE_KIB)) as target:
            assert source is not None
            source.backup(target, pages=_PAGES, progress=progress)
        return _schema(source)
    finally:
        pooled.close()


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


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        NotABackup: there is no manifest of ours.
        DamagedBackup: the manifest cannot be read whole.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise NotABackup(folder)
    try:
        content = json.loads(file.read_bytes())
        if content["format"] != FORMAT:
            raise NotABackup(folder)
        files = content["files"]
        manifest = Manifest(
            ledger=str(content["ledger"]),
            created_at=datetime.fromisoformat(content["created_at"]),
            schema=str(content["schema"]),
            head=str(content["journal_head"]),
            counts={str(name): int(rows) for name, rows in content["counts"].items()},
            sizes={str(name): int(each["size"]) for name, each in files.items()},
            digests={str(name): str(each["sha256"]) for name, each in files.items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DamagedBackup(folder) from None
    plain = all(Path(name).name == name and name not in {"", ".", ".."} for name in manifest.sizes)
    if not plain or set(manifest.sizes) != {manifest.ledger, keys_path(Path(manifest.ledger)).name}:
        raise DamagedBackup(folder)
    return manifest


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


def copy_problems(copy: Path, key: bytes, schema: str, counts: Mapping[str, int]) -> list[str]:
    """What does not hold about a closed copy: both integrity checks, schema and rows per table."""
    if len(key) != KEY:
        raise ValueError("the data key has 32 bytes")
    try:
        with closing(connect(copy, key, "ro&immutable=1", _CACHE_KIB)) as connection:
            problems = connection_problems(connection)
            if problems:
                return problems
            if _schema(connection) != schema:
                problems.append("备份的结构版本与清单不符。")
            if _counts(connection) != dict(counts):
                problems.append("备份各表的行数与清单不符。")
            return problems
    except dbapi2.DatabaseError:
        return ["备份的台账读不出来。"]


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
    durable.make_folder(target.parent)
    needed = sum(manifest.sizes.values()) + _CHUNK
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
