"""Fonts inside the PDF: one cut TrueType font per file used, two-byte codes, a right ToUnicode map.

reportlab's own embedding splits a font into pieces of 256 characters and writes a wrong map above
U+FFFF; here each font is one composite font (ISO 32000-1, 9.7), so text copies out as it went in.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from reportlab.pdfbase import pdfdoc

from core.returns.fonts import Fonts, Letter

COMPRESSED = [pdfdoc.PDFZCompress]
"""The filters of every stream we write."""
_NO_FILTER = re.compile(rb"/Filter \[\s*\]\s*")
_BLOCK = 100
"""Entries that one bfchar block may hold (Adobe Technical Note 5014)."""


class EndedStream(pdfdoc.PDFStream):
    """A stream that ends its last line before `endstream`, and names no filter where it has none.

    Both are asked for by ISO 19005-3 (6.1.7.1, 6.6.2.1).
    """

    def format(self, document: Any) -> bytes:
        """The stream as it is written."""
        written: bytes = super().format(document)
        if not self.filters and self.filters is not None:
            written = _NO_FILTER.sub(b"", written, count=1)
        return written.removesuffix(b"endstream\n") + b"\nendstream\n"


class EmbeddedFont:
    """The characters of one font used in one document. Codes are given out in the order of use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.codes: dict[tuple[int, str], int] = {}
        self.letters: list[Letter] = []

    def code(self, letter: Letter) -> int:
        """The two-byte code that draws the letter; one glyph under two characters gets two codes."""
        key = (letter.glyph, letter.text)
        code = self.codes.get(key)
        if code is None:
            code = self.codes[key] = len(self.letters) + 1
            self.letters.append(letter)
        return code


class Embedding:
    """All fonts of one document."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._embedded: dict[str, EmbeddedFont] = {}

    def font(self, letter: Letter) -> EmbeddedFont:
        """The embedded font that draws the letter."""
        font = self._embedded.get(letter.font)
        if font is None:
            font = self._embedded[letter.font] = EmbeddedFont(f"F{len(self._embedded) + 1}")
        return font

    def addObjects(self, document: Any) -> None:
        """Write every font into the document; reportlab calls this when it saves."""
        resources = document.idToObject[pdfdoc.BasicFonts].dict
        for file, font in self._embedded.items():
            resources[font.name] = self._write(document, file, font)

    def _write(self, document: Any, file: str, font: EmbeddedFont) -> Any:
        face = self._fonts.face(file)
        program = face.subset([letter.glyph for letter in font.letters])
        name = f"{_tag(program)}+{file.rsplit('.', 1)[0]}"
        stream = pdfdoc.PDFStream(
            pdfdoc.PDFDictionary({"Length1": len(program)}), program, filters=COMPRESSED
        )
        descriptor = dictionary(
            Type="FontDescriptor",
            FontName=name,
            Flags=4,
            FontBBox=pdfdoc.PDFArray([_scaled(edge, face.units) for edge in face.box]),
            ItalicAngle=0,
            Ascent=_scaled(face.ascent, face.units),
            Descent=_scaled(face.descent, face.units),
            CapHeight=_scaled(face.ascent, face.units),
            StemV=50 + (face.weight // 65) ** 2,
            FontFile2=document.Reference(stream, f"{font.name}:program"),
        )
        descendant = dictionary(
            Type="Font",
            Subtype="CIDFontType2",
            BaseFont=name,
            CIDSystemInfo=pdfdoc.PDFDictionary(
                {
                    "Registry": pdfdoc.PDFString("Adobe"),
                    "Ordering": pdfdoc.PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            FontDescriptor=document.Reference(descriptor, f"{font.name}:descriptor"),
            CIDToGIDMap="Identity",
            DW=1000,
            W=pdfdoc.PDFArray([1, pdfdoc.PDFArray([round(letter.width, 3) for letter in font.letters])]),
        )
        text = pdfdoc.PDFStream(None, _to_unicode(font.letters), filters=COMPRESSED)
        composite = dictionary(
            Type="Font",
            Subtype="Type0",
            BaseFont=name,
            Encoding="Identity-H",
            DescendantFonts=pdfdoc.PDFArray([document.Reference(descendant, f"{font.name}:descendant")]),
            ToUnicode=document.Reference(text, f"{font.name}:text"),
        )
        return document.Reference(composite, f"{font.name}:font")


def dictionary(**entries: Any) -> Any:
    """A PDF dictionary; plain strings become names."""
    return pdfdoc.PDFDictionary(
        {key: _name(value) if isinstance(value, str) else value for key, value in entries.items()}
    )


def _name(text: str) -> Any:
    """A PDF name; the library leaves a slash inside it as it is."""
    return "/" + pdfdoc.PDFName(text)[1:].replace("/", "#2F")


def _scaled(value: int, units: int) -> int:
    return round(value * 1000 / units)


def _tag(program: bytes) -> str:
    """The six capitals before a cut font's name, made from its bytes so that they do not change."""
    number = int.from_bytes(hashlib.sha256(program).digest()[:8], "big")
    letters = []
    for _ in range(6):
        number, place = divmod(number, 26)
        letters.append(chr(ord("A") + place))
    return "".join(letters)


def _to_unicode(letters: list[Letter]) -> bytes:
    """The map back to text, in UTF-16BE, so that characters above U+FFFF copy out right."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for start in range(0, len(letters), _BLOCK):
        block = letters[start : start + _BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        for code, letter in enumerate(block, start + 1):
            lines.append(f"<{code:04X}> <{letter.text.encode('utf-16-be').hex().upper()}>")
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end", ""]
    return "\n".join(lines).encode("ascii")
