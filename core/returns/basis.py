"""On what a return's figures stand: targets, counting rules, rows. Frozen with it when it is submitted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from core.columns import table_of
from core.returns.snapshot import Basis
from core.settings import RULE_KEYS, value_of
from core.sources import SOURCES
from core.targets import all_targets


def basis_of(connection: Connection, settings: Mapping[str, str], on: date) -> Basis:
    """The basis of what would be compiled now for a month that ends on a day."""
    return Basis(
        plan_digest=_plans(connection, on),
        rules=tuple((key, value_of(settings, key)) for key in RULE_KEYS),
        rows=_rows(connection),
        font=value_of(settings, "body_font"),
    )


def _plans(connection: Connection, on: date) -> str:
    """SHA-256 over every target as it is worded on a day: plan, figure, scope, period, comparator, value."""
    lines = sorted(
        f"{each.plan}|{each.figure}|{each.scope_kind}|{each.scope}|{each.start}|{each.last}"
        f"|{each.comparator}|{each.value}|{each.unit}|{each.reference}"
        for each in all_targets(connection, on)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _rows(connection: Connection) -> int:
    """Rows of all counted sections that are neither void nor drafts."""
    tables = [table_of(source.model) for source in SOURCES.values()]
    return sum(
        int(
            connection.execute(
                select(func.count()).select_from(own).where(own.c.state == "active")
            ).scalar_one()
        )
        for own in tables
    )
