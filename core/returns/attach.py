"""Finishing the PDF: attached files, metadata, colour profile, language, and an id made from the content.

Built towards PDF/A-3b (ISO 19005-3): fonts embedded, an output intent, associated files with their relation,
XMP that agrees with the document information. Conformance is not claimed in the metadata.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import pikepdf

NAMESPACE = "urn:monthly-return:1"
_GAMMA = 0x0233
"""2.2 as u8Fixed8."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. `relation` is the PDF/A-3 relation: Data, Source …"""

    name: str
    content: bytes
    media_type: str
    description: str
    relation: str


@dataclass(frozen=True, slots=True)
class About:
    """The document's metadata: unit and period only."""

    title: str
    unit: str
    period: str
    dated: date
    digest: str
    state: str


def finish(pdf: bytes, about: About, attachments: Sequence[Attachment]) -> bytes:
    """The finished file: the same bytes for the same input."""
    import pikepdf

    document = pikepdf.open(io.BytesIO(pdf))
    stamp = f"D:{about.dated:%Y%m%d}000000Z"
    _describe(document, about, stamp)
    _intend(document)
    files = [_attach(document, attachment, stamp) for attachment in attachments]
    if files:
        document.Root.AF = pikepdf.Array(files)
    written = io.BytesIO()
    document.save(
        written,
        deterministic_id=True,
        min_version="1.7",
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return written.getvalue()


def _describe(document: pikepdf.Pdf, about: About, stamp: str) -> None:
    """Document information, XMP, language; whatever the drawing library wrote about itself goes."""
    from pikepdf import Dictionary, Name

    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    document.docinfo = document.make_indirect(
        Dictionary(
            Title=about.title, Author=about.unit, Subject=about.period, CreationDate=stamp, ModDate=stamp
        )
    )
    metadata = document.make_stream(_xmp(about))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    document.Root.Metadata = metadata
    document.Root.Lang = "zh-CN"
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _intend(document: pikepdf.Pdf) -> None:
    """The output intent: everything is grey."""
    from pikepdf import Array, Dictionary, Name

    profile = document.make_stream(grey_profile())
    profile.N, profile.Alternate = 1, Name.DeviceGray
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier="Grey gamma 2.2",
        Info="Grey gamma 2.2",
        DestOutputProfile=profile,
    )
    document.Root.OutputIntents = Array([document.make_indirect(intent)])


def _attach(document: pikepdf.Pdf, attachment: Attachment, stamp: str) -> pikepdf.Object:
    from pikepdf import AttachedFileSpec, Name

    spec = AttachedFileSpec(
        document,
        attachment.content,
        filename=attachment.name,
        mime_type=attachment.media_type,
        description=attachment.description,
        creation_date=stamp,
        mod_date=stamp,
    )
    spec.relationship = Name("/" + attachment.relation)
    document.attachments[attachment.name] = spec
    return document.attachments[attachment.name].obj


def _xmp(about: About) -> bytes:
    """The XMP packet, written out whole: no library stamps its name or the time on it."""
    when = f"{about.dated.isoformat()}T00:00:00Z"
    title, unit, period = escape(about.title), escape(about.unit), escape(about.period)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:ret="{NAMESPACE}">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{unit}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{period}</rdf:li></rdf:Alt></dc:description>'
        f"<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        f"<ret:dataDigest>{about.digest}</ret:dataDigest><ret:state>{escape(about.state)}</ret:state>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def grey_profile() -> bytes:
    """An ICC profile (ICC.1:2001-04) for greys with gamma 2.2 under D50, for the output intent."""
    name = b"Grey gamma 2.2\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * (8 + 3 + 67)
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 0x0000F6D6, 0x00010000, 0x0000D32D)
    tags = [
        (b"desc", description),
        (b"cprt", b"text\0\0\0\0Public domain\0"),
        (b"wtpt", white),
        (b"kTRC", b"curv\0\0\0\0" + struct.pack(">IH", 1, _GAMMA)),
    ]
    offset, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, content in tags:
        padded = content + b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", tag, offset, len(content))
        offset += len(padded)
        body += padded
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sIIIQI3i4s44s",
        offset,
        b"\0\0\0\0",
        0x02100000,
        b"mntr",
        b"GRAY",
        b"XYZ ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
        b"\0\0\0\0",
        0,
        0,
        0,
        0,
        0,
        *(0x0000F6D6, 0x00010000, 0x0000D32D),
        b"\0\0\0\0",
        b"\0" * 44,
    )
    return header + table + body
