"""Rules of PDF/A-3b (ISO 19005-3:2012, level B) that can be measured without a validator, clause by clause.

What is not measured here: that glyph outlines are sound, that the ICC profile is colorimetrically right, and
what only a validator's whole model of the file would find. Conformance is therefore not claimed.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pikepdf

_COLOURS = frozenset(("rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh", "ri"))
_FORBIDDEN_KEYS = ("/AA", "/OCProperties", "/Requirements", "/AcroForm", "/Perms", "/Collection")


def violations(pdf: bytes) -> list[str]:
    """Clause and words for every rule that the file breaks."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            *_file(pdf, document),
            *_colour(document),
            *_pages(document),
            *_fonts(document),
            *_metadata(document),
            *_attachments(document),
        ]


def _file(pdf: bytes, document: pikepdf.Pdf) -> Iterator[str]:
    head = pdf.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", head[0]):
        yield "6.1.2 header"
    comment = head[1].rstrip(b"\r")
    if not comment.startswith(b"%") or len([byte for byte in comment[1:5] if byte > 127]) < 4:
        yield "6.1.2 binary comment"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3 end of file"
    if re.search(rb"[^\r\n]endstream\b", pdf) or re.search(
        rb"\bstream[^\r\n]", pdf.replace(b"endstream", b"")
    ):
        yield "6.1.7.1 ends of streams"
    if re.search(rb"[^\r\n]endobj\b", pdf) or re.search(rb"\d obj[^\r\n]", pdf):
        yield "6.1.8 ends of objects"
    if "/ID" not in document.trailer or "/Encrypt" in document.trailer:
        yield "6.1.3 trailer"
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()):
                yield "6.1.7.1 external stream"
            if "LZW" in str(thing.get("/Filter", "")):
                yield "6.1.7.2 LZW"
        yield from _values(thing)
    yield from (f"6.5, 6.9, 6.11 {key}" for key in _FORBIDDEN_KEYS if key in document.Root)
    if "/JavaScript" in document.Root.get("/Names", {}) or "/OpenAction" in document.Root:
        yield "6.5.1 action"


