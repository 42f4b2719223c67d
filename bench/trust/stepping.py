"""A forked child that is stopped at each system call that writes, and killed or failed at the n-th.

The kernel's own tracing (ptrace) does it, so the point is exact: between the journal's sync and the first
changed page, between two renames. Only on Linux on x86-64, and only the child's first thread is followed;
what it starts itself (the reader of foreign files) runs freely.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache

Say = Callable[[str], None]
Work = Callable[[Say], None]
POSSIBLE = sys.platform == "linux" and platform.machine() == "x86_64"

_TRACEME, _POKEUSER, _PEEKUSER, _SYSCALL, _SETOPTIONS = 0, 6, 3, 24, 0x4200
_SYSGOOD_AND_EXITKILL = 0x1 | 0x100000
_NUMBER, _RESULT = 8 * 15, 8 * 10
"""Offsets of orig_rax and rax in the kernel's `struct user`."""
_WRITING = frozenset(
    (1, 18, 20, 40, 74, 75, 76, 77, 82, 83, 84, 87, 90, 91, 258, 263, 264, 285, 296, 316, 326)
)
"""write, pwrite64, writev, sendfile, fsync, fdatasync, (f)and all that makes, names or removes."""
_FAILING = frozenset((18, 74, 75, 77, 82, 87, 263, 264, 285, 316))
"""Those that can be made to fail without hitting the pipe to the parent."""


class Act(Enum):
    """What happens to the child at its point."""

    KILL = "kill"
    FAIL_ONCE = "fail once"
    FAIL_FROM_HERE = "fail from here on"


@dataclass(frozen=True, slots=True)
class Run:
    """What a child did: the words it acknowledged, the writing calls it had made, and how it ended."""

    words: list[str]
    calls: int
    code: int


def forked(work: Work, *, traced: bool = False, limits: Callable[[], None] | None = None) -> tuple[int, int]:
    """Start work in a child; gives its process and the pipe that its words come through.

    The parent has one thread, so that the child begins with nothing half done.
    """
    assert threading.active_count() == 1, "fork only from a process of one thread"
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    os.close(reader)
    code = 1
    try:
        if limits:
            limits()
        if traced:
            _ptrace(_TRACEME, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
        work(lambda word: _said(os.write(writer, f"{word}\n".encode())))
        code = 0
    except BaseException as error:
        with suppress(OSError):
            os.write(writer, f"!{type(error).__name__}\n".encode())
        code = 3
    finally:
        os._exit(code)


def _said(_: int) -> None:
    """The number of bytes is of no interest."""


def heard(reader: int) -> list[str]:
    """Every word that came until the pipe was closed."""
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read().decode().split()


def stepped(work: Work, at: int | None, act: Act = Act.KILL, number: int = errno.EIO) -> Run:
    """Run work in a child that meets its fate at the n-th writing system call.

    Args:
        work: as `forked` takes it.
        at: which call, from 1; None lets it run to its end and only counts.
        act: what happens there, before the call is made.
        number: the error that a failing call gives.
    """
    child, reader = forked(work, traced=True)
    calls, code = _followed(child, at, act, number)
    return Run(heard(reader), calls, code)


def _followed(child: int, at: int | None, act: Act, number: int) -> tuple[int, int]:
    os.waitpid(child, 0)
    _ptrace(_SETOPTIONS, child, 0, _SYSGOOD_AND_EXITKILL)
    wanted = _WRITING if act is Act.KILL else _FAILING
    calls, entering, failing, passed_on = 0, True, False, 0
    while True:
        _ptrace(_SYSCALL, child, 0, passed_on)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return calls, os.waitstatus_to_exitcode(status)
        stop, passed_on = os.WSTOPSIG(status), 0
        if stop != signal.SIGTRAP | 0x80:
            passed_on = 0 if stop == signal.SIGTRAP else stop
            continue
        if entering and _ptrace(_PEEKUSER, child, _NUMBER, 0) in wanted:
            calls += 1
            due = at is not None and (calls == at or (act is Act.FAIL_FROM_HERE and calls > at))
            if due and act is Act.KILL:
                os.kill(child, signal.SIGKILL)
            elif due:
                failing = True
                _ptrace(_POKEUSER, child, _NUMBER, -1)
        elif not entering and failing:
            failing = False
            _ptrace(_POKEUSER, child, _RESULT, -number)
        entering = not entering


def _ptrace(request: int, process: int, address: int, data: int) -> int:
    """The kernel's call; a child that is gone is noticed by the next wait."""
    return int(_kernel().ptrace(request, process, address, data))


@cache
def _kernel() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.restype = ctypes.c_long
    library.ptrace.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_long, ctypes.c_long)
    return library
