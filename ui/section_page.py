"""The one page for every ledger section: table, filters, form of the row, and what can be done with rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.section import Values
from core.sections import section_of
from core.views import Change, Query, RowState, RowView
from ui.controls import EmptyState, PageHead, Segments, Strip, line, link, plain, primary
from ui.editors import Entries
from ui.filter import FilterCell, FilterState, standing_views
from ui.grid import LedgerGrid
from ui.icons import Glyph, icon
from ui.pages import Page, Shell
from ui.record_form import NARROW_WIDTH, WIDTH, RecordForm
from ui.record_model import NEW_ROW, RecordModel
from ui.row_acts import RowActs
from ui.row_edit import RowEdit, Step
from ui.section_bar import SectionSearch, SectionTools, ViewTabs
from ui.section_dialogs import ColumnsDialog, NameDialog
from ui.section_files import SectionFiles
from ui.section_rows import Numbers, SectionRows, for_owner, marked_words
from ui.tasks import Tasks
from ui.totals import remarks
from ui.undo import Undo

WIDE_FROM = 1280
SIDE_FROM = 900
"""Logical widths of the window at which the form narrows, and takes the table's place."""
NARROW = 640
LEAST_WIDTH = 320
COUNT_AFTER = 120
"""Milliseconds before the numbers are asked for, so that the rows come first."""
COUNT_ROW_AFTER = 350
"""Milliseconds that a row is looked at before it is asked what it counts towards."""
WHOLE, BIN = " whole", " bin"
"""Counts that belong to no tab."""
SPARED = ("未通过", "市外来渝")
"""Standing views that a narrow window leaves out."""
TABLE, FORM = "table", "form"


