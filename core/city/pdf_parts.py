"""What lies in a PDF: attached files, our two properties of its metadata, its texts, its QR codes.

Runs in the reading process alone: a PDF may come from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from core.returns.data_reading import MAX_BYTES

MAX_PAGES = 200
MAX_ATTACHED = 20 * 1024 * 1024
_MAX_FILES = 20
_CODE_BOXES = 100
"""A filled path of at least so many boxes is a QR code."""
_DIGEST = re.compile(rb"<(?:\w+:)?dataDigest>\s*([0-9a-f]{64})\s*</")
_STATE = re.compile(rb"<(?:\w+:)?state>\s*([a-z_]{1,20})\s*</")
_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_MOVES = frozenset(("Td", "TD", "Tm", "T*", "BT", "ET", "'", '"'))
_FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"))

Boxes = tuple[tuple[float, float, float, float], ...]


class LockedError(ValueError):
    """The PDF asks for a password."""


@dataclass(slots=True)
class PdfParts:
    """A PDF's parts. `texts` holds for each page its pieces of text as they were drawn, one after another."""

    attached: dict[str, bytes] = field(default_factory=dict)
    digest: str = ""
    state: str = ""
    texts: list[list[str]] = field(default_factory=list)
    codes: list[Boxes] = field(default_factory=list)
    covered: bool = False
    """Something is laid over a page: a note, a stamp, a picture."""


def read_pdf(path: Path) -> PdfParts:
    """The parts of a PDF.

    Raises:
        LockedError: it asks for a password.
        ValueError, pikepdf.PdfError: it is damaged, or larger than a return can be.
    """
    try:
        document = pikepdf.open(path)
    except pikepdf.PasswordError:
        raise LockedError from None
    with document:
        if len(document.pages) > MAX_PAGES:
            raise ValueError("pages")
        parts = PdfParts(attached=dict(_attached(document)))
        metadata = document.Root.get("/Metadata")
        if isinstance(metadata, pikepdf.Stream):
            packet = metadata.read_bytes()[:MAX_BYTES]
            parts.digest = _first(_DIGEST, packet)
            parts.state = _first(_STATE, packet)
        for page in document.pages:
            _read_page(page, parts)
    return parts


def _first(pattern: re.Pattern[bytes], packet: bytes) -> str:
    found = pattern.search(packet)
    return found.group(1).decode("ascii") if found else ""


def _attached(document: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    for number, (name, specification) in enumerate(document.attachments.items()):
        if number >= _MAX_FILES:
            raise ValueError("attachments")
        content = specification.get_file().read_bytes()
        if len(content) > MAX_ATTACHED:
            raise ValueError("attachment")
        yield name, content


def _read_page(page: pikepdf.Page, parts: PdfParts) -> None:
    reading = _PageReading(page)
    reading.read()
    parts.texts.append(reading.texts)
    parts.codes += reading.codes
    parts.covered = parts.covered or reading.pictures or bool(page.obj.get("/Annots"))


class _PageReading:
    """One page's operators turned into texts and boxes."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.texts: list[str] = []
        self.codes: list[Boxes] = []
        self.pictures = False
        self._page = page
        self._font: dict[int, str] | None = None
        self._fonts: dict[str, dict[int, str] | None] = {}
        self._run: list[str] = []
        self._boxes: list[tuple[float, float, float, float]] = []

    def read(self) -> None:
        """Go through the page's operators."""
        for instruction in pikepdf.parse_content_stream(self._page):
            operands, name = instruction.operands, str(instruction.operator)
            if name in _MOVES:
                self._end_run()
            if name == "Tf":
                self._choose(str(operands[0]))
            elif name in ("Tj", "'", '"'):
                self._show(operands[-1])
            elif name == "TJ":
                for part in operands[0]:
                    if isinstance(part, pikepdf.String):
                        self._show(part)
            elif name == "re":
                self._boxes.append(_box(list(operands)))
            elif name in _FILLS:
                self._end_path()
            elif name in ("Do", "INLINE IMAGE", "BI"):
                self.pictures = True
        self._end_run()

    def _end_run(self) -> None:
        if self._run:
            self.texts.append("".join(self._run))
            self._run = []

    def _end_path(self) -> None:
        if len(self._boxes) >= _CODE_BOXES:
            self.codes.append(relative(self._boxes))
        self._boxes = []

    def _choose(self, name: str) -> None:
        if name not in self._fonts:
            fonts: Any = self._page.resources.get("/Font", {})
            self._fonts[name] = characters_of(fonts.get(name))
        self._font = self._fonts[name]

    def _show(self, text: Any) -> None:
        content = bytes(text)
        if self._font is None:
            self._run.append(content.decode("latin-1"))
            return
        codes = [int.from_bytes(content[at : at + 2], "big") for at in range(0, len(content), 2)]
        self._run += [self._font.get(code, "\ufffd") for code in codes]


def _box(operands: Sequence[Any]) -> tuple[float, float, float, float]:
    x, y, width, height = (float(each) for each in operands)
    return x, y, width, height


def relative(boxes: Sequence[tuple[float, float, float, float]]) -> Boxes:
    """Boxes measured from their common corner in parts of their common width: the same wherever drawn."""
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    whole = max(box[0] + box[2] for box in boxes) - left or 1.0
    return tuple(
        sorted(
            (
                round((x - left) / whole, 2),
                round((y - bottom) / whole, 2),
                round(width / whole, 2),
                round(height / whole, 2),
            )
            for x, y, width, height in boxes
        )
    )


def characters_of(font: Any) -> dict[int, str] | None:
    """What each two-byte code of a font stands for; None for a font of one-byte codes."""
    if font is None or font.get("/Subtype") != "/Type0":
        return None
    stream = font.get("/ToUnicode")
    if not isinstance(stream, pikepdf.Stream):
        return {}
    table, found = stream.read_bytes(), {}
    for block in _CHARACTERS.finditer(table):
        for code, text in _PAIR.findall(block.group(1)):
            found[int(code, 16)] = _unicode(text)
    for block in _RANGES.finditer(table):
        for first, last, text in _TRIPLE.findall(block.group(1)):
            start, begin = int(first, 16), _unicode(text)
            for step in range(min(int(last, 16) - start + 1, 0x10000)):
                found[start + step] = begin[:-1] + chr(min(ord(begin[-1]) + step, 0x10FFFF))
    return found


def _unicode(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", errors="replace") or "\ufffd"
