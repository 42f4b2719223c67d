"""R2–R7, R10, R13, R14: full disks, read-only places, races, damaged files, failing writes, long runs."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.errors import LedgerFault
from core.ledger import Ledger
from core.restoring import restore_over
from core.trust import restore
from db.connection import PAGE
from db.errors import DiskFull, LedgerInUse, MissingKeys, NetworkDrive, ReadOnlyPlace
from db.keys import keys_path
from trust.ground import PASSWORD, copied, made, opened, placement
from trust.outcome import ALLOWANCE, Outcome
from trust.stepping import POSSIBLE, Act, Run, Say, forked, heard, stepped


def full_disk(folder: Path, times: int) -> Outcome:
    """R2: a real small tmpfs for the ledger."""
    outcome = Outcome("R2", "full disk (a tmpfs of 3 MB)")
    place = folder / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        outcome.note = "not tested: mounting needs the system's administrator"
        return outcome
    try:
        for turn in range(times):
            _fill_up(outcome, place / f"turn{turn}", turn)
            shutil.rmtree(place / f"turn{turn}")
    finally:
        subprocess.run(["umount", str(place)], check=False)
    return outcome


def _fill_up(outcome: Outcome, place: Path, turn: int) -> None:
    path = made(place, 5)
    ledger = opened(path)
    rows = 5
    fault: LedgerFault | None = None
    (place / "filler").write_bytes(bytes(max(0, shutil.disk_usage(place).free - (200 + turn % 40) * 1024)))
    for serial in range(5, 4000):
        try:
            ledger.save("placement", None, placement(serial))
            rows += 1
        except LedgerFault as error:
            fault = error
            break
    outcome.expect(isinstance(fault, DiskFull), f"try {turn}: {type(fault).__name__} instead of a full disk")
    outcome.expect(bool(fault and fault.todo), f"try {turn}: nothing to do was said")
    (place / "filler").unlink()
    ledger.save("placement", None, placement(9000))
    outcome.expect(ledger.counts()["placement"] == rows + 1, f"try {turn}: a row is gone")
    outcome.expect(all(each.level != "block" for each in ledger.verify()), f"try {turn}: a check failed")
    ledger.close()
    outcome.tried += 1


def read_only(folder: Path, _times: int) -> Outcome:
    """R3: a file and a folder that cannot be written."""
    outcome = Outcome("R3", "read-only file and folder: opens to be read, every change refused")
    if os.geteuid() == 0:
        outcome.note = "as the system's administrator: by a read-only mount"
    path = made(folder / "base", 5)
    done = subprocess.run(
        ["mount", "--bind", str(path.parent), str(path.parent)], capture_output=True, check=False
    )
    if done.returncode == 0:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(path.parent)], check=False)
    else:
        path.chmod(0o400)
        path.parent.chmod(0o500)
    before = path.read_bytes()
    try:
        ledger = opened(path)
        outcome.expect(ledger.info.read_only, "it opened for writing")
        outcome.expect(ledger.counts()["placement"] == 5, "it cannot be read")
        try:
            ledger.save("placement", None, placement(9))
            outcome.expect(False, "a row was written")
        except ReadOnlyPlace:
            pass
        ledger.close()
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", str(path.parent)], check=False)
        else:
            path.parent.chmod(0o700)
            path.chmod(0o600)
    outcome.expect(path.read_bytes() == before, "a byte changed")
    outcome.tried = 1
    return outcome


def races(folder: Path, times: int) -> Outcome:
    """R4: two processes open the same ledger at the same moment; one writes, the other is told."""
    outcome = Outcome("R4", "two programs race for one ledger")
    path = made(folder / "base", 2)
    for turn in range(times):
        results = [_race(path) for _ in range(2)]
        codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in results)
        outcome.expect(codes in ([0, 0], [0, 3]), f"try {turn}: {codes}")
        outcome.tried += 1
    ledger = opened(path)
    outcome.expect(all(each.level != "block" for each in ledger.verify()), "a check failed afterwards")
    ledger.close()
    return outcome


def _race(path: Path) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ledger = opened(path)
            ledger.set_setting("head", "某", "竞争")
            ledger.close()
            code = 0
        except LedgerInUse:
            code = 3
        finally:
            os._exit(code)
    return child


def network(folder: Path, _times: int) -> Outcome:
    """R5: a network drive, simulated."""
    from db.engine import open_store, store_of

    outcome = Outcome("R5", "live ledger on a network drive refused", note="the drive's kind is simulated")
    path = made(folder / "base", 1)
    ledger = opened(path)
    key = store_of(ledger.engine).key
    outcome.expect(bool(ledger.backup(folder / "share")), "no backup there")
    ledger.close()
    try:
        open_store(path, key, is_network=lambda _: True).dispose()
        outcome.expect(False, "it opened")
    except NetworkDrive:
        pass
    outcome.tried = 1
    return outcome


def flipped(folder: Path, times: int) -> Outcome:
    """R6: one byte flipped in every page, or in as many as asked."""
    outcome = Outcome("R6", "one byte flipped in a page, each page in turn")
    base = made(folder / "base", 30)
    pages = base.stat().st_size // PAGE
    dice = random.Random(8)
    for page in _spread(pages, times):
        if ALLOWANCE.over:
            break
        path = copied(base, folder / "turn")
        content = bytearray(path.read_bytes())
        content[page * PAGE + dice.randrange(PAGE)] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        outcome.expect(_noticed(path), f"page {page + 1} of {pages}: not noticed")
        outcome.expect(path.read_bytes() == bytes(content), f"page {page + 1}: the file was changed")
        outcome.tried += 1
    return outcome


def cut(folder: Path, times: int) -> Outcome:
    """R7: the file cut off at every page, and inside pages."""
    outcome = Outcome("R7", "the file cut off, at each page in turn")
    base = made(folder / "base", 30)
    size = base.stat().st_size
    for turn, page in enumerate(_spread(size // PAGE, times)):
        if ALLOWANCE.over:
            break
        path = copied(base, folder / "turn")
        content = base.read_bytes()[: page * PAGE + (turn % 3) * 1000]
        path.write_bytes(content)
        outcome.expect(_noticed(path), f"cut to {len(content)} bytes: not noticed")
        outcome.expect(path.read_bytes() == content, f"cut to {len(content)} bytes: the file was changed")
        outcome.tried += 1
    return outcome


def _spread(pages: int, times: int) -> list[int]:
    if times >= pages:
        return list(range(pages))
    return sorted({round(each * (pages - 1) / max(1, times - 1)) for each in range(times)})


def _noticed(path: Path) -> bool:
    """True when opening, or the first write, is refused."""
    try:
        ledger = opened(path)
    except LedgerFault:
        return True
    try:
        ledger.note_opened()
    except LedgerFault:
        return True
    else:
        return False
    finally:
        ledger.close()


def round_trip(folder: Path, times: int) -> Outcome:
    """R10: backup, wipe, restore, compare every table."""
    outcome = Outcome("R10", "backup, wipe, restore, compare every table")
    for turn in range(times):
        path = made(folder / f"turn{turn}", 200)
        ledger = opened(path)
        kept, before = ledger.backup(folder), _tables(ledger)
        ledger.close()
        path.unlink()
        keys_path(path).unlink()
        restore(kept, path)
        ledger = opened(path)
        outcome.expect(_tables(ledger) == before, f"try {turn}: a table differs")
        ledger.close()
        restore_over(path, kept, "admin", PASSWORD).close()
        outcome.tried += 1
    return outcome


def large_round_trip(folder: Path, rows: int) -> Outcome:
    """R10 at its size: a demonstration ledger backed up, wiped, put back and compared within two minutes."""
    from core.demo import make

    outcome = Outcome("R10 large", "the same with many rows, in 2 minutes")
    demo = make(folder / "demo", "永川区", 2025, rows, 7)
    path = demo.ledger
    ledger = Ledger.open(path, "admin", demo.password)
    before = _tables(ledger)
    begun = time.monotonic()
    kept = ledger.backup(folder)
    ledger.close()
    path.unlink()
    keys_path(path).unlink()
    restore(kept, path)
    seconds = time.monotonic() - begun
    ledger = Ledger.open(path, "admin", demo.password)
    outcome.expect(_tables(ledger) == before, "a table differs")
    outcome.tried = ledger.counts()["placement"]
    ledger.close()
    outcome.expect(seconds < 120, f"{seconds:.0f} s")
    outcome.note = f"{sum(len(each) for each in before.values()):,} rows of all tables in {seconds:.0f} s"
    return outcome


def _tables(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    with ledger.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1')]
            for name in list(names)
        }


def keys_apart(folder: Path, _times: int) -> Outcome:
    """R12: keys without the ledger, the ledger without keys, the recovery code."""
    outcome = Outcome("R12", "ledger and keys parted; another's keys")
    one, other = made(folder / "one", 2), made(folder / "other", 2)
    mixed = copied(one, folder / "mixed")
    shutil.copy(keys_path(other), keys_path(mixed))
    alone = copied(one, folder / "alone")
    keys_path(alone).unlink()
    cases: tuple[tuple[Callable[[], Ledger], type[LedgerFault]], ...] = (
        (lambda: opened(mixed), LedgerFault),
        (lambda: opened(alone), MissingKeys),
    )
    for open_it, wanted in cases:
        try:
            open_it().close()
            outcome.expect(False, "it opened")
        except LedgerFault as fault:
            outcome.expect(isinstance(fault, wanted), f"{type(fault).__name__} instead of {wanted.__name__}")
        outcome.tried += 1
    return outcome


def failing_writes(folder: Path, times: int) -> Outcome:
    """R13: the n-th writing system call fails, once or for good, with an error of the disk or a full one.

    The kernel's tracing fails the calls, each point in turn; rows are saved first, then a backup is made.
    """
    outcome = Outcome("R13", "the n-th write, sync, rename or unlink fails, once and for good")
    base = made(folder / "base", 5)
    if not POSSIBLE:
        outcome.note = "not tested: it needs the kernel's tracing"
        return outcome
    path = copied(base, folder / "turn")
    calls = stepped(partial(_some_rows, path), None, Act.FAIL_ONCE).calls
    shutil.rmtree(folder / "turn")
    for turn in range(times):
        if ALLOWANCE.over:
            break
        act = (Act.FAIL_ONCE, Act.FAIL_FROM_HERE)[turn % 2]
        number = (errno.EIO, errno.ENOSPC)[turn // 2 % 2]
        at = 1 + turn * calls // times
        path = copied(base, folder / "turn")
        run = stepped(partial(_some_rows, path), at, act, number)
        _check_after(outcome, path, run, f"{act.value} at {at} of {calls}, {errno.errorcode[number]}")
        shutil.rmtree(folder / "turn")
    outcome.note = f"stepped over {calls} calls, input/output error and full disk in turn"
    return outcome


def _some_rows(path: Path, say: Say) -> None:
    ledger = opened(path)
    for serial in range(5, 9):
        ledger.save("placement", None, placement(serial))
        say(str(serial))
    ledger.backup()


def _check_after(outcome: Outcome, path: Path, run: Run, where: str) -> None:
    """A fault in words or none, never a bug; and afterwards every row that was said."""
    faults = {each for each in run.words if each.startswith("!")}
    ours = {f"!{each.__name__}" for each in _faults(LedgerFault)}
    outcome.expect(faults <= ours, f"{where}: ended with {faults - ours}")
    said = sum(1 for each in run.words if each.isdecimal())
    ledger = opened(path)
    there = ledger.counts()["placement"] - 5
    outcome.expect(said <= there <= said + 1, f"{where}: {said} said, {there} there")
    outcome.expect(all(each.level != "block" for each in ledger.verify()), f"{where}: a check failed")
    ledger.close()
    outcome.tried += 1


def _faults(kind: type[LedgerFault]) -> set[type[LedgerFault]]:
    return {kind}.union(*(_faults(each) for each in kind.__subclasses__()))


def little_memory(folder: Path, times: int) -> Outcome:
    """R13: the address space ends at a stepped size while rows are saved and backed up."""
    outcome = Outcome("R13 memory", "memory ends at a stepped size")
    base = made(folder / "base", 5)
    here = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * 4096
    for turn in range(times):
        if ALLOWANCE.over:
            break
        path = copied(base, folder / "turn")
        limit = here + turn * (96 << 20) // times

        def limits(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

        def work(say: Say, path: Path = path) -> None:
            _some_rows(path, say)

        child, reader = forked(work, limits=limits)
        words = heard(reader)
        os.waitpid(child, 0)
        ledger = opened(path)
        said = sum(1 for each in words if each.isdecimal())
        there = ledger.counts()["placement"] - 5
        outcome.expect(said <= there <= said + 1, f"{limit >> 20} MB: {said} said, {there} there")
        outcome.expect(all(each.level != "block" for each in ledger.verify()), f"{limit >> 20} MB: a check")
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    outcome.note = "limit on the process's address space, up to 96 MB above its start"
    return outcome


def long_run(folder: Path, times: int) -> Outcome:
    """R14: many edits in one process; its memory does not grow."""
    outcome = Outcome("R14", "edits in one process, memory growth under 50 MB")
    path = made(folder / "base", 50)
    ledger = opened(path)
    warm = 0
    for turn in range(times):
        ledger.save("placement", 1 + turn % 50, {"note": f"第{turn}次"})
        outcome.tried += 1
        if turn == min(200, times // 4):
            warm = _memory()
        if ALLOWANCE.over:
            break
    grown = (_memory() - warm) / 1024
    outcome.note = f"grew {grown:.1f} MB"
    outcome.expect(grown < 50, f"grew {grown:.1f} MB")
    ledger.close()
    return outcome


def _memory() -> int:
    """KiB resident now."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
