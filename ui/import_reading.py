"""How 导入 gets at a file: guess its section, read it, plan it anew, and go to the first question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from core.errors import Cancelled, LedgerFault
from core.imports.answers import NO_ANSWERS, ImportAnswers
from core.imports.peek import FirstRows, SectionGuess
from core.imports.views import ImportPreview
from ui.dropped import dropped_files
from ui.icons import Glyph
from ui.import_frame import ImportFrame
from ui.import_left import queue_of
from ui.import_queue import Queue, QueuedFile
from ui.import_steps import CHOOSE, COLUMNS, HEADER, PREVIEW, WORDS
from ui.import_work import Shown, file_words, shown_with
from ui.section_rows import for_owner
from ui.tasks import Progress

if TYPE_CHECKING:
    from core.ledger import Ledger

_REPLANNED = "import"


class ImportReading(ImportFrame):
    """An import that reads its files; what is written, and the end of it, are for the page."""

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

    def take_up(self, left: Mapping[str, Any]) -> None:
        """Go on with an import that was not finished, at the step it was left at."""
        if self._busy:
            return
        self._reset()
        self._queue, gone = queue_of(left)
        self._given = dict(left["given"])
        if gone:
            self.choose.say_fault(f"找不到{'、'.join(gone)}。请把文件放回原处，或重新选文件。")
        current = self._queue.current
        if current is None or not current.section:
            self._begin_file() if current is not None else self.show_step(CHOOSE)
            return
        self._choose_section(current.section)
        self._read(current.answers, int(left["step"]) if left["step"] > CHOOSE else None)

    def _begin_file(self) -> None:
        current = self._queue.current
        self._forget_file()
        if current is None:
            self.finish()
        elif current.section:
            self._choose_section(current.section)
            self._read(current.answers, None)
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
        self.shell.open_page(self.page_key)  # the rail marks where the rows go
        self._read(NO_ANSWERS, None)

    def _skip(self) -> None:
        current = self._queue.current
        if current is not None and not self._busy:
            current.fault = current.fault or "跳过，没有写入"
            self._queue.at += 1
            self._begin_file()

    def _reset(self) -> None:
        self._queue = Queue()
        self._forget_file()
        self._written = False
        self.choose.say_fault("")
        self.choose.ask_section("", ())
        self.show_step(CHOOSE)

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

    def _read(self, answers: ImportAnswers, then: int | None) -> None:
        """Read the current file; `then` is the step to show, None for the first one with a question."""
        current = self._queue.current
        if current is None or self._busy:
            return
        path, section, given = current.path, current.section, dict(self._given)
        self.choose.say_fault("")
        self.foot.say(Glyph.PLANNED, f"正在读取 {path.name}")

        def read(ledger: Ledger, progress: Progress) -> Shown:
            report = self._stoppable(progress)
            report(0.0, f"正在读取 {path.name}")
            return shown_with(ledger, ledger.preview_import(section, path, answers, report, given))

        def done(shown: Shown) -> None:
            self._busy = False
            self._take(shown, then)

        current.answers = answers
        self._begin()
        self.tasks.run("读取表格", read, for_owner(self, done), self._not_read)

    def _plan(self, preview: ImportPreview, answers: ImportAnswers, then: int | None) -> None:
        current = self._queue.current
        if current is None:
            return
        current.answers = answers

        def plan(ledger: Ledger, _progress: Progress) -> Shown:
            return shown_with(ledger, ledger.replan_import(preview.token, answers))

        def done(shown: Shown) -> None:
            if self._preview is not None and self._preview.token == shown.preview.token:
                self._take(shown, then, keep=self.steps.current == PREVIEW == then)

        self.tasks.run("核对", plan, for_owner(self, done), replaces=_REPLANNED)

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

    def peek(self) -> None:
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

    def _take(self, shown: Shown, then: int | None, *, keep: bool = False) -> None:
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
                self._plan(preview, carried, None)
            else:
                self._read(carried, None)
            return
        step = self._first_question(preview) if then is None else then
        if then is not None or step != PREVIEW or not self._queue.straight:
            self.show_step(step)
        elif preview.writes:
            self.apply()
        else:
            current.fault = "没有要写入的行"
            self._queue.at += 1
            self._begin_file()

    def _first_question(self, preview: ImportPreview) -> int:
        """The first step at which the clerk has something to answer; the preview when there is none."""
        section = self._sections[preview.section]
        matched = {each.field for each in preview.columns} | self._given.keys()
        if preview.hidden_rows and preview.answers.hidden_rows is None:
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
        self.head.set_detail(self._queue.place + file_words(preview))
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

    def apply(self) -> None:
        """Write the file at hand."""
        raise NotImplementedError

    def finish(self) -> None:
        """All files are done."""
        raise NotImplementedError
