"""What 导入 is made of: its head, its steps and its foot, and what it knows of the file at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from core.errors import Cancelled
from core.imports.answers import NO_ANSWERS, ImportAnswers
from core.imports.views import ImportPreview
from core.section import Section
from core.views import Change
from ui.controls import PageHead
from ui.import_columns import ColumnsStep
from ui.import_foot import ImportFoot
from ui.import_header import HeaderStep
from ui.import_left import PLACE, content_of
from ui.import_queue import Queue
from ui.import_review import PreviewStep, WriteStep
from ui.import_steps import CHOOSE, COLUMNS, HEADER, PREVIEW, WORDS, WRITE, ChooseFile, StepBar
from ui.import_words import WordsStep
from ui.page import Page, Shell
from ui.page_places import PAGE_OF_SECTION
from ui.painting import SMALLEST_PAGE
from ui.tasks import Progress, Tasks

LOW = 380
"""Height below which the steps make room for the table."""


class ImportFrame(Page):
    """The widgets of an import, and the file, answers and preview that they show."""

    page_key = "import"
    title = "导入"
    rail_key = "placement"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._sections: dict[str, Section] = {}
        self._section = "placement"
        self._given: dict[str, Any] = {}
        self._queue = Queue()
        self._preview: ImportPreview | None = None
        self._of_sheet: dict[str, ImportAnswers] = {}
        self._peeked: tuple[Path, str, str] | None = None
        self._busy = self._stop = self._written = False
        self._backup = True
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST_PAGE)
        self._build()

    def _build(self) -> None:
        self._head_place = QVBoxLayout()
        self.head = PageHead("导入", "", "就业创业登记")
        self._head_place.addWidget(self.head)
        self.head.back.connect(self._back)
        self.steps = StepBar()
        self.choose = ChooseFile()
        self.header = HeaderStep()
        self.columns = ColumnsStep()
        self.words = WordsStep()
        self.preview = PreviewStep()
        self.write = WriteStep()
        self.stack = QStackedWidget()
        for step in (self.choose, self.header, self.columns, self.words, self.preview, self.write):
            self.stack.addWidget(step)
        self.stack.setMinimumSize(200, 80)
        self.foot = ImportFoot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head_place)
        column.addWidget(self.steps)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        self.show_step(CHOOSE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.steps.setVisible(event.size().height() >= LOW)

    def refresh(self) -> None:
        """Ask for the sections that can be imported into."""
        self.tasks.run("读取栏目", lambda ledger, _: ledger.sections(), self.show_sections)

    def mark_stale(self, change: Change) -> None:
        """An import under way does not care for changes elsewhere; the preview is checked when written."""
        del change

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """Take the sections over."""
        self._sections = {section.key: section for section in sections}
        self.choose.show_sections(sections, self._section)
        self._rename_head()

    def _choose_section(self, key: str) -> None:
        self._section = key
        self.rail_key = PAGE_OF_SECTION.get(key, key)
        self.choose.section.setCurrentIndex(max(0, self.choose.section.findData(key)))
        self._rename_head()

    def _rename_head(self) -> None:
        """The head says where the rows go; a new one, because its way back carries that name."""
        section = self._sections.get(self._section)
        detail = self.head.detail.text()
        old = self.head
        self.head = PageHead("导入", detail, section.title if section else "返回")
        self.head.detail.setMinimumWidth(1)
        self.head.back.connect(self._back)
        self._head_place.replaceWidget(old, self.head)
        old.hide()
        old.deleteLater()

    def _forget_file(self) -> None:
        self._preview = None
        self._of_sheet = {}
        self._peeked = None
        self.head.set_detail("")
        self.header.clear()

    def _back(self) -> None:
        self.shell.open_page(self._section)

    def show_step(self, step: int) -> None:
        """Show a step with what is known; it writes nothing."""
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, finished=step == WRITE and self._written)
        more = len(self._queue.files) > 1
        self.foot.show_step(step, self._preview, written=self._written, more=more, backup=self._backup)
        if step == HEADER:
            self.peek()
        elif step == COLUMNS:
            self.columns.focus_first()
        elif step == WORDS:
            self.words.focus_first()
        elif step == PREVIEW:
            self.preview.table.setFocus()
        self._keep()

    def hold(self) -> None:
        """The answers of the step that is shown too."""
        current, preview = self._queue.current, self._preview
        if current is not None and preview is not None and not self._busy:
            if self.steps.current == COLUMNS:
                current.answers = replace(current.answers, columns=self.columns.chosen())
            elif self.steps.current == WORDS:
                words = {**current.answers.words, **self.words.answers()}
                current.answers = replace(current.answers, words=words)
        self._keep()

    def _keep(self) -> None:
        """An import under way outlives a lock and a crash: what was answered, never a row of the sheet."""
        current, step = self._queue.current, self.steps.current
        if current is None:
            self.shell.keep(PLACE, "", None)
        if current is None or step == WRITE:
            return
        left = content_of(self._queue, step, self._given)
        self.shell.keep(PLACE, f"导入 {current.path.name}，第 {step + 1} 步", left)

    def _begin(self) -> None:
        self._busy, self._stop = True, False

    def _stoppable(self, progress: Progress) -> Progress:
        """Progress that ends the work when 取消 was pressed; what is done by then is rolled back."""

        def report(share: float, text: str) -> None:
            if self._stop:
                raise Cancelled
            progress(share, text)

        return report

    def _answers(self) -> ImportAnswers:
        current = self._queue.current
        return current.answers if current is not None else NO_ANSWERS

    def peek(self) -> None:
        """Show the first rows of the sheet, if they are not shown already."""
        raise NotImplementedError
