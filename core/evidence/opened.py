"""Evidence that was opened in another program: the one exception to "nothing personal outside the ledger".

Such a file lies in a private folder under a name that says nothing, and is overwritten and removed when
the ledger closes or locks; what a crash left is removed at the next start.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import platformdirs

from core.errors import LedgerFault

_BLOCK = 1 << 20


def place() -> Path:
    """The folder for opened files, of this user alone."""
    return Path(platformdirs.user_cache_dir("placement-ledger", appauthor=False)) / "opened"


def put(content: bytes, suffix: str, folder: Path | None = None) -> Path:
    """Write a file that another program is to open; its name is chance and its kind's ending.

    Raises:
        LedgerFault: it cannot be written; nothing is left.
    """
    target = (folder or place()) / secrets.token_hex(6)
    path = target / f"evidence{suffix}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.parent.chmod(0o700)
        target.mkdir(mode=0o700)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(0o400)
    except OSError as error:
        _remove(target)
        raise LedgerFault(
            "没有打开：临时文件写不下。", "安全。台账没有改动，也没有留下文件。", "请看磁盘是否已满。"
        ) from error
    return path


def wipe(folder: Path | None = None) -> int:
    """Overwrite and remove every opened file; gives how many could not be removed (still open elsewhere)."""
    found = folder or place()
    if not found.is_dir():
        return 0
    for each in list(found.iterdir()):
        _remove(each)
    left = sum(path.is_file() for path in found.rglob("*"))
    if not left:
        with suppress(OSError):
            found.rmdir()
    return left


def remove(path: Path) -> None:
    """Overwrite and remove one file that `put` gave; one that another program holds waits for `wipe`."""
    _remove(path.parent)


def _remove(target: Path) -> None:
    for path in [*target.rglob("*"), target]:
        if path.is_file() and not path.is_symlink():
            with suppress(OSError):
                _overwrite(path)
            with suppress(OSError):
                path.unlink()
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target, ignore_errors=True)


def _overwrite(path: Path) -> None:
    path.chmod(0o600)
    size = path.stat().st_size
    with path.open("r+b") as file:
        for start in range(0, size, _BLOCK):
            file.write(bytes(min(_BLOCK, size - start)))
        file.flush()
        os.fsync(file.fileno())