def _values(thing: Any) -> Iterator[str]:
    """Limits of clause 6.1.13, and what may stand in no dictionary."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            if len(key.encode()) > 128:
                yield "6.1.13 name"
            if key in ("/SMask", "/TR", "/HTP", "/OPI", "/PostScript") and str(value) != "/None":
                yield f"6.2 {key}"
            if key == "/S" and str(value) in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm"):
                yield f"6.5.1 {value}"


def _colour(document: pikepdf.Pdf) -> Iterator[str]:
    intents = list(document.Root.get("/OutputIntents", []))
    ours = [each for each in intents if each.get("/S") == "/GTS_PDFA1"]
    if len(ours) != 1:
        yield "6.2.3 output intent"
        return
    stream = ours[0].get("/DestOutputProfile")
    profile = stream.read_bytes() if stream is not None else b""
    if len(profile) < 128 or int.from_bytes(profile[:4], "big") != len(profile) or profile[36:40] != b"acsp":
        yield "6.2.3 profile"
    elif profile[8] not in (2, 4) or profile[12:16] not in (b"mntr", b"prtr") or profile[16:20] != b"GRAY":
        yield "6.2.3 kind of profile"
    elif stream is None or int(stream.N) != 1:
        yield "6.2.3 components"


def _pages(document: pikepdf.Pdf) -> Iterator[str]:
    for page in document.pages:
        if {"/Group", "/AA", "/Annots"} & set(page.obj.keys()):
            yield "6.2.10, 6.3, 6.5 page"
        resources = page.resources
        if {"/ExtGState", "/XObject", "/Pattern", "/Shading"} & set(resources.keys()):
            yield "6.2.5, 6.2.10 resources"
        depth = deepest = 0
        fonts = set()
        for each in pikepdf.parse_content_stream(page):
            name = str(each.operator)
            depth += (name == "q") - (name == "Q")
            deepest = max(deepest, depth)
            if name in _COLOURS or name in ("gs", "Do", "BI"):
                yield f"6.2.4 operator {name}"
            if name == "Tf":
                fonts.add(str(each.operands[0]))
        if depth or deepest > 28:
            yield "6.1.13 nesting of q"
        if not fonts <= set(resources.get("/Font", {}).keys()):
            yield "6.2.2 font that the page does not name"


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    for font in document.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        if font.get("/Subtype") == "/Type0":
            yield from _composite(font)
        elif font.get("/Subtype") != "/CIDFontType2":
            yield f"6.2.11.4 font {font.get('/BaseFont')} not embedded"


def _composite(font: Any) -> Iterator[str]:
    (inner,) = font.DescendantFonts
    if font.Encoding != "/Identity-H" or inner.get("/CIDToGIDMap") != "/Identity":
        yield "6.2.11.3 encoding"
    if "/ToUnicode" not in font:
        yield "6.2.11.7 ToUnicode"
    program = inner.FontDescriptor.get("/FontFile2")
    if program is None:
        yield "6.2.11.4.1 font program"
        return
    if not re.fullmatch(r"/[A-Z]{6}\+.+", str(font.BaseFont)) or font.BaseFont != inner.BaseFont:
        yield "6.2.11.4.2 name of a cut font"
    advances = _advances(program.read_bytes())
    for code, width in enumerate(list(inner.W[1]), int(inner.W[0])):
        if code >= len(advances):
            yield "6.2.11.4.1 glyph that the program does not have"
        elif abs(float(width) - advances[code]) > 1:
            yield f"6.2.11.5 width of {code}"


def _advances(program: bytes) -> list[float]:
    """The advance width of each glyph of a TrueType program, in thousandths."""
    tables = {}
    for at in range(12, 12 + 16 * struct.unpack_from(">H", program, 4)[0], 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", program, at)
        tables[tag] = offset
    units = struct.unpack_from(">H", program, tables[b"head"] + 18)[0]
    metrics = struct.unpack_from(">H", program, tables[b"hhea"] + 34)[0]
    glyphs = struct.unpack_from(">H", program, tables[b"maxp"] + 4)[0]
    found = [struct.unpack_from(">H", program, tables[b"hmtx"] + 4 * each)[0] for each in range(metrics)]
    found += [found[-1]] * (glyphs - metrics)
    return [each * 1000 / units for each in found]


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    stream = document.Root.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "6.6.2.1 metadata"
        return
    packet = stream.read_bytes()
    if not packet.startswith(b'<?xpacket begin="\xef\xbb\xbf" id=') or b"bytes=" in packet[:80]:
        yield "6.6.2.1 packet"
    root = ElementTree.fromstring(packet)
    said = {each.tag: "".join(each.itertext()) for each in root.iter()}
    information = document.docinfo
    if said.get("{http://purl.org/dc/elements/1.1/}title") != str(information.get("/Title")):
        yield "6.6.3 title"
    stamp = str(information.get("/CreationDate"))
    if (
        said.get("{http://ns.adobe.com/xap/1.0/}CreateDate", "").translate({45: None, 58: None, 84: None})[
            :14
        ]
        != stamp.removeprefix("D:")[:14]
    ):
        yield "6.6.3 date"
    if "pdfaid" in packet.decode():
        yield "claimed without a validator"
    own = {each.tag.partition("}")[0] for each in root.iter() if each.tag.startswith("{urn:")}
    described = "".join(each for tag, each in said.items() if "namespaceURI" in tag)
    if any(namespace.removeprefix("{") not in described for namespace in own):
        yield "6.6.2.3 extension schema"


def _attachments(document: pikepdf.Pdf) -> Iterator[str]:
    associated = list(document.Root.get("/AF", []))
    if len(associated) != len(document.attachments):
        yield "6.8 every file is associated"
    for each in associated:
        if not {"/F", "/UF", "/Desc", "/AFRelationship", "/EF"} <= set(each.keys()):
            yield "6.8 file specification"
        elif "/Subtype" not in each.EF.F or "/ModDate" not in each.EF.F.get("/Params", {}):
            yield "6.8 kind of file"
