"""Words of a sheet that are no code: which they are, what they might mean, and what the clerk says they mean.

Nothing is guessed in silence: a likeness is only ever a suggestion (rapidfuzz for the writing, pinyin for
the sound), and a word without an answer stays what the rules make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from core.codes import CodeList
from core.imports.answers import Word
from core.imports.clean_rows import CleanRow
from core.problems import Problem
from core.section import Field, Kind, Section
from core.vocabulary import Vocabulary
from core.wording import plain

_LIKELY = 64.0
"""Likeness in percent from which a code is suggested."""
_PART, _SOUND = 0.85, 0.96
"""What it is worth that a word is a part of another, or sounds like it."""
_SUGGESTIONS = 3
_SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class CodeWord:
    """A word of the sheet that the code list of its field does not know.

    Attributes:
        field: key of the field; `label` its heading, `codes` its code list.
        word: as the sheet has it.
        count: rows that have it; `rows` are the first of them.
        code: what it means: None undecided, "" nothing (and not asked again).
        remembered: the answer comes from an earlier import.
        suggestions: (code, name) of what it is like, the likeliest first.
        without: what happens to these rows when it means nothing.
    """

    field: str
    label: str
    codes: str
    word: str
    count: int
    rows: tuple[int, ...]
    code: str | None
    remembered: bool
    suggestions: tuple[tuple[str, str], ...]
    without: str


def unknown_words(section: Section, rows: Iterable[CleanRow]) -> dict[Word, list[int]]:
    """Words that no code list knew → numbers of the rows that have them, in the order of the sheet."""
    coded = {each.key for each in section.fields if each.kind is Kind.CODE}
    found: dict[Word, list[int]] = {}
    for row in rows:
        for problem in row.problems:
            if problem.field in coded and problem.value_masked:
                found.setdefault((problem.field, problem.value_masked), []).append(row.row)
    return found


def settled(rows: Sequence[CleanRow], meant: Mapping[Word, str]) -> list[CleanRow]:
    """The rows with every word that has an answer put right; rows without such words are the same."""
    return [_settled(row, meant) if row.problems else row for row in rows] if meant else list(rows)


def _settled(row: CleanRow, meant: Mapping[Word, str]) -> CleanRow:
    told = [each for each in row.problems if _answer(each, meant)]
    if not told:
        return row
    values = {**row.values, **{each.field: _answer(each, meant) for each in told}}
    return CleanRow(row.row, values, tuple(each for each in row.problems if each not in told))


def _answer(problem: Problem, meant: Mapping[Word, str]) -> str:
    return meant.get((problem.field, plain(problem.value_masked)), "") if problem.value_masked else ""


def described(
    section: Section,
    found: Mapping[Word, Sequence[int]],
    answers: Mapping[Word, str],
    remembered: Mapping[Word, str],
    vocabulary: Vocabulary,
) -> tuple[CodeWord, ...]:
    """The unknown words with their answers and what they are like, those with most rows first."""
    words = []
    for (key, word), rows in found.items():
        field, same = section.by_key[key], (key, plain(word))
        codes = vocabulary.list_of(field.codes)
        code = answers.get(same, remembered.get(same))
        words.append(
            CodeWord(
                key,
                field.label,
                field.codes,
                word,
                len(rows),
                tuple(rows[:_SHOWN_ROWS]),
                code if not code or code in codes else None,
                same not in answers and same in remembered,
                suggestions(codes, word),
                _without(field),
            )
        )
    order = [each.key for each in section.fields]
    return tuple(sorted(words, key=lambda each: (order.index(each.field), -each.count)))


def _without(field: Field) -> str:
    if field.codes == "township":
        return "先记未分镇街"
    if field.codes == "industry":
        return "先记未分类"
    return "这些行会被拒收" if field.required else "这一格不取用，其余照常写入"


def suggestions(codes: CodeList, word: str) -> tuple[tuple[str, str], ...]:
    """Codes whose words are like this one, the likeliest first, at most three."""
    wanted = plain(word)
    if len(wanted) < 2:
        return ()
    sound = lazy_pinyin(wanted)
    scores = sorted(
        (
            (max(_likeness(wanted, sound, plain(each)) for each in (entry.name, *entry.aliases)), place)
            for place, entry in enumerate(codes)
        ),
        key=lambda each: (-each[0], each[1]),
    )
    entries = tuple(codes)
    likely = [entries[place] for score, place in scores[:_SUGGESTIONS] if score >= _LIKELY]
    return tuple((entry.code, entry.name) for entry in likely)


def _likeness(wanted: str, sound: list[str], known: str) -> float:
    """How like two plain words are, in percent: as a whole, as parts, or by their sound."""
    if len(known) < 2:
        return 0.0
    whole = fuzz.ratio(wanted, known)
    part = fuzz.partial_ratio(wanted, known) * _PART if min(len(wanted), len(known)) > 1 else 0.0
    if whole >= _LIKELY or len(wanted) > 12:
        return float(max(whole, part))
    return float(max(whole, part, fuzz.ratio(sound, lazy_pinyin(known)) * _SOUND))
