"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from core.errors import LedgerFault
from db.places import rename, safe_name

__all__ = ["remove_folders", "safe_name", "write_together", "write_whole"]

_HEAD = 4
"""Bytes that tell a workbook from a PDF, and both from a ledger or a letter."""


def write_whole(path: Path, content: bytes) -> None:
    """Write through a temporary name in the same folder, then rename: old or new, nothing between.

    Missing folders are made. A file that is there is replaced only by its like (a workbook by a workbook),
    so that a slip in a file's name never costs a ledger, somebody's letter or a device.

    Raises:
        LedgerFault: it cannot be written; what was there is unchanged.
    """
    write_together([(path, content)])


def write_together(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files, all or none of them; see `write_whole`.

    Raises:
        LedgerFault: one cannot be written; none has changed then.
    """
    if len({path.resolve() for path, _content in contents}) < len(contents):
        raise LedgerFault("两个文件的名字相同，没有写。", todo="请给每个文件各起一个名字。")
    missing: list[Path] = []
    fresh: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents:
            _require_like(path, content)
            missing += [each for each in path.parents if not each.exists()]
        for path, content in contents:
            fresh[path] = _written_beside(path, content)
        _exchange(fresh)
    except OSError as error:
        for each in fresh.values():
            with suppress(OSError):
                each.unlink()
        remove_folders(missing)
        raise LedgerFault(
            f"文件没有写成：{path.name}。",
            "安全。台账没有改动，原来的文件也没有动。",
            "请看磁盘是否已满、文件是否正被别的程序打开、文件夹是否可写。",
        ) from error


def remove_folders(folders: Iterable[Path]) -> None:
    """Remove folders that are empty, in this order; what cannot be removed stays."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _require_like(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():  # a device or a pipe would be lost to a rename, or hang
        raise LedgerFault(
            f"“{path}”是文件夹或设备，不是文件，没有写。",
            "安全。台账没有改动，原来的文件也没有动。",
            "请写全文件名，例如 登记.xlsx。",
        )
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return  # nothing is there, or the writing itself will say what is wrong
    if head and head != content[:_HEAD]:
        raise LedgerFault(
            f"{path.name} 已经有了，而且不是同一种文件，没有覆盖。",
            "安全。台账没有改动，原来的文件也没有动。",
            "请换一个文件名。",
        )


def _written_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _exchange(fresh: Mapping[Path, Path]) -> None:
    """Give the fresh files their names; when one cannot have it, the earlier ones go back."""
    kept: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, new in fresh.items():
            if len(fresh) > 1 and path.is_file():
                rename(path, new.with_suffix(".old"))
                kept[path] = new.with_suffix(".old")
            rename(new, path)
            done.append(path)
    except OSError:
        for path in done:
            path.unlink()
        for path, old in kept.items():
            rename(old, path)
        raise
    for old in kept.values():
        with suppress(OSError):
            old.unlink()
