"""The one page for every ledger section: table, filters, form of the row, and what can be done with rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from core.section import Section
from core.sections import section_of
from core.views import Change, Query
from ui.block_acts import BlockActs
from ui.buttons import plain
from ui.chosen_rows import ChosenRows
from ui.column_acts import ColumnActs
from ui.editors import Entries
from ui.evidence_acts import EvidenceActs
from ui.grid import LedgerGrid
from ui.page import Page, Shell
from ui.page_places import SECTION_PAGES
from ui.record_form import RecordForm
from ui.record_model import RecordModel
from ui.row_acts import RowActs
from ui.row_desk import RowDesk
from ui.row_edit import RowEdit, Step
from ui.row_keeping import RowKeeping
from ui.section_dialogs import NameDialog
from ui.section_files import SectionFiles
from ui.section_frame import FORM, TABLE, SectionFrame
from ui.section_menus import open_sort_menu
from ui.section_rows import SectionRows
from ui.shown_rows import ShownRows
from ui.tasks import Tasks
from ui.undo import Undo
from ui.verify_dialog import VerifyActs


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
        self.chosen = ChosenRows(self)
        self.frame = SectionFrame(
            self.section, self.grid, self.form, self._button_acts(), self.way_back, self.chosen.row_page
        )
        self.head = self.frame.head
        also = SECTION_PAGES.get(key)
        if also is not None:
            button = plain(also.words, lambda: shell.open_page(also.page), also.icon)
            self.head.tools.insertWidget(0, button)
        self.shown = ShownRows(self.rows, self.grid, self.desk, self.frame, shell)
        self._met = False
        self._own: Change | None = None
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
        self.shown.renew_views()
        self.model.forget()
        if not self._met:
            self._met = True
            self.frame.form_open = self.frame.is_wide()
            self._arrange()
        self.shown.find(views=True)

    def arrive(self, **context: Any) -> None:
        """Open with a query (`query`, named by `title`), at one row (`row`), or with a `new` one."""
        query, row = context.get("query"), context.get("row")
        if isinstance(row, int):
            self.shown.arrive_at(row)
        if isinstance(query, Query):
            self.shown.show_query(query, str(context.get("title", "")))
        elif isinstance(row, int):
            self.shown.show_first()
        left = context.get("unfinished")
        if left is not None:
            self.keeping.take_up(row if isinstance(row, int) else None, left)
        if context.get("new") or (left is not None and not isinstance(row, int)):
            QTimer.singleShot(0, self, self.add_row)

    def mark_stale(self, change: Change) -> None:
        if change is self._own:
            self.shown.recount()
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
        checked = {"verify": self.chosen.open_checks} if "verification" in self.section.by_key else {}
        return checked | {
            "add": self.add_row,
            "import": self._open_import,
            "export": self._ask_export,
            "template": self.files.ask_template,
            "columns": self.columns.ask,
            "sort": self._open_sort_menu,
            "view": self._ask_view_name,
            "history": self.chosen.open_history,
            "bin": self.toggle_bin,
            "unvoid": self.chosen.ask_unvoid,
            "clear": self.clear_filters,
            "paste": self.blocks.write,
            "open": self.chosen.open_page,
            **({"sensitive": self.columns.sensitive.toggle} if self.section.sensitive() else {}),
        }

    def _connect(self) -> None:
        form, frame = self.form, self.frame
        self.keeping = RowKeeping(self.edit, self.shell, self.open_form)
        self.shown.found.connect(self._show_part)
        self.desk.saved.connect(self._saved)
        self.desk.form_wanted.connect(self.open_form)
        self.undoing.went.connect(self._went_back)
        form.close_asked.connect(self.close_form)
        frame.segments.chosen.connect(lambda key: self.open_form() if key == FORM else self._show_table())

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
            ("Ctrl+H", self.chosen.open_history),
            ("Ctrl+PgUp", partial(self.desk.step, -1)),
            ("Ctrl+PgDown", partial(self.desk.step, 1)),
            ("Ctrl+Delete", self.chosen.ask_void),
            ("Ctrl+Shift+L", self._filter_here),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # Rows on show

    def clear_filters(self) -> None:
        """Show all rows again, in the order they stand in."""
        self.shown.clear_filters()

    def toggle_bin(self) -> None:
        """Show the void rows, or the others again."""
        self.shown.toggle_bin()

    # Rows under the hands

    def add_row(self) -> None:
        """A new row at the top, its form open, the keyboard in the first field."""
        if self.shown.in_bin:
            self.toggle_bin()
        if self.shell.info.read_only:
            self.shell.say("台账现在只能查看，不能新增行", "warn")
        else:
            self.desk.add()

    def undo(self) -> None:
        """Take the last save back; what is being typed is saved first, and so is the first to go."""
        self.desk.leave(self.undoing.undo)

    def _saved(self, change: Change, step: Step) -> None:
        self._own = change
        self.undoing.remember(step)
        self.evidence.row_saved(step.row_id)
        self._show_part()

    def _went_back(self, change: Change, sentence: str) -> None:
        self.shown.arrive_at(change.ids[0] if change.ids else None)
        self.edit.close()
        self.shell.say(sentence, "ok")

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
        self.shown.show_tabs()
        self._show_part()

    def _show_part(self) -> None:
        self.frame.show_part(
            rows=self.model.rowCount(), plain_state=self.shown.is_bare(), editing=self.edit.is_open
        )

    # Dialogs, menus, other pages

    def _open_sort_menu(self) -> None:
        def choose(key: str) -> None:
            self.shown.sort(key, more=False)

        open_sort_menu(self.frame.tools.buttons["sort"], self.model.fields, self.shown.state.sort, choose)

    def show_sensitive(self, *, shown: bool) -> None:
        """Columns and fields of sensitive facts, with their values or without."""
        self.columns.apply()
        self.form.fields.show_sensitive(shown=shown)
        self.edit.close()
        self.model.forget()
        self.shown.find()

    def _ask_view_name(self) -> None:
        dialog = NameDialog(self)
        if dialog.exec():
            self.shown.save_view(dialog.name)
        dialog.deleteLater()

    def _open_import(self) -> None:
        self.desk.leave()
        given = {"given": dict(self.within)} if self.within else {}
        self.shell.open_page("import", section=self.section.key, **given)

    def _ask_export(self) -> None:
        self.desk.leave()
        rows = self.model.rowCount() - self.model.has_new_row()
        narrowed, hidden = self.shown.state.narrowed(), self.columns.hidden()
        self.files.ask_export(self.shown.query(), rows, narrowed, hidden)

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
