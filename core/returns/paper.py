"""One PDF in the making: canvas, fonts and sheet put together, and the finished bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.returns.attach import About, Attachment, describe, sign_off
from core.returns.embedding import COMPRESSED, Embedding
from core.returns.fonts import Fonts
from core.returns.pen import Pen
from core.returns.sheet import PAGE_HEIGHT, PAGE_WIDTH, Furniture, Sheet


class Paper:
    """Draw with `pen` on the pages of `sheet`, ask `fonts` for problems, then take the bytes once."""

    def __init__(self, furniture: Furniture, fangsong: Path | None = None) -> None:
        self.fonts = Fonts(fangsong=fangsong)
        self._canvas = _canvas()
        self._embedding = Embedding(self.fonts)
        self.pen = Pen(self._canvas, self.fonts, self._embedding)
        self.sheet = Sheet(self.pen, furniture)

    def finished(self, about: About, attachments: Sequence[Attachment] = ()) -> bytes:
        """The PDF: the same bytes for the same drawing."""
        document = self._canvas._doc
        document.defaultStreamFilters = COMPRESSED
        document.delayedFonts.append(self._embedding)
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
    return BareCanvas(io.BytesIO(), size, pageCompression=0, invariant=1, pdfVersion=(1, 7), lang="zh-CN")
