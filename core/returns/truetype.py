"""Reading a TrueType file where it lies: single glyphs, widths, outlines, and a cut of what is used.

The file is mapped, never parsed as a whole, so that opening a font of thirty megabytes costs nothing and
each character asked for a few microseconds. Follows the OpenType specification 1.9 (cmap 4 and 12, glyf,
loca, hmtx, OS/2).
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

_KEPT = (b"cvt ", b"fpgm", b"prep")
"""Tables that hinted outlines refer to; they go into a cut font as they are."""

_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
_COLLECTION, _POSTSCRIPT = b"ttcf", b"OTTO"
_RESTRICTED = 0x0002


class FontError(Exception):
    """A font file that cannot be used; the text is one Chinese sentence."""


class TrueType:
    """One mapped font file. Widths are in thousandths of the size, as PDF counts them."""

    def __init__(self, path: Path) -> None:
        """Map the file.

        Raises:
            FontError: no TrueType outlines, damaged, or embedding is not allowed (OS/2 fsType).
        """
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables = self._directory()
        try:
            self._read_heads()
            self._find_character_map()
        except (KeyError, struct.error) as fault:
            raise FontError("字体文件不完整，无法使用。") from fault

    def _directory(self) -> dict[bytes, tuple[int, int]]:
        start = struct.unpack_from(">I", self._data, 12)[0] if self._data[:4] == _COLLECTION else 0
        if self._data[start : start + 4] == _POSTSCRIPT:
            raise FontError("字体不是 TrueType 轮廓，无法嵌入，请换用 TrueType 字体。")
        count = struct.unpack_from(">H", self._data, start + 4)[0]
        tables: dict[bytes, tuple[int, int]] = {}
        for entry in range(start + 12, start + 12 + 16 * count, 16):
            tag, _, offset, length = struct.unpack_from(">4sIII", self._data, entry)
            tables[tag] = (offset, length)
        return tables

    def _read_heads(self) -> None:
        data, head = self._data, self._tables[b"head"][0]
        self.units = struct.unpack_from(">H", data, head + 18)[0]
        self.box: tuple[int, int, int, int] = struct.unpack_from(">4h", data, head + 36)
        self._long_offsets = bool(struct.unpack_from(">h", data, head + 50)[0])
        hhea = self._tables[b"hhea"][0]
        self.ascent, self.descent = struct.unpack_from(">2h", data, hhea + 4)
        self._metrics = struct.unpack_from(">H", data, hhea + 34)[0]
        self.glyphs = struct.unpack_from(">H", data, self._tables[b"maxp"][0] + 4)[0]
        self._hmtx, self._loca = self._tables[b"hmtx"][0], self._tables[b"loca"][0]
        self._glyf = self._tables[b"glyf"][0]
        os2 = self._tables.get(b"OS/2", (0, 0))[0]
        self.weight = struct.unpack_from(">H", data, os2 + 4)[0] if os2 else 400
        if os2:
            self.ascent, self.descent = struct.unpack_from(">2h", data, os2 + 68)
        if os2 and struct.unpack_from(">H", data, os2 + 8)[0] & 0x000F == _RESTRICTED:
            raise FontError("字体不允许嵌入文件，请换用允许嵌入的字体。")

    def _find_character_map(self) -> None:
        data, start = self._data, self._tables[b"cmap"][0]
        found: dict[int, int] = {}
        for entry in range(struct.unpack_from(">H", data, start + 2)[0]):
            platform, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * entry)
            if platform in (0, 3):
                found[struct.unpack_from(">H", data, start + offset)[0]] = start + offset
        self._groups = found.get(12, 0)
        self._segments = found.get(4, 0)
        if not self._groups and not self._segments:
            raise FontError("字体没有 Unicode 字符表，无法使用。")

    def glyph(self, code: int) -> int:
        """The glyph that draws the code point, 0 when the font has none."""
        if self._groups:
            return self._glyph_by_group(code)
        return self._glyph_by_segment(code) if code <= 0xFFFF else 0

    def _glyph_by_group(self, code: int) -> int:
        first = self._groups + 16
        low, high = 0, struct.unpack_from(">I", self._data, self._groups + 12)[0]
        while low < high:
            middle = (low + high) // 2
            start, end, glyph = struct.unpack_from(">3I", self._data, first + 12 * middle)
            if code < start:
                high = middle
            elif code > end:
                low = middle + 1
            else:
                return int(glyph) + code - int(start)
        return 0

    def _glyph_by_segment(self, code: int) -> int:
        data, at = self._data, self._segments
        doubled = struct.unpack_from(">H", data, at + 6)[0]
        ends = struct.unpack_from(f">{doubled // 2}H", data, at + 14)
        index = next((position for position, end in enumerate(ends) if end >= code), -1)
        starts = at + 16 + doubled + 2 * index
        if index < 0 or struct.unpack_from(">H", data, starts)[0] > code:
            return 0
        delta = struct.unpack_from(">H", data, starts + doubled)[0]
        offset_at = starts + 2 * doubled
        offset = struct.unpack_from(">H", data, offset_at)[0]
        if not offset:
            return int(code + delta) & 0xFFFF
        start = struct.unpack_from(">H", data, starts)[0]
        glyph = struct.unpack_from(">H", data, offset_at + offset + 2 * (code - start))[0]
        return int(glyph + delta) & 0xFFFF if glyph else 0

    def _advance(self, glyph: int) -> tuple[int, int]:
        """Advance width and left side bearing, in font units."""
        if glyph < self._metrics:
            advance, bearing = struct.unpack_from(">Hh", self._data, self._hmtx + 4 * glyph)
        else:
            last = self._hmtx + 4 * self._metrics
            advance = struct.unpack_from(">H", self._data, last - 4)[0]
            bearing = struct.unpack_from(">h", self._data, last + 2 * (glyph - self._metrics))[0]
        return int(advance), int(bearing)

    def width(self, glyph: int) -> float:
        """Advance width in thousandths of the size."""
        return self._advance(glyph)[0] * 1000 / float(self.units)

    def outline(self, glyph: int) -> bytes:
        """The glyph's entry in `glyf`, empty for a blank."""
        if self._long_offsets:
            start, end = struct.unpack_from(">2I", self._data, self._loca + 4 * glyph)
        else:
            start, end = (2 * half for half in struct.unpack_from(">2H", self._data, self._loca + 2 * glyph))
        return bytes(self._data[self._glyf + start : self._glyf + end])

    def table(self, tag: bytes) -> bytes:
        """A whole table, empty when the font has none."""
        offset, length = self._tables.get(tag, (0, 0))
        return bytes(self._data[offset : offset + length])

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font file holding `glyphs` in this order, after .notdef, and the parts they are built of.

        The glyph at position n of the sequence has the number n + 1 in the new file.
        """
        kept = [0, *glyphs]
        place = {glyph: number for number, glyph in enumerate(kept)}
        outlines: list[bytes] = []
        for glyph in kept:  # grows while it runs: a composite brings its parts along
            outline = bytearray(self.outline(glyph))
            for at, part in _parts(outline):
                if part not in place:
                    place[part] = len(kept)
                    kept.append(part)
                struct.pack_into(">H", outline, at, place[part])
            outlines.append(bytes(outline) + b"\0" * (-len(outline) % 4))
        return _assemble(self._cut_tables(kept, outlines))

    def _cut_tables(self, kept: list[int], outlines: list[bytes]) -> dict[bytes, bytes]:
        offsets, total = [0], 0
        for outline in outlines:
            total += len(outline)
            offsets.append(total)
        head, hhea = bytearray(self.table(b"head")), bytearray(self.table(b"hhea"))
        maxp = bytearray(self.table(b"maxp"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(kept))
        struct.pack_into(">H", maxp, 4, len(kept))
        tables = {
            b"glyf": b"".join(outlines),
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"hmtx": b"".join(struct.pack(">Hh", *self._advance(glyph)) for glyph in kept),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": bytes(maxp),
        }
        tables |= {tag: self.table(tag) for tag in _KEPT if tag in self._tables}
        return dict(sorted(tables.items()))


def _parts(outline: bytearray) -> list[tuple[int, int]]:
    """Where a composite outline names its parts, and which; empty for a simple one."""
    parts: list[tuple[int, int]] = []
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return parts
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        parts.append((at + 2, glyph))
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return parts


def _checksum(table: bytes) -> int:
    words = array("I", table + b"\0" * (-len(table) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    offset, entries, bodies, head_at = 12 + 16 * count, [], [], 0
    for tag, table in tables.items():
        head_at = offset if tag == b"head" else head_at
        entries.append(struct.pack(">4sIII", tag, _checksum(table), offset, len(table)))
        bodies.append(table + b"\0" * (-len(table) % 4))
        offset += len(bodies[-1])
    font = bytearray(header + b"".join(entries) + b"".join(bodies))
    struct.pack_into(">I", font, head_at + 8, (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)
