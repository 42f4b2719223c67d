"""The return's figures as one JSON file, for whoever receives the paper (schema: docs/return-data.md).

Canonical bytes: UTF-8, keys sorted, no spaces, one newline at the end. Its SHA-256 is the digest printed
on the paper; the file names the workbook's own digest, so one number covers both. It holds neither
officers' names nor anything personal.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.period import Month, Span
from core.returns.snapshot import Snapshot

SCHEMA, YEARLY_SCHEMA = "monthly-return/1", "yearly-return/1"
LEFT_OUT = frozenset(("signatures", "letterhead", "month", "year_months"))
UNIT = ("unit_key", "unit_code", "unit_name", "unit_full_name", "office")


def data_name(snapshot: Snapshot) -> str:
    """Name of the attached data file."""
    return f"{snapshot.number}.json"


def workbook_name(snapshot: Snapshot) -> str:
    """Name of the attached workbook."""
    return f"{snapshot.number}.xlsx"


def write_data(snapshot: Snapshot, workbook: bytes) -> bytes:
    """The data file's bytes: the same for the same snapshot and workbook."""
    content: dict[str, Any] = {
        name: _plain(getattr(snapshot, name))
        for name in snapshot.__slots__
        if name not in LEFT_OUT and name not in UNIT
    }
    span = snapshot.period.span
    content |= {
        "schema": SCHEMA,
        "unit": {name.removeprefix("unit_"): getattr(snapshot, name) for name in UNIT},
        "period": {
            "month": str(snapshot.month),
            "start": span.start.isoformat(),
            "end": span.last.isoformat(),
            "cut_off_day": snapshot.month.cut_off_day,
        },
        "workbook": {"name": workbook_name(snapshot), "sha256": digest(workbook)},
    }
    if snapshot.yearly:
        content |= {"schema": YEARLY_SCHEMA, "months": _plain(snapshot.year_months)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def digest(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON writes it: spans and dates as text, decimals as numbers, unknown as null."""
    if isinstance(value, Span):
        return {"start": value.start.isoformat(), "end": value.last.isoformat()}
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in asdict(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
