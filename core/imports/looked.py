"""A sheet that is being looked at: its rows as read, and as they are after what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.imports.answers import Deal, ImportAnswers, Word
from core.imports.clean_rows import CleanRow
from core.imports.code_words import settled
from core.imports.memory import ColumnMemory
from core.imports.read_sheet import ReadSheet
from core.imports.views import ImportRow
from core.problems import Problem, Severity
from core.wording import plain

_HIDDEN = "是隐藏行"
"""In the sentence by which the reading tells of hidden rows."""


@dataclass(slots=True)
class Looked:
    """A sheet that is being looked at.

    `raw` are its rows as read, `unknown` its words that are no code, `remembered` what was settled for some
    of them before. `shown` are rows as they were planned last, for those that the clerk then left out.
    """

    read: ReadSheet
    raw: list[CleanRow]
    facts: dict[str, Any]
    answers: ImportAnswers
    memory: ColumnMemory | None
    unknown: dict[Word, list[int]]
    remembered: dict[Word, str]
    notices: list[Problem]
    shown: dict[int, ImportRow] = field(default_factory=dict)

    def rows(self, *, left: bool) -> list[CleanRow]:
        """The rows as answered: without hidden ones not wanted, words put right, kept fields empty.

        An empty cell never clears anything, so an emptied one keeps what the ledger has. With `left` the
        rows that the clerk leaves out are among them.
        """
        answers, hidden = self.answers, self.unwanted()
        rows = [row for row in self.raw if row.row not in hidden] if hidden else self.raw
        rows = settled(rows, {**self.remembered, **self.answered_words()})
        if not answers.rows:
            return rows
        if not left:
            rows = [row for row in rows if answers.choice(row.row).deal is not Deal.LEAVE]
        return [_kept(row, answers.choice(row.row).kept) for row in rows]

    def unwanted(self) -> frozenset[int]:
        """Hidden rows that the clerk does not want."""
        return frozenset(self.facts["hidden_rows"] if self.answers.hidden_rows is False else ())

    def answered_words(self) -> dict[Word, str]:
        """What was answered for words, by their plain form, in which spellings do not differ."""
        return {(key, plain(word)): code for (key, word), code in self.answers.words.items()}

    def told(self) -> list[Problem]:
        """What was said of the sheet; of hidden rows that are not wanted, that they were left out."""
        hidden = self.unwanted()
        if not hidden:
            return self.notices
        said = [each for each in self.notices if _HIDDEN not in each.message]
        return [*said, Problem("", f"隐藏的 {len(hidden)} 行按所选没有读入。", Severity.WARNING)]


def _kept(row: CleanRow, fields: frozenset[str]) -> CleanRow:
    if not fields:
        return row
    values = {key: None if key in fields else value for key, value in row.values.items()}
    return CleanRow(row.row, values, tuple(each for each in row.problems if each.field not in fields))
