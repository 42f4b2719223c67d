"""Long lists in portions that one statement takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

MOST = 900
"""Values bound in one statement; the engine takes far more, but each distinct count is parsed anew."""


def portions(items: Sequence[Item], most: int = MOST) -> Iterator[list[Item]]:
    """The items in their order, at most so many at a time; nothing for no items."""
    for start in range(0, len(items), most):
        yield list(items[start : start + most])