class SectionPage(Page):
    """A ledger section by its key."""

    hidden_columns: ClassVar[dict[str, frozenset[str]]] = {}
    """Section key → columns not shown; kept while the program runs."""

    def __init__(self, tasks: Tasks, shell: Shell, key: str) -> None:
        super().__init__(tasks, shell)
        self.section = section_of(key)
        self.page_key = key
        self.title = self.section.title
        self.state = FilterState()
        self.views: list[tuple[str, FilterState]] = []
        self._counts: dict[str, int] = {}
        self._in_bin = False
        self._form_open = False
        self._narrow = False
        self._own: Change | None = None
        self._waiting_for: int | None = None
        self._arriving: int | None = None
        self._note = ""
        self.rows = SectionRows(self.section, tasks, self)
        self.model = RecordModel(self.section, self.rows.fetch, self)
        self.edit = RowEdit(self.section, tasks, self)
        self.acts = RowActs(self.section, tasks, self)
        self.files = SectionFiles(self.section, tasks, shell, self)
        self.undoing = Undo(key, tasks, self)
        entries = Entries(self.rows.suggest, lambda: shell.today)
        self.grid = LedgerGrid(self.model, entries, self.rows.suggest, self)
        self.form = RecordForm(self.section, self.edit, entries, lambda: shell.today)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_ROW_AFTER)
        self._counting.timeout.connect(self._ask_counts)
        self._build()
        self._connect()
        self._make_shortcuts()
        self.grid.set_hidden(self.hidden_columns.get(key, frozenset()))
        self.form.hide()
        self.setFocusProxy(self.grid)
        self._set_views()

    # Page

    def refresh(self) -> None:
        """Find the rows anew; the current row stays the current one."""
        self._set_views()
        self.model.forget()
        self._find(keep=True, views=True)

    def arrive(self, **context: Any) -> None:
        """Open with a query (`query`, named by `title`) or at one row (`row`)."""
        query = context.get("query")
        if isinstance(query, Query):
            cells = {key: FilterCell(text, text) for key, text in query.filters.items()}
            state = FilterState(cells, query.search, query.sort, query.state, query.ids)
            self._note = str(context.get("title", ""))
            self._apply(state)
        row = context.get("row")
        if isinstance(row, int):
            self._arriving = row
            if not isinstance(query, Query) and self.state.narrowed():
                self._apply(self.state.cleared())
            else:
                self._find(keep=False)

    def mark_stale(self, change: Change) -> None:
        if change is self._own:
            self._count()
            return
        if change.sections and not change.sections & self._related():
            return
        super().mark_stale(change)

    def leave(self) -> bool:
        self._leave_row()
        return True

    def compact_actions(self) -> list[QAction]:
        return self.tools.actions_under_more(self, everything=True)

    def _related(self) -> frozenset[str]:
        also = {"person"} if self.section.people else set()
        return frozenset({self.section.key, *also, *({"employer"} if self.section.employers else set())})

    # Building

    def _build(self) -> None:
        self.head = PageHead(self.title)
        self.search = SectionSearch(self.title)
        self.segments = Segments([(TABLE, "表格"), (FORM, "表单")], TABLE, name="显示方式")
        self.head.tools.addWidget(self.search)
        self.head.tools.addWidget(self.segments)
        self.tabs = ViewTabs(self.title)
        acts = {
            "add": self.add_row, "import": self._open_import, "export": self._ask_export,
            "template": self.files.ask_template, "columns": self._ask_columns, "sort": self._open_sort_menu,
            "view": self._ask_view_name, "history": self._open_history, "bin": self._toggle_bin,
        }  # fmt: skip
        self.tools = SectionTools(acts)
        self.bin_strip = Strip("", "mute")
        self.bin_strip.tools.addWidget(plain("恢复选中的行…", self._ask_unvoid))
        self.bin_strip.tools.addWidget(link("离开回收站", self._toggle_bin))
        self.bin_strip.hide()
        self.stack = QStackedWidget()
        self.empty = self._make_empty()
        self.nothing = EmptyState("", "没有符合筛选的行")
        self.nothing.add_action(plain("清除筛选", self.clear_filters))
        self.form_place = QWidget()
        self._form_column = QHBoxLayout(self.form_place)
        self._form_column.setContentsMargins(0, 0, 0, 0)
        for each in (self.grid, self.empty, self.nothing, self.form_place):
            self.stack.addWidget(each)
        self._lay_out()

    def _lay_out(self) -> None:
        left = QWidget()
        left.setMinimumWidth(LEAST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tools_line, self._tabs_line = line(), line()
        for each in (self.head, self.tabs, self._tabs_line, self.tools, self._tools_line, self.bin_strip):
            column.addWidget(each)
        column.addWidget(self.stack, 1)
        self._side = QHBoxLayout(self)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(0)
        self._side.addWidget(left, 1)
        self._side.addWidget(self.form)

    def _make_empty(self) -> EmptyState:
        hints = tuple(part + "。" for part in self.section.empty_hint.split("。") if part)
        empty = EmptyState(self.section.icon, f"还没有{self.title}记录", hints)
        empty.add_action(primary("从 Excel 导入…", self._open_import, "file-import"))
        empty.add_action(plain("录一行", self.add_row, "plus"))
        empty.add_action(plain("下载空白模板", self.files.ask_template, "file-download"))
        return empty

    def _connect(self) -> None:
        grid, form, edit = self.grid, self.form, self.edit
        grid.sort_asked.connect(lambda key, more: self._apply(self.state.sorted_by(key, more)))
        grid.filter_set.connect(lambda key, cell: self._apply(self.state.with_cell(key, cell)))
        grid.clear_asked.connect(self.clear_filters)
        grid.row_changed.connect(self._row_changed)
        grid.menu_asked.connect(self._open_row_menu)
        grid.new_row_asked.connect(self._down_at_end)
        self.model.typed.connect(self._cell_typed)
        self.model.dataChanged.connect(lambda *_: self._enter_when_here())
        edit.changed.connect(lambda: self.model.set_typing(edit.typing()))
        edit.opened.connect(lambda: self.model.set_typing(edit.typing()))
        self.undoing.went.connect(self._went_back)
        edit.saved.connect(self._saved)
        edit.failed.connect(self._not_saved)
        form.step_asked.connect(self.step_row)
        form.close_asked.connect(self.close_form)
        form.history_asked.connect(self._open_history)
        form.void_asked.connect(self._ask_void)
        form.reveal_asked.connect(self._ask_reveal)
        form.left.connect(self._form_done)
        self.tabs.chosen.connect(self._choose_view)
        self.tabs.clear_asked.connect(self.clear_filters)
        self.search.searched.connect(lambda text: self._apply(replace(self.state, search=text)))
        self.segments.chosen.connect(lambda key: self.open_form() if key == FORM else self._show_table())

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
            ("Ctrl+PgUp", lambda: self.step_row(-1)),
            ("Ctrl+PgDown", lambda: self.step_row(1)),
            ("Ctrl+Delete", self._ask_void),
            ("Ctrl+Shift+L", self._filter_here),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # Rows on show

    def _apply(self, state: FilterState) -> None:
        """Show what this state lets through."""
        self._leave_row()
        if not state.ids:
            self._note = ""
        self.state = state
        self.search.show_text(state.search)
        self.grid.set_state(state)
        self._find(keep=True)

    def _find(self, *, keep: bool, views: bool = False) -> None:
        current = self.grid.current()
        kept = self.model.row_id(current.row()) if keep and current.isValid() else None
        self.grid.set_state(self.state)
        self.rows.find(self.state, lambda ids: self._take_ids(ids, kept, views=views))
        self._show_tabs()

    def _take_ids(self, ids: array[int], kept: int | None, *, views: bool) -> None:
        wanted, self._arriving = self._arriving or kept, None
        if self.edit.is_new:
            ids.insert(0, NEW_ROW)
            wanted = NEW_ROW
        column = self.grid.current().column()
        self.model.show(ids)
        self._show_stack()
        position = self.model.position(wanted) if wanted is not None else None
        if position is None and ids:
            position = 0
        if position is None:
            self.edit.close()
        else:
            self.grid.go(position, column if column >= 0 else 1)
        QTimer.singleShot(COUNT_AFTER, self, partial(self._count, views=views))

    def _count(self, *, views: bool = True) -> None:
        """Ask for the numbers; those of the views only when rows may have changed."""
        self.rows.count(self.state, self._take_numbers)
        if views:
            for name, state in (*self.views, (WHOLE, FilterState()), (BIN, FilterState(state=RowState.VOID))):
                self.rows.count_view(name, state, partial(self._take_count, name))

    def _take_count(self, name: str, rows: int) -> None:
        self._counts[name] = rows
        if name == BIN:
            self.tools.set_void(rows)
        elif name == WHOLE:
            self._say_rows()
        else:
            self.tabs.tabs.set_count(name, rows)

    def _say_rows(self) -> None:
        rows = self._counts.get(WHOLE)
        self.head.set_detail(self._note or ("" if rows is None else f"{rows:,} 行"))

    def _take_numbers(self, numbers: Numbers) -> None:
        self.tabs.say(numbers.totals.rows if self.state.narrowed() else None)
        self.grid.totals.set_remarks(
            remarks(self.section, numbers.totals, marked_words(self.section, numbers))
        )

    def _show_tabs(self) -> None:
        narrow = self._window_width() < WIDE_FROM
        names = [name for name, _state in self.views if not narrow or name not in SPARED]
        self.tabs.tabs.set_tabs([(name, name, self._counts.get(name)) for name in names], self._view_name())
        self._say_rows()

    def _show_stack(self) -> None:
        rows = self.model.rowCount()
        plain_state = not self.state.narrowed() and not self._in_bin
        if self._form_fills() and self._form_open:
            self.stack.setCurrentWidget(self.form_place)
        elif rows:
            self.stack.setCurrentWidget(self.grid)
        else:
            self.stack.setCurrentWidget(self.empty if plain_state else self.nothing)
        bare = not rows and plain_state
        self.segments.setVisible(not bare)
        self.search.setVisible(not bare)
        roomy = self._window_width() >= NARROW
        self.tools.setVisible(not bare and roomy)
        self._tools_line.setVisible(not bare and roomy)
        self.form.setVisible(self._form_open and (self.edit.is_open or not bare))

    # Views

    def _set_views(self) -> None:
        own = self.views[len(standing_views(self.section, self.shell.as_of)) :] if self.views else []
        fresh = not self.views
        self.views = [*standing_views(self.section, self.shell.as_of), *own]
        if fresh:
            self.state = self.views[0][1]

    def _view_name(self) -> str:
        plain_state = replace(self.state, search="")
        for name, state in self.views:
            if replace(state, sort=()) == replace(plain_state, sort=()):
                return name
        return self.views[0][0]

    def _choose_view(self, name: str) -> None:
        found = next((state for each, state in self.views if each == name), None)
        if found is not None:
            self._leave_bin()
            self._apply(found)

    def clear_filters(self) -> None:
        """Show all rows again, in the order they stand in."""
        self._apply(self.state.cleared())

    def _ask_view_name(self) -> None:
        dialog = NameDialog(self)
        if dialog.exec():
            self.save_view(dialog.name)
        dialog.deleteLater()

    def save_view(self, name: str) -> None:
        """Keep filters and order under a name, as one more tab."""
        self.views = [each for each in self.views if each[0] != name]
        self.views.append((name, self.state))
        self._show_tabs()
        self._count()

    # The row under the hands

    def _row_changed(self, position: int) -> None:
        if position < 0:
            return
        if self.edit.row is not None and self.model.row_id(position) == self.edit.row.id:
            return
        was_blank = self.edit.is_new and not self.edit.is_dirty
        self._leave_row()
        if was_blank and self.model.has_new_row():
            here = self.model.row_id(position)
            self.model.remove_new_row()
            moved = self.model.position(here)
            position = moved if moved is not None else position
        self._enter(position)

    def _enter(self, position: int) -> None:
        row = self.model.row(position)
        self._waiting_for = None if row is not None else self.model.row_id(position)
        if row is not None and row.id != NEW_ROW:
            self.edit.open(row)
            self._counting.start()

    def _enter_when_here(self) -> None:
        if self._waiting_for is None:
            return
        position = self.model.position(self._waiting_for)
        if position is not None and position == self.grid.current().row():
            self._enter(position)

    def _leave_row(self, then: Callable[[], None] | None = None) -> None:
        """Commit what is typed; a composition of the input method is finished first."""
        method = QGuiApplication.inputMethod()
        if method is not None:
            method.commit()
        self.grid.finish_editing()
        self.edit.commit(then)

    def _cell_typed(self, row_id: int, key: str, value: object, words: str) -> None:
        if self.edit.row is None or self.edit.row.id != row_id:
            position = self.model.position(row_id)
            row = self.model.row(position) if position is not None else None
            if row is None:
                return
            self.edit.open(row)
        self.edit.put(key, value, words)

    def _ask_counts(self) -> None:
        row = self.edit.row
        if row is None or not self._form_open or row.id == NEW_ROW:
            return
        key, row_id = self.section.key, row.id

        def take(sentences: tuple[str, ...]) -> None:
            if self.edit.row is not None and self.edit.row.id == row_id:
                self.form.counts.say(tuple(sentences))

        self.tasks.run(
            "计入哪些数",
            lambda ledger, _progress: ledger.counts_towards(key, row_id),
            for_owner(self, take),
            lambda _fault: None,
            replaces=f"counts {key}",
        )

    def _saved(self, change: Change, step: Step) -> None:
        self._own = change
        self.undoing.remember(step)
        if change.row is not None:
            self.model.put(change.row)
            if self.edit.row is not None and self.edit.row.id == change.row.id:
                self._counting.start()
        else:
            self.model.forget()
        self._show_stack()

    def _not_saved(self, row: RowView, typed: Values, fault: LedgerFault) -> None:
        """Bring the row back with everything that was typed."""
        if self.edit.row is not row:
            self.edit.open_new(row, {key: (value, str(value or "")) for key, value in typed.items()})
            self.edit.changed.emit()
        self.tasks.failed.emit(fault)

    def step_row(self, by: int) -> None:
        """The row above or below."""
        index = self.grid.current()
        if index.isValid():
            self.grid.go(index.row() + by)

    def add_row(self) -> None:
        """A new row at the top, its form open, the keyboard in the first field."""
        if self._in_bin:
            self._toggle_bin()
        if self.edit.is_new:
            if self.edit.is_dirty:
                self._leave_row(self.add_row)
            else:
                self.form.focus_first()
            return
        self._leave_row()
        self.model.insert_new_row()
        self.edit.open_new(RowView(NEW_ROW, "", RowState.DRAFT, {}, {}))
        self.open_form()
        self._show_stack()
        self.grid.go(0, 1)
        self.form.focus_first()

    def _down_at_end(self) -> None:
        if not self._in_bin and not self.edit.is_new:
            self.add_row()

    def _form_done(self) -> None:
        if self.edit.is_new:
            self.edit.commit(self.add_row)
        else:
            self.step_row(1)
            self.form.focus_first()

    def undo(self) -> None:
        """Take the last save back; what is being typed is saved first, and so is the first to go."""
        self._leave_row(self.undoing.undo)

    def _went_back(self, change: Change, sentence: str) -> None:
        self._arriving = change.ids[0] if change.ids else None
        self.edit.close()
        self.shell.say(sentence, "ok")

    # The form

    def open_form(self) -> None:
        """Show the form: at the right, or in the table's place."""
        self._form_open = True
        self._arrange()
        self._counting.start()

    def close_form(self) -> None:
        """Put the form away."""
        self._leave_row()
        self.segments.choose(TABLE)
        self._form_open = False
        self._arrange()
        self.grid.focus_cell()

    def toggle_form(self) -> None:
        """Show the form beside the table, or put it away."""
        if self._form_open:
            self.close_form()
        else:
            self.open_form()
            self.form.focus_first()

    def _show_table(self) -> None:
        if self._window_width() < SIDE_FROM:
            self._form_open = False
        self._arrange()

    def _form_fills(self) -> bool:
        return self.segments.current == FORM or self._window_width() < SIDE_FROM

    def _window_width(self) -> int:
        return self.window().width()

    def _arrange(self) -> None:
        """Put the form where the window has room for it."""
        width = self._window_width()
        narrow_now = width < WIDE_FROM
        fills = self._form_fills()
        if fills and self.form.parentWidget() is not self.form_place:
            self._form_column.addWidget(self.form)
        elif not fills and self.form.parentWidget() is self.form_place:
            self._side.addWidget(self.form)
        self.form.set_width(None if fills else WIDTH if width >= WIDE_FROM else NARROW_WIDTH)
        self.tools.set_compact(width < WIDE_FROM)
        self.head.setVisible(width >= NARROW)
        self.grid.set_filters_shown(width >= NARROW)
        frozen = self.section.frozen if width >= WIDE_FROM else self.section.frozen[:1]
        self.grid.set_frozen(frozen)
        if narrow_now != self._narrow:
            self._narrow = narrow_now
            self._show_tabs()
        self.search.setFixedWidth(200 if width >= WIDE_FROM else 140)
        self._show_stack()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Voiding and the bin

    def _chosen_ids(self) -> tuple[int, ...]:
        ids = [self.model.row_id(row) for row in self.grid.chosen_rows()]
        return tuple(each for each in ids if each != NEW_ROW)

    def _ask_void(self) -> None:
        ids = self._chosen_ids()
        if ids and not self._in_bin:
            self._leave_row()
            self.acts.ask_void(ids)

    def _ask_unvoid(self) -> None:
        ids = self._chosen_ids()
        if ids and self._in_bin:
            self.acts.ask_unvoid(ids)

    def _toggle_bin(self) -> None:
        if self._in_bin:
            self._leave_bin()
            self._apply(self.views[0][1])
        else:
            self._leave_row()
            self._in_bin = True
            self.model.read_only = True
            self.bin_strip.say("回收站：作废的行，不计入统计。选中要恢复的行。", "mute", Glyph.SAME)
            self.bin_strip.show()
            self._apply(FilterState(sort=self.state.sort, state=RowState.VOID))

    def _leave_bin(self) -> None:
        self._in_bin = False
        self.model.read_only = False
        self.bin_strip.hide()

    # Dialogs and menus

    def _open_row_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        if self._in_bin:
            menu.addAction("恢复…", self._ask_unvoid)
        else:
            for symbol, text, keys, act in (
                ("pencil", "打开表单", "F4", self.toggle_form),
                ("history", "本行历史", "Ctrl+H", self._open_history),
                ("trash", "作废本行…", "Ctrl+Del", self._ask_void),
            ):
                action = menu.addAction(icon(symbol), f"{text}\t{keys}")
                action.triggered.connect(lambda *_, act=act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _open_sort_menu(self) -> None:
        menu = QMenu(self)
        for each in self.model.fields:
            action = menu.addAction(each.label)
            action.setCheckable(True)
            action.setChecked(any(sort.field == each.key for sort in self.state.sort))
            action.triggered.connect(
                lambda *_, key=each.key: self._apply(self.state.sorted_by(key, more=False))
            )
        menu.aboutToHide.connect(menu.deleteLater)
        button = self.tools.buttons["sort"]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _ask_columns(self) -> None:
        fields = [each for each in self.model.fields if each.key not in self.section.frozen]
        dialog = ColumnsDialog(fields, self.grid.hidden, self)
        if dialog.exec():
            self.hide_columns(dialog.hidden())
        dialog.deleteLater()

    def hide_columns(self, keys: frozenset[str]) -> None:
        """Show all columns but these, now and when the page is made anew."""
        self.hidden_columns[self.section.key] = keys
        self.grid.set_hidden(keys)

    def _open_history(self) -> None:
        row = self.edit.row
        if row is not None and row.id != NEW_ROW:
            self._leave_row()
            self.acts.open_history(row.id)

    def _ask_reveal(self, field: str) -> None:
        row = self.edit.row
        if row is not None and row.id != NEW_ROW:
            self.acts.ask_reveal(row.id, field, self._reveal_for(row.id, field))

    def _reveal_for(self, row_id: int, field: str) -> Callable[[str], None]:
        def show(value: str) -> None:
            if self.edit.row is not None and self.edit.row.id == row_id:
                self.form.entry(field).reveal(value)

        return show

    def _open_import(self) -> None:
        self.shell.open_page("import", section=self.section.key)

    def _ask_export(self) -> None:
        self._leave_row()
        rows = self.model.rowCount() - self.model.has_new_row()
        self.files.ask_export(self.state.query(), rows, self.state.narrowed())

    # Keys

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _other_part(self) -> None:
        """From the table to the form and the tools, since Tab walks the cells."""
        here = self.focusWidget()
        if here is not None and self.grid.isAncestorOf(here):
            if self._form_open:
                self.form.focus_first()
            else:
                self.tools.add.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.grid.focus_cell()

    def _filter_here(self) -> None:
        each = self.model.field(max(1, self.grid.current().column()))
        if each is not None:
            self.grid.open_filter(each.key)

    def _reload(self) -> None:
        self._leave_row()
        self.refresh()
