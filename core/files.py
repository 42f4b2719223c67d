"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from core.errors import LedgerFault


def write_whole(path: Path, content: bytes) -> None:
    """Write through a temporary name in the same folder, then rename: old or new, nothing between.

    Raises:
        LedgerFault: the folder is missing or cannot be written; what was there is unchanged.
    """
    handle, name = -1, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise LedgerFault(
            f"文件没有写成：{path.name}。",
            "安全。台账没有改动，原来的文件也没有动。",
            "请看磁盘是否已满、文件是否正被别的程序打开、文件夹是否可写。",
        ) from error
