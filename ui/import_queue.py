"""Files on their way into the ledger, one after the other, and what was answered for those of one form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from core.imports.answers import NO_ANSWERS, ImportAnswers, Word
from core.imports.views import ImportPreview, ImportResult
from ui import numbers
from ui.icons import Glyph

Form = tuple[str, ...]
"""Section and headings: sheets of one form have the same."""


@dataclass(slots=True)
class QueuedFile:
    """One file. `section` is "" until it is known; `fault` says why it was not written."""

    path: Path
    section: str = ""
    answers: ImportAnswers = NO_ANSWERS
    result: ImportResult | None = None
    token: str = ""
    fault: str = ""
    ids: tuple[int, ...] = ()

    @property
    def written(self) -> int:
        """Rows that it added or changed."""
        return self.result.added + self.result.changed if self.result is not None else 0

    @property
    def glyph(self) -> Glyph:
        """Shape for what became of it."""
        if self.result is None:
            return Glyph.BAD if self.fault else Glyph.SAME
        return Glyph.LOOK if self.result.refused else Glyph.DONE

    def told(self) -> str:
        """What became of it, in words."""
        if self.result is None:
            return self.fault or "没有写入"
        done = self.result
        parts = [f"新增 {numbers.count(done.added)}", f"变更 {numbers.count(done.changed)}"]
        parts += [f"未变 {numbers.count(done.unchanged)}", f"拒收 {numbers.count(done.refused)}"]
        return "，".join(parts)


@dataclass(slots=True)
class Queue:
    """The files, which of them is being worked on, and what was answered for their forms."""

    files: list[QueuedFile] = field(default_factory=list)
    at: int = 0
    straight: bool = False
    """Write the other files of the same form without showing each."""
    _answered: dict[Form, ImportAnswers] = field(default_factory=dict)
    _passed: set[tuple[str, Word]] = field(default_factory=set)

    @property
    def current(self) -> QueuedFile | None:
        """The file being worked on, None when all are done."""
        return self.files[self.at] if self.at < len(self.files) else None

    @property
    def waiting(self) -> int:
        """Files behind the current one."""
        return max(0, len(self.files) - self.at - 1)

    @property
    def place(self) -> str:
        """（2/5）, "" for a file alone."""
        return f"（{self.at + 1}/{len(self.files)}）" if len(self.files) > 1 else ""

    def note(self, preview: ImportPreview) -> None:
        """Remember what was answered for a form, and which of its words were left undecided."""
        self._answered[form_of(preview)] = preview.answers
        open_words = {
            (preview.section, (each.field, each.word)) for each in preview.words if each.code is None
        }
        self._passed |= open_words

    def known_form(self, preview: ImportPreview) -> bool:
        """True when a file of this form has been answered in this queue."""
        return form_of(preview) in self._answered

    def carried(self, preview: ImportPreview) -> ImportAnswers:
        """The answers of the same form for this file: columns, words, hidden rows; never single rows."""
        known = self._answered.get(form_of(preview))
        if known is None:
            return preview.answers
        hidden = known.hidden_rows if preview.answers.hidden_rows is None else preview.answers.hidden_rows
        words = {**known.words, **preview.answers.words}
        columns = known.columns if preview.answers.columns is None else preview.answers.columns
        return replace(preview.answers, hidden_rows=hidden, words=words, columns=columns)

    def open_words(self, preview: ImportPreview) -> bool:
        """Words wait for an answer that was not already passed over in this queue."""
        return any(
            each.code is None and (preview.section, (each.field, each.word)) not in self._passed
            for each in preview.words
        )


def form_of(preview: ImportPreview) -> Form:
    """The form of a sheet."""
    return (preview.section, *(column.heading for column in preview.columns))
