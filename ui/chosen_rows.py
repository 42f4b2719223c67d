"""What a section page does with the rows that are chosen: their menu, and what it offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from ui.page_places import ROW_PAGES
from ui.section_menus import RowAct, open_row_menu
from ui.undo import VoidStep

if TYPE_CHECKING:
    from ui.section_page import SectionPage


class ChosenRows(QObject):
    """Has what is typed committed first; void rows in the bin can only be brought back."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._acts = page.acts
        self.row_page = ROW_PAGES.get(page.section.key)
        """The page that a single row has of its own."""
        self._acts.voided.connect(self._voided)
        page.grid.menu_asked.connect(self.open_menu)
        page.grid.open_asked.connect(self.open_page)
        page.grid.files_dropped.connect(self._add_evidence)
        page.form.history_asked.connect(self.open_history)
        page.form.void_asked.connect(self.ask_void)
        page.form.reveal_asked.connect(self._ask_reveal)

    def open_menu(self, at: QPoint) -> None:
        """The menu of the current row, at a place in global coordinates."""
        page = self._page
        if page.shown.in_bin:
            open_row_menu(page, at, [("arrow-back-up", "恢复…", "", self.ask_unvoid)])
            return
        checked = "verification" in page.section.by_key
        acts: list[RowAct] = [
            ("pencil", "打开表单", "F4", page.open_form),
            ("history", "本行历史", "Ctrl+H", self.open_history),
            *([("list-check", "设核查结果…", "", self._ask_check)] if checked else []),
            ("trash", "作废本行…", "Ctrl+Del", self.ask_void),
        ]
        if self.row_page is not None:
            acts.insert(0, (self.row_page.icon, self.row_page.words, "Ctrl+Enter", self.open_page))
        open_row_menu(page, at, acts)

    # Void and back

    def ask_void(self) -> None:
        """Ask why the chosen rows are voided."""
        ids = self._desk.chosen_ids()
        if ids and not self._page.shown.in_bin:
            self._desk.leave()
            self._acts.ask_void(ids)

    def ask_unvoid(self) -> None:
        """Ask why the chosen rows come back from the bin."""
        ids = self._desk.chosen_ids()
        if ids and self._page.shown.in_bin:
            self._acts.ask_unvoid(ids)

    def _voided(self, ids: tuple[int, ...], reason: str) -> None:
        self._page.undoing.remember(VoidStep(ids, reason))
        self._page.shell.say(f"已作废 {len(ids):,} 行，按 Ctrl+Z 撤销", "ok")

    # One row

    def open_history(self) -> None:
        """Show who changed what in the current row."""
        row_id = self._desk.current_id()
        if row_id is not None:
            self._desk.leave()
            self._acts.open_history(row_id)

    def open_page(self) -> None:
        """Open the page that the current row has of its own."""
        row_id, page = self._desk.current_id(), self._page
        if self.row_page is not None and row_id is not None and not page.shown.in_bin:
            self._desk.leave()
            of = {"of": page.section.key} if self.row_page.shared else {}
            page.shell.open_page(self.row_page.page, row=row_id, **of)

    def _ask_reveal(self, field: str) -> None:
        row_id = self._desk.current_id()
        if row_id is not None:
            self._acts.ask_reveal(row_id, field, self.reveal_for(row_id, field))

    def reveal_for(self, row_id: int, field: str) -> Callable[[str], None]:
        """Shows a value whole in the form, as long as that row is still under the hands."""

        def show(value: str) -> None:
            if self._desk.current_id() == row_id:
                self._page.form.entry(field).reveal(value)

        return show

    def _add_evidence(self, position: int, paths: list[Path]) -> None:
        """Files were let go over a row: it becomes the current one and takes them."""
        page = self._page
        row_id = page.model.row_id(position)
        if row_id is not None and not page.shown.in_bin:
            page.grid.go(position)
            page.evidence.add(paths, row_id)

    # Checking

    def open_checks(self) -> None:
        """What can be checked, below the button."""
        self._desk.leave()
        tools = self._page.frame.tools
        button = tools.buttons["verify"]
        self._page.checks.open_menu(button if button.isVisible() else tools.more, self._ids_to_check())

    def _ask_check(self) -> None:
        self._desk.leave()
        self._page.checks.ask(self._ids_to_check())

    def _ids_to_check(self) -> tuple[int, ...]:
        return () if self._page.shown.in_bin else self._desk.chosen_ids()
