"""The one page for every ledger section: table, filters, form of the row, and what can be done with rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from core.section import Section
from core.sections import section_of
from core.views import Change, Query, RowState
from ui.block_acts import BlockActs
from ui.buttons import plain
from ui.column_acts import ColumnActs
from ui.editors import Entries
from ui.evidence_acts import EvidenceActs
from ui.filter import FilterCell, FilterState
from ui.grid import LedgerGrid
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.page_places import ROW_PAGES, SECTION_PAGES
from ui.record_form import RecordForm
from ui.record_model import RecordModel
from ui.row_acts import RowActs
from ui.row_desk import RowDesk
from ui.row_edit import RowEdit, Step
from ui.row_keeping import RowKeeping
from ui.section_dialogs import NameDialog
from ui.section_files import SectionFiles
from ui.section_frame import FORM, TABLE, SectionFrame
from ui.section_menus import RowAct, open_row_menu, open_sort_menu
from ui.section_rows import Numbers, SectionRows, marked_words
from ui.section_views import SectionViews
from ui.tasks import Tasks
from ui.totals import remarks
from ui.undo import Undo, VoidStep
from ui.verify_dialog import VerifyActs

COUNT_AFTER = 120
"""Milliseconds before the numbers are asked for, so that the rows come first."""
RECOUNT_AFTER = 1_000
"""Milliseconds of quiet after a save by hand before the numbers are asked for again."""
BIN_SENTENCE = "回收站：作废的行，不计入统计。选中要恢复的行。"


class SectionPage(Page):
    """A ledger section by its key; or only the rows of it that lie `within` (field → value) something."""

    way_back: ClassVar[str] = ""
    """Words of the way back in the head; none for a page of the rail."""

    def __init__(self, tasks: Tasks, shell: Shell, key: str) -> None:
        super().__init__(tasks, shell)
        self.section = self._shown_section(key)
        self.within: dict[str, Any] = {}
        self.page_key = key
        self.title = self.section.title
        self.rows = SectionRows(self.section, tasks, self, self.within)
        self.model = RecordModel(self.section, self.rows.fetch, self)
        self.edit = RowEdit(self.section, tasks, self, self.within)
        entries = Entries(self.rows.suggest, lambda: shell.today)
        self.grid = LedgerGrid(self.model, entries, self.rows.suggest, self)
        self.form = RecordForm(self.section, self.edit, entries, lambda: shell.today)
        self.desk = RowDesk(self.section, tasks, self.edit, self.grid, self.form)
        self.acts = RowActs(self.section, tasks, self)
        self.files = SectionFiles(self.section, tasks, shell, self)
        self.evidence = EvidenceActs(key, tasks, shell, self.edit, self.form.evidence, self)
        self.undoing = Undo(key, tasks, self)
        self.checks = VerifyActs(tasks, shell, self.undoing, self)
        self.blocks = BlockActs(self)
        self.columns = ColumnActs(self)
        self.row_page = ROW_PAGES.get(key)
        self.frame = SectionFrame(
            self.section, self.grid, self.form, self._button_acts(), self.way_back, self.row_page
        )
        self.head = self.frame.head
        also = SECTION_PAGES.get(key)
        if also is not None:
            button = plain(also.words, lambda: shell.open_page(also.page), also.icon)
            self.head.tools.insertWidget(0, button)
        self.views = SectionViews(self.section, self.rows, self.frame.tabs, self)
        self.views.renew(shell.as_of)
        self.state = self.views.first()
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT_AFTER)
        self._recount.timeout.connect(partial(self._count, views=True))
        self._met = False
        self._in_bin = False
        self._own: Change | None = None
        self._arriving: int | None = None
        self._note = ""
        self._whole: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.form.hide()
        self.columns.apply()
        self.model.read_only = self.form.read_only = shell.info.read_only
        self.setFocusProxy(self.grid)
        self._connect()
        self._make_shortcuts()

    def _shown_section(self, key: str) -> Section:
        """The section with the fields that this page shows."""
        return section_of(key)

    # Page

    def refresh(self) -> None:
        """Find the rows anew; the current row stays the current one."""
        self.views.renew(self.shell.as_of)
        self.model.forget()
        if not self._met:
            self._met = True
            self.frame.form_open = self.frame.is_wide()
            self._arrange()
        self._find(keep=True, views=True)

    def arrive(self, **context: Any) -> None:
        """Open with a query (`query`, named by `title`), at one row (`row`), or with a `new` one."""
        query, row = context.get("query"), context.get("row")
        if isinstance(row, int):
            self._arriving = row
        if isinstance(query, Query):
            cells = {key: FilterCell(text, text) for key, text in query.filters.items()}
            self._leave_bin()
            self._apply(FilterState(cells, query.search, query.sort, query.state, query.ids))
            self._note = str(context.get("title", ""))
            self._say_rows()
            self._word_codes(query.filters)
        elif isinstance(row, int):
            self._leave_bin()
            self._apply(self.views.first())
        left = context.get("unfinished")
        if left is not None:
            self.keeping.take_up(row if isinstance(row, int) else None, left)
        if context.get("new") or (left is not None and not isinstance(row, int)):
            QTimer.singleShot(0, self, self.add_row)

    def mark_stale(self, change: Change) -> None:
        if change is self._own:
            self._recount.start()
        elif not change.sections or change.sections & self._related():
            super().mark_stale(change)

    def leave(self) -> bool:
        self.desk.leave()
        self.columns.sensitive.hide()
        return True

    def compact_actions(self) -> list[QAction]:
        return self.frame.tools.actions_under_more(self, everything=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Building

    def _related(self) -> frozenset[str]:
        also = {"person"} if self.section.people else set()
        return frozenset({self.section.key, *also, *({"employer"} if self.section.employers else set())})

    def _button_acts(self) -> Mapping[str, Callable[[], object]]:
        checked = {"verify": self._open_checks} if "verification" in self.section.by_key else {}
        return checked | {
            "add": self.add_row,
            "import": self._open_import,
            "export": self._ask_export,
            "template": self.files.ask_template,
            "columns": self.columns.ask,
            "sort": self._open_sort_menu,
            "view": self._ask_view_name,
            "history": self._open_history,
            "bin": self.toggle_bin,
            "unvoid": self._ask_unvoid,
            "clear": self.clear_filters,
            "paste": self.blocks.write,
            "open": self.open_row_page,
            **({"sensitive": self.columns.sensitive.toggle} if self.section.sensitive() else {}),
        }

    def _connect(self) -> None:
        grid, form, frame = self.grid, self.form, self.frame
        grid.sort_asked.connect(lambda key, more: self._apply(self.state.sorted_by(key, more)))
        grid.filter_set.connect(lambda key, cell: self._apply(self.state.with_cell(key, cell)))
        grid.clear_asked.connect(self.clear_filters)
        grid.menu_asked.connect(self._open_row_menu)
        self.keeping = RowKeeping(self.edit, self.shell, self.open_form)
        self.acts.voided.connect(self._voided)
        grid.files_dropped.connect(self._add_evidence)
        grid.open_asked.connect(self.open_row_page)
        self.desk.saved.connect(self._saved)
        self.desk.form_wanted.connect(self.open_form)
        self.undoing.went.connect(self._went_back)
        form.close_asked.connect(self.close_form)
        form.history_asked.connect(self._open_history)
        form.void_asked.connect(self._ask_void)
        form.reveal_asked.connect(self._ask_reveal)
        frame.tabs.chosen.connect(self._choose_view)
        frame.tabs.clear_asked.connect(self.clear_filters)
        frame.search.searched.connect(lambda text: self._apply(replace(self.state, search=text)))
        frame.segments.chosen.connect(lambda key: self.open_form() if key == FORM else self._show_table())
        self.views.whole_counted.connect(self._take_whole)
        self.views.bin_counted.connect(frame.tools.set_void)

    def _make_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+N", self.add_row),
            ("Ctrl+F", self._focus_search),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.undoing.redo),
            ("F5", self._reload),
            ("F4", self.toggle_form),
            ("F2", self.grid.edit_current),
            ("F6", self._other_part),
            ("Ctrl+H", self._open_history),
            ("Ctrl+PgUp", partial(self.desk.step, -1)),
            ("Ctrl+PgDown", partial(self.desk.step, 1)),
            ("Ctrl+Delete", self._ask_void),
            ("Ctrl+Shift+L", self._filter_here),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # Rows on show

    def _apply(self, state: FilterState) -> None:
        """Show what this state lets through."""
        self.desk.leave()
        self._note = ""
        self.state = state
        self.frame.search.show_text(state.search)
        self._find(keep=True)

    def _find(self, *, keep: bool, views: bool = False) -> None:
        current = self.grid.current()
        kept = self.model.row_id(current.row()) if keep and current.isValid() else None
        self.grid.set_state(self.state)
        self.rows.find(self.state, partial(self._take_ids, kept, views))
        self._show_tabs()

    def _take_ids(self, kept: int | None, views: bool, ids: array[int]) -> None:
        wanted, self._arriving = self._arriving or kept, None
        self.desk.show(ids, wanted)
        self._show_part()
        QTimer.singleShot(COUNT_AFTER, self, partial(self._count, views=views))

    def _count(self, *, views: bool) -> None:
        """Ask for the numbers; those of the views only when rows may have changed."""
        self.rows.count(self.state, self._take_numbers)
        if views:
            self.views.count()

    def _take_numbers(self, numbers: Numbers) -> None:
        self.frame.tabs.say(numbers.totals.rows if self.state.narrowed() else None)
        said = remarks(self.section, numbers.totals, marked_words(numbers))
        self.grid.totals.set_remarks(said)

    def _take_whole(self, rows: int) -> None:
        self._whole = rows
        self._say_rows()

    def _say_rows(self) -> None:
        self.head.set_detail(self._note or ("" if self._whole is None else f"{self._whole:,} 行"))

    def _word_codes(self, filters: Mapping[str, str]) -> None:
        """Filters that came as codes are shown in words."""
        for key, code in filters.items():
            each = self.section.by_key.get(key)
            if each is not None and each.codes:
                self.rows.word(each, code, partial(self._take_word, key, code))

    def _take_word(self, key: str, code: str, words: str) -> None:
        cell = self.state.cells.get(key)
        if cell is not None and cell.text == code:
            self.state = self.state.with_cell(key, FilterCell(code, words))
            self.grid.set_state(self.state)

    # Views and the bin

    def _show_tabs(self) -> None:
        self.views.show(self.state, wide=self.frame.is_wide())

    def _choose_view(self, name: str) -> None:
        found = self.views.state_of(name)
        if found is not None:
            self._leave_bin()
            self._apply(found)

    def clear_filters(self) -> None:
        """Show all rows again, in the order they stand in."""
        self._apply(self.state.cleared())

    def save_view(self, name: str) -> None:
        """Keep filters and order under a name, as one more tab."""
        self.views.save(name, self.state)
        self._show_tabs()
        self.views.count()

    def toggle_bin(self) -> None:
        """Show the void rows, or the others again."""
        if self._in_bin:
            self._leave_bin()
            self._apply(self.views.first())
            return
        self.desk.leave()
        self._in_bin = True
        self.model.read_only = True
        self.frame.bin_strip.say(BIN_SENTENCE, "mute", Glyph.SAME)
        self.frame.bin_strip.show()
        self._apply(FilterState(sort=self.state.sort, state=RowState.VOID))

    def _leave_bin(self) -> None:
        self._in_bin = False
        self.model.read_only = self.shell.info.read_only
        self.frame.bin_strip.hide()

    # Rows under the hands

    def add_row(self) -> None:
        """A new row at the top, its form open, the keyboard in the first field."""
        if self._in_bin:
            self.toggle_bin()
        if self.shell.info.read_only:
            self.shell.say("台账现在只能查看，不能新增行", "warn")
        else:
            self.desk.add()

    def undo(self) -> None:
        """Take the last save back; what is being typed is saved first, and so is the first to go."""
        self.desk.leave(self.undoing.undo)

    def _voided(self, ids: tuple[int, ...], reason: str) -> None:
        self.undoing.remember(VoidStep(ids, reason))
        self.shell.say(f"已作废 {len(ids):,} 行，按 Ctrl+Z 撤销", "ok")

    def _saved(self, change: Change, step: Step) -> None:
        self._own = change
        self.undoing.remember(step)
        self.evidence.row_saved(step.row_id)
        self._show_part()

    def _went_back(self, change: Change, sentence: str) -> None:
        self._arriving = change.ids[0] if change.ids else None
        self.edit.close()
        self.shell.say(sentence, "ok")

    def _ask_void(self) -> None:
        ids = self.desk.chosen_ids()
        if ids and not self._in_bin:
            self.desk.leave()
            self.acts.ask_void(ids)

    def _ask_unvoid(self) -> None:
        ids = self.desk.chosen_ids()
        if ids and self._in_bin:
            self.acts.ask_unvoid(ids)

    def _open_history(self) -> None:
        row_id = self.desk.current_id()
        if row_id is not None:
            self.desk.leave()
            self.acts.open_history(row_id)

    def _ask_reveal(self, field: str) -> None:
        row_id = self.desk.current_id()
        if row_id is not None:
            self.acts.ask_reveal(row_id, field, self.reveal_for(row_id, field))

    def _add_evidence(self, position: int, paths: list[Path]) -> None:
        """Files were let go over a row: it becomes the current one and takes them."""
        row_id = self.model.row_id(position)
        if row_id is not None and not self._in_bin:
            self.grid.go(position)
            self.evidence.add(paths, row_id)

    def reveal_for(self, row_id: int, field: str) -> Callable[[str], None]:
        """Shows a value whole in the form, as long as that row is still under the hands."""

        def show(value: str) -> None:
            if self.desk.current_id() == row_id:
                self.form.entry(field).reveal(value)

        return show

    # The form

    def open_form(self) -> None:
        """Show the form: at the right, or in the table's place."""
        self.frame.form_open = True
        self._arrange()
        self.desk.count()
        self.evidence.read()

    def close_form(self) -> None:
        """Put the form away."""
        self.desk.leave()
        self.frame.segments.choose(TABLE)
        self.frame.form_open = False
        self._arrange()
        self.grid.focus_cell()

    def toggle_form(self) -> None:
        """Show the form beside the table, or put it away."""
        if self.frame.form_open:
            self.close_form()
        else:
            self.open_form()
            self.form.focus_first()

    def _show_table(self) -> None:
        if not self.frame.has_side():
            self.frame.form_open = False
        self._arrange()

    def _arrange(self) -> None:
        self.frame.arrange()
        self._show_tabs()
        self._show_part()

    def _show_part(self) -> None:
        bare = not self.state.narrowed() and not self._in_bin
        self.frame.show_part(rows=self.model.rowCount(), plain_state=bare, editing=self.edit.is_open)

    # Dialogs, menus, other pages

    def _open_row_menu(self, at: QPoint) -> None:
        if self._in_bin:
            open_row_menu(self, at, [("arrow-back-up", "恢复…", "", self._ask_unvoid)])
            return
        checked = "verification" in self.section.by_key
        acts: list[RowAct] = [
            ("pencil", "打开表单", "F4", self.open_form),
            ("history", "本行历史", "Ctrl+H", self._open_history),
            *([("list-check", "设核查结果…", "", self._ask_check)] if checked else []),
            ("trash", "作废本行…", "Ctrl+Del", self._ask_void),
        ]
        if self.row_page is not None:
            acts.insert(0, (self.row_page.icon, self.row_page.words, "Ctrl+Enter", self.open_row_page))
        open_row_menu(self, at, acts)

    def _open_checks(self) -> None:
        self.desk.leave()
        button = self.frame.tools.buttons["verify"]
        self.checks.open_menu(button if button.isVisible() else self.frame.tools.more, self._ids_to_check())

    def _ids_to_check(self) -> tuple[int, ...]:
        return () if self._in_bin else self.desk.chosen_ids()

    def _ask_check(self) -> None:
        self.desk.leave()
        self.checks.ask(self._ids_to_check())

    def _open_sort_menu(self) -> None:
        def choose(key: str) -> None:
            self._apply(self.state.sorted_by(key, more=False))

        open_sort_menu(self.frame.tools.buttons["sort"], self.model.fields, self.state.sort, choose)

    def show_sensitive(self, *, shown: bool) -> None:
        """Columns and fields of sensitive facts, with their values or without."""
        self.columns.apply()
        self.form.fields.show_sensitive(shown=shown)
        self.edit.close()
        self.model.forget()
        self._find(keep=True)

    def _ask_view_name(self) -> None:
        dialog = NameDialog(self)
        if dialog.exec():
            self.save_view(dialog.name)
        dialog.deleteLater()

    def _open_import(self) -> None:
        self.desk.leave()
        given = {"given": dict(self.within)} if self.within else {}
        self.shell.open_page("import", section=self.section.key, **given)

    def open_row_page(self) -> None:
        """Open the page that the current row has of its own."""
        row_id = self.desk.current_id()
        if self.row_page is not None and row_id is not None and not self._in_bin:
            self.desk.leave()
            of = {"of": self.section.key} if self.row_page.shared else {}
            self.shell.open_page(self.row_page.page, row=row_id, **of)

    def _ask_export(self) -> None:
        self.desk.leave()
        rows = self.model.rowCount() - self.model.has_new_row()
        query, hidden = self.rows.query(self.state), self.columns.hidden()
        self.files.ask_export(query, rows, self.state.narrowed(), hidden)

    # Keys

    def _focus_search(self) -> None:
        self.frame.search.show()
        self.frame.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.frame.search.selectAll()

    def _other_part(self) -> None:
        """From the table to the form or the tools, since Tab walks the cells."""
        here = self.focusWidget()
        if here is None or not self.grid.isAncestorOf(here):
            self.grid.focus_cell()
        elif self.frame.form_open:
            self.form.focus_first()
        else:
            self.frame.tools.add.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _filter_here(self) -> None:
        each = self.model.field(max(1, self.grid.current().column()))
        if each is not None:
            self.grid.open_filter(each.key)

    def _reload(self) -> None:
        self.desk.leave()
        self.refresh()
