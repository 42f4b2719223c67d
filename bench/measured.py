"""Whole processes measured: seconds, and the most memory that a process and its children held at once."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "Bench-ledger-2025"
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Measure:
    """One finished process: seconds from start to end, peak in MB (0 where it cannot be read), output.

    `processor` are the seconds that it and its children kept a processor busy: on a machine with other work
    to do they say more than the clock.
    """

    seconds: float
    peak: float
    output: str
    processor: float = 0.0


def children(pid: int) -> list[int]:
    """Return the process and everything that any of its threads started (Linux only)."""
    found = [pid]
    try:
        lists = [task.read_text().split() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return found
    for child in (name for names in lists for name in names):
        found += children(int(child))
    return found


def resident(pid: int) -> int:
    """Return the bytes of memory that one process holds now."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def watch(pid: int, over: threading.Event, peak: list[int]) -> None:
    """Look every few milliseconds at the memory of the whole family."""
    while not over.wait(0.005):
        peak[0] = max(peak[0], sum(resident(one) for one in children(pid)))


def measure(command: Sequence[str], allowed: tuple[int, ...] = (0,)) -> Measure:
    """Run one process to its end.

    Raises:
        RuntimeError: when it ends with an exit code that is not allowed.
    """
    environment = dict(os.environ, LEDGER_PASSWORD=PASSWORD, PYTHONUTF8="1")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that is installed has its bytecode
    before, begin = os.times(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        over, peak = threading.Event(), [0]
        watcher = threading.Thread(target=watch, args=(process.pid, over, peak))
        watcher.start()
        output, complaint = process.communicate()
        seconds, after = time.perf_counter() - begin, os.times()
        over.set()
        watcher.join()
    if process.returncode not in allowed:
        raise RuntimeError(f"{command[1:3]} ended with {process.returncode}: {complaint.decode()[-400:]}")
    user, system = after.children_user - before.children_user, after.children_system - before.children_system
    return Measure(seconds, peak[0] / 1e6, output.decode("utf-8"), user + system)


def ledger_command(*arguments: str) -> list[str]:
    """Return the command line of a headless command of ours."""
    return [sys.executable, "main.py", *arguments, "--json"]


def median(measures: Sequence[Measure]) -> float:
    """Return the median of the seconds."""
    return statistics.median(one.seconds for one in measures)


def processor(measures: Sequence[Measure]) -> float:
    """Return the median of the processor seconds."""
    return statistics.median(one.processor for one in measures)


def spread(measures: Sequence[Measure]) -> str:
    """Return median, smallest and largest in words."""
    seconds = [one.seconds for one in measures]
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f}–{max(seconds):.2f})"
