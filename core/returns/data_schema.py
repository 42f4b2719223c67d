"""The JSON Schema of the data file, made from the very types that the file is written and read by.

Published beside docs/return-data.md; a test holds the two together.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from core.period import Month, Span
from core.returns.data_file import LEFT_OUT, SCHEMA, UNIT
from core.returns.lifecycle import State
from core.returns.snapshot import Snapshot

Schema = dict[str, Any]
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MONTH: Schema = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SPAN: Schema = {
    "type": "object",
    "properties": {"start": _DAY, "end": _DAY},
    "required": ["end", "start"],
}
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
    date: _DAY,
    Month: _MONTH,
    Span: _SPAN,
    types.NoneType: {"type": "null"},
}


def data_schema() -> Schema:
    """The schema (JSON Schema 2020-12). Readers pass over keys they do not know."""
    definitions: dict[str, Schema] = {}
    whole = _of_dataclass(Snapshot, definitions, without=LEFT_OUT | frozenset(UNIT))
    properties = dict(whole["properties"])
    properties |= {
        "schema": {"const": SCHEMA},
        "state": {"enum": sorted(state.value for state in State)},
        "journal_head": {"type": "string"},
        "unit": _object({name.removeprefix("unit_"): {"type": "string"} for name in UNIT}),
        "period": _object(
            {
                "month": _MONTH,
                "start": _DAY,
                "end": _DAY,
                "cut_off_day": {"type": "integer", "minimum": 0, "maximum": 28},
            }
        ),
        "workbook": _object({"name": {"type": "string"}, "sha256": _DIGEST}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA}",
        "title": "Data file of a monthly return",
        **_object(properties),
        "$defs": dict(sorted(definitions.items())),
    }


def _object(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": dict(sorted(properties.items())),
        "required": sorted(properties) if required is None else sorted(required),
    }


def _of_dataclass(
    kind: type, definitions: dict[str, Schema], without: frozenset[str] = frozenset()
) -> Schema:
    hints = get_type_hints(kind)
    parts = [each for each in fields(kind) if each.name not in without]
    needed = [each.name for each in parts if each.default is MISSING and each.default_factory is MISSING]
    return _object({each.name: _of(hints[each.name], definitions) for each in parts}, needed)


def _of(kind: Any, definitions: dict[str, Schema]) -> Schema:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) in (Union, types.UnionType):
        choices = [_of(each, definitions) for each in get_args(kind)]
        plain = [
            choice for choice in choices if choice != {"type": "integer"} or {"type": "number"} not in choices
        ]
        return plain[0] if len(plain) == 1 else {"anyOf": plain}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0], definitions)}
    assert isinstance(kind, type)  # a snapshot holds nothing but plain types and dataclasses
    assert is_dataclass(kind)
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _of_dataclass(kind, definitions)
    return {"$ref": f"#/$defs/{name}"}
