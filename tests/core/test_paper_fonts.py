"""Fonts: which one draws a character, what none has, and fonts that may not be used."""

import struct
from pathlib import Path

import pytest

from core.returns.fonts import FOLDER, Fonts, Role
from core.returns.truetype import FontError, TrueType


def drawn_by(role: Role, character: str) -> str:
    return Fonts().letters(role, character)[0].font.removesuffix(".ttf")


@pytest.mark.parametrize(
    ("role", "character", "font"),
    [
        (Role.FANG, "区", "NotoSerifSC-Regular"),
        (Role.FANG, "7", "LiberationSerif-Regular"),
        (Role.KAI, "区", "LedgerKai-Regular"),
        (Role.KAI, "（", "NotoSerifSC-Regular"),
        (Role.HEI, "7", "NotoSansSC-Medium"),
        (Role.TITLE, "重", "NotoSerifSC-Bold"),
        (Role.FIGURES, "-", "LedgerFigures-Regular"),
        (Role.FIGURES, "≥", "NotoSerifSC-Regular"),
        (Role.FIGURES_BOLD, "7", "LedgerFigures-Bold"),
        (Role.MONO, "f", "LiberationMono-Regular"),
        (Role.SONG, "䶮", "NotoSerifSC-Regular"),
        (Role.SONG, "𠮷", "HanaMinA"),
        (Role.SONG, "\U0002a6d6", "HanaMinB"),
    ],
)
def test_each_character_has_its_font(role: Role, character: str, font: str) -> None:
    assert drawn_by(role, character) == font


def test_figures_are_all_as_wide_as_each_other() -> None:
    for role in (Role.FIGURES, Role.FIGURES_BOLD):
        assert {letter.width for letter in Fonts().letters(role, "0123456789")} == {500.0}
        minus, plus = Fonts().letters(role, "-+")
        assert minus.width == plus.width


def test_a_character_that_no_font_has_is_named_with_code_point_and_place() -> None:
    fonts = Fonts()
    fonts.letters(Role.SONG, "演示\U00030edd公司", "表8第4行")
    (problem,) = fonts.problems()
    assert "\U00030edd" in problem.message
    assert "U+30EDD" in problem.message
    assert "表8第4行" in problem.message


def test_fonts_are_opened_only_when_needed(tmp_path: Path) -> None:
    fonts = Fonts(tmp_path)
    with pytest.raises(FileNotFoundError):
        fonts.letters(Role.SONG, "区")


def changed(tmp_path: Path, tag: bytes, offset: int, value: bytes) -> Path:
    """A copy of a bundled font with some bytes of one table changed."""
    font = bytearray((FOLDER / "LedgerFigures-Regular.ttf").read_bytes())
    for entry in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        if font[entry : entry + 4] == tag:
            start = struct.unpack_from(">I", font, entry + 8)[0] + offset
            font[start : start + len(value)] = value
    path = tmp_path / "changed.ttf"
    path.write_bytes(font)
    return path


def test_a_font_that_may_not_be_embedded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FontError, match="不允许嵌入"):
        TrueType(changed(tmp_path, b"OS/2", 8, b"\x00\x02"))


def test_a_font_without_truetype_outlines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cff.otf"
    path.write_bytes(b"OTTO" + bytes(60))
    with pytest.raises(FontError, match="TrueType"):
        TrueType(path)


def test_a_font_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.ttf"
    path.write_bytes((FOLDER / "LedgerFigures-Regular.ttf").read_bytes()[:300])
    with pytest.raises(FontError, match="不完整"):
        TrueType(path)


class CutFont:
    """A cut font taken apart by the book: outlines and advance widths by glyph number."""

    def __init__(self, content: bytes) -> None:
        self.tables: dict[bytes, bytes] = {}
        for entry in range(12, 12 + 16 * struct.unpack_from(">H", content, 4)[0], 16):
            tag, _, offset, length = struct.unpack_from(">4sIII", content, entry)
            self.tables[tag] = content[offset : offset + length]
        self.count = struct.unpack_from(">H", self.tables[b"maxp"], 4)[0]
        self.offsets = struct.unpack(f">{self.count + 1}I", self.tables[b"loca"])

    def outline(self, glyph: int) -> bytes:
        return self.tables[b"glyf"][self.offsets[glyph] : self.offsets[glyph + 1]]

    def advance(self, glyph: int) -> int:
        return int(struct.unpack_from(">H", self.tables[b"hmtx"], 4 * glyph)[0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("NotoSerifSC-Regular", "永川区䶮㛃𬱖A9"),
        ("LiberationSerif-Regular", "AÄÉ0%"),
        ("HanaMinB", "\U0002a6d6\U0002a6d5"),
    ],
)
def test_the_cut_font_draws_what_the_whole_one_draws(name: str, text: str) -> None:
    face = TrueType(FOLDER / f"{name}.ttf")
    glyphs = [face.glyph(ord(character)) for character in text]
    assert all(glyphs)
    content = face.subset(glyphs)
    cut = CutFont(content)
    for number, glyph in enumerate(glyphs, 1):
        whole, ours = face.outline(glyph), cut.outline(number)
        assert cut.advance(number) * 1000 / face.units == face.width(glyph)
        if struct.unpack_from(">h", whole)[0] >= 0:
            assert ours.rstrip(b"\0") == whole.rstrip(b"\0")
            continue
        part = struct.unpack_from(">H", whole, 12)[0]
        moved = struct.unpack_from(">H", ours, 12)[0]
        assert 0 < moved < cut.count
        assert cut.outline(moved).rstrip(b"\0") == face.outline(part).rstrip(b"\0")
    assert len(content) < 100_000


def test_a_composite_brings_its_parts_along() -> None:
    face = TrueType(FOLDER / "LiberationSerif-Regular.ttf")
    cut = CutFont(face.subset([face.glyph(ord("Ä"))]))
    assert struct.unpack_from(">h", cut.outline(1))[0] == -1
    assert cut.count == 4
