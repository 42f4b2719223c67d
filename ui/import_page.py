"""导入: sheets on their way into the ledger, step by step on one page. Nothing is written before 写入.

Everything answered for a file is one value (`ImportAnswers`), so that a step can be opened again with all
its answers, and the file read or planned anew with any of them changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from core.errors import Cancelled, LedgerFault
from core.imports.answers import RowChoice
from core.imports.views import ImportResult, ImportRow
from core.views import Change, Query
from ui import numbers
from ui.controls import Button, plain, primary
from ui.icons import Glyph
from ui.import_out import ImportOut, open_folder
from ui.import_reading import ImportReading
from ui.import_steps import (
    CHOOSE,
    COLUMNS,
    FILE_FILTER,
    HEADER,
    PREVIEW,
    WORDS,
    WRITE,
)
from ui.import_work import BackupFailed, back_up
from ui.page import Shell
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger


class ImportPage(ImportReading):
    """导入. Opened with the section to import into, and perhaps files (`section=`, `file=`, `files=`)."""

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._out = ImportOut(tasks, shell, self)
        self._connect()

    def _connect(self) -> None:
        self.foot.connect_acts(
            self._save_errors, self._step_back, self._step_on, self._cancel, self._skip, self._apply_bare
        )
        self.preview.columns_wanted.connect(lambda: self.show_step(COLUMNS))
        self.preview.words_wanted.connect(lambda: self.show_step(WORDS))
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

    def arrive(self, **context: Any) -> None:
        section, left = context.get("section"), context.get("unfinished")
        if left is not None:
            self.take_up(left)
            return
        if isinstance(section, str):
            if section != self._section or self._written:
                self._reset()
            self._choose_section(section)
        self._given = dict(context.get("given") or {})
        files = context.get("files") or ((context["file"],) if context.get("file") else ())
        if files:
            self.open_files([Path(each) for each in files], section if isinstance(section, str) else "")

    def _section_picked(self, key: str) -> None:
        waiting = self._queue.current
        self._choose_section(key)
        if waiting is not None and not waiting.section:
            self._section_answered(key)

    def _cancel(self) -> None:
        if self._busy:
            self._stop = True
            self.foot.say(Glyph.PLANNED, "正在停下")
        elif any(each.result is not None for each in self._queue.files):
            self._queue.at = len(self._queue.files)
            self.finish()
        else:
            self._reset()
            self._back()

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
            self.apply()

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "选要导入的表", "", FILE_FILTER)
        if chosen:
            self.open_files([Path(each) for each in chosen], self._section)

    def _sheet_chosen(self, sheet: str) -> None:
        """Another sheet of the workbook; what was answered for this one is kept for when it comes back."""
        answers = self._answers()
        if self._preview is not None:
            self._of_sheet[self._preview.sheet] = answers
        fresh = replace(answers, sheet=sheet, header_row=None, columns=None, rows={}, hidden_rows=None)
        self._read(self._of_sheet.get(sheet, fresh), HEADER)

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

    def _apply_bare(self) -> None:
        self.apply(backup=False)

    def apply(self, *, backup: bool = True) -> None:
        preview = self._preview
        if preview is None or self._busy:
            return
        self.write.begin(preview.writes)
        self.show_step(WRITE)

        def apply(ledger: Ledger, progress: Progress) -> tuple[Change, ImportResult]:
            report = self._stoppable(progress)
            if backup:
                back_up(ledger, report)
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
            self.finish()

    def finish(self) -> None:
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
        batches = [file.result.batch for file in files if file.result is not None and file.result.batch]
        if batches:
            to_list = {"part": "imports", "batch": batches[-1]}
            actions.append(plain("导入记录（可撤销）", lambda: self.shell.open_page("system", **to_list)))
        if len(files) == 1 and last.result is not None:
            if last.result.refused:
                actions.append(plain("另存错误表…", self._save_errors))
            actions.append(plain("再导入一个", self._reset))
            self.write.finish(last.result, actions)
        else:
            actions.append(plain("再导入一个", self._reset))
            self.head.set_detail(f"{len(files)} 个文件")
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
