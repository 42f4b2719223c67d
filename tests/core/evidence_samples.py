"""Small real PDF, PNG and JPEG files, made here; and files that are none of them."""

import io
import struct
import zlib


def png(width: int = 24, height: int = 16, shade: int = 200) -> bytes:
    """A grey picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\x00" + bytes([shade]) * width for _ in range(height))
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def pdf(words: str = "Labour contract, made up", pages: int = 1) -> bytes:
    """A PDF with a line of text on each page."""
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(420, 595), invariant=1)
    for number in range(pages):
        canvas.drawString(60, 500, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def jpeg() -> bytes:
    """The shortest bytes that begin and end as a JPEG does; no picture is decoded where this is used."""
    return b"\xff\xd8\xff\xe0" + b"\x00" * 64 + b"\xff\xd9"
