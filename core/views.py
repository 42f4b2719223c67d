"""Frozen rows: what leaves a ledger method. No mapped instance ever does.

Values of one topic stand with it: `figure_views`, `target_views`, `return_views`, `imports.views` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.problems import Problem
from core.returns.snapshot import Number


class RowState(StrEnum):
    """Life of a row."""

    ACTIVE = "active"
    DRAFT = "draft"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a section. `values` are raw, `texts` are what a cell shows (masked, coded words)."""

    id: int
    number: str
    """系统编号"""
    state: RowState
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort key."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What of a section to show.

    `filters` maps a field key to text: contained text for TEXT; for CODE the code; for DATE and MONTH
    a prefix ("2025-09") or "2025-09-01..2025-09-30"; for numbers "=5", ">5", "1..9". `search` looks in
    every searchable text field. `ids` narrows to given rows (the rows behind a number).
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: tuple[Sort, ...] = ()
    state: RowState | None = None
    """None: active and drafts. VOID: the recycle bin."""
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The line at a table's foot. `persons` counts distinct persons.

    `sums` are of the fields of numbers or money that any of the rows has a value of.
    `counted` are the rows among them that count as a person of the year; None where rows are not counted so.
    """

    rows: int
    drafts: int
    persons: int | None
    sums: Mapping[str, Number]
    distinct: Mapping[str, int]
    """Field key → number of distinct values (employers, townships)."""
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a writing method did. Pages redraw from this."""

    sections: frozenset[str]
    """Keys of sections whose rows changed."""
    ids: tuple[int, ...] = ()
    batch: int | None = None
    row: RowView | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One journal entry of one row: per field (label, before, after)."""

    sequence: int
    at: datetime
    account: str
    action: str
    """Chinese word: 新增 修改 作废 恢复 导入新增 导入修改"""
    reason: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a return or of the file: level block, warn or pass.

    A return's warning passes with a written `reason`, which is `stale` once it was written about another
    finding; `key` names the check.
    """

    name: str
    level: str
    detail: str
    key: str = ""
    reason: str = ""
    stale: bool = False
