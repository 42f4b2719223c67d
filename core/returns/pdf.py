"""The return as PDF: `render` is what the ledger and the preview call."""

from __future__ import annotations

import builtins
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.problems import Problem
from core.returns.attach import About, Attachment, describe, sign_off
from core.returns.data_file import data_name, digest, workbook_name, write_data
from core.returns.document import Document
from core.returns.embedding import COMPRESSED, Embedding
from core.returns.fonts import Fonts
from core.returns.pen import Pen
from core.returns.sheet import PAGE_HEIGHT, PAGE_WIDTH, Furniture, Hotspot, Sheet
from core.returns.signature import Seal, seal_for
from core.returns.snapshot import Snapshot
from core.returns.workbook import write_workbook

_WATERMARKS = {"draft": "草稿", "in_review": "送审稿", "returned": "退回稿", "approved": "送审稿"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class RenderedReturn:
    """A drawn return.

    Attributes:
        bytes: the PDF; empty when `problems` holds a refusal, so that nothing wrong can be printed.
        problems: characters that no font has, texts and numbers that do not fit.
        pages: number of pages.
        hotspots: where each figure is printed.
        data: the data file; `digest` is its SHA-256.
        workbook: the workbook.
    """

    bytes: builtins.bytes
    problems: tuple[Problem, ...]
    pages: int
    hotspots: tuple[Hotspot, ...]
    data: builtins.bytes = field(repr=False, default=b"")
    workbook: builtins.bytes = field(repr=False, default=b"")
    digest: str = ""


def render(snapshot: Snapshot, *, attachments: bool = True, fangsong: Path | None = None) -> RenderedReturn:
    """Draw a return. Same snapshot, same bytes.

    Args:
        snapshot: what the return says.
        attachments: attach data file and workbook (always done for a submitted return).
        fangsong: the body font that the settings name, None for the bundled one.
    """
    workbook = write_workbook(snapshot)
    data = write_data(snapshot, workbook)
    seal = seal_for(snapshot, digest(data))
    fonts = Fonts(fangsong=fangsong)
    canvas = _canvas()
    embedding = Embedding(fonts)
    pen = Pen(canvas, fonts, embedding)
    sheet = Sheet(pen, _furniture(snapshot, seal))
    document = Document(pen, sheet, snapshot, seal)
    document.draw()
    problems = (*fonts.problems(), *document.problems)
    pdf = b""
    if not problems:
        files = _attachments(snapshot, data, workbook) if attachments or seal is not None else ()
        pdf = _saved(canvas, embedding, _about(snapshot, digest(data)), files)
    return RenderedReturn(pdf, problems, sheet.pages, tuple(sheet.hotspots), data, workbook, digest(data))


def _furniture(snapshot: Snapshot, seal: Seal | None) -> Furniture:
    watermark = _WATERMARKS.get(snapshot.state, "")
    tail = f"摘要 {seal.short}" if seal is not None else f"{watermark}第{snapshot.draft}稿　未定稿，无摘要"
    return Furniture(f"编号 {snapshot.number}　{tail}", snapshot.demonstration, watermark)


def _canvas() -> Any:
    """A reportlab canvas that names no font of its own."""
    from reportlab.pdfgen.canvas import Canvas

    class BareCanvas(Canvas):
        def _make_preamble(self) -> None:
            """Begin pages without an initial font: Helvetica would appear, unembedded."""
            self._preamble = ""

    size = (PAGE_WIDTH, PAGE_HEIGHT)
    return BareCanvas(io.BytesIO(), size, pageCompression=0, invariant=1, pdfVersion=(1, 7), lang="zh-CN")


def _saved(canvas: Any, embedding: Embedding, about: About, attachments: tuple[Attachment, ...]) -> bytes:
    """The finished file."""
    document = canvas._doc
    document.defaultStreamFilters = COMPRESSED
    document.delayedFonts.append(embedding)
    describe(document, about, attachments)
    for number in range(1, canvas.getPageNumber()):
        page = document.idToObject[f"Page{number}"]
        page.Rotate = page.Trans = None
    stream = canvas._filename
    canvas.save()
    return sign_off(stream.getvalue())


def _about(snapshot: Snapshot, data_digest: str) -> About:
    return About(
        title=f"{snapshot.title}（{snapshot.month.label}）".replace("\n", ""),
        unit=snapshot.office,
        period=f"{snapshot.month.label}　第{snapshot.version}版",
        dated=snapshot.reported_on or snapshot.month.cut_off,
        digest=data_digest,
        state=snapshot.state,
    )


def _attachments(snapshot: Snapshot, data: bytes, workbook: bytes) -> tuple[Attachment, ...]:
    return (
        Attachment(data_name(snapshot), data, "application/json", "月报数据文件", "Data"),
        Attachment(workbook_name(snapshot), workbook, _XLSX, "月报工作簿", "Alternative"),
    )
