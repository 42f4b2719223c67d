"""Mutated workbooks and text files, each read by a reading process under its limits and planned (dry).

Proved is, for every file: the reading ends within ten seconds with rows or with one plain Chinese sentence,
the reading process stays below 512 MB, nothing but our own faults is raised, and the ledger keeps every byte.
A file follows from the seed and its number alone: `--only NUMBER` makes it again. A process that has loaded
the reader is forked for each file, so that starting Python is not what is measured; every twentieth file goes
through a process started as the product starts it. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "foreign_files")]

from foreign_makers import unplain  # noqa: E402 - the path is set above
from mutations import mutated, seed_files  # noqa: E402 - the path is set above

PASSWORD = "Bench-ledger-2025"
SLOW, MOST_MEGABYTES = 10.0, 512
_SPAWN_EVERY = 20
_SHOWN = 40
_NOTED = 4.0
"""Seconds from which a file is named in the report, though it has not failed."""


@dataclass
class Tally:
    """What came of the files so far."""

    files: int = 0
    read: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    peak: float = 0.0
    slow: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, other: dict[str, Any]) -> None:
        """Take over what another process counted."""
        self.files += other["files"]
        self.read += other["read"]
        self.outcomes += Counter(other["outcomes"])
        self.formats += Counter(other["formats"])
        self.slowest = max(self.slowest, other["slowest"])
        self.peak = max(self.peak, other["peak"])
        self.slow += other["slow"]
        self.failures += other["failures"]

    def plain(self) -> dict[str, Any]:
        """The same for the pipe."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class Forked:
    """A reading process forked from one that has loaded the reader; behaves as `subprocess.Popen` does."""

    def __init__(self, nursery: Nursery) -> None:
        self.args: list[str] = []
        self.returncode: int | None = None
        self.megabytes = 0.0
        own_in, their_in = os.pipe()
        their_out, own_out = os.pipe()
        self.pid = nursery.fork(own_in, own_out)
        os.close(own_in)
        os.close(own_out)
        self.stdin, self.stdout = os.fdopen(their_in, "wb"), os.fdopen(their_out, "rb")
        self._nursery = nursery

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None:
            self._take(self._nursery.ended(self.pid, wait=False))
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        del timeout
        if self.returncode is None:
            self._take(self._nursery.ended(self.pid, wait=True))
        assert self.returncode is not None
        return self.returncode

    def _take(self, ended: tuple[int, float] | None) -> None:
        if ended is not None:
            self.returncode, self.megabytes = ended

    def kill(self) -> None:
        """End it."""
        self._nursery.kill(self.pid)


class Nursery:
    """A process that has loaded the reader and forks itself for each file."""

    def __init__(self) -> None:
        import socket

        self._own, theirs = socket.socketpair()
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.path.insert(0, {str(ROOT / 'bench')!r}); "
        code += f"from nursery import serve; serve({theirs.fileno()})"
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", code], pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL
        )
        theirs.close()
        self._lock = threading.Lock()

    def _ask(self, words: str, handles: tuple[int, ...] = ()) -> list[Any]:
        import socket

        with self._lock:
            socket.send_fds(self._own, [words.encode().ljust(32)], handles)
            answer: list[Any] = json.loads(self._own.recv(256))
            return answer

    def fork(self, stdin: int, stdout: int) -> int:
        """A new reading process on these handles."""
        return int(self._ask("fork", (stdin, stdout))[0])

    def ended(self, pid: int, wait: bool) -> tuple[int, float] | None:
        """Exit code and peak in MB, None while it runs."""
        while True:
            answer = self._ask(f"ended {pid}")
            if answer or not wait:
                return (int(answer[0]), float(answer[1])) if answer else None
            time.sleep(0.002)

    def kill(self, pid: int) -> None:
        """End one."""
        self._ask(f"kill {pid}")

    def close(self) -> None:
        """End the nursery."""
        self._own.close()
        self._process.wait()


@contextmanager
def forked_readers() -> Iterator[list[Forked]]:
    """Have the product's reading processes forked; gives those of the file at hand."""
    from core.imports import reader

    begun: list[Forked] = []
    nursery = Nursery()
    spawned = reader.started

    def started(command: list[str], folder: Path | None) -> Any:
        del command, folder
        begun.append(Forked(nursery))
        return begun[-1]

    reader.started = started
    try:
        yield begun
    finally:
        reader.started = spawned
        nursery.close()


