"""月报: months and their states, the PDF that is filed, its checks, its words, and the way to paper."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.views import ReturnMonth, ReturnPreview
from ui.controls import (
    CountTabs,
    EmptyState,
    PageHead,
    Segments,
    ToolButton,
    ground,
    line,
    plain,
    primary,
    words,
)
from ui.pages import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.pdf_pane import PdfPane, prepare_printer, print_document
from ui.return_months import NOT_DUE, MonthList, month_words
from ui.return_side import CheckList, NarrativeForm
from ui.tasks import Tasks

SIDE = 330
WITH_MONTHS, WITH_SIDE = 1000, 760
"""Widths from which months have words, and from which the side stands beside the paper."""
PAPER, SIDE_HALF = "paper", "side"
CHECKS, TEXT = "checks", "text"


class ReturnPage(Page):
    """月报. Opened from the rail, or with `month` ("2025-09") in mind."""

    page_key = "return"
    title = "月报"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._months: tuple[ReturnMonth, ...] = ()
        self._month = ""
        self._preview: ReturnPreview | None = None
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("月报")
        self.head.detail.setMinimumWidth(1)
        self.settings_button = ToolButton(
            "settings", "口径与表头", act=lambda: shell.open_page("system", part="settings")
        )
        self.head.tools.addWidget(self.settings_button)
        self.months = MonthList()
        self.months.opened.connect(self._month_chosen)
        self.pdf = PdfPane(self.draw_again)
        self.waiting = EmptyState("file-text", "这个月还没有结束", ("月末过后就能起草，数据照常录入。",))
        self.middle = QStackedWidget()
        self.middle.addWidget(self.pdf)
        self.middle.addWidget(self.waiting)
        self.middle.setMinimumSize(120, 80)
        self.side = self._side()
        self.half = Segments(((PAPER, "页面"), (SIDE_HALF, "核对和文字")), name="显示哪一半")
        self.half.chosen.connect(lambda _: self._arrange())
        self.head.tools.insertWidget(0, self.half)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.months)
        row.addWidget(line("line_strong", upright=True))
        row.addWidget(self.middle, 1)
        row.addWidget(line("line_strong", upright=True))
        row.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(row, 1)

    def _side(self) -> QWidget:
        side = QWidget()
        ground(side, "surface")
        side.setFixedWidth(SIDE)
        self.tabs = CountTabs("月报的核对和文字")
        self.tabs.set_tabs([(CHECKS, "核对", None), (TEXT, "文字", None)], CHECKS)
        self.tabs.chosen.connect(self._show_tab)
        self.checks = CheckList()
        self.narrative = NarrativeForm()
        self.narrative.left.connect(self.save_narrative)
        self.panes = QStackedWidget()
        self.panes.addWidget(self.checks)
        self.panes.addWidget(self.narrative)
        self.panes.setMinimumSize(120, 60)
        head = QHBoxLayout()
        head.setContentsMargins(5, 3, 5, 0)
        head.addWidget(self.tabs)
        head.addStretch(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(1)
        column.addWidget(line())
        column.addWidget(self.panes, 1)
        column.addWidget(line())
        column.addWidget(self._foot())
        return side

    def _foot(self) -> QWidget:
        foot = QWidget()
        self.told = words("", "label", wrap=True)
        self.save_button = primary("另存 PDF 和工作簿…", self.save_files)
        self.print_button = plain("打印…", self.print_return, "printer")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.print_button)
        buttons.addStretch(1)
        column = QVBoxLayout(foot)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.told)
        column.addLayout(buttons)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Three parts side by side; short months below 1000; below 760 one half at a time."""
        wide = self.width()
        halves = wide < WITH_SIDE
        self.months.shorten(wide < WITH_MONTHS)
        self.half.setVisible(halves)
        self.middle.setVisible(not halves or self.half.current == PAPER)
        self.side.setVisible(not halves or self.half.current == SIDE_HALF)
        if halves:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
        else:
            self.side.setFixedWidth(SIDE)
        self.settings_button.setVisible(wide >= WITH_SIDE)

    # data

    def refresh(self) -> None:
        """Read the months of the year, then draw the chosen one."""
        year, today = self.shell.as_of.year, self.shell.today
        self.tasks.run(
            "读取月报",
            lambda ledger, _: ledger.return_months(year, today),
            self.show_months,
            replaces="months",
        )

    def arrive(self, **context: Any) -> None:
        month = context.get("month")
        if isinstance(month, str):
            self._choose(month)
            self.refresh()

    def show_months(self, months: tuple[ReturnMonth, ...]) -> None:
        """Show the months; without a choice the latest that can be drafted."""
        self._months = months
        known = {each.month for each in months}
        if self._month not in known:
            due = [each.month for each in months if each.state != NOT_DUE]
            self._choose(due[-1] if due else (months[0].month if months else ""))
        self.months.show_data(months, self._month)
        self.draw_again()

    def _month_chosen(self, row: int) -> None:
        month = self.months.rows.row_at(row).month
        if month != self._month:
            self.save_narrative()
            self._choose(month)
            self.draw_again()

    def _choose(self, month: str) -> None:
        if month != self._month:
            self._month = month
            self.narrative.forget()

    def _state(self) -> ReturnMonth | None:
        return next((each for each in self._months if each.month == self._month), None)

    def draw_again(self) -> None:
        """Draft the chosen month anew."""
        state = self._state()
        if state is None:
            return
        month = self._month
        self.head.set_detail(f"{int(month[:4])} 年 {month_words(month)}，{state.state_text}")
        drafted = state.state != NOT_DUE
        self.middle.setCurrentWidget(self.pdf if drafted else self.waiting)
        if drafted:
            self.pdf.made.setText("正在生成")
            self.tasks.run(
                "生成月报",
                lambda ledger, _: ledger.preview_return(month),
                self.show_data,
                self._not_drawn,
                replaces="return",
            )
        else:
            self._show_nothing(f"{month_words(month)}还没有结束，没有可打印的月报。")

    def show_data(self, preview: ReturnPreview) -> None:
        """Show a drafted month."""
        if preview.month != self._month:
            return
        self._preview = preview
        self.pdf.show_bytes(preview.pdf, f"{datetime.now():%H:%M} 生成")
        self.checks.show_data(preview.checks)
        open_checks = sum(each.level != "pass" for each in preview.checks)
        self.tabs.set_tabs([(CHECKS, "核对", open_checks or None), (TEXT, "文字", None)], self.tabs.current)
        self.narrative.show_data(preview)
        blocked = sum(each.level == "block" for each in preview.checks)
        told = f"编号 {preview.number}，草稿印有水印。"
        if blocked:
            told = f"有 {blocked} 条要改好才能上报；现在可以打印草稿。"
        self.told.setText(told if preview.state != "submitted" else f"编号 {preview.number}，已上报。")
        self.save_button.setEnabled(True)
        self.print_button.setEnabled(True)

    def _not_drawn(self, fault: LedgerFault) -> None:
        self._show_nothing(fault.happened)
        self.tasks.failed.emit(fault)

    def _show_nothing(self, sentence: str) -> None:
        self._preview = None
        self.pdf.clear()
        self.checks.show_data(())
        self.told.setText(sentence)
        self.save_button.setEnabled(False)
        self.print_button.setEnabled(False)

    def _show_tab(self, key: str) -> None:
        self.panes.setCurrentWidget(self.checks if key == CHECKS else self.narrative)

    # words

    def save_narrative(self) -> None:
        """Keep 存在问题 and 下一步打算 when they were changed."""
        if not self.narrative.dirty or not self._month:
            return
        month = self._month
        difficulties, next_steps = self.narrative.take()
        self.tasks.run(
            "保存月报文字", lambda ledger, _: ledger.set_narrative(month, difficulties, next_steps)
        )

    def leave(self) -> bool:
        self.save_narrative()
        return True

    # paper

    def print_return(self) -> None:
        """Ask for a printer and print what is shown."""
        if self._preview is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare_printer(printer, self.pdf.document, f"月报 {self._preview.number}")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印月报")
        dialog.setOptions(
            QPrintDialog.PrintDialogOption.PrintPageRange | QPrintDialog.PrintDialogOption.PrintToFile
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            pages = print_document(printer, self.pdf.document, self._tell_page)
            if pages:
                self.shell.say(f"已送打印机 {pages} 页")
            else:
                self.shell.say("没有打印：打印机没有接受这份文件", "bad")
        dialog.deleteLater()

    def _tell_page(self, page: int, pages: int) -> None:
        """Say which page is being drawn, and let the window draw itself."""
        self.shell.say(f"正在打印第 {page} 页，共 {pages} 页", "note")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def save_files(self) -> None:
        """Save the PDF, and beside it the workbook of the same name."""
        preview = self._preview
        if preview is None:
            return
        name = f"{self.shell.info.unit_name}月报-{preview.month}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存 PDF 和工作簿", name, "PDF 文件 (*.pdf)")
        if chosen:
            pdf = Path(chosen).with_suffix(".pdf")
            self.write_files(pdf)

    def write_files(self, pdf: Path) -> None:
        """Write the PDF and the workbook beside it."""
        month, workbook = self._month, pdf.with_suffix(".xlsx")
        self.tasks.run(
            "另存月报",
            lambda ledger, _: ledger.write_return(month, pdf, workbook),
            lambda _: self.shell.say(f"已存 {pdf.name} 和 {workbook.name}"),
        )
