"""Which rows a section page shows: filters, search, order, view or bin; found first, then counted."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from core.views import Query, RowState
from ui.filter import FilterCell, FilterState
from ui.grid import LedgerGrid
from ui.icons import Glyph
from ui.page import Shell
from ui.row_desk import RowDesk
from ui.section_frame import SectionFrame
from ui.section_rows import Numbers, SectionRows, marked_words
from ui.section_views import SectionViews
from ui.totals import remarks

COUNT_AFTER = 120
"""Milliseconds before the numbers are asked for, so that the rows come first."""
RECOUNT_AFTER = 1_000
"""Milliseconds of quiet after a save by hand before the numbers are asked for again."""
BIN_SENTENCE = "回收站：作废的行，不计入统计。选中要恢复的行。"


class ShownRows(QObject):
    """Keeps the state of the table, and what head, tabs and totals say of it.

    Whoever is typing is asked to commit before other rows come.
    """

    found = Signal()
    """The rows stand in the table."""

    def __init__(
        self, rows: SectionRows, grid: LedgerGrid, desk: RowDesk, frame: SectionFrame, shell: Shell
    ) -> None:
        super().__init__(grid)
        self._section = grid.model.section
        self._model = grid.model
        self._rows = rows
        self._grid = grid
        self._desk = desk
        self._frame = frame
        self._shell = shell
        self._views = SectionViews(self._section, rows, frame.tabs, self)
        self._views.renew(shell.as_of)
        self.state = self._views.first()
        self.in_bin = False
        self._arriving: int | None = None
        self._put_off = False
        self._note = ""
        self._whole: int | None = None
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT_AFTER)
        self._recount.timeout.connect(partial(self._count, views=True))
        self._connect()

    def _connect(self) -> None:
        grid, frame = self._grid, self._frame
        grid.sort_asked.connect(lambda key, more: self.sort(key, more=more))
        grid.filter_set.connect(lambda key, cell: self.apply(self.state.with_cell(key, cell)))
        grid.clear_asked.connect(self.clear_filters)
        grid.cell_closed.connect(self._find_what_was_put_off)
        frame.tabs.chosen.connect(self._choose_view)
        frame.tabs.clear_asked.connect(self.clear_filters)
        frame.search.searched.connect(lambda text: self.apply(replace(self.state, search=text)))
        self._views.whole_counted.connect(self._take_whole)
        self._views.bin_counted.connect(frame.tools.set_void)

    # What is to be shown

    def query(self) -> Query:
        """What the state asks the ledger for."""
        return self._rows.query(self.state)

    def is_bare(self) -> bool:
        """True where nothing but the section itself keeps a row out."""
        return not self.state.narrowed() and not self.in_bin

    def arrive_at(self, row: int | None) -> None:
        """This row is to be the current one when rows are found next."""
        self._arriving = row

    def apply(self, state: FilterState) -> None:
        """Show what this state lets through."""
        self._desk.leave()
        self._note = ""
        self.state = state
        self._frame.search.show_text(state.search)
        self.find()

    def sort(self, key: str, *, more: bool) -> None:
        """Sort by a field, or by one `more`; the same once again turns the order round."""
        self.apply(self.state.sorted_by(key, more))

    def clear_filters(self) -> None:
        """Show all rows again, in the order they stand in."""
        self.apply(self.state.cleared())

    def show_first(self) -> None:
        """Show the first view, out of the bin."""
        self._leave_bin()
        self.apply(self._views.first())

    def show_query(self, query: Query, note: str) -> None:
        """Show what someone asked for from another page, named by a note in the head."""
        cells = {key: FilterCell(text, text) for key, text in query.filters.items()}
        self._leave_bin()
        self.apply(FilterState(cells, query.search, query.sort, query.state, query.ids))
        self._note = note
        self._say_rows()
        self._word_codes(query.filters)

    def toggle_bin(self) -> None:
        """Show the void rows, or the others again."""
        if self.in_bin:
            self.show_first()
            return
        self._desk.leave()
        self.in_bin = True
        self._model.read_only = True
        self._frame.bin_strip.say(BIN_SENTENCE, "mute", Glyph.SAME)
        self._frame.bin_strip.show()
        self.apply(FilterState(sort=self.state.sort, state=RowState.VOID))

    def _leave_bin(self) -> None:
        self.in_bin = False
        self._model.read_only = self._shell.info.read_only
        self._frame.bin_strip.hide()

    # Views

    def renew_views(self) -> None:
        """The cut-off may be another: the standing views are made anew."""
        self._views.renew(self._shell.as_of)

    def save_view(self, name: str) -> None:
        """Keep filters and order under a name, as one more tab."""
        self._views.save(name, self.state)
        self.show_tabs()
        self._views.count()

    def show_tabs(self) -> None:
        """Show the views as tabs, as many as the width has room for."""
        self._views.show(self.state, wide=self._frame.is_wide())

    def _choose_view(self, name: str) -> None:
        chosen = self._views.state_of(name)
        if chosen is not None:
            self._leave_bin()
            self.apply(chosen)

    # Rows and numbers

    def find(self, *, views: bool = False) -> None:
        """Find the rows anew; the current row stays the current one. `views`: their counts may differ too."""
        self._grid.set_state(self.state)
        self._rows.find(self.state, partial(self._take_ids, views))
        self.show_tabs()

    def recount(self) -> None:
        """Ask for the numbers again once it is quiet."""
        self._recount.start()

    def _take_ids(self, views: bool, ids: array[int]) -> None:
        """The row that is current when they come stays it, an open cell stays open: one types meanwhile."""
        if self._grid.is_editing():
            self._put_off = True
            return
        current = self._grid.current()
        kept = self._model.row_id(current.row()) if current.isValid() else None
        wanted, self._arriving = self._arriving or kept, None
        self._desk.show(ids, wanted)
        self.found.emit()
        QTimer.singleShot(COUNT_AFTER, self, partial(self._count, views=views))

    def _find_what_was_put_off(self) -> None:
        if self._put_off:
            self._put_off = False
            QTimer.singleShot(0, self, partial(self.find, views=True))

    def _count(self, *, views: bool) -> None:
        """Ask for the numbers; those of the views only when rows may have changed."""
        self._rows.count(self.state, self._take_numbers)
        if views:
            self._views.count()

    def _take_numbers(self, numbers: Numbers) -> None:
        self._frame.tabs.say(numbers.totals.rows if self.state.narrowed() else None)
        said = remarks(self._section, numbers.totals, marked_words(numbers))
        self._grid.totals.set_remarks(said)

    def _take_whole(self, rows: int) -> None:
        self._whole = rows
        self._say_rows()

    def _say_rows(self) -> None:
        whole = "" if self._whole is None else f"{self._whole:,} 行"
        self._frame.head.set_detail(self._note or whole)

    def _word_codes(self, filters: Mapping[str, str]) -> None:
        """Filters that came as codes are shown in words."""
        for key, code in filters.items():
            each = self._section.by_key.get(key)
            if each is not None and each.codes:
                self._rows.word(each, code, partial(self._take_word, key, code))

    def _take_word(self, key: str, code: str, words: str) -> None:
        cell = self.state.cells.get(key)
        if cell is not None and cell.text == code:
            self.state = self.state.with_cell(key, FilterCell(code, words))
            self._grid.set_state(self.state)
