"""Finishing the PDF: attached files, metadata, colour profile, and an id made from the content.

Built towards PDF/A-3b (ISO 19005-3): fonts embedded, an output intent, associated files with their relation,
XMP that agrees with the document information. Conformance is not claimed in the metadata.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.pdfbase import pdfdoc

from core.returns.embedding import COMPRESSED, dictionary
from core.returns.markup import escape

NAMESPACE = "urn:monthly-return:1"
_GAMMA = 0x0233
"""2.2 as u8Fixed8."""
_HEADER = b"ReportLab Generated PDF document (opensource)"
_NO_ID = b"[<" + b"0" * 32 + b"><" + b"0" * 32 + b">]"
"""Place of the id; two numbers of 32 digits that are the same in a file never changed since."""


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
    digest: str = ""
    state: str = ""


def describe(document: Any, about: About, attachments: Sequence[Attachment]) -> None:
    """Give a reportlab document its metadata, output intent and attached files."""
    stamp = pdfdoc.PDFString(f"D:{about.dated:%Y%m%d}000000Z")
    document.info = _Information(
        {
            "Title": pdfdoc.PDFString(about.title),
            "Author": pdfdoc.PDFString(about.unit),
            "Subject": pdfdoc.PDFString(about.period),
            "CreationDate": stamp,
            "ModDate": stamp,
        }
    )
    document._ID = _NO_ID
    catalog = document.Catalog
    packet = dictionary(Type="Metadata", Subtype="XML")
    catalog.Metadata = pdfdoc.PDFStream(packet, _xmp(about), filters=[])
    catalog.ViewerPreferences = dictionary(DisplayDocTitle=pdfdoc.PDFtrue)
    profile = document.Reference(_stream(grey_profile(), N=1, Alternate="DeviceGray"), "profile")
    intent = dictionary(
        Type="OutputIntent",
        S="GTS_PDFA1",
        OutputConditionIdentifier=pdfdoc.PDFString("Grey gamma 2.2"),
        Info=pdfdoc.PDFString("Grey gamma 2.2"),
        DestOutputProfile=profile,
    )
    catalog.OutputIntents = pdfdoc.PDFArray([document.Reference(intent, "intent")])
    catalog.__Defaults__ = {**catalog.__Defaults__, "OutputIntents": None, "AF": None}
    files = {each.name: _attach(document, each, stamp) for each in attachments}
    if files:
        catalog.AF = pdfdoc.PDFArray(list(files.values()))
        named = [part for name in sorted(files) for part in (pdfdoc.PDFString(name), files[name])]
        catalog.Names = dictionary(EmbeddedFiles=dictionary(Names=pdfdoc.PDFArray(named)))


def sign_off(pdf: bytes) -> bytes:
    """Take out what the drawing library says of itself, and put in an id made from the content."""
    pdf = pdf.replace(_HEADER, b" " * len(_HEADER), 1)
    content = hashlib.sha256(pdf).hexdigest()[:32].encode()
    return pdf.replace(_NO_ID, _NO_ID.replace(b"0" * 32, content), 1)


class _Information(pdfdoc.PDFDictionary):
    """The document information: unit and period, no program."""

    invariant = True

    def digest(self, signature: Any) -> None:
        """Add nothing to the library's running digest: our id comes from the finished bytes."""


def _attach(document: Any, attachment: Attachment, stamp: Any) -> Any:
    """One embedded file with its relation to the paper; the reference to its specification."""
    facts = dictionary(Size=len(attachment.content), CreationDate=stamp, ModDate=stamp)
    content = _stream(attachment.content, Type="EmbeddedFile", Subtype=attachment.media_type, Params=facts)
    embedded = document.Reference(content, f"content:{attachment.name}")
    specification = dictionary(
        Type="Filespec",
        F=pdfdoc.PDFString(attachment.name),
        UF=pdfdoc.PDFString(attachment.name),
        Desc=pdfdoc.PDFString(attachment.description),
        AFRelationship=attachment.relation,
        EF=dictionary(F=embedded, UF=embedded),
    )
    return document.Reference(specification, f"file:{attachment.name}")


def _stream(content: bytes, **entries: Any) -> Any:
    return pdfdoc.PDFStream(dictionary(**entries), content, filters=COMPRESSED)


_EXTENSION = (
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType='Resource'>"
    "<pdfaSchema:schema>Monthly return</pdfaSchema:schema>"
    f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>ret</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    + "".join(
        f"<rdf:li rdf:parseType='Resource'><pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
        for name, words in (
            ("dataDigest", "SHA-256 of the attached data file"),
            ("state", "State of the return"),
        )
    )
    + "</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
"""What our own two properties are, as PDF/A asks (ISO 19005-3, 6.6.2.3)."""


def _xmp(about: About) -> bytes:
    """The XMP packet, written out whole: no library stamps its name or the time on it."""
    when = f"{about.dated.isoformat()}T00:00:00Z"
    title, unit, period = escape(about.title), escape(about.unit), escape(about.period)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:ret="{NAMESPACE}"'
        ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{unit}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{period}</rdf:li></rdf:Alt></dc:description>'
        f"<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        + (_EXTENSION if about.digest else "")
        + (f"<ret:dataDigest>{about.digest}</ret:dataDigest>" if about.digest else "")
        + (f"<ret:state>{escape(about.state)}</ret:state>" if about.state else "")
        + '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
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
