"""The views of a section: the standing ones, those a clerk saved, and how many rows each has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.section import Section
from core.views import RowState
from ui.filter import FilterState, standing_views
from ui.section_bar import ViewTabs
from ui.section_rows import SectionRows

SPARED = ("未通过", "市外来渝")
"""Standing views that a narrow window leaves out."""
WHOLE, BIN = " whole", " bin"
"""Counts that belong to no tab."""


class SectionViews(QObject):
    """Keeps the tabs. Counts come one by one, and only when rows may have changed."""

    whole_counted = Signal(int)
    bin_counted = Signal(int)

    def __init__(self, section: Section, rows: SectionRows, tabs: ViewTabs, parent: QObject) -> None:
        super().__init__(parent)
        self._section = section
        self._rows = rows
        self._tabs = tabs
        self._standing: list[tuple[str, FilterState]] = []
        self._saved: list[tuple[str, FilterState]] = []
        self._counts: dict[str, int] = {}
        self._waiting: list[tuple[str, FilterState]] = []

    def renew(self, as_of: date) -> None:
        """Make the standing views for a cut-off; the saved ones stay."""
        self._standing = standing_views(self._section, as_of)

    def first(self) -> FilterState:
        """All rows."""
        return self._standing[0][1]

    def state_of(self, name: str) -> FilterState | None:
        """What a view shows, None for a name that is not there."""
        return dict([*self._standing, *self._saved]).get(name)

    def save(self, name: str, state: FilterState) -> None:
        """Keep filters and order under a name; a view of that name is replaced."""
        self._saved = [each for each in self._saved if each[0] != name] + [(name, state)]

    def show(self, current: FilterState, *, wide: bool) -> None:
        """Show the tabs, and which of them the table shows."""
        names = [name for name, _ in (*self._standing, *self._saved) if wide or name not in SPARED]
        tabs = [(name, name, self._counts.get(name)) for name in names]
        self._tabs.tabs.set_tabs(tabs, self._name_of(current))

    def count(self) -> None:
        """Ask how many rows each view, the section and the bin have; one after the other."""
        self._waiting = [(WHOLE, FilterState()), *self._standing, *self._saved]
        self._waiting.append((BIN, FilterState(state=RowState.VOID)))
        self._next()

    def _next(self) -> None:
        if self._waiting:
            name, state = self._waiting.pop(0)
            self._rows.count_view(name, state, partial(self._take, name))

    def _take(self, name: str, rows: int) -> None:
        self._counts[name] = rows
        if name == BIN:
            self.bin_counted.emit(rows)
        elif name == WHOLE:
            self.whole_counted.emit(rows)
        else:
            self._tabs.tabs.set_count(name, rows)
        self._next()

    def _name_of(self, current: FilterState) -> str:
        bare = replace(current, search="", sort=())
        for name, state in (*self._standing, *self._saved):
            if replace(state, search="", sort=()) == bare:
                return name
        return self._standing[0][0]
