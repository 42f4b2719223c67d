"""Which font draws which character: roles, their chains, and what no font has.

A role is what a text is for (title, body, figures …). Its chain is tried per character, because one
run of text holds Latin digits, Chinese punctuation and now and then a rare character. Fonts are
opened when a character first needs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.problems import Problem
from core.returns.truetype import TrueType

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"

_SERIF, _LATIN, _HEI = "NotoSerifSC-Regular.ttf", "LiberationSerif-Regular.ttf", "NotoSansSC-Medium.ttf"
_TAIL = (_SERIF, "HanaMinA.ttf", "HanaMinB.ttf")
_PUNCTUATION = frozenset("“”‘’…—（）《》〔〕，。、；：？！·")
FANGSONG = "fangsong"
"""Place in the chain of the body font that the settings may name."""


class Role(StrEnum):
    """What a text is for."""

    TITLE = "title"
    FANG = "fang"
    HEI = "hei"
    KAI = "kai"
    SONG = "song"
    FIGURES = "figures"
    FIGURES_BOLD = "figures_bold"
    MONO = "mono"


_CHAINS: dict[Role, tuple[str, ...]] = {
    Role.TITLE: ("NotoSerifSC-Bold.ttf", *_TAIL),
    Role.FANG: (FANGSONG, *_TAIL),
    Role.HEI: (_HEI, *_TAIL),
    Role.KAI: ("LedgerKai-Regular.ttf", *_TAIL),
    Role.SONG: _TAIL,
    Role.FIGURES: ("LedgerFigures-Regular.ttf", *_TAIL),
    Role.FIGURES_BOLD: ("LedgerFigures-Bold.ttf", *_TAIL),
    Role.MONO: ("LiberationMono-Regular.ttf", *_TAIL),
}
_LATIN_ROLES = frozenset((Role.FANG, Role.KAI, Role.SONG))
_SERIF_PUNCTUATION = frozenset((Role.FANG, Role.KAI, Role.FIGURES, Role.FIGURES_BOLD))

MISSING = "〓"
"""Geta mark: stands in a measure for a character that no font has; never printed, see `Fonts.missing`."""


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """One character in the font that draws it. `width` is in thousandths of the size."""

    text: str
    font: str
    glyph: int
    width: float


class Fonts:
    """The fonts of one paper. `missing` collects the characters that no font has, each with its place."""

    def __init__(self, folder: Path = FOLDER, fangsong: Path | None = None) -> None:
        """Open nothing yet.

        Args:
            folder: where the bundled fonts lie.
            fangsong: the body font that the settings name, or None for the bundled Song.
        """
        self._folder = folder
        self._fangsong = fangsong
        self._letters: dict[tuple[Role, str], Letter] = {}
        self.missing: dict[str, str] = {}

    def face(self, font: str) -> TrueType:
        """The font file called `font`.

        Raises:
            FontError: the file cannot be used.
        """
        if font == FANGSONG and self._fangsong is not None:
            return _opened(self._fangsong)
        return _opened(self._folder / font)

    def letters(self, role: Role, text: str, place: str = "") -> list[Letter]:
        """The characters of a text, each in its font. `place` names the text in a later problem."""
        known = self._letters
        found: list[Letter] = []
        for character in text:
            letter = known.get((role, character))
            if letter is None:
                letter = self._choose(role, character, place)
                if character not in self.missing:
                    known[role, character] = letter
            found.append(letter)
        return found

    def _choose(self, role: Role, character: str, place: str) -> Letter:
        for font in self._chain(role, character):
            face = self.face(font)
            glyph = face.glyph(ord(character))
            if glyph:
                return Letter(character, font, glyph, face.width(glyph))
        self.missing[character] = self.missing.get(character) or place
        stand_in = self.face(_SERIF).glyph(ord(MISSING))
        return Letter(character, _SERIF, stand_in, 1000.0)

    def _chain(self, role: Role, character: str) -> Iterable[str]:
        chain = [font for font in _CHAINS[role] if font != FANGSONG or self._fangsong is not None]
        if role in _LATIN_ROLES and character.isascii():
            return (_LATIN, *chain)
        if role in _SERIF_PUNCTUATION and character in _PUNCTUATION:
            return _TAIL
        return chain

    def problems(self) -> tuple[Problem, ...]:
        """One refusal for each character that no font has: the character, its code point, where it stands."""
        return tuple(
            Problem(
                "",
                f"{place or '正文'}中的“{character}”（U+{ord(character):04X}）没有可用的字形，"
                "请改用通行写法，或在设置中指定含有该字的字体",
            )
            for character, place in self.missing.items()
        )


@cache
def _opened(path: Path) -> TrueType:
    return TrueType(path)
