"""Workbooks that leave a section: the export of what is shown, and the empty template."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from core.permissions import allowed
from core.section import Section
from core.views import Query
from ui.page import Shell
from ui.section_dialogs import ExportDialog
from ui.section_rows import for_owner
from ui.tasks import Tasks

WORKBOOK = "Excel 工作簿 (*.xlsx)"


class SectionFiles(QObject):
    """Asks where to, has the worker write, and says in the status bar what was written."""

    def __init__(self, section: Section, tasks: Tasks, shell: Shell, window: QWidget) -> None:
        super().__init__(window)
        self._section = section
        self._tasks = tasks
        self._shell = shell
        self._window = window
        self._last_reason = ""
        """What the last export from this page was for: the next one is offered the same."""

    def ask_path(self, title: str, name: str) -> Path | None:
        """Where to write a workbook, None when the clerk thinks again."""
        path, _kind = QFileDialog.getSaveFileName(self._window, title, name, WORKBOOK)
        return Path(path).with_suffix(".xlsx") if path else None

    def ask_export(
        self, query: Query, rows: int, narrowed: bool, hidden: frozenset[str] = frozenset()
    ) -> None:
        """Say what the file would carry, ask how much of it may be seen, and where to write it."""
        may = allowed(self._shell.info.roles, "sheets.export_full")
        dialog = ExportDialog(self._section, rows, narrowed, self._window, hidden, may, self._last_reason)
        key = self._section.key
        if self._section.people or key == "person":
            self._tasks.run(
                "数人数",
                lambda ledger, _progress: ledger.people_in(key, query),
                for_owner(dialog, dialog.say_people),
                replaces="people in an export",
            )
        accepted, full, reason = dialog.exec(), dialog.full.isChecked(), dialog.reason
        columns = dialog.columns
        self._last_reason = reason if accepted else self._last_reason
        dialog.deleteLater()
        path = self.ask_path("导出", f"{self._section.title}.xlsx") if accepted else None
        if path is not None:
            self.export(path, query, full=full, reason=reason, columns=columns)

    def export(
        self,
        path: Path,
        query: Query,
        *,
        full: bool = False,
        reason: str = "",
        columns: tuple[str, ...] | None = None,
    ) -> None:
        """Write the rows that the query wants; whole ID numbers need a reason."""
        key = self._section.key
        self._tasks.run(
            "导出",
            lambda ledger, _progress: ledger.export(key, path, query, full, reason, columns),
            for_owner(self, lambda rows: self._shell.say(f"已导出 {rows:,} 行到 {path.name}", "ok")),
        )

    def ask_template(self) -> None:
        """Ask where the template goes."""
        path = self.ask_path("保存模板", f"{self._section.title}模板.xlsx")
        if path is not None:
            self.write_template(path)

    def write_template(self, path: Path) -> None:
        """Write the empty workbook of this section."""
        key = self._section.key
        self._tasks.run(
            "模板",
            lambda ledger, _progress: ledger.template(key, path),
            for_owner(self, lambda _columns: self._shell.say(f"模板已存为 {path.name}", "ok")),
        )
