"""What a section page asks the ledger for: ids, rows, choices, and the numbers around the table."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from core.errors import LedgerFault
from core.section import Field, Section
from core.views import Query, RowView, Totals
from ui.filter import FilterState
from ui.tasks import Tasks

if TYPE_CHECKING:
    pass

Given = TypeVar("Given")
MARKED = {"verification": "claimed", "origin": "outside_city"}
"""Values that are counted below their column."""
MOST_CODES = 60
MOST_COMPLETIONS = 8


def for_owner(owner: QObject, call: Callable[[Given], object]) -> Callable[[Given], None]:
    """The same call, but nothing once its owner has been freed."""

    def guarded(given: Given) -> None:
        if shiboken6.isValid(owner):
            call(given)

    return guarded


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands below the table: totals of what is shown, and what of it waits or came from outside."""

    totals: Totals
    marked: Mapping[str, int]
    """Field → rows that hold its marked value (`MARKED`); left out where the column is filtered."""


class SectionRows(QObject):
    """Asks the worker on behalf of one page. Answers that come too late are dropped."""

    def __init__(
        self,
        section: Section,
        tasks: Tasks,
        parent: QObject | None = None,
        within: Mapping[str, Any] | None = None,
    ) -> None:
        """Ask for a section's rows; only those `within` (field → value) where that is given."""
        super().__init__(parent)
        self._section = section
        self._within: Mapping[str, Any] = {} if within is None else within
        self._tasks = tasks
        self._finds = 0
        self._counts = 0

    def query(self, state: FilterState) -> Query:
        """What a state asks for, within what the page is about."""
        asked = state.query()
        within = {key: str(value) for key, value in self._within.items()}
        return replace(asked, filters={**asked.filters, **within})

    def fetch(self, ids: Sequence[int], done: Callable[[tuple[RowView, ...]], None]) -> None:
        """Rows by id; with none of them after a fault, which is told apart."""
        key, wanted = self._section.key, tuple(ids)

        def failed(fault: LedgerFault) -> None:
            done(())
            self._tasks.failed.emit(fault)

        self._tasks.run(
            "读取",
            lambda ledger, _progress: ledger.rows(key, wanted),
            for_owner(self, done),
            for_owner(self, failed),
        )

    def find(self, state: FilterState, done: Callable[[array[int]], None]) -> None:
        """Ids in order; only the answer to the last question is delivered."""
        self._finds += 1
        asked, key, query = self._finds, self._section.key, self.query(state)

        def take(ids: array[int]) -> None:
            if asked == self._finds:
                done(ids)

        self._tasks.run(
            "查找",
            lambda ledger, _progress: ledger.find(key, query),
            for_owner(self, take),
            replaces=f"find {key}",
        )

    def count(self, state: FilterState, done: Callable[[Numbers], None]) -> None:
        """The numbers below the table; only the last answer is delivered.

        Each number is a job of its own, so that rows to show never wait for more than one.
        """
        self._counts += 1
        asked, query = self._counts, replace(self.query(state), sort=())
        key = self._section.key

        def add(numbers: Numbers, waiting: tuple[tuple[str, str], ...]) -> None:
            if asked != self._counts:
                return
            done(numbers)
            if waiting:
                (field, value), *rest = waiting
                self._marked(
                    replace(query, filters={**query.filters, field: value}),
                    lambda rows: add(replace(numbers, marked={**numbers.marked, field: rows}), tuple(rest)),
                )

        waiting = tuple(
            (field, value)
            for field, value in MARKED.items()
            if field in self._section.by_key and field not in state.cells
        )
        self._tasks.run(
            "合计",
            lambda ledger, _progress: ledger.totals(key, query),
            for_owner(self, lambda totals: add(Numbers(totals, {}), waiting)),
            replaces=f"numbers {key}",
        )

    def _marked(self, query: Query, done: Callable[[int], None]) -> None:
        key = self._section.key
        self._tasks.run("合计", lambda ledger, _progress: len(ledger.find(key, query)), for_owner(self, done))

    def count_view(self, name: str, state: FilterState, done: Callable[[int], None]) -> None:
        """How many rows a view has. One job each, so that rows to show never wait for long."""
        key, query = self._section.key, replace(self.query(state), sort=())
        self._tasks.run(
            "计数",
            lambda ledger, _progress: len(ledger.find(key, query)),
            for_owner(self, done),
            replaces=f"view {key} {name}",
        )

    def word(self, each: Field, code: str, done: Callable[[str], None]) -> None:
        """The word for a code of a field."""
        self._tasks.run(
            "读取",
            lambda ledger, _progress: dict(ledger.code_choices(each.codes)).get(code, code),
            for_owner(self, done),
            lambda _fault: None,
        )

    def suggest(self, each: Field, typed: str, done: Callable[[tuple[tuple[str, str], ...]], None]) -> None:
        """What a field may hold, as (value, words)."""
        limit = MOST_CODES if each.codes else MOST_COMPLETIONS
        self._tasks.run(
            "查找可选项",
            lambda ledger, _progress: ledger.choices(each, typed, limit),
            for_owner(self, done),
            lambda _fault: None,
        )


def marked_words(numbers: Numbers) -> Mapping[str, str]:
    """Words under single columns of the totals line: what waits to be checked, who came from outside."""
    words = {"verification": "{:,} 待核查", "origin": "市外 {:,}"}
    return {field: words[field].format(rows) for field, rows in numbers.marked.items()}
