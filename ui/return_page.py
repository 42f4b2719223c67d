"""月报: months and the year with their states, the PDF, checks, words, corrections, history, steps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.return_views import ChangedRows, ReturnStep
from core.views import Query, ReturnMonth, ReturnPreview, RowState
from ui.alerts import ask
from ui.controls import (
    CountTabs,
    EmptyState,
    PageHead,
    Segments,
    ToolButton,
    ground,
    line,
)
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.pdf_pane import PdfPane, prepare_printer, print_document
from ui.return_checks import CheckList
from ui.return_corrections import CorrectionList, Place
from ui.return_foot import DATA_FILE, PDF_AND_BOOK, ReturnFoot
from ui.return_history import ReturnHistory
from ui.return_months import NOT_DUE, MonthList, is_year, month_words, return_words
from ui.return_side import NarrativeForm
from ui.section_dialogs import ReasonDialog
from ui.tasks import Tasks

if TYPE_CHECKING:
    from core.returns.sheet import Hotspot

SIDE = 330
WITH_MONTHS, WITH_SIDE = 1000, 760
"""Widths from which months have words, and from which the side stands beside the paper."""
PAPER, SIDE_HALF = "paper", "side"
CHECKS, TEXT, CORRECTIONS, HISTORY = "checks", "text", "corrections", "history"
TABS = ((CHECKS, "核对"), (TEXT, "文字"), (CORRECTIONS, "更正"), (HISTORY, "经过"))
SUBMITTED = "submitted"
STEP_SENTENCES = {
    "return": "退回后由录入员修改，改好再送审。原因记在经过里。",
    "reopen": "上报的这一版留存不动，另起草更正版，上报时注明替代哪一版。",
    "give_up": "更正版不再起草，仍以上一版为准。",
}
STEPS_DONE = {
    "hand_in": "已送审",
    "approve": "已批准",
    "submit": "已上报",
    "return": "已退回",
    "reopen": "已重新打开",
    "give_up": "的更正版已放弃",
}


class ReturnPage(Page):
    """月报. Opened from the rail, or with `month` ("2025-09", "2025" for the year's return) in mind."""

    page_key = "return"
    title = "月报"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._months: tuple[ReturnMonth, ...] = ()
        self._month = ""
        self._version: int | None = None
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
        self.pdf.spots.opened.connect(self.explain_figure)
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
        self.tabs.set_tabs([(key, text, None) for key, text in TABS], CHECKS)
        self.tabs.chosen.connect(self._show_tab)
        self.checks = CheckList()
        self.checks.reason_written.connect(self.explain_check)
        self.narrative = NarrativeForm()
        self.narrative.left.connect(self.save_narrative)
        self.corrections = CorrectionList()
        self.corrections.reason_written.connect(self.explain_correction)
        self.corrections.rows_wanted.connect(self.show_rows)
        self.history = ReturnHistory()
        self.history.edition_wanted.connect(self.show_edition)
        self.foot = ReturnFoot()
        self.foot.step_wanted.connect(self.ask_step)
        self.foot.print_wanted.connect(self.print_return)
        self.foot.save_wanted.connect(self.save_files)
        self.panes = QStackedWidget()
        for pane in (self.checks, self.narrative, self.corrections, self.history):
            self.panes.addWidget(pane)
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
        column.addWidget(self.foot)
        return side

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
            lambda ledger, _: (*ledger.return_months(year, today), ledger.return_year(year, today)),
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
            due = [each.month for each in months if each.state != NOT_DUE and not is_year(each.month)]
            self._choose(due[-1] if due else (months[0].month if months else ""))
        self.months.show_data(months, self._month)
        self.draw_again()

    def _month_chosen(self, row: int) -> None:
        month = self.months.rows.row_at(row).month
        if month != self._month or self._version is not None:
            self.save_typed()
            self._choose(month)
            self.draw_again()

    def _choose(self, month: str) -> None:
        self._version = None
        if month != self._month:
            self._month = month
            self.narrative.forget()
            self.checks.forget()

    def show_edition(self, version: int) -> None:
        """Show a submitted edition; choosing the month again shows what is at work."""
        self.save_typed()
        self._version = version
        self.draw_again()

    def _state(self) -> ReturnMonth | None:
        return next((each for each in self._months if each.month == self._month), None)

    def draw_again(self) -> None:
        """Draft the chosen month anew."""
        state = self._state()
        if state is None:
            return
        month, version = self._month, self._version
        shown = f"第 {version} 版存档" if version else state.state_text
        gap = "" if is_year(month) else " "
        self.head.set_detail(f"{int(month[:4])} 年{gap}{month_words(month)}，{shown}")
        drafted = state.state != NOT_DUE
        self.middle.setCurrentWidget(self.pdf if drafted else self.waiting)
        if drafted:
            self.pdf.made.setText("正在生成")
            self.tasks.run(
                "生成月报",
                lambda ledger, _: ledger.preview_return(month, version),
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
        standing = preview.standing
        editable = standing is not None and standing.editable
        self.pdf.show_bytes(
            preview.pdf, "上报存档" if preview.state == SUBMITTED else f"{datetime.now():%H:%M} 生成"
        )
        self.pdf.again.setEnabled(preview.state != SUBMITTED)
        self.pdf.again.setToolTip("上报的文件不再生成" if preview.state == SUBMITTED else "")
        self.pdf.spots.show_spots(preview.hotspots, preview.labels)
        self.checks.show_data(preview.checks, editable=editable)
        self.narrative.show_data(preview)
        self.corrections.show_data(standing, preview.month)
        self.history.show_data(standing)
        self._count_tabs(preview)
        self.foot.show_data(preview)

    def _count_tabs(self, preview: ReturnPreview) -> None:
        open_checks = sum(
            each.level == "block" or (each.level == "warn" and (not each.reason or each.stale))
            for each in preview.checks
        )
        standing = preview.standing
        corrected = len((*standing.corrections, *standing.changed_since)) if standing is not None else 0
        counts = {CHECKS: open_checks, CORRECTIONS: corrected}
        tabs = [(key, text, counts.get(key) or None) for key, text in TABS]
        self.tabs.set_tabs(tabs, self.tabs.current)

    def _not_drawn(self, fault: LedgerFault) -> None:
        self._show_nothing(fault.happened)
        self.tasks.failed.emit(fault)

    def _show_nothing(self, sentence: str) -> None:
        self._preview = None
        self.pdf.clear()
        self.checks.show_data(())
        self.corrections.show_data(None, self._month)
        self.history.show_data(None)
        self.foot.show_nothing(sentence)

    def show_tab(self, key: str) -> None:
        """Show one of the side's parts: checks, text, corrections or history."""
        self.tabs.setCurrentIndex([tab for tab, _ in TABS].index(key))

    def _show_tab(self, key: str) -> None:
        self.panes.setCurrentIndex([tab for tab, _ in TABS].index(key))

    # figures

    def explain_figure(self, spot: Hotspot) -> None:
        """Why a printed figure is what it is: its rule, its clause, its rows."""
        if self._preview is not None:
            self.shell.explain(spot.figure, spot.plan, self._preview.as_of)

    # steps

    def ask_step(self, step: ReturnStep) -> None:
        """Take a step, after its reason or a last question where it has one."""
        self.save_typed()
        name = return_words(self._month)
        if step.with_reason:
            dialog = ReasonDialog(f"{step.words}{name}", STEP_SENTENCES.get(step.key, ""), step.words, self)
            reason = dialog.reason if dialog.exec() else ""
            dialog.deleteLater()
            if reason:
                self.take_step(step.key, reason)
        elif step.key == "submit":
            told = "先自动备份，再把这一版的 PDF、工作簿和数据文件存进台账，以后重印一字不变。"
            ask(self, f"上报{name}", told, "上报", lambda: self.take_step(step.key))
        else:
            self.take_step(step.key)

    def take_step(self, key: str, reason: str = "") -> None:
        """Take a step in the life of the chosen month's return."""
        month = self._month
        self._version = None
        done = f"{return_words(month)}{STEPS_DONE[key]}"
        self.tasks.run(
            "保存月报经过",
            lambda ledger, _: ledger.move_return(month, key, reason),
            lambda _: self.shell.say(done),
        )

    # reasons

    def explain_check(self, key: str, reason: str) -> None:
        """Keep why a warning may pass."""
        month = self._month
        self.tasks.run("保存说明", lambda ledger, _: ledger.explain_check(month, key, reason))

    def explain_correction(self, place: Place, reason: str) -> None:
        """Keep why a submitted figure differs."""
        month, (of, figure, cumulative) = self._month, place
        self.tasks.run(
            "保存更正原因",
            lambda ledger, _: ledger.explain_correction(month, of, figure, cumulative, reason),
        )

    def show_rows(self, month: str) -> None:
        """Open the rows of a submitted month that changed since; where there are several kinds, ask which."""
        self.tasks.run("读取改动", lambda ledger, _: ledger.return_changes(month), self._open_rows)

    def _open_rows(self, changes: tuple[ChangedRows, ...]) -> None:
        doors = [
            (f"{each.title}：{each.words}{tail}", each.section, Query(ids=ids, state=state))
            for each in changes
            for ids, state, tail in ((each.ids, None, ""), (each.void_ids, RowState.VOID, "（回收站）"))
            if ids
        ]
        if not doors:
            self.shell.say("没有能打开的行：改动的行已经撤销，或者日期不在这个月", "note")
        elif len(doors) == 1:
            title, section, query = doors[0]
            self.shell.open_page(section, query=query, title=title)
        else:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for title, section, query in doors:
                menu.addAction(
                    title,
                    lambda title=title, section=section, query=query: self.shell.open_page(
                        section, query=query, title=title
                    ),
                )
            menu.popup(self.corrections.mapToGlobal(self.corrections.rect().topLeft()))

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

    def save_typed(self) -> None:
        """Keep everything that is being typed."""
        self.save_narrative()
        self.checks.save_all()
        self.corrections.save_all()

    def leave(self) -> bool:
        self.save_typed()
        return True

    # paper

    def print_return(self) -> None:
        """Ask for a printer and print what is shown."""
        if self._preview is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        kind = "年报" if is_year(self._month) else "月报"
        prepare_printer(printer, self.pdf.document, f"{kind} {self._preview.number}")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(f"打印{kind}")
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

    def save_files(self, kind: str = PDF_AND_BOOK) -> None:
        """Save the PDF and beside it the workbook of the same name, or the data file alone."""
        preview = self._preview
        if preview is None:
            return
        paper = "年报" if is_year(preview.month) else "月报"
        name = f"{self.shell.info.unit_name}{paper}-{preview.month}"
        if preview.version > 1:
            name += f"-第{preview.version}版"
        data = kind == DATA_FILE
        title, end, wanted = (
            ("另存数据文件", ".json", "数据文件 (*.json)")
            if data
            else ("另存 PDF 和工作簿", ".pdf", "PDF 文件 (*.pdf)")
        )
        chosen, _ = QFileDialog.getSaveFileName(self, title, name + end, wanted)
        if chosen:
            path = Path(chosen).with_suffix(end)
            self.write_files(None if data else path, path if data else None)

    def write_files(self, pdf: Path | None, data: Path | None = None) -> None:
        """Write what is shown: the PDF with the workbook beside it, or the data file."""
        month, version = self._month, self._shown_version()
        workbook = pdf.with_suffix(".xlsx") if pdf is not None else None
        names = " 和 ".join(each.name for each in (pdf, workbook, data) if each is not None)
        self.tasks.run(
            "另存月报",
            lambda ledger, _: ledger.write_return(month, pdf, workbook, data, version),
            lambda _: self.shell.say(f"已存 {names}"),
        )

    def _shown_version(self) -> int | None:
        """The stored edition that is shown; None for a return at work."""
        standing = self._preview.standing if self._preview is not None else None
        return standing.shown if standing is not None else None
