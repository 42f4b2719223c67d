"""Read the screen of Xvfb (`-fbdir`, a file in the XWD format) and write it as PNG; nothing is needed."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

_HEADER = struct.Struct(">25I")
_COLOUR_BYTES = 12


def read_screen(path: Path) -> tuple[int, int, bytes]:
    """Width, height and the pixels, three bytes each.

    Raises:
        ValueError: when the file is no screen of 24 bits.
    """
    data = path.read_bytes()
    header = _HEADER.unpack_from(data)
    size, version, depth, width, height = header[0], header[1], header[3], header[4], header[5]
    bits, line, colours = header[11], header[12], header[19]
    if version != 7 or depth != 24 or bits != 32:
        raise ValueError(f"{path.name} is no screen of 24 bits")
    start = size + colours * _COLOUR_BYTES
    rows = []
    for y in range(height):
        row = data[start + y * line : start + y * line + width * 4]
        pixels = bytearray(width * 3)
        pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(pixels))
    return width, height, b"".join(rows)


def shades(pixels: bytes) -> int:
    """How many different colours there are: a screen on which nothing stands has one or two."""
    return len({pixels[at : at + 3] for at in range(0, len(pixels), 3 * 7)})


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def write_png(path: Path, width: int, height: int, pixels: bytes) -> None:
    """Write a picture of three bytes a pixel."""
    lines = b"".join(b"\0" + pixels[y * width * 3 : (y + 1) * width * 3] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 6)) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
