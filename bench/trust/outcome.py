"""What a part of the programme found: how often it was tried, and what did not hold."""

from __future__ import annotations

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
    """

    key: str
    what: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    note: str = ""

    def expect(self, holds: bool, sentence: str) -> None:
        """Note a failure unless something holds."""
        if not holds:
            self.failures.append(sentence)

    @property
    def line(self) -> str:
        """As a row of the report's table."""
        result = f"{len(self.failures)} failures" if self.failures else "held"
        return f"| {self.key} | {self.what} | {self.tried} | {result} | {self.note} |"


Part = Callable[[Path, int], Outcome]
"""A part gets an empty folder and the number of times to try."""
