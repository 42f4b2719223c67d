"""R1's one shape: a journey that writes, killed again and again, and what has to hold afterwards."""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.ledger import Ledger
from trust.ground import copied, opened
from trust.outcome import ALLOWANCE, Outcome
from trust.stepping import POSSIBLE, Say, forked, heard, stepped

REOPENED_WITHIN = 5.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What is done to a copy of a ledger, and what must hold wherever it was cut off.

    Attributes:
        key: as the report says it.
        what: in words.
        base: a closed ledger; each try gets a copy.
        work: done in the child; acknowledges words, the first of them when it begins to write.
        holds: sentences of what does not hold, given the reopened ledger and the words.
        reopen: opens what the kill left behind.
    """

    key: str
    what: str
    base: Path
    work: Callable[[Path, Say], None]
    holds: Callable[[Ledger, Sequence[str]], Iterator[str]]
    reopen: Callable[[Path], Ledger] = opened


def survived(journey: Journey, folder: Path, times: int) -> Outcome:
    """Kill a journey so often: by turns at a random moment, and at the next of its writing system calls."""
    outcome = Outcome(journey.key, journey.what)
    moments = random.Random(f"{journey.key} {times}")
    calls, seconds = _measured(journey, folder)
    points = [1 + each * calls // max(1, times // 2) for each in range(times // 2 + 1)]
    moments.shuffle(points)
    slowest = 0.0
    for turn in range(times):
        if ALLOWANCE.over:
            break
        path = copied(journey.base, folder / "turn")
        work = partial(journey.work, path)
        if turn % 2 and POSSIBLE:
            at = points[turn // 2]
            where, words = f"call {at} of {calls}", stepped(work, at).words
        else:
            wait = moments.random() * seconds
            where, words = f"{wait:.3f} s", _killed(work, wait)
        begun = time.monotonic()
        for sentence in _found(journey, path, words):
            outcome.expect(False, f"try {turn} ({where}): {sentence}")
        slowest = max(slowest, time.monotonic() - begun)
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    outcome.expect(slowest < REOPENED_WITHIN, f"reopened only after {slowest:.1f} s")
    how = f"half at random moments, half stepped over {calls} writing calls" if POSSIBLE else "random moments"
    outcome.note = f"{how}; reopened and checked in {slowest:.1f} s at most"
    return outcome


def _measured(journey: Journey, folder: Path) -> tuple[int, float]:
    """Writing calls and seconds of a journey that nobody kills."""
    path = copied(journey.base, folder / "whole")
    begun = time.monotonic()
    child, reader = forked(partial(journey.work, path))
    words = heard(reader)
    os.waitpid(child, 0)
    seconds = time.monotonic() - begun
    assert not any(word.startswith("!") for word in words), words
    shutil.rmtree(path.parent)
    if not POSSIBLE:
        return 0, seconds
    path = copied(journey.base, folder / "whole")
    calls = stepped(partial(journey.work, path), None).calls
    shutil.rmtree(path.parent)
    return calls, seconds


def _killed(work: Callable[[Say], None], wait: float) -> list[str]:
    child, reader = forked(work)
    select.select([reader], [], [], 30)  # its first word: it is about to write
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return heard(reader)


def _found(journey: Journey, path: Path, words: Sequence[str]) -> Iterator[str]:
    """What does not hold of what a kill left behind; a fault at opening is one sentence."""
    failed = [word for word in words if word.startswith("!")]
    if failed:
        yield f"the work itself failed: {failed[0]}"
    try:
        ledger = journey.reopen(path)
    except Exception as error:
        yield f"does not open: {type(error).__name__}"
        return
    try:
        yield from journey.holds(ledger, words)
        bad = [each.name for each in ledger.verify() if each.level == "block"]
        if bad:
            yield f"{bad} did not hold"
    finally:
        ledger.close()
