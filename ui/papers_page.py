"""其他表单: the year's return, townships' sheets and roster lists, each shown or written from here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.return_views import ReturnPreview
from core.views import Query
from ui.beside import Beside
from ui.controls import LabelledField, PageHead, Panel, combo, line_input, plain, primary, words
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.pdf_pane import PdfPane
from ui.tasks import Job, Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger
    from core.returns.paper import Printed

ALL = "*"
YEAR, MONTH, EVERY = "year", "month", "every"
_WRITING = "写"
"""Labels of the jobs of this page begin with it."""
Choices = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str, int], ...]]
"""Townships (key, name), and sections with rows (key, title, count)."""


class PapersPage(Page):
    """其他表单 of the year chosen in the top bar."""

    page_key = "papers"
    title = "其他表单"
    rail_key = "return"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self._job: Job | None = None
        self._again: Callable[[], object] = self.show_year
        self._kept: Choices | None = None
        self.head = PageHead("其他表单")
        self.head.detail.setMinimumWidth(1)
        self.pdf = PdfPane(self.show_again)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        for panel in (self._year_panel(), self._township_panel(), self._roster_panel()):
            column.addWidget(panel)
        column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.head)
        page.addWidget(self._working())
        page.addWidget(Beside(self.pdf, side), 1)
        tasks.progress.connect(self._progressed)

    # parts

    def _year_panel(self) -> Panel:
        panel = Panel("年报", "")
        self.year_words = words("", "secondary", wrap=True)
        self.year_show = plain("预览", self.show_year)
        self.year_save = primary("另存 PDF 和工作簿…", self.ask_year)
        self.year_life = plain("送审和上报", self.open_year)
        panel.body.addWidget(self.year_words)
        panel.body.addLayout(_row(self.year_save, self.year_show))
        panel.body.addLayout(_row(self.year_life))
        return panel

    def _township_panel(self) -> Panel:
        panel = Panel("镇街反馈单", "")
        self.month = combo(name="月份")
        self.township = combo(name="镇街")
        self.township_show = plain("预览", self.show_township)
        self.township_save = primary("存到文件夹…", self.ask_townships)
        panel.body.addWidget(words("每个镇街一张，交镇街核对、签章后交回。", "secondary", wrap=True))
        panel.body.addWidget(LabelledField("月份", self.month))
        panel.body.addWidget(LabelledField("镇街", self.township))
        panel.body.addLayout(_row(self.township_save, self.township_show))
        self.township.currentIndexChanged.connect(lambda _: self._allow())
        return panel

    def _roster_panel(self) -> Panel:
        panel = Panel("花名册", "")
        self.section = combo(name="台账")
        self.range = combo(((YEAR, "本年"), (MONTH, "本月"), (EVERY, "全部")), name="范围")
        self.named = QCheckBox("姓名不遮盖")
        self.reason = line_input(name="用途", placeholder="如：上门核对")
        self.reason_field = LabelledField("用途", self.reason, required=True, hint="写进流水，以后查得到")
        self.reason_field.setVisible(False)
        self.named.toggled.connect(self.reason_field.setVisible)
        self.roster_save = primary("另存 PDF…", self.ask_roster)
        panel.body.addWidget(words("内部使用，证件和电话总是遮盖。", "secondary", wrap=True))
        panel.body.addWidget(LabelledField("台账", self.section))
        panel.body.addWidget(LabelledField("范围（按登记日期）", self.range))
        panel.body.addWidget(self.named)
        panel.body.addWidget(self.reason_field)
        panel.body.addLayout(_row(self.roster_save))
        return panel

    def _working(self) -> QWidget:
        self.working = QWidget()
        self.told = words("", "label")
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.stop_button = plain("停下", self.stop)
        row = QHBoxLayout(self.working)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(self.told)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self.working.setVisible(False)
        return self.working

    # data

    def refresh(self) -> None:
        """Read townships and sections, then show the year's return."""

        def read(ledger: Ledger, _: Progress) -> Choices:
            return tuple(ledger.vocabulary.townships.items()), ledger.roster_sections()

        self.tasks.run("读取表单", read, self.show_data, replaces="papers")

    def show_data(self, choices: Choices) -> None:
        """Fill the choices; what was chosen stays chosen."""
        townships, sections = choices
        year, as_of = self.shell.as_of.year, self.shell.as_of
        self.head.set_detail(f"{year} 年")
        over = self.shell.today > date(year, 12, 31)
        self.year_words.setText(
            f"{year} 年全年各项指标、逐月完成情况和各镇街、各行业。"
            + ("" if over else "这一年还没有结束。")
            + "上报以前印作草稿，上报以后重印一字不变。"
        )
        months = [(f"{year}-{number:02d}", f"{number} 月") for number in range(as_of.month, 0, -1)]
        _fill(self.month, months)
        _fill(self.township, [(ALL, f"全部 {len(townships)} 个镇街"), *townships] if townships else [])
        _fill(self.section, [(key, f"{title}（{count:,}）") for key, title, count in sections])
        self._kept = choices
        self._allow()
        self._again()

    def _allow(self) -> None:
        townships = self.township.count() > 0
        self.township_save.setEnabled(townships)
        self.township_show.setEnabled(townships)
        self.roster_save.setEnabled(self.section.count() > 0)

    # showing

    def show_again(self) -> None:
        """Draw what is shown anew."""
        self._again()

    def show_year(self) -> None:
        """Show the year's return."""
        self._again = self.show_year
        year = str(self.shell.as_of.year)
        self._show(lambda ledger, _: ledger.preview_return(year))

    def open_year(self) -> None:
        """Open the year's return where it is reviewed and submitted."""
        self.shell.open_page("return", month=str(self.shell.as_of.year))

    def show_township(self) -> None:
        """Show the chosen township's sheet; of all the first."""
        self._again = self.show_township
        month, key = _chosen(self.month), _chosen(self.township)
        if key == ALL and self._kept is not None:
            key = self._kept[0][0][0]
        self._show(lambda ledger, _: ledger.preview_township_sheet(month, key))

    def _show(self, work: Callable[[Ledger, Progress], Any]) -> None:
        self.pdf.made.setText("正在生成")

        def shown(printed: Printed | ReturnPreview) -> None:
            pdf, problem = _drawn(printed)
            if pdf:
                self.pdf.show_bytes(pdf, f"{datetime.now():%H:%M} 生成")
            else:
                self.pdf.clear()
                self.shell.say(problem, "bad")

        self.tasks.run("生成表单", work, shown, self._not_shown, replaces="paper")

    def _not_shown(self, fault: LedgerFault) -> None:
        self.pdf.clear()
        self.shell.say(fault.happened, "bad")

    # writing

    def ask_year(self) -> None:
        """Ask where, and write the year's return."""
        name = f"{self.shell.info.unit_name}{self.shell.as_of.year}年年报.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存年报", name, "PDF 文件 (*.pdf)")
        if chosen:
            self.write_year(Path(chosen).with_suffix(".pdf"))

    def write_year(self, pdf: Path) -> None:
        """Write the year's return and its workbook."""
        year, book = str(self.shell.as_of.year), pdf.with_suffix(".xlsx")
        self._write(
            "写年报",
            lambda ledger, _: ledger.write_return(year, pdf, book),
            lambda _: f"已存 {pdf.name} 和 {book.name}",
        )

    def ask_townships(self) -> None:
        """Ask for a folder, and write the sheets."""
        chosen = QFileDialog.getExistingDirectory(self, "存到文件夹")
        if chosen:
            self.write_townships(Path(chosen))

    def write_townships(self, folder: Path) -> None:
        """Write the sheet of the chosen township, or of all."""
        month, key = _chosen(self.month), _chosen(self.township)
        known = self._kept[0] if self._kept else ()
        keys = [each for each, _ in known] if key == ALL else [key]
        self._write(
            "写反馈单",
            lambda ledger, progress: ledger.write_township_sheets(month, keys, folder, progress),
            lambda names: f"已存 {len(names)} 张反馈单到 {folder.name}",
        )

    def ask_roster(self) -> None:
        """Ask where, and write the list."""
        missing = self.named.isChecked() and not self.reason.text().strip()
        self.reason_field.set_error("没有写用途" if missing else "")
        if missing:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        title = self.section.currentText().partition("（")[0]
        chosen, _ = QFileDialog.getSaveFileName(self, "另存花名册", f"{title}花名册.pdf", "PDF 文件 (*.pdf)")
        if chosen:
            self.write_roster(Path(chosen).with_suffix(".pdf"))

    def write_roster(self, pdf: Path) -> None:
        """Write the list of the chosen section and range."""
        key, (query, under) = _chosen(self.section), self._query()
        names = self.reason.text().strip() if self.named.isChecked() else ""
        self._write(
            "写花名册",
            lambda ledger, progress: ledger.write_roster(key, query, under, pdf, progress, names),
            lambda rows: f"已存 {rows:,} 行到 {pdf.name}",
        )

    def _query(self) -> tuple[Query, str]:
        """The chosen range as a filter on the section's day, and in words."""
        from core.sections import section_of

        section, which, as_of = section_of(_chosen(self.section)), _chosen(self.range), self.shell.as_of
        if which == EVERY or not section.dating:
            return Query(), "全部"
        if which == MONTH:
            return Query(filters={section.dating: f"{as_of:%Y-%m}"}), f"{as_of.year}年{as_of.month}月"
        return Query(filters={section.dating: f"{as_of.year}"}), f"{as_of.year}年"

    def _write(self, label: str, work: Callable[[Ledger, Progress], Any], said: Callable[[Any], str]) -> None:
        self.bar.setValue(0)
        self.told.setText("正在排版")
        self._busy(working=True)

        def written(result: Any) -> None:
            self._busy(working=False)
            self.shell.say(said(result))

        self._job = self.tasks.run(label, work, written, self._not_written)

    def _not_written(self, fault: LedgerFault) -> None:
        self._busy(working=False)
        self.tasks.failed.emit(fault)

    def stop(self) -> None:
        """Stop writing; nothing is left half-written."""
        if self._job is not None:
            self._job.cancel()
        self._busy(working=False)
        self.shell.say("已停下，没有写文件", "note")

    def _busy(self, *, working: bool) -> None:
        self.working.setVisible(working)
        for button in (self.year_save, self.township_save, self.roster_save):
            button.setEnabled(not working)
        if not working:
            self._job = None
            self._allow()

    def _progressed(self, label: str, share: float, text: str) -> None:
        if label.startswith(_WRITING) and self._job is not None and share >= 0:
            self.bar.setValue(round(share * 100))
            self.told.setText(text)


def _drawn(printed: Printed | ReturnPreview) -> tuple[bytes, str]:
    """A drawn paper, or what keeps it from being printed."""
    if isinstance(printed, ReturnPreview):
        blocked = next((each.detail for each in printed.checks if each.level == "block"), "")
        return printed.pdf, blocked
    return printed.bytes, printed.problems[0].message if printed.problems else ""


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _fill(box: Any, choices: list[tuple[str, str]]) -> None:
    """Replace a box's choices; the chosen one stays where it is still there."""
    kept = _chosen(box)
    box.blockSignals(True)
    box.clear()
    for key, text in choices:
        box.addItem(text, key)
    box.setCurrentIndex(max(0, box.findData(kept)))
    box.blockSignals(False)


def _chosen(box: Any) -> str:
    return str(box.currentData() or "")
