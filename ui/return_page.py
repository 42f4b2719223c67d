"""月报: months and the year with their states, the PDF, checks, words, corrections, history, steps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from core.errors import LedgerFault
from core.return_views import ReturnMonth, ReturnPreview, ReturnStep
from ui.controls import EmptyState, PageHead, Segments, ToolButton, line
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.pdf_pane import PdfPane
from ui.return_corrections import Place
from ui.return_files import ReturnFiles
from ui.return_months import NOT_DUE, MonthList, is_year, month_words
from ui.return_rows import ReturnRows
from ui.return_side import ReturnSide
from ui.return_steps import ReturnSteps
from ui.tasks import Tasks

if TYPE_CHECKING:
    from core.returns.sheet import Hotspot

WITH_MONTHS, WITH_SIDE = 1000, 760
"""Widths from which months have words, and from which the side stands beside the paper."""
PAPER, SIDE_HALF = "paper", "side"
SUBMITTED = "submitted"


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
        self.side = ReturnSide()
        self.files = ReturnFiles(tasks, shell, self.pdf.document, self)
        self.steps = ReturnSteps(tasks, shell, self)
        self.rows = ReturnRows(tasks, shell, self.side.corrections)
        self._connect()
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

    def _connect(self) -> None:
        side = self.side
        side.checks.reason_written.connect(self.explain_check)
        side.narrative.left.connect(self.save_narrative)
        side.corrections.reason_written.connect(self.explain_correction)
        side.corrections.rows_wanted.connect(self.rows.show)
        side.history.edition_wanted.connect(self.show_edition)
        side.foot.step_wanted.connect(self._ask_step)
        side.foot.print_wanted.connect(self.files.ask_printer)
        side.foot.save_wanted.connect(self.files.ask_path)
        self.steps.taken.connect(self._leave_edition)

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
        self.side.set_alone(alone=halves)
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
            self.side.forget()

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
        self.files.take(preview)
        self.pdf.show_bytes(
            preview.pdf, "上报存档" if preview.state == SUBMITTED else f"{datetime.now():%H:%M} 生成"
        )
        self.pdf.again.setEnabled(preview.state != SUBMITTED)
        self.pdf.again.setToolTip("上报的文件不再生成" if preview.state == SUBMITTED else "")
        self.pdf.spots.show_spots(preview.hotspots, preview.labels)
        self.side.show_data(preview)

    def _not_drawn(self, fault: LedgerFault) -> None:
        self._show_nothing(fault.happened)
        self.tasks.failed.emit(fault)

    def _show_nothing(self, sentence: str) -> None:
        self._preview = None
        self.pdf.clear()
        self.files.take(None)
        self.side.show_nothing(self._month, sentence)

    # figures

    def explain_figure(self, spot: Hotspot) -> None:
        """Why a printed figure is what it is: its rule, its clause, its rows."""
        if self._preview is not None:
            self.shell.explain(spot.figure, spot.plan, self._preview.as_of)

    # steps

    def _ask_step(self, step: ReturnStep) -> None:
        self.save_typed()
        self.steps.ask(self._month, step)

    def _leave_edition(self) -> None:
        """After a step what is at work is shown again."""
        self._version = None

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

    # words

    def save_narrative(self) -> None:
        """Keep 存在问题 and 下一步打算 when they were changed."""
        if not self.side.narrative.dirty or not self._month:
            return
        month = self._month
        difficulties, next_steps = self.side.narrative.take()
        self.tasks.run(
            "保存月报文字", lambda ledger, _: ledger.set_narrative(month, difficulties, next_steps)
        )

    def save_typed(self) -> None:
        """Keep everything that is being typed."""
        self.save_narrative()
        self.side.checks.save_all()
        self.side.corrections.save_all()

    def leave(self) -> bool:
        self.save_typed()
        return True
