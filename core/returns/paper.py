"""One PDF in the making: canvas, fonts and sheet put together, and the finished bytes."""

from __future__ import annotations

import builtins
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.problems import Problem
from core.returns.attach import About, Attachment, describe, sign_off
from core.returns.embedding import COMPRESSED, Embedding, EndedStream
from core.returns.fonts import Fonts, Role
from core.returns.pen import Pen
from core.returns.sheet import PAGE_HEIGHT, PAGE_WIDTH, Furniture, Sheet


class Paper:
    """Draw with `pen` on the pages of `sheet`, ask `fonts` for problems, then take the bytes once."""

    def __init__(self, furniture: Furniture, fangsong: Path | None = None) -> None:
        self.fonts = Fonts(fangsong=fangsong)
        self._canvas = _canvas()
        self.embedding = Embedding(self.fonts)
        self.pen = Pen(self._canvas, self.fonts, self.embedding)
        self.sheet = Sheet(self.pen, furniture)

    def finished(self, about: About, attachments: Sequence[Attachment] = ()) -> bytes:
        """The PDF: the same bytes for the same drawing."""
        document = self._canvas._doc
        document.defaultStreamFilters = COMPRESSED
        document.delayedFonts.append(self.embedding)
        describe(document, about, attachments)
        for number in range(1, self._canvas.getPageNumber()):
            page = document.idToObject[f"Page{number}"]
            page.Rotate = page.Trans = None
        self._canvas.save()
        return sign_off(self._canvas._filename.getvalue())


def _canvas() -> Any:
    """A reportlab canvas that names no font of its own and leaves compression to the document."""
    from reportlab.pdfgen.canvas import Canvas

    class BareCanvas(Canvas):
        def _make_preamble(self) -> None:
            """Begin pages without an initial font: Helvetica would appear, unembedded."""
            self._preamble = ""

    size = (PAGE_WIDTH, PAGE_HEIGHT)
    canvas: Any = BareCanvas(
        io.BytesIO(), size, pageCompression=0, invariant=1, pdfVersion=(1, 7), lang="zh-CN"
    )
    canvas._doc.__class__ = _document_of_ended_streams()
    return canvas


@cache
def _document_of_ended_streams() -> type[Any]:
    """The library's document, whose streams all end as PDF/A asks, also those that it makes itself."""
    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream

    class EndedDocument(PDFDocument):
        def Reference(self, object: Any, name: Any = None) -> Any:  # noqa: A002 - the library's own names
            """Register an object, a stream as one of ours."""
            if type(object) is PDFStream:
                object.__class__ = EndedStream
            return super().Reference(object, name)  # type: ignore[no-untyped-call]  # the library has no types

    return EndedDocument


@dataclass(frozen=True, slots=True)
class Printed:
    """A drawn paper. `bytes` is empty when `problems` holds a refusal, so that nothing wrong is printed."""

    bytes: builtins.bytes
    problems: tuple[Problem, ...]
    pages: int


def printed(paper: Paper, about: About, problems: Sequence[Problem] = ()) -> Printed:
    """The finished paper, or what keeps it from being printed."""
    found = (*paper.fonts.problems(), *problems)
    return Printed(b"" if found else paper.finished(about), found, paper.sheet.pages)


def lines_to_sign(pen: Pen, baseline: float, labels: Sequence[tuple[float, str, float]]) -> None:
    """Labels with lines to write on: (left edge, label, right end of its line)."""
    for x, label, end in labels:
        width = pen.text(x, baseline, label, Role.SONG, 10.5)
        pen.rule([(x + width, baseline - 2), (end, baseline - 2)], 0.4)
