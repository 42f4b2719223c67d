"""Reading a TOML table whose content may be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import inf
from typing import Any, TypeVar

from core.plan import PlanProblem

_T = TypeVar("_T")


@dataclass(slots=True)
class TableReader:
    """A TOML table while it is read: what is missing or wrong is noted as a problem, not raised.

    Every method that takes a value marks its key as known and gives a neutral value instead of a wrong
    one, so that one reading finds all problems. `finish` notes the keys that nothing took.
    """

    content: Mapping[str, Any]
    file: str
    place: str
    problems: list[PlanProblem]
    taken: set[str] = field(default_factory=set)

    def complain(self, message: str) -> None:
        """Notes a problem at this table's place."""
        self.problems.append(PlanProblem(self.file, self.place, message))

    def text(self, key: str, default: str | None = None) -> str:
        """Words; empty ones are as wrong as missing ones unless there is a default."""
        value = self._take(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        return self._wrong(key, "应为文字", "")

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed words."""
        value = self.text(key)
        if value and value not in allowed:
            self.complain(f"{key} 为“{value}”，应为 {'、'.join(allowed)} 之一")
        return value

    def day(self, key: str) -> date:
        """A date without time."""
        value = self._take(key, None)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self._wrong(key, "应为日期（2025-12-31）", date.min)

    def optional_day(self, key: str) -> date | None:
        """A date, None when the key is missing."""
        return self.day(key) if key in self.content else None

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number from 0 on."""
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        return self._wrong(key, "应为不小于0的整数", 0)

    def amount(self, key: str) -> Decimal:
        """A number from 0 on, exactly as written."""
        value = self._take(key, None)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf:
            return Decimal(str(value))
        return self._wrong(key, "应为不小于0的数", Decimal(0))

    def flag(self, key: str) -> bool:
        """True or false; false when the key is missing."""
        value = self._take(key, False)
        return value if isinstance(value, bool) else self._wrong(key, "应为 true 或 false", False)

    def tables(self, key: str) -> Iterator[TableReader]:
        """The tables of an array, in order; none when the key is missing."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._wrong(key, "应为一组表", None)
            return
        for number, each in enumerate(value, start=1):
            yield TableReader(each, self.file, f"{self.place}{key} {number}", self.problems)

    def table(self, key: str) -> TableReader | None:
        """A table, None when the key is missing."""
        value = self._take(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            return self._wrong(key, "应为一个表", None)
        return TableReader(value, self.file, f"{self.place}{key} ", self.problems)

    def rows(self, key: str, kinds: tuple[type, ...]) -> Iterator[tuple[Any, ...]]:
        """The rows of a printed table; a row of other length or kinds is a problem and left out."""
        value = self._take(key, None)
        if not isinstance(value, list):
            self._wrong(key, "应为一组行", None)
            return
        for number, row in enumerate(value, start=1):
            if isinstance(row, list) and tuple(map(type, row)) == kinds:
                yield tuple(row)
            else:
                self.complain(f"{key} 第{number}行应有{len(kinds)}列，且数为整数")

    def finish(self) -> None:
        """Notes the keys that nothing asked for: a misspelt key must not pass silently."""
        for key in self.content.keys() - self.taken:
            self.complain(f"不认识的项 {key}")

    def _take(self, key: str, default: object) -> Any:
        self.taken.add(key)
        return self.content.get(key, default)

    def _wrong(self, key: str, message: str, instead: _T) -> _T:
        self.complain(f"缺少 {key}" if key not in self.content else f"{key} {message}")
        return instead
