"""The return's PDF on screen, from bytes in memory: pages, zoom, and the way to the printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, QPointF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPalette, QResizeEvent
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Button, ToolButton, ground, line, link, words
from ui.figure_spots import FigureSpots
from ui.theme import color, theme

SMALLEST, LARGEST, STEP = 0.25, 4.0, 1.25
WITH_TIME, WITH_WORDS, WITH_FIT = 500, 400, 300
"""Widths from which the toolbar has the time, words beside its icons, and the width fitter."""
PRINT_DOTS = 300
"""Dots per inch of a printed page."""


class PdfPane(QWidget):
    """Shows a PDF document; `document` stays the one that printing draws from."""

    def __init__(self, again: Callable[[], object]) -> None:
        super().__init__()
        ground(self, "ground")
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._bytes = b""
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocumentMargins(QMargins(22, 15, 22, 15))
        self.view.setFrameShape(QPdfView.Shape.NoFrame)
        self.view.setAccessibleName("月报页面")
        self.view.pageNavigator().currentPageChanged.connect(self._page_changed)
        theme().changed.connect(self._dress)
        self._dress()
        self.spots = FigureSpots(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools(again))
        column.addWidget(line())
        column.addWidget(self.view, 1)

    def _tools(self, again: Callable[[], object]) -> QWidget:
        bar = QWidget()
        ground(bar, "surface")
        bar.setFixedHeight(38)
        self.page_words = words("", "body")
        self.made = words("", "caption")
        self.fit: Button = link("适合宽度", self.fit_width)
        self.previous = ToolButton("chevron-left", name="上一页", act=lambda: self._go(-1))
        self.following = ToolButton("chevron-right", name="下一页", act=lambda: self._go(1))
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 14, 0)
        row.setSpacing(4)
        row.addWidget(self.previous)
        row.addWidget(self.page_words)
        row.addWidget(self.following)
        row.addSpacing(8)
        row.addWidget(ToolButton("zoom-out", name="缩小", act=lambda: self.zoom(1 / STEP)))
        row.addWidget(self.fit)
        row.addWidget(ToolButton("zoom-in", name="放大", act=lambda: self.zoom(STEP)))
        row.addSpacing(8)
        self.figure_back = ToolButton("arrow-left", name="上一个数（←）", act=lambda: self.spots.step(-1))
        self.figure_on = ToolButton("arrow-right", name="下一个数（→），回车看为什么", act=self._on)
        row.addWidget(self.figure_back)
        row.addWidget(self.figure_on)
        row.addSpacing(8)
        self.again = ToolButton("refresh", "重新生成", act=again)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.made)
        return bar

    def _on(self) -> None:
        """To the next figure; Enter then opens it."""
        self.view.setFocus()
        self.spots.step(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width()
        self.made.setVisible(wide >= WITH_TIME)
        self.fit.setVisible(wide >= WITH_FIT)
        for button in (self.figure_back, self.figure_on):
            button.setVisible(wide >= WITH_WORDS)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        style = beside if wide >= WITH_WORDS else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.again.setToolButtonStyle(style)
        self.again.setText("重新生成" if wide >= WITH_WORDS else "")
        self.again.setToolTip("" if wide >= WITH_WORDS else "重新生成")

    def _dress(self) -> None:
        """Paper stays white; what lies behind it follows the theme."""
        palette = QPalette(self.view.palette())
        palette.setColor(QPalette.ColorRole.Dark, color("ground"))
        palette.setColor(QPalette.ColorRole.Window, color("ground"))
        self.view.setPalette(palette)

    def show_bytes(self, pdf: bytes, made: str) -> None:
        """Show this document; the page stays where it was when only its content changed."""
        page = self.view.pageNavigator().currentPage() if self._bytes else 0
        if pdf != self._bytes:
            self._buffer.close()
            self._bytes = pdf
            self._buffer.setData(QByteArray(pdf))
            self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self.document.load(self._buffer)
        self.made.setText(made)
        pages = self.document.pageCount()
        if pages:
            self.view.pageNavigator().jump(min(page, pages - 1), QPointF(), 0)
        self._show_page()

    def clear(self) -> None:
        """Show no document."""
        self.spots.show_spots((), {})
        self.document.close()
        self._buffer.close()
        self._bytes = b""
        self.made.setText("")
        self._show_page()

    def _page_changed(self, page: int) -> None:
        del page
        self._show_page()

    def _show_page(self) -> None:
        pages = self.document.pageCount()
        page = self.view.pageNavigator().currentPage()
        self.page_words.setText(f"{min(page, pages - 1) + 1} / {pages} 页" if pages else "没有页面")
        self.previous.setEnabled(page > 0)
        self.following.setEnabled(page < pages - 1)

    def _go(self, step: int) -> None:
        page = self.view.pageNavigator().currentPage() + step
        if 0 <= page < self.document.pageCount():
            self.view.pageNavigator().jump(page, QPointF(), 0)

    def zoom(self, factor: float) -> None:
        """Make the page larger or smaller."""
        shown = self._shown_zoom()
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(LARGEST, max(SMALLEST, shown * factor)))

    def _shown_zoom(self) -> float:
        """The factor in use; in fit-to-width the view does not keep it."""
        if self.view.zoomMode() != QPdfView.ZoomMode.FitToWidth:
            return float(self.view.zoomFactor())
        points = self.document.pagePointSize(max(0, self.view.pageNavigator().currentPage()))
        margins = self.view.documentMargins()
        room = self.view.viewport().width() - margins.left() - margins.right()
        wide = points.width() * self.logicalDpiX() / 72
        return room / wide if wide > 0 else 1.0

    def fit_width(self) -> None:
        """Show the whole width of a page."""
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)


def prepare_printer(printer: QPrinter, document: QPdfDocument, title: str) -> None:
    """Paper, resolution and title of a print of this document."""
    printer.setDocName(title)
    printer.setResolution(PRINT_DOTS)
    printer.setFullPage(True)
    printer.setPageLayout(_layout_of(document.pagePointSize(0)))
    printer.setFromTo(1, document.pageCount())


def print_document(
    printer: QPrinter, document: QPdfDocument, told: Callable[[int, int], object] | None = None
) -> int:
    """Draw the pages asked for on the printer, landscape ones on landscape paper; gives their number.

    `told` hears the number of each page before it is drawn, and how many there are.
    """
    asked = printer.pageRanges()
    whole = range(document.pageCount())
    pages = [page for page in whole if asked.isEmpty() or asked.contains(page + 1)]
    if not pages:
        return 0
    first = pages[0]
    printer.setPageLayout(_layout_of(document.pagePointSize(first)))
    painter = QPainter()
    if not painter.begin(printer):
        return 0
    for number, page in enumerate(pages, 1):
        if told is not None:
            told(number, len(pages))
        if page != first:
            printer.setPageLayout(_layout_of(document.pagePointSize(page)))
            printer.newPage()
        _draw_page(painter, printer, document, page)
    painter.end()
    return len(pages)


def _draw_page(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    size = document.pagePointSize(page)
    dots = QSize(round(size.width() * PRINT_DOTS / 72), round(size.height() * PRINT_DOTS / 72))
    picture = document.render(page, dots, QPdfDocumentRenderOptions())
    scale = printer.resolution() / PRINT_DOTS
    target = QRect(0, 0, round(dots.width() * scale), round(dots.height() * scale))
    painter.drawImage(target, picture)


def _layout_of(points: QSizeF) -> QPageLayout:
    landscape = points.width() > points.height()
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    layout = QPageLayout()
    layout.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    layout.setOrientation(way)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
