"""Setting text: measuring, breaking lines and spreading them, in the Chinese manner.

All lengths are points. Rules of line breaking (GB/T 15834 and the practice of GB/T 9704): no line begins
with closing punctuation or ends with opening punctuation; a number stays together with its sign and
its unit; lines are filled by spreading between characters, never inside a number; closing
punctuation at a line's end counts half; of two marks that meet, the blank half between them goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.returns.fonts import Fonts, Letter, Role

_CLOSING = frozenset("，。、；：？！）》〕”’】」』…%％℃")
_OPENING = frozenset("（《〔“‘【「『")
_HALF_AT_END = frozenset("，。、；：？！）》〕”’】」』")
_HALF_AT_START = _OPENING
_UNITS = "百分点|万元|人次|场次|[人个场家项位次件条年月日号岁元倍版稿天名张页类]"
_NUMBER = re.compile(rf"[+\-−]?[0-9A-Za-z]+(?:[.:/—–\-][0-9A-Za-z]+)*(?:%|{_UNITS})?|[!-~]+|.", re.DOTALL)
_PHRASES = re.compile(r"(?<=、)|(?<=公司)|(?<=集团)|(?=（)")
_LOOSEST = 0.35
"""A line whose gaps would open by more of the size than this is left ragged."""


@dataclass(slots=True)
class Line:
    """One set line: letters, and after each letter the space added (or, negative, taken away)."""

    letters: list[Letter]
    gaps: list[float]
    indent: float = 0.0
    spread: bool = field(default=False, repr=False)

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(letter.text for letter in self.letters)

    def width(self, size: float) -> float:
        """Full advance of the line, indent left out."""
        return sum(letter.width for letter in self.letters) * size / 1000 + sum(self.gaps)


def squeeze(before: str, after: str) -> float:
    """Space taken away between two marks that meet, in thousandths of the size."""
    if before in _HALF_AT_END and (after in _HALF_AT_END or after in _HALF_AT_START):
        return -500.0
    return -500.0 if before in _HALF_AT_START and after in _HALF_AT_START else 0.0


def set_line(fonts: Fonts, role: Role, text: str, size: float, place: str = "") -> Line:
    """A text on one line, unbroken."""
    letters = fonts.letters(role, text, place)
    return Line(letters, _squeezed(letters, size))


def measure(fonts: Fonts, role: Role, text: str, size: float) -> float:
    """Width of a text on one line."""
    return set_line(fonts, role, text, size).width(size)


def _squeezed(letters: Sequence[Letter], size: float) -> list[float]:
    if not letters:
        return []
    texts = [letter.text for letter in letters]
    gaps = [squeeze(*pair) * size / 1000 for pair in pairwise(texts)]
    return [*gaps, 0.0]


def words(text: str) -> list[str]:
    """The pieces of a text between which a line may break."""
    pieces: list[str] = []
    for match in _NUMBER.finditer(text):
        piece = match.group()
        if pieces and (piece[0] in _CLOSING or pieces[-1][-1] in _OPENING):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set. `first` and `rest` are the indents of its first and its other lines."""

    role: Role
    size: float
    width: float
    first: float = 0.0
    rest: float = 0.0
    justified: bool = True


def break_lines(fonts: Fonts, text: str, setting: Setting, place: str = "") -> list[Line]:
    """The lines of one paragraph. A single piece wider than the line is broken where it must be."""
    lines: list[Line] = []
    taken: list[Letter] = []
    for piece in words(text):
        letters = fonts.letters(setting.role, piece, place)
        if taken and not _fits(taken + letters, setting, len(lines)):
            lines.append(_finished(taken, setting, len(lines), last=False))
            taken = []
        while not taken and not _fits(letters, setting, len(lines)) and len(letters) > 1:
            head = _head(letters, setting, len(lines))
            lines.append(_finished(letters[:head], setting, len(lines), last=False))
            letters = letters[head:]
        taken = taken + letters
    if taken:
        lines.append(_finished(taken, setting, len(lines), last=True))
    return lines


def break_by_sense(fonts: Fonts, text: str, setting: Setting, place: str = "") -> list[Line]:
    """Lines of a cell: after a list's mark, before a bracket or after 公司 where that costs no more lines."""
    plain = break_lines(fonts, text, setting, place)
    if len(plain) < 2:
        return plain
    lines: list[str] = []
    for phrase in filter(None, _PHRASES.split(text)):
        joined = lines[-1] + phrase if lines else phrase
        if lines and len(break_lines(fonts, joined, setting, place)) == 1:
            lines[-1] = joined
        else:
            lines.append(phrase)
    broken = [line for phrase in lines for line in break_lines(fonts, phrase, setting, place)]
    return broken if len(broken) <= len(plain) else plain


def _room(setting: Setting, number: int) -> float:
    return setting.width - (setting.rest if number else setting.first)


def _natural(letters: Sequence[Letter], size: float) -> float:
    """Width with the last mark counted half."""
    width = sum(letter.width for letter in letters) * size / 1000 + sum(_squeezed(letters, size))
    return width - (size / 2 if letters[-1].text in _HALF_AT_END else 0.0)


def _fits(letters: Sequence[Letter], setting: Setting, number: int) -> bool:
    return _natural(letters, setting.size) <= _room(setting, number) + 0.01


def _head(letters: Sequence[Letter], setting: Setting, number: int) -> int:
    """How many letters of an overlong piece go on this line."""
    count = len(letters) - 1
    while count > 1 and not _fits(letters[:count], setting, number):
        count -= 1
    return count


def _finished(letters: list[Letter], setting: Setting, number: int, *, last: bool) -> Line:
    line = Line(list(letters), _squeezed(letters, setting.size), setting.rest if number else setting.first)
    if last or not setting.justified:
        return line
    between = _gaps_to_open(letters)
    spare = _room(setting, number) - _natural(letters, setting.size)
    if between and 0 < spare <= _LOOSEST * setting.size * len(between):
        for position in between:
            line.gaps[position] += spare / len(between)
        line.spread = True
    return line


def _gaps_to_open(letters: Sequence[Letter]) -> list[int]:
    """Positions after which space may be added: everywhere but inside a number with its unit."""
    text = "".join(letter.text for letter in letters)
    positions: list[int] = []
    for match in _NUMBER.finditer(text):
        end = match.end() - 1
        if end < len(letters) - 1:
            positions.append(end)
    return positions
