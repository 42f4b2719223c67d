"""Workbooks that leave an import: the error sheet and the empty template."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from core.section import Section
from ui import numbers
from ui.page import Shell
from ui.section_rows import for_owner
from ui.tasks import Tasks

WORKBOOK = "Excel 工作簿 (*.xlsx)"


class ImportOut(QObject):
    """Asks where to, has the worker write, and says in the status bar what was written."""

    saved = Signal(object)
    """`Path` of an error sheet that was written."""

    def __init__(self, tasks: Tasks, shell: Shell, window: QWidget) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._shell = shell
        self._window = window

    def save_errors(self, token: str, source: Path) -> None:
        """The refused rows as the sender's own sheet, beside the file that they came in."""
        name = str(source.with_name(f"{source.stem}-错误行.xlsx"))
        chosen, _ = QFileDialog.getSaveFileName(self._window, "另存错误表", name, WORKBOOK)
        if not chosen:
            return
        out = Path(chosen).with_suffix(".xlsx")

        def saved(rows: int) -> None:
            self._shell.say(f"{numbers.count(rows)} 行退回改正，存为 {out.name}；改好后再导入，只动这些行")
            self.saved.emit(out)

        work = self._tasks.run
        work("另存错误表", lambda ledger, _: ledger.write_error_sheet(token, out), for_owner(self, saved))

    def save_template(self, section: Section) -> None:
        """The empty workbook of a section."""
        name = f"{section.title}-模板.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self._window, "空白模板", name, WORKBOOK)
        if not chosen:
            return
        key, out = section.key, Path(chosen).with_suffix(".xlsx")
        self._tasks.run(
            "写模板",
            lambda ledger, _: ledger.template(key, out),
            for_owner(self, lambda columns: self._shell.say(f"模板有 {len(columns)} 列，存为 {out.name}")),
        )


def open_folder(path: Path) -> None:
    """Show the folder that a written file lies in, in the desktop's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