def try_file(ledger: Any, path: Path, begun: list[Forked], tally: Tally, name: str) -> None:
    """Read and plan one file, and judge what came of it."""
    from core.errors import LedgerFault

    begin = time.monotonic()
    sentences: list[str] = []
    try:
        result = ledger.import_file("placement", path, dry_run=True)
    except LedgerFault as fault:
        tally.outcomes[re.sub(r"“[^”]*”|\d+", "…", fault.happened)] += 1
        sentences.append(f"{fault.happened}{fault.todo}")
    except Exception as error:  # whatever it is: it would have reached the clerk
        tally.failures.append(f"{name}: {type(error).__name__}")
    else:
        tally.read += 1
        sentences += [problem.message for _row, _column, problem in result.problems]
    seconds = time.monotonic() - begin
    tally.files += 1
    tally.slowest = max(tally.slowest, seconds)
    tally.peak = max([tally.peak, *(each.megabytes for each in begun)])
    begun.clear()
    tally.failures += [f"{name}: {why}" for each in sentences if (why := unplain(each))]
    if seconds > _NOTED:
        tally.slow.append(f"{name}: {seconds:.1f} s, {''.join(sentences)[:40]}")
    if seconds > SLOW:
        tally.failures.append(f"{name}: {seconds:.1f} s")


def work(numbers: range, seed: int, folder: Path) -> Tally:
    """Try the files of these numbers in this process."""
    from core.ledger import Ledger
    from db.key_slots import Cost
    from db.keys import KeyFile

    tally, seeds = Tally(), seed_files(folder)
    made = KeyFile.create.__func__  # type: ignore[attr-defined]  # a bound class method has one
    KeyFile.create = classmethod(lambda *given: made(*given, cost=Cost(memory=64, passes=1)))  # type: ignore  # keys cost nothing in this bench
    ledger, _code = Ledger.create(folder / "mutated.ledger", "永川区", 2025, PASSWORD)
    before = (folder / "mutated.ledger").read_bytes()
    with ledger_closed(ledger), forked_readers() as begun:
        from core.imports import reader

        forked = reader.started
        for number in numbers:
            reader.started = _spawned if number % _SPAWN_EVERY == 0 else forked
            kind, path = mutated(seeds, seed, number, folder)
            tally.formats[kind] += 1
            try_file(ledger, path, begun, tally, f"file {number} ({kind})")
            path.unlink()
        reader.started = forked
    if (folder / "mutated.ledger").read_bytes() != before:
        tally.failures.append("the ledger has changed")
    tally.peak = max(tally.peak, _peak_of_children())
    return tally


@contextmanager
def ledger_closed(ledger: Any) -> Iterator[None]:
    """Close the ledger in any case."""
    try:
        yield
    finally:
        ledger.close()


def _spawned(command: list[str], folder: Path | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _peak_of_children() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def shared_out(count: int, seed: int, workers: int, first: int = 0) -> Tally:
    """Share the files out to processes of their own; one that dies is a failure."""
    whole = Tally()
    with tempfile.TemporaryDirectory(prefix="ledger-mutated-") as name:
        started = []
        for worker in range(workers):
            folder = Path(name) / str(worker)
            folder.mkdir()
            span = [str(first + worker), str(first + count), str(workers)]
            command = [sys.executable, "-X", "utf8", __file__, "--worker", *span, str(folder)]
            started.append(
                subprocess.Popen([*command, "--seed", str(seed)], stdout=subprocess.PIPE, text=True)
            )
        for process in started:
            output, _none = process.communicate()
            if process.returncode != 0:
                whole.failures.append(f"a main process ended with {process.returncode}")
            else:
                whole.add(json.loads(output.splitlines()[-1]))
    return whole


def report(tally: Tally, seconds: float, seed: int) -> str:
    """What came of it, for `docs/foreign-files-report.md`."""
    lines = [
        f"{tally.files} files, seed {seed}, {seconds:.0f} s: {tally.read} read, "
        f"{tally.files - tally.read} refused; slowest {tally.slowest:.1f} s, "
        f"largest reading process {tally.peak:.0f} MB; {len(tally.failures)} failures.",
        "",
        "| format | files |",
        "| --- | --- |",
        *(f"| {kind} | {count} |" for kind, count in sorted(tally.formats.items())),
        "",
        "| refused with | files |",
        "| --- | --- |",
        *(f"| {what} | {count} |" for what, count in tally.outcomes.most_common()),
    ]
    lines += [f"- slow: {each}" for each in tally.slow[:_SHOWN]]
    return "\n".join(lines + [f"- failed: {each}" for each in tally.failures[:_SHOWN]])


def main() -> int:
    """Try the files; 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help="the one file of this number")
    parser.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        first, end, step, folder = arguments.worker
        tally = work(range(int(first), int(end), int(step)), arguments.seed, Path(folder))
        print(json.dumps(tally.plain()))
        return 0
    begin = time.monotonic()
    if arguments.only is not None:
        tally = shared_out(1, arguments.seed, 1, arguments.only)
    else:
        tally = shared_out(arguments.count, arguments.seed, arguments.workers)
    seconds = time.monotonic() - begin
    print(report(tally, seconds, arguments.seed))
    over = tally.peak >= MOST_MEGABYTES
    return 1 if tally.failures or over else 0


if __name__ == "__main__":
    raise SystemExit(main())
