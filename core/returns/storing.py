"""A snapshot as text and back: what a submitted month is kept as, beside its bytes.

The text follows the dataclasses: fields by name, decimals and days as text. Fields that a later program
adds take their defaults when an older text is read; fields that it no longer has are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from core.returns.snapshot import Snapshot


def stored_text(snapshot: Snapshot) -> str:
    """The snapshot as JSON; the same text for the same snapshot."""
    return json.dumps(_plain(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_snapshot(text: str) -> Snapshot:
    """The snapshot of a stored text.

    Raises:
        ValueError: the text is none.
    """
    made = _value(Snapshot, json.loads(text))
    assert isinstance(made, Snapshot)
    return made


T = TypeVar("T")


def read_part(kind: type[T], text: str) -> T:
    """A dataclass that has some of the snapshot's fields, read from a stored snapshot."""
    made = _value(kind, json.loads(text))
    assert isinstance(made, kind)
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, given: Any) -> Any:
    """A plain value as the type that the dataclass declares."""
    if given is None:
        return None
    if isinstance(kind, UnionType):
        return _one_of(get_args(kind), given)
    if get_origin(kind) is tuple:
        return _several(get_args(kind), given)
    if kind is Decimal:
        return Decimal(given)
    if kind is date:
        return date.fromisoformat(given)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{key: _value(hints[key], each) for key, each in given.items() if key in hints})
    return given


def _several(kinds: tuple[Any, ...], given: list[Any]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is ...:
        return tuple(_value(kinds[0], each) for each in given)
    return tuple(_value(kind, each) for kind, each in zip(kinds, given, strict=True))


def _one_of(kinds: tuple[Any, ...], given: Any) -> Any:
    """Of several types that which the text shows: a number as text is a decimal."""
    known = [kind for kind in kinds if kind is not type(None)]
    if Decimal in known and isinstance(given, str):
        return Decimal(given)
    if type(given) in known:
        return given
    return _value(next(kind for kind in known if kind is not Decimal or len(known) == 1), given)
