"""One process per ledger: a file beside it that the operating system locks.

The lock is the system's, so a file left behind by a killed process holds nothing.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.errors import LedgerInUse, told

_MOMENT = 0.05
_FAR = 1 << 30
"""Locked byte on Windows: beyond the text, so that others may read who holds the lock."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a ledger."""

    process: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"进程 {self.process}，电脑 {self.host}，{self.since} 起"


def lock_path(ledger: Path) -> Path:
    """NAME.ledger → NAME.ledger.lock."""
    return ledger.with_name(ledger.name + ".lock")


def _read_holder(path: Path) -> Holder | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Holder(int(found["process"]), str(found["host"])[:64], str(found["since"])[:16])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_gone(holder: Holder | None) -> bool:
    """True when the holder was killed: what it had just forked keeps the lock until it execs."""
    if sys.platform == "win32" or holder is None or holder.host != platform.node()[:64]:
        return False
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _take(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _same_file(descriptor: int, path: Path) -> bool:
    try:
        there = path.stat()
    except OSError:
        return False
    here = os.fstat(descriptor)
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)


class LedgerLock:
    """A held lock. Release it once; a released lock stays released."""

    def __init__(self, ledger: Path, descriptor: int | None) -> None:
        self._path = lock_path(ledger)
        self._descriptor = descriptor
        self._process = os.getpid()
        self._released = False

    @classmethod
    def take(cls, ledger: Path) -> LedgerLock:
        """Take the lock of a ledger, at once or not at all.

        Raises:
            LedgerInUse: another process, or another opening in this one, holds it.
            ReadOnlyPlace: the folder cannot be written.
            MissingLedger: there is no such folder.
        """
        path = lock_path(ledger)
        for _ in range(20):
            with told(ledger):
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
            if not _take(descriptor):
                os.close(descriptor)
                holder = _read_holder(path)
                if _is_gone(holder):
                    time.sleep(_MOMENT)
                    continue
                raise LedgerInUse(ledger, str(holder) if holder else "")
            if _same_file(descriptor, path):
                lock = cls(ledger, descriptor)
                lock._sign()
                return lock
            os.close(descriptor)
        raise LedgerInUse(ledger)

    @classmethod
    def none(cls, ledger: Path) -> LedgerLock:
        """A lock in name only, for reading in a folder where nothing can be written."""
        return cls(ledger, None)

    @property
    def held(self) -> bool:
        """True until released, in the process that took it."""
        return not self._released and self._process == os.getpid()

    def _sign(self) -> None:
        assert self._descriptor is not None
        text = json.dumps(
            {
                "process": os.getpid(),
                "host": platform.node(),
                "since": datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
            },
            ensure_ascii=False,
        ).encode()
        with suppress(OSError):
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, text)

    def release(self) -> None:
        """Let go and remove the file. In a forked child it does nothing."""
        if not self.held:
            return
        self._released = True
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        if sys.platform == "win32":
            os.close(descriptor)
            with suppress(OSError):
                self._path.unlink()
            return
        with suppress(OSError):
            self._path.unlink()
        os.close(descriptor)
