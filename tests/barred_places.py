"""Places where nothing can be written: a folder mounted or made read-only, a small disk that fills up."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder and what lies in it cannot be written; for the system's administrator by a mount."""
    if sys.platform == "win32":
        pytest.skip("permission bits")
    if os.geteuid() != 0:
        modes = [(each, each.stat().st_mode) for each in (*folder.iterdir(), folder)]
        for each, mode in modes:
            each.chmod(mode & 0o555)
        try:
            yield
        finally:
            for each, mode in reversed(modes):
                each.chmod(mode)
        return
    if _mount("--bind", str(folder), str(folder)) or _mount("-o", "remount,ro,bind", str(folder)):
        pytest.skip("nothing can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def small_disk(folder: Path, size: str = "8m") -> Iterator[Path]:
    """A disk of its own of so many bytes."""
    folder.mkdir()
    words = ("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    if sys.platform != "linux" or os.geteuid() or _mount(*words):
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Take all room but so many bytes; removing the file gives it back."""
    filler = folder / "filler"
    filler.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return filler


def _mount(*words: str) -> int:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode
