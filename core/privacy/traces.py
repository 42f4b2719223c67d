"""What a person leaves in texts: names, document numbers, phones; found in any text, and taken out of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

GONE = "（已删除）"
"""What stands in the place of something that was erased."""
_FEW = 12
"""So many needles are looked for one by one; more by their lengths."""
_SHORTEST = {"names": 2, "numbers": 5, "phones": 7}


@dataclass(frozen=True)
class Traces:
    """The traces of the persons who are to be erased."""

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    """Document numbers, as they are written in the ledger."""
    phones: frozenset[str] = frozenset()

    def __or__(self, other: Traces) -> Traces:
        return Traces(self.names | other.names, self.numbers | other.numbers, self.phones | other.phones)

    @staticmethod
    def of(names: Iterable[Any] = (), numbers: Iterable[Any] = (), phones: Iterable[Any] = ()) -> Traces:
        """Traces of what is long enough to mean one person."""
        given = {"names": names, "numbers": numbers, "phones": phones}
        kept = {
            key: frozenset(
                text
                for each in values
                if (text := str(each or "").strip()) and text != GONE and len(text) >= _SHORTEST[key]
            )
            for key, values in given.items()
        }
        numbers_both = kept["numbers"] | {each.replace("X", "x") for each in kept["numbers"]}
        return Traces(kept["names"], frozenset(numbers_both), kept["phones"])

    def without_names(self) -> Traces:
        """Those that mean one person alone."""
        return Traces(frozenset(), self.numbers, self.phones)

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        return tuple(sorted(self.numbers | self.phones | self.names, key=len, reverse=True))

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(each) for each in self._needles}, reverse=True))

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self._needles)

    def found_in(self, text: str) -> bool:
        """Whether a text holds one of them."""
        return next(self._hits(text), None) is not None

    def _hits(self, text: str) -> Iterator[str]:
        if len(self._needles) <= _FEW:
            yield from (each for each in self._needles if each in text)
            return
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                if text[start : start + length] in self._set:
                    yield text[start : start + length]

    def taken_out(self, text: str) -> str:
        """The text without them."""
        for each in sorted(set(self._hits(text)), key=len, reverse=True):
            text = text.replace(each, GONE)
        return text

    def taken_out_of(self, value: Any) -> Any:
        """A JSON value without them, at any depth; keys stay."""
        if isinstance(value, str):
            return self.taken_out(value)
        if isinstance(value, list):
            return [self.taken_out_of(each) for each in value]
        if isinstance(value, dict):
            return {key: self.taken_out_of(each) for key, each in value.items()}
        return value


def rewritten(text: str, change: Callable[[Any], Any]) -> str:
    """JSON after a change of its value; the text itself where nothing changes, or where it is no JSON."""
    try:
        value = json.loads(text)
    except ValueError:
        return str(change(text))
    changed = change(value)
    if changed == value:
        return text
    return json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def pruned(value: Any, drop: Callable[[str], bool]) -> Any:
    """A JSON value without the keys that are to go, at any depth."""
    if isinstance(value, dict):
        return {key: pruned(each, drop) for key, each in value.items() if not drop(key)}
    return value
