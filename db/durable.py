"""Small files that survive a power cut: written whole, synced, and only then under their name."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import MissingFolder, told
from db.places import rename


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing.

    Raises:
        MissingFolder: a file or device stands in its place, or there is no place for it.
        StoreFault: what else the system says of it.
    """
    with told(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, FileNotFoundError, NotADirectoryError):
            raise MissingFolder(folder) from None


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """The same for the work inside: when that fails, folders that were made for it go again.

    Raises:
        MissingFolder, StoreFault: see `make_folder`.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    make_folder(folder)
    try:
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def sync_folder(folder: Path) -> None:
    """Make the folder's own entries durable. Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        # Some mounted shares cannot sync a folder; the file itself has been synced.
        pass
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of a closed file durable."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet.

    Raises:
        FileExistsError: it does. Other system errors pass; no part of the file is left then.
    """
    _write(path, content)
    sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Exchange a file's whole content: a reader, or a power cut, meets the old or the new.

    Raises:
        OSError: nothing has changed then.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    _write(fresh, content)
    try:
        rename(fresh, path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    sync_folder(path.parent)
