"""A return on its way out: printed, and saved as PDF with its workbook or as the data file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from core.return_views import ReturnPreview
from ui.page import Shell
from ui.pdf_pane import prepare_printer, print_document
from ui.return_foot import DATA_FILE, PDF_AND_BOOK
from ui.return_months import is_year
from ui.tasks import Tasks


class ReturnFiles(QObject):
    """Prints and saves the return that it was last told of, always the very one that is shown."""

    def __init__(self, tasks: Tasks, shell: Shell, document: QPdfDocument, window: QWidget) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._shell = shell
        self._document = document
        self._window = window
        self._shown: ReturnPreview | None = None

    def take(self, shown: ReturnPreview | None) -> None:
        """This return is shown from now on, in the document too; None: there is nothing to print or save."""
        self._shown = shown

    def ask_printer(self) -> None:
        """Ask for a printer and print what is shown."""
        if self._shown is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        kind = _kind(self._shown)
        prepare_printer(printer, self._document, f"{kind} {self._shown.number}")
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(f"打印{kind}")
        dialog.setOptions(
            QPrintDialog.PrintDialogOption.PrintPageRange | QPrintDialog.PrintDialogOption.PrintToFile
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            pages = print_document(printer, self._document, self._tell_page)
            if pages:
                self._shell.say(f"已送打印机 {pages} 页")
            else:
                self._shell.say("没有打印：打印机没有接受这份文件", "bad")
        dialog.deleteLater()

    def _tell_page(self, page: int, pages: int) -> None:
        """Say which page is being drawn, and let the window draw itself."""
        self._shell.say(f"正在打印第 {page} 页，共 {pages} 页", "note")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def ask_path(self, wanted: str = PDF_AND_BOOK) -> None:
        """Ask where to, then save the PDF and beside it the workbook of the same name, or the data file."""
        shown = self._shown
        if shown is None:
            return
        name = f"{self._shell.info.unit_name}{_kind(shown)}-{shown.month}"
        if shown.version > 1:
            name += f"-第{shown.version}版"
        data = wanted == DATA_FILE
        title, end, files = (
            ("另存数据文件", ".json", "数据文件 (*.json)")
            if data
            else ("另存 PDF 和工作簿", ".pdf", "PDF 文件 (*.pdf)")
        )
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name + end, files)
        if chosen:
            path = Path(chosen).with_suffix(end)
            self.write(None if data else path, path if data else None)

    def write(self, pdf: Path | None, data: Path | None = None) -> None:
        """Write what is shown: the PDF with the workbook beside it, or the data file."""
        if self._shown is None:
            return
        month, standing = self._shown.month, self._shown.standing
        version = standing.shown if standing is not None else None  # None: the return at work
        workbook = pdf.with_suffix(".xlsx") if pdf is not None else None
        names = " 和 ".join(each.name for each in (pdf, workbook, data) if each is not None)
        self._tasks.run(
            "另存月报",
            lambda ledger, _: ledger.write_return(month, pdf, workbook, data, version),
            lambda _: self._shell.say(f"已存 {names}"),
        )


def _kind(shown: ReturnPreview) -> str:
    return "年报" if is_year(shown.month) else "月报"
