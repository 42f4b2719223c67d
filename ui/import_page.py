"""导入: sheets on their way into the ledger, step by step on one page. Nothing is written before 写入.

Everything answered for a file is one value (`ImportAnswers`), so that a step can be opened again with all
its answers, and the file read or planned anew with any of them changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from core.errors import Cancelled, LedgerFault
from core.imports.answers import NO_ANSWERS, ImportAnswers, RowChoice
from core.imports.peek import FirstRows, SectionGuess
from core.section import Section
from core.views import Change, ImportPreview, ImportResult, ImportRow, Query
from ui import numbers
from ui.controls import Button, PageHead, plain, primary
from ui.dropped import dropped_files
from ui.icons import Glyph
from ui.import_columns import ColumnsStep
from ui.import_foot import ImportFoot
from ui.import_header import HeaderStep
from ui.import_out import ImportOut, open_folder
from ui.import_queue import Queue, QueuedFile
from ui.import_review import PreviewStep, WriteStep
from ui.import_steps import (
    CHOOSE,
    COLUMNS,
    FILE_FILTER,
    HEADER,
    PREVIEW,
    WORDS,
    WRITE,
    ChooseFile,
    StepBar,
)
from ui.import_words import WordsStep
from ui.pages import PAGE_OF_SECTION, Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

LOW = 380
"""Height below which the steps make room for the table."""
_REPLANNED = "import"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What came back for a file: its preview, whether a backup is due, its code lists and senders."""

    preview: ImportPreview
    backup: bool
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    senders: tuple[str, ...]


class BackupFailed(LedgerFault):
    """The backup before writing could not be made; nothing was written."""


