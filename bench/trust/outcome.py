"""What a part of the programme found: how often it was tried, and what did not hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """One line of the report.

    Attributes:
        key: R1 write, R6 …
        what: in words.
        tried: how often.
        failures: what did not hold, one sentence each; no personal data.
        note: what limits the result.
        seconds: how long it took.
        on: the day.
    """

    key: str
    what: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    note: str = ""
    seconds: int = 0
    on: str = ""

    def expect(self, holds: bool, sentence: str) -> None:
        """Note a failure unless something holds."""
        if not holds:
            self.failures.append(sentence)

    def add(self, before: Outcome) -> None:
        """Count what an earlier run of the same part found too."""
        self.tried += before.tried
        self.failures = [*before.failures, *self.failures]
        self.seconds += before.seconds

    @property
    def line(self) -> str:
        """As a row of the report's table."""
        result = f"{len(self.failures)} failures" if self.failures else "held"
        return f"| {self.key} | {self.what} | {self.tried} | {result} | {self.note} |"


Part = Callable[[Path, int], Outcome]
"""A part gets an empty folder and the number of times to try."""


class Allowance:
    """How long a part may go on; a part that is cut off says how often it really tried."""

    def __init__(self) -> None:
        self._until = float("inf")

    def give(self, minutes: float) -> None:
        """From now on."""
        self._until = time.monotonic() + 60 * minutes

    @property
    def over(self) -> bool:
        """True when the part should end after the try it is at."""
        return time.monotonic() > self._until


ALLOWANCE = Allowance()
