"""系统 → 流水: every entry of the journal with filters, its values before and after, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.journal_desk import JournalLine, JournalPage, JournalQuery
from ui import numbers
from ui.controls import Panel, combo, line_input, plain, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.system_lines import Lines
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.ledger import Ledger

PAGE = 200
"""Entries shown at a time."""
_ONE_LINE = 1000
"""Width from which the filters stand in one line."""


class JournalPart(Page):
    """The journal, for administrator and auditor."""

    page_key = "system"
    title = "流水"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._lines: tuple[JournalLine, ...] = ()
        self._offset = self._total = 0
        self.account = combo((("", "全部账号"),), "账号")
        self.section = combo((("", "全部栏目"),), "栏目")
        self.since = line_input(name="起始日期", placeholder="起 2025-09-01", passing=True)
        self.until = line_input(name="截止日期", placeholder="止 2025-09-30", passing=True)
        self.words = line_input(name="原因里的字", placeholder="原因里的字", passing=True)
        self.personal = QCheckBox("只看涉及个人信息的")
        self.personal.setToolTip("查看完整号码、导出、打印、打开佐证材料")
        self.told = words("", "secondary", wrap=True)
        self.table = WordTable(
            "流水",
            ("序号", "时间", "账号", "做了什么", "栏目", "原因"),
            (56, 128, 80, 118, 96, 200),
            figures=(0,),
            stretch=5,
        )
        self.table.chosen.connect(self._ask_line)
        self.newer = plain("较新", lambda: self._turn(-PAGE))
        self.older = plain("较早", lambda: self._turn(PAGE))
        self.place = words("", "caption")
        self.check = plain("核对整条链", self.verify)
        self.export = plain("导出…", self.ask_export)
        self.detail = Lines()
        self._build()
        for edit in (self.since, self.until, self.words):
            edit.editingFinished.connect(self._again)
        for box in (self.account, self.section):
            box.activated.connect(self._again)
        self.personal.toggled.connect(self._again)

    def _build(self) -> None:
        self._filters = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._filters.setSpacing(6)
        for edit, width in ((self.since, 124), (self.until, 124), (self.words, 120)):
            edit.setFixedWidth(width)
        for widgets in ((self.account, self.section, self.since, self.until), (self.words, self.personal)):
            part = QHBoxLayout()
            part.setSpacing(6)
            for widget in widgets:
                part.addWidget(widget)
            part.addStretch(1)
            self._filters.addLayout(part)
        self._filters.setStretch(1, 1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.newer)
        foot.addWidget(self.older)
        foot.addWidget(self.place)
        foot.addStretch(1)
        foot.addWidget(self.check)
        foot.addWidget(self.export)
        self.panel = Panel("流水", " ")
        self.panel.body.addLayout(self._filters)
        self.panel.body.addWidget(self.told)
        self.panel.body.addWidget(self.table, 1)
        self.panel.body.addLayout(foot)
        self.detail_panel = Panel("这一条的改动")
        self.detail_panel.body.addWidget(self.detail)
        self.detail_panel.body.addStretch(1)
        self.detail_panel.setFixedWidth(300)
        row = QHBoxLayout()
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(10)
        row.addWidget(self.panel, 1)
        row.addWidget(self.detail_panel)
        holder = QWidget()
        holder.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(holder)
        self.told.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The filters stand in two lines where one has no room for their words."""
        super().resizeEvent(event)
        wide = event.size().width() >= _ONE_LINE
        way = QBoxLayout.Direction
        self._filters.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self.detail_panel.setFixedWidth(300 if wide else 240)

    # data

    def query(self) -> JournalQuery:
        """What the filters ask for; a date that is none is told and left out."""
        since, until = _day(self.since.text()), _day(self.until.text())
        wrong = [
            text for text, day in ((self.since.text(), since), (self.until.text(), until)) if text and not day
        ]
        self.told.setText(
            f"“{wrong[0]}”不是日期，没有按它筛选。请填 2025-09-01 这样的日期。" if wrong else ""
        )
        self.told.setVisible(bool(wrong))
        return JournalQuery(
            since=since,
            until=until,
            account=str(self.account.currentData() or ""),
            section=str(self.section.currentData() or ""),
            personal=self.personal.isChecked(),
            words=self.words.text().strip(),
        )

    def refresh(self) -> None:
        query, offset = self.query(), self._offset

        def read(ledger: Ledger, _: Progress) -> JournalPage:
            return ledger.journal_page(query, offset, PAGE)

        self.tasks.run("读取流水", read, self.show_data, self._refused, replaces="system-journal")

    def _refused(self, fault: LedgerFault) -> None:
        self.told.setText(f"{fault.happened}{fault.todo}")
        self.told.show()
        for widget in (self.table, self.newer, self.older, self.check, self.export, self.detail_panel):
            widget.setEnabled(False)

    def show_data(self, page: JournalPage) -> None:
        """Show a page of entries."""
        self._lines, self._total = page.lines, page.total
        _fill(self.account, "全部账号", [(name, name) for name in page.accounts])
        _fill(self.section, "全部栏目", page.sections)
        self.panel.note.setText(f"共 {numbers.count(page.total)} 条，只增不改")
        self.table.show_rows(
            [
                (
                    str(each.sequence),
                    f"{each.at.astimezone():%Y-%m-%d %H:%M}",
                    each.account,
                    each.action,
                    each.section,
                    each.reason,
                )
                for each in page.lines
            ]
        )
        last = self._offset + len(page.lines)
        self.place.setText(f"第 {self._offset + 1}–{last} 条" if page.lines else "没有符合筛选的流水")
        self.newer.setEnabled(self._offset > 0)
        self.older.setEnabled(last < page.total)
        if not page.lines:
            self.detail.show_rows([])

    def _ask_line(self, at: int) -> None:
        if 0 <= at < len(self._lines):
            sequence = self._lines[at].sequence
            self.tasks.run(
                "读取流水",
                lambda ledger, _: ledger.journal_line(sequence),
                self._show_line,
                replaces="system-journal-line",
            )

    def _show_line(self, line: JournalLine) -> None:
        rows: list[tuple[Glyph | None, str, str]] = [
            (None, label, f"{before} → {after or '空'}" if before else after or "空")
            for label, before, after in line.changes
        ]
        self.detail.show_rows(rows or [(None, "没有字段改动", "")])

    # doing

    def _again(self) -> None:
        self._offset = 0
        self.refresh()

    def _turn(self, by: int) -> None:
        self._offset = max(0, self._offset + by)
        self.refresh()

    def verify(self) -> None:
        """Walk the whole chain."""
        self.check.setEnabled(False)

        def done(problems: tuple[str, ...]) -> None:
            self.check.setEnabled(True)
            told = (
                f"流水链有 {len(problems)} 处对不上：{problems[0]}"
                if problems
                else "流水链首尾相接，没有被改过"
            )
            self.shell.say(told, "bad" if problems else "ok")

        def not_done(fault: LedgerFault) -> None:
            self.check.setEnabled(True)
            self.tasks.failed.emit(fault)

        self.tasks.run("核对流水", lambda ledger, _: ledger.journal_problems(), done, not_done)

    def ask_export(self) -> None:
        """Ask where, then write what the filters show."""
        name, _ = QFileDialog.getSaveFileName(self, "导出流水", "流水.xlsx", "Excel 工作簿 (*.xlsx)")
        if name:
            self.export_to(Path(name))

    def export_to(self, out: Path) -> None:
        """Write what the filters show to a workbook."""
        query = self.query()
        self.tasks.run(
            "导出流水",
            lambda ledger, progress: ledger.export_journal(query, out, progress),
            lambda rows: self.shell.say(f"已导出 {numbers.count(rows)} 条流水：{out.name}"),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def _fill(box: QComboBox, everything: str, choices: Iterable[tuple[str, str]]) -> None:
    kept = box.currentData()
    box.clear()
    box.addItem(everything, "")
    for key, title in choices:
        box.addItem(title, key)
    box.setCurrentIndex(max(0, box.findData(kept)))
