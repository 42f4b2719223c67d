"""Text by the ten thousand: cells of long lists encoded once and written into one text object a page.

The pen sets every text anew, which is right for a page of figures and too slow for a thousand pages of names.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.returns.embedding import Embedding
from core.returns.fonts import Fonts, Role

_KEPT = 60_000
"""Texts remembered: names of townships and firms come again and again, names of people do not."""


class QuickText:
    """Encodes texts of one role. Widths are in thousandths of the size."""

    def __init__(self, fonts: Fonts, embedding: Embedding, role: Role) -> None:
        self._fonts, self._embedding, self._role = fonts, embedding, role
        self._characters: dict[str, tuple[str, str, float]] = {}
        self._texts: dict[str, tuple[tuple[tuple[str, str], ...], float]] = {}

    def encoded(self, text: str, place: str = "") -> tuple[tuple[tuple[str, str], ...], float]:
        """The runs of a text (name of the font, codes in hexadecimal) and its width."""
        found = self._texts.get(text)
        if found is None:
            found = self._encode(text, place)
            if len(self._texts) < _KEPT:
                self._texts[text] = found
        return found

    def _encode(self, text: str, place: str) -> tuple[tuple[tuple[str, str], ...], float]:
        runs: list[tuple[str, str]] = []
        name, codes, width = "", "", 0.0
        for character in text:
            font, code, wide = self._characters.get(character) or self._learn(character, place)
            if font != name:
                if codes:
                    runs.append((name, codes))
                name, codes = font, ""
            codes += code
            width += wide
        if codes:
            runs.append((name, codes))
        return tuple(runs), width

    def _learn(self, character: str, place: str) -> tuple[str, str, float]:
        (letter,) = self._fonts.letters(self._role, character, place)
        font = self._embedding.font(letter)
        learnt = (font.name, f"{font.code(letter):04X}", letter.width)
        if character not in self._fonts.missing:
            self._characters[character] = learnt
        return learnt

    def head(self, text: str, width: float) -> int:
        """How many characters of a text fit into a width."""
        taken = 0.0
        for number, character in enumerate(text):
            taken += (self._characters.get(character) or self._learn(character, ""))[2]
            if taken > width:
                return number
        return len(text)


class TextObject:
    """The texts of one page; each stands at its own place, so that a list copies out row by row."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._font = ""

    def put(self, x: float, baseline: float, runs: Sequence[tuple[str, str]], size: float) -> None:
        """Add a text at a place."""
        parts = [f"1 0 0 1 {x:.2f} {baseline:.2f} Tm"]
        for name, codes in runs:
            font = f"/{name} {size:g} Tf"
            if font != self._font:
                parts.append(font)
                self._font = font
            parts.append(f"<{codes}> Tj")
        self._parts.append(" ".join(parts))

    def operators(self) -> str:
        """The finished text object."""
        return "\n".join(("BT", *self._parts, "ET"))
