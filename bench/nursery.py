"""The process that forks itself into reading processes (see `mutated_files`)."""

from __future__ import annotations

import json
import os
import signal
import socket


def serve(handle: int) -> None:
    """Answer requests until the other side closes."""
    import python_calamine  # noqa: F401 - loaded once for all forks

    import core.imports.sheet_stream
    import core.imports.source  # noqa: F401 - loaded once for all forks

    own = socket.socket(fileno=handle)
    running: set[int] = set()
    while True:
        words, handles, _flags, _address = socket.recv_fds(own, 32, 2)
        if not words:
            break
        command, _, number = words.decode().strip().partition(" ")
        if command == "fork":
            pid = os.fork()
            if pid == 0:
                _read(own, handles)
            running.add(pid)
            for each in handles:
                os.close(each)
            answer: list[float] = [pid]
        elif command == "kill":
            if int(number) in running:
                os.kill(int(number), signal.SIGKILL)
            answer = []
        else:
            answer = _ended(int(number), running)
        own.send(json.dumps(answer).encode())


def _ended(pid: int, running: set[int]) -> list[float]:
    """Exit code and peak in MB of a fork, nothing while it runs."""
    found, status, usage = os.wait4(pid, os.WNOHANG)
    if not found:
        return []
    running.discard(pid)
    return [os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1000]


def _read(own: socket.socket, handles: list[int]) -> None:
    """Be a reading process on these handles."""
    own.close()
    os.dup2(handles[0], 0)
    os.dup2(handles[1], 1)
    for each in handles:
        os.close(each)
    from core.imports import child

    code = 1
    try:
        code = child.main()
    finally:
        os._exit(code)
