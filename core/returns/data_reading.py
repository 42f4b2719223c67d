"""The data file of a return read back into a snapshot: the inverse of `core.returns.data_file`.

The file may come from anywhere, so every value is held against the type that the snapshot declares.
Officers' names and the form block are not in the file and stay empty.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NoReturn, Union, get_args, get_origin, get_type_hints

from core.period import Month, Span
from core.returns.data_file import SCHEMA
from core.returns.snapshot import Snapshot

MAX_BYTES = 8 * 1024 * 1024
"""The largest data file taken; a real one has some hundred thousand bytes."""
_LONGEST_TEXT, _LONGEST_LIST, _LARGEST_NUMBER = 40_000, 10_000, 10**12
_UNIT = {"unit_key": "key", "unit_code": "code", "unit_name": "name", "unit_full_name": "full_name"}


class DataError(ValueError):
    """Not a data file of this form. The message names the place, never the value."""


def read_data(content: bytes) -> Snapshot:
    """The snapshot that a data file was written from, without officers' names and form block.

    Raises:
        DataError: it is no data file of this form.
    """
    if len(content) > MAX_BYTES:
        raise DataError("size")
    try:
        found = json.loads(
            content.decode("utf-8"), parse_float=Decimal, parse_constant=_constant, parse_int=_whole
        )
    except (ValueError, RecursionError):
        raise DataError("json") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise DataError("schema")
    unit, period = _part(found, "unit"), _part(found, "period")
    values: dict[str, Any] = dict(found)
    values |= {name: unit.get(key) for name, key in _UNIT.items()}
    values["office"] = unit.get("office")
    snapshot = _dataclass(Snapshot, values | {"month": _month(period)}, "")
    assert isinstance(snapshot, Snapshot)  # what `_dataclass` was asked for
    return snapshot


def workbook_digest(content: bytes) -> str:
    """The workbook's digest that a data file names; "" where it names none."""
    workbook = json.loads(content).get("workbook")
    found = workbook.get("sha256") if isinstance(workbook, dict) else None
    return found if isinstance(found, str) else ""


def _constant(text: str) -> NoReturn:
    raise DataError(text)


def _whole(text: str) -> int:
    if len(text) > 14:
        raise DataError("number")
    return int(text)


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    if not isinstance(part, dict):
        raise DataError(name)
    return part


def _month(period: Mapping[str, Any]) -> Month:
    text, day = period.get("month"), period.get("cut_off_day")
    if not isinstance(text, str) or not isinstance(day, int) or not 0 <= day <= 28:
        raise DataError("period")
    try:
        return Month.parse(text, day)
    except ValueError:
        raise DataError("period") from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _dataclass(kind: type, values: Mapping[str, Any], place: str) -> Any:
    """A value of a dataclass: unknown keys are passed over, missing ones need a default."""
    hints, given = _hints(kind), {}
    for field in fields(kind):
        where = f"{place}.{field.name}" if place else field.name
        if field.name not in values:
            if field.default is MISSING and field.default_factory is MISSING:
                raise DataError(where)
            continue
        given[field.name] = _value(hints[field.name], values[field.name], where)
    return kind(**given)


def _value(kind: Any, found: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _either(get_args(kind), found, place)
    if origin is tuple:
        if not isinstance(found, list) or len(found) > _LONGEST_LIST:
            raise DataError(place)
        return tuple(_value(get_args(kind)[0], each, place) for each in found)
    if kind is Month and isinstance(found, Month):
        return found
    read = _PLAIN.get(kind)
    if read is not None:
        return read(found, place)
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(found, dict):
        return _dataclass(kind, found, place)
    raise DataError(place)


def _either(kinds: tuple[Any, ...], found: Any, place: str) -> Any:
    if found is None and types.NoneType in kinds:
        return None
    for kind in kinds:
        if kind is types.NoneType:
            continue
        try:
            return _value(kind, found, place)
        except DataError:
            continue
    raise DataError(place)


def _text(found: Any, place: str) -> str:
    if not isinstance(found, str) or len(found) > _LONGEST_TEXT:
        raise DataError(place)
    return found


def _integer(found: Any, place: str) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or abs(found) > _LARGEST_NUMBER:
        raise DataError(place)
    return found


def _decimal(found: Any, place: str) -> Decimal:
    if isinstance(found, Decimal) and abs(found) <= _LARGEST_NUMBER and len(str(found)) <= 24:
        return found
    return Decimal(_integer(found, place))


def _truth(found: Any, place: str) -> bool:
    if not isinstance(found, bool):
        raise DataError(place)
    return found


def _day(found: Any, place: str) -> date:
    try:
        return date.fromisoformat(_text(found, place))
    except ValueError:
        raise DataError(place) from None


def _span(found: Any, place: str) -> Span:
    if not isinstance(found, dict):
        raise DataError(place)
    start, last = _day(found.get("start"), place), _day(found.get("end"), place)
    if last.year > 9000:
        raise DataError(place)
    return Span.closed(start, last)


_PLAIN: dict[Any, Callable[[Any, str], Any]] = {
    str: _text,
    int: _integer,
    bool: _truth,
    Decimal: _decimal,
    date: _day,
    Span: _span,
}