class ImportPage(Page):
    """导入. Opened with the section to import into, and perhaps files (`section=`, `file=`, `files=`)."""

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
        self._out = ImportOut(tasks, shell, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self._head_place = QVBoxLayout()
        self.head = PageHead("导入", "", "就业创业登记")
        self._head_place.addWidget(self.head)
        self.steps = StepBar()
        self.choose = ChooseFile()
        self.header = HeaderStep()
        self.columns = ColumnsStep()
        self.words = WordsStep()
        self.preview = PreviewStep(lambda: self.show_step(COLUMNS), lambda: self.show_step(WORDS))
        self.write = WriteStep()
        self.stack = QStackedWidget()
        for step in (self.choose, self.header, self.columns, self.words, self.preview, self.write):
            self.stack.addWidget(step)
        self.stack.setMinimumSize(200, 80)
        self.foot = ImportFoot(
            self._save_errors, self._step_back, self._step_on, self._cancel, self._skip, self._apply_bare
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head_place)
        column.addWidget(self.steps)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        self.show_step(CHOOSE)

    def _connect(self) -> None:
        self.head.back.connect(self._back)
        self.steps.reopened.connect(self._reopen)
        self.choose.browse.connect(self._browse)
        self.choose.template.connect(self._save_template)
        self.choose.section_chosen.connect(self._section_picked)
        self.choose.answered.connect(self._section_answered)
        self.header.sheet_chosen.connect(self._sheet_chosen)
        self.header.row_chosen.connect(lambda row: self._ask(HEADER, header_row=row, columns=None))
        self.header.encoding_chosen.connect(
            lambda name: self._ask(HEADER, encoding=name, header_row=None, columns=None)
        )
        self.header.sender_chosen.connect(lambda name: self._ask(HEADER, sender=name))
        self.header.hidden_chosen.connect(lambda taken: self._ask(HEADER, hidden_rows=taken))
        self.columns.recall_wanted.connect(lambda yes: self._ask(COLUMNS, recall=yes, columns=None))
        self.columns.forget_wanted.connect(self._forget_columns)
        self.words.forget_wanted.connect(self._forget_word)
        self.preview.dealt.connect(self._deal)
        self.preview.rest_wanted.connect(self._write_rest)
        self._out.saved.connect(self._errors_saved)
        self.tasks.progress.connect(self._progressed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.steps.setVisible(event.size().height() >= LOW)

    # coming and going

    def refresh(self) -> None:
        """Ask for the sections that can be imported into."""
        self.tasks.run("读取栏目", lambda ledger, _: ledger.sections(), self.show_sections)

    def mark_stale(self, change: Change) -> None:
        """An import under way does not care for changes elsewhere; the preview is checked when written."""
        del change

    def arrive(self, **context: Any) -> None:
        section = context.get("section")
        if isinstance(section, str):
            if section != self._section or self._written:
                self._reset()
            self._choose_section(section)
        self._given = dict(context.get("given") or {})
        files = context.get("files") or ((context["file"],) if context.get("file") else ())
        if files:
            self.open_files([Path(each) for each in files], section if isinstance(section, str) else "")

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """Take the sections over."""
        self._sections = {section.key: section for section in sections}
        self.choose.show_sections(sections, self._section)
        self._rename_head()

    def _section_picked(self, key: str) -> None:
        waiting = self._queue.current
        self._choose_section(key)
        if waiting is not None and not waiting.section:
            self._section_answered(key)

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

    def _reset(self) -> None:
        self._queue = Queue()
        self._forget_file()
        self._written = False
        self.choose.say_fault("")
        self.choose.ask_section("", ())
        self.show_step(CHOOSE)

    def _forget_file(self) -> None:
        self._preview = None
        self._of_sheet = {}
        self._peeked = None
        self.head.set_detail("")
        self.header.clear()

    def _back(self) -> None:
        self.shell.open_page(self._section)

    def _cancel(self) -> None:
        if self._busy:
            self._stop = True
            self.foot.say(Glyph.PLANNED, "正在停下")
        elif any(each.result is not None for each in self._queue.files):
            self._queue.at = len(self._queue.files)
            self._finish()
        else:
            self._reset()
            self._back()

    # steps

    def show_step(self, step: int) -> None:
        """Show a step with what is known; it writes nothing."""
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, finished=step == WRITE and self._written)
        more = len(self._queue.files) > 1
        self.foot.show_step(step, self._preview, written=self._written, more=more, backup=self._backup)
        if step == HEADER:
            self._peek()
        elif step == COLUMNS:
            self.columns.focus_first()
        elif step == WORDS:
            self.words.focus_first()
        elif step == PREVIEW:
            self.preview.table.setFocus()

    def _reopen(self, step: int) -> None:
        if not self._busy and not self._written and (step == CHOOSE or self._preview is not None):
            self.show_step(step)

    def _step_back(self) -> None:
        step = max(CHOOSE, self.steps.current - 1)
        if step == WORDS and self._preview is not None and not self._preview.words:
            step = COLUMNS
        self.show_step(step)

    def _step_on(self) -> None:
        step, preview = self.steps.current, self._preview
        if preview is None:
            self.header.say_fault("还没有认出表头。请在下面点一下列名所在的那一行。")
        elif step == HEADER:
            if preview.hidden_rows and preview.answers.hidden_rows is None:
                self._ask(COLUMNS, hidden_rows=not self.header.leave_hidden.isChecked())
            else:
                self.show_step(COLUMNS)
        elif step == COLUMNS:
            then = WORDS if preview.words else PREVIEW
            wanted = self.columns.chosen()
            found = {each.index: each.field for each in preview.columns}
            if all(found[index] == key for index, key in wanted.items()):
                self.show_step(then)
            else:
                self._ask(then, columns=wanted)
        elif step == WORDS:
            self._ask(PREVIEW, words={**preview.answers.words, **self.words.answers()})
        elif step == PREVIEW:
            self._apply()

    # files

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "选要导入的表", "", FILE_FILTER)
        if chosen:
            self.open_files([Path(each) for each in chosen], self._section)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.open_files(paths, self._section)

    def open_file(self, path: Path) -> None:
        """Read a file for the section of the page and show its preview."""
        self.open_files([path], self._section)

    def open_files(self, paths: Sequence[Path], section: str = "") -> None:
        """Take files one after the other; without a section the program looks which one each is for."""
        if self._busy:
            self.shell.say("正在处理前一个文件，请等它做完或按取消", "warn")
            return
        self._reset()
        self._queue = Queue([QueuedFile(path, section) for path in paths])
        self._begin_file()

    def _begin_file(self) -> None:
        current = self._queue.current
        self._forget_file()
        if current is None:
            self._finish()
        elif current.section:
            self._choose_section(current.section)
            self._read(NO_ANSWERS, None)
        else:
            self._guess(current)

    def _guess(self, current: QueuedFile) -> None:
        path = current.path
        self.foot.say(Glyph.PLANNED, f"正在看 {path.name} 是哪一种台账")

        def guess(ledger: Ledger, progress: Progress) -> tuple[SectionGuess, ...]:
            return ledger.guess_sections(path, self._stoppable(progress))

        def guessed(found: tuple[SectionGuess, ...]) -> None:
            self._busy = False
            if found and found[0].clear:
                self._section_answered(found[0].section)
                return
            self.show_step(CHOOSE)
            self.choose.ask_section(path.name, found)

        self._begin()
        self.tasks.run("读取表格", guess, for_owner(self, guessed), self._not_read)

    def _section_answered(self, section: str) -> None:
        current = self._queue.current
        if current is None or self._busy:
            return
        self.choose.ask_section("", ())
        current.section = section
        self._choose_section(section)
        self._read(NO_ANSWERS, None)

    def _skip(self) -> None:
        current = self._queue.current
        if current is not None and not self._busy:
            current.fault = current.fault or "跳过，没有写入"
            self._queue.at += 1
            self._begin_file()

    # reading and planning

    def _answers(self) -> ImportAnswers:
        current = self._queue.current
        return current.answers if current is not None else NO_ANSWERS

    def _ask(self, then: int, **changed: Any) -> None:
        """Change answers; read the file anew where that is needed, else only plan it anew."""
        answers = replace(self._answers(), **changed)
        preview = self._preview
        if preview is not None and answers == preview.answers:
            self.show_step(then)
        elif preview is not None and answers.reading() == preview.answers.reading():
            self._plan(preview, answers, then)
        else:
            self._read(answers, then)

    def _sheet_chosen(self, sheet: str) -> None:
        """Another sheet of the workbook; what was answered for this one is kept for when it comes back."""
        answers = self._answers()
        if self._preview is not None:
            self._of_sheet[self._preview.sheet] = answers
        fresh = replace(answers, sheet=sheet, header_row=None, columns=None, rows={}, hidden_rows=None)
        self._read(self._of_sheet.get(sheet, fresh), HEADER)

    def _read(self, answers: ImportAnswers, then: int | None) -> None:
        """Read the current file; `then` is the step to show, None for the first one with a question."""
        current = self._queue.current
        if current is None or self._busy:
            return
        path, section, given = current.path, current.section, dict(self._given)
        self.choose.say_fault("")
        self.foot.say(Glyph.PLANNED, f"正在读取 {path.name}")

        def read(ledger: Ledger, progress: Progress) -> _Shown:
            report = self._stoppable(progress)
            report(0.0, f"正在读取 {path.name}")
            return _shown(ledger, ledger.preview_import(section, path, answers, report, given))

        def done(shown: _Shown) -> None:
            self._busy = False
            self._take(shown, then)

        current.answers = answers
        self._begin()
        self.tasks.run("读取表格", read, for_owner(self, done), self._not_read)

    def _plan(self, preview: ImportPreview, answers: ImportAnswers, then: int) -> None:
        current = self._queue.current
        if current is None:
            return
        current.answers = answers

        def plan(ledger: Ledger, _progress: Progress) -> _Shown:
            return _shown(ledger, ledger.replan_import(preview.token, answers))

        def done(shown: _Shown) -> None:
            if self._preview is not None and self._preview.token == shown.preview.token:
                self._take(shown, then, keep=self.steps.current == PREVIEW == then)

        self.tasks.run("核对", plan, for_owner(self, done), replaces=_REPLANNED)

    def _begin(self) -> None:
        self._busy, self._stop = True, False

    def _stoppable(self, progress: Progress) -> Progress:
        """Progress that ends the work when 取消 was pressed; what is done by then is rolled back."""

        def report(share: float, text: str) -> None:
            if self._stop:
                raise Cancelled
            progress(share, text)

        return report

    def _not_read(self, fault: LedgerFault) -> None:
        """A file that cannot be read: said in place; one that only lacks a header shows its first rows."""
        self._busy = False
        current = self._queue.current
        if current is None or isinstance(fault, Cancelled):
            self.show_step(HEADER if self._preview is not None else CHOOSE)
            return
        told = f"{fault.happened}{fault.todo}"
        if self._queue.straight:
            current.fault = fault.happened
            self._queue.at += 1
            self._begin_file()
            return
        path, sheet, encoding = current.path, current.answers.sheet, current.answers.encoding

        def look(ledger: Ledger, _progress: Progress) -> FirstRows:
            return ledger.first_rows(path, sheet, encoding)

        def looked(first: FirstRows) -> None:
            self._peeked = (path, first.sheet, first.encoding)
            self._preview = None
            self.header.show_first_rows(first)
            self.show_step(HEADER)
            self.header.say_fault(told)

        failed = for_owner(self, lambda _: self._not_opened(current, told))
        self.tasks.run("看头几行", look, for_owner(self, looked), failed)

    def _not_opened(self, current: QueuedFile, told: str) -> None:
        """No table at all: the next file, or the fault in place when there is none."""
        current.fault = told
        if self._preview is not None:
            self.show_step(HEADER)
            self.header.say_fault(told)
        elif self._queue.waiting or self._queue.at:
            self._queue.at += 1
            self._begin_file()
        else:
            self._queue = Queue()
            self.show_step(CHOOSE)
            self.choose.say_fault(told)

    def _peek(self) -> None:
        """Show the first rows of the sheet, if they are not shown already."""
        current, preview = self._queue.current, self._preview
        if current is None or preview is None:
            return
        wanted = (current.path, preview.sheet, preview.encoding)
        if wanted == self._peeked:
            return

        def looked(first: FirstRows) -> None:
            self._peeked = wanted
            self.header.show_first_rows(first)

        self.tasks.run(
            "看头几行",
            lambda ledger, _: ledger.first_rows(wanted[0], wanted[1], wanted[2] or None),
            for_owner(self, looked),
            for_owner(self, lambda fault: self.header.say_fault(fault.happened)),
            replaces="peek",
        )

    def _take(self, shown: _Shown, then: int | None, *, keep: bool = False) -> None:
        """Take a preview over; a form answered before in this queue brings its answers along."""
        preview, current = shown.preview, self._queue.current
        if current is None:
            return
        carried = self._queue.carried(preview) if then is None and self._preview is None else preview.answers
        self._backup = shown.backup
        self.show_data(preview, shown.choices, keep=keep)
        self.header.show_senders(shown.senders)
        current.answers = preview.answers
        if carried != preview.answers:
            if carried.reading() == preview.answers.reading():
                self._plan(preview, carried, self._first_question(preview, carried))
            else:
                self._read(carried, None)
            return
        step = self._first_question(preview, preview.answers) if then is None else then
        if step == PREVIEW and then is None and self._queue.straight and preview.writes:
            self._apply()
        else:
            self.show_step(step)

    def _first_question(self, preview: ImportPreview, answers: ImportAnswers) -> int:
        """The first step at which the clerk has something to answer; the preview when there is none."""
        section = self._sections[preview.section]
        matched = {each.field for each in preview.columns} | self._given.keys()
        if preview.hidden_rows and answers.hidden_rows is None:
            return HEADER
        if any(each.key not in matched for each in section.required()):
            return COLUMNS
        return WORDS if self._queue.open_words(preview) else PREVIEW

    def show_data(
        self,
        preview: ImportPreview,
        choices: Mapping[str, Sequence[tuple[str, str]]],
        *,
        keep: bool = False,
    ) -> None:
        """Fill every step with what an import would do."""
        section = self._sections.get(preview.section)
        if section is None:
            return
        self._preview = preview
        self.head.set_detail(self._queue.place + _file_words(preview))
        self.header.show_data(preview)
        if not keep:
            self.columns.show_data(section, preview)
            self.words.show_data(preview.words, choices)
        matched = {each.field for each in preview.columns} | self._given.keys()
        self.columns.say_missing([each.label for each in section.required() if each.key not in matched])
        self.preview.show_data(section, preview, keep=keep)
        self.preview.show_rest(self._queue.waiting, self._queue.straight)
        if keep:
            self.show_step(PREVIEW)

    def _deal(self, rows: Sequence[ImportRow], choice: RowChoice) -> None:
        """The clerk's word on rows: planned anew at once, because one row may be another's reason."""
        chosen = dict(self._answers().rows)
        for row in rows:
            kept = choice.kept if len(rows) == 1 else row.choice.kept
            chosen[row.row] = RowChoice(choice.deal, kept)
        usual = RowChoice()
        self._ask(PREVIEW, rows={row: each for row, each in chosen.items() if each != usual})

    def _write_rest(self, yes: bool) -> None:
        self._queue.straight = yes

    # what is remembered

    def _forget_columns(self, memory: int) -> None:
        section = self._section
        fresh = replace(self._answers(), columns=None, recall=True)
        self.tasks.run(
            "忘掉对列",
            lambda ledger, _: ledger.forget_columns(section, memory),
            for_owner(self, lambda _: self._read(fresh, COLUMNS)),
        )

    def _forget_word(self, field: str, word: str) -> None:
        section = self._section
        answers = self._answers()
        kept = {each: code for each, code in answers.words.items() if each != (field, word)}
        self.tasks.run(
            "忘掉说法",
            lambda ledger, _: ledger.forget_word(section, field, word),
            for_owner(self, lambda _: self._read(replace(answers, words=kept), WORDS)),
        )

    # writing

    def _apply_bare(self) -> None:
        self._apply(backup=False)

    def _apply(self, *, backup: bool = True) -> None:
        preview = self._preview
        if preview is None or self._busy:
            return
        self.write.begin(preview.writes)
        self.show_step(WRITE)

        def apply(ledger: Ledger, progress: Progress) -> tuple[Change, ImportResult]:
            report = self._stoppable(progress)
            if backup:
                _back_up(ledger, report)
            report(0.1, "正在写入")
            return ledger.apply_import(preview.token, report)

        self._begin()
        self.tasks.run("写入", apply, self._applied, self._not_applied)

    def _applied(self, done: tuple[Change, ImportResult]) -> None:
        change, result = done
        self._busy = False
        current, preview = self._queue.current, self._preview
        if current is None or preview is None:
            return
        current.result, current.token, current.ids = result, preview.token, change.ids
        self._queue.note(preview)
        self._queue.at += 1
        written = numbers.count(current.written)
        self.shell.say(f"{current.path.name}：已写入 {written} 行，拒收 {numbers.count(result.refused)} 行")
        if self._queue.current is not None:
            self._begin_file()
        else:
            self._finish()

    def _finish(self) -> None:
        """All files are done: what came of them, with doors to the rows and to those refused."""
        files = self._queue.files
        self._written = True
        ids = tuple(each for file in files for each in file.ids)
        actions: list[Button] = []
        if ids and len({file.section for file in files if file.ids}) == 1:
            section = next(file.section for file in files if file.ids)
            context = {"query": Query(ids=ids), "title": f"本次导入 {numbers.count(len(ids))} 行"}
            actions.append(primary("看写入的行", lambda: self.shell.open_page(section, **context)))
        last = files[-1]
        if len(files) == 1 and last.result is not None:
            if last.result.refused:
                actions.append(plain("另存错误表…", self._save_errors))
            actions.append(plain("再导入一个", self._reset))
            self.write.finish(last.result, actions)
        else:
            actions.append(plain("再导入一个", self._reset))
            self.write.show_files(files, lambda file: self._out.save_errors(file.token, file.path), actions)
        self.show_step(WRITE)
        actions[0].setFocus()

    def _not_applied(self, fault: LedgerFault) -> None:
        self._busy = False
        self._queue.straight = False
        self.show_step(PREVIEW)
        if isinstance(fault, Cancelled):
            self.foot.say(Glyph.SAME, "已取消，一行也没有写入。")
        elif isinstance(fault, BackupFailed):
            self.foot.say_backup_failed(f"写入前的备份没有做成，一行也没有写入。{fault.happened}")
        else:
            self.tasks.failed.emit(fault)

    def _progressed(self, label: str, share: float, text: str) -> None:
        if label == "写入" and self._busy:
            self.write.progress(share, text)
        elif label == "读取表格" and self._busy:
            self.foot.say(Glyph.PLANNED, text or "正在读取")

    # files out

    def _save_errors(self) -> None:
        done = next((each for each in reversed(self._queue.files) if each.token), None)
        current = self._queue.current
        if current is not None and self._preview is not None:
            self._out.save_errors(self._preview.token, current.path)
        elif done is not None:
            self._out.save_errors(done.token, done.path)

    def _errors_saved(self, out: Path) -> None:
        if self.steps.current == WRITE and self._written:
            self.write.add_door(plain("打开所在文件夹", lambda: open_folder(out)))

    def _save_template(self) -> None:
        section = self._sections.get(self._section)
        if section is not None:
            self._out.save_template(section)


def _shown(ledger: Ledger, preview: ImportPreview) -> _Shown:
    """A preview with all that its steps offer. Runs on the worker."""
    lists = dict.fromkeys(each.codes for each in preview.words)
    choices = {name: ledger.code_choices(name) for name in lists}
    return _Shown(preview, ledger.backup_due(), choices, ledger.import_senders(preview.section))


def _back_up(ledger: Ledger, report: Progress) -> None:
    """Make the backup that protects an import, when the last one does not hold the last change.

    Raises:
        BackupFailed: it could not be made.
    """
    if not ledger.backup_due():
        return
    report(0.02, "正在备份")
    try:
        ledger.backup()
    except Cancelled:
        raise
    except LedgerFault as fault:
        raise BackupFailed(fault.happened, "安全。台账没有改动。", fault.todo) from fault


def _file_words(preview: ImportPreview) -> str:
    """朱沱镇9月台账.xlsx，工作表“9月”，第 3–190 行."""
    rows = [row.row for row in preview.rows]
    parts = [preview.file_name]
    if preview.sheet and not preview.encoding:
        parts.append(f"工作表“{preview.sheet}”")
    if rows:
        parts.append(f"第 {min(rows)}–{max(rows)} 行")
    return "，".join(parts)
