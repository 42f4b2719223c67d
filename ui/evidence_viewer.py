"""Evidence shown inside the program: PDF pages and pictures, from bytes in memory alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeySequence, QPalette, QPixmap, QResizeEvent, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.evidence.desk import EvidenceView
from ui.controls import ToolButton, elided, ground, line, link, plain, words
from ui.theme import color

SIZE = QSize(980, 640)
SMALLEST, LARGEST, STEP = 0.1, 6.0, 1.25
MOST_PIXELS = 120_000_000
"""A picture of more pixels is not decoded: a few kilobytes can claim gigabytes."""


class PictureView(QScrollArea):
    """A picture that fits the width until it is zoomed; never larger than it is while it fits."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("图片")
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._label)
        self._image = QImage()
        self._factor: float | None = None

    def show_image(self, image: QImage) -> None:
        """Show this picture, fitted."""
        self._image, self._factor = image, None
        self._draw()

    def zoom(self, factor: float) -> None:
        """Make it larger or smaller."""
        self._factor = min(LARGEST, max(SMALLEST, self._shown() * factor))
        self._draw()

    def fit(self) -> None:
        """Fit it into the window again."""
        self._factor = None
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._factor is None:
            self._draw()

    def _shown(self) -> float:
        if self._factor is not None or self._image.isNull():
            return self._factor or 1.0
        room = self.viewport().size()
        whole = min(room.width() / self._image.width(), room.height() / self._image.height())
        return min(1.0, whole)

    def _draw(self) -> None:
        if self._image.isNull():
            self._label.clear()
            return
        ratio = self.devicePixelRatioF()
        size = QSize(
            max(1, round(self._image.width() * self._shown() * ratio)),
            max(1, round(self._image.height() * self._shown() * ratio)),
        )
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = self._image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        scaled.setDevicePixelRatio(ratio)
        self._label.setPixmap(QPixmap.fromImage(scaled))
        self._label.adjustSize()


class EvidencePane(QWidget):
    """One file: its pages or its picture, or why it cannot be shown here."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "ground")
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.pages = QPdfView(self)
        self.pages.setDocument(self.document)
        self.pages.setPageMode(QPdfView.PageMode.MultiPage)
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.pages.setDocumentMargins(QMargins(16, 12, 16, 12))
        self.pages.setFrameShape(QPdfView.Shape.NoFrame)
        self.pages.setAccessibleName("PDF 页面")
        palette = QPalette(self.pages.palette())
        palette.setColor(QPalette.ColorRole.Dark, color("ground"))
        self.pages.setPalette(palette)
        self.picture = PictureView()
        self.sentence = words("", "secondary", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for part in (self.pages, self.picture, self.sentence):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

    def show_content(self, view: EvidenceView, content: bytes) -> str:
        """Show a file; gives what is worth saying beside it (pages, pixels), or why it is not shown."""
        self.document.close()
        self._buffer.close()
        if view.media_type == "application/pdf":
            return self._show_pdf(content)
        return self._show_picture(content)

    def clear(self) -> None:
        """Let go of the file."""
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray())
        self.picture.show_image(QImage())

    def zoom(self, factor: float) -> None:
        """Make it larger or smaller."""
        if self.stack.currentWidget() is self.picture:
            self.picture.zoom(factor)
            return
        now = self.pages.zoomFactor()
        if self.pages.zoomMode() is QPdfView.ZoomMode.FitToWidth:
            points = self.document.pagePointSize(0).width() * self.logicalDpiX() / 72
            now = (self.pages.viewport().width() - 32) / points if points > 0 else 1.0
        self.pages.setZoomMode(QPdfView.ZoomMode.Custom)
        self.pages.setZoomFactor(min(LARGEST, max(SMALLEST, now * factor)))

    def fit(self) -> None:
        """Show the whole width, or the whole picture."""
        self.picture.fit()
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _show_pdf(self, content: bytes) -> str:
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        if self.document.error() is QPdfDocument.Error.IncorrectPassword:
            return self._refuse("这份 PDF 设了打开密码，这里显示不了。可以“另存…”后用别的程序输入密码看。")
        if self.document.pageCount() == 0:
            return self._refuse("这份 PDF 读不出页面，可能已经损坏。请核对原件，必要时作废后重新添加。")
        self.stack.setCurrentWidget(self.pages)
        return f"{self.document.pageCount()} 页"

    def _show_picture(self, content: bytes) -> str:
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(self._buffer)
        reader.setDecideFormatFromContent(True)
        reader.setAutoTransform(True)
        size = reader.size()
        if size.width() * size.height() > MOST_PIXELS:
            return self._refuse("这张图片的像素太多，这里显示不了。请降低分辨率后重新添加。")
        image = reader.read()
        if image.isNull():
            return self._refuse("这张图片读不出来，可能已经损坏。请核对原件，必要时作废后重新添加。")
        self.picture.show_image(image)
        self.stack.setCurrentWidget(self.picture)
        more = f"，共 {reader.imageCount()} 页，这里显示第 1 页" if reader.imageCount() > 1 else ""
        return f"{image.width()} × {image.height()} 像素{more}"

    def _refuse(self, sentence: str) -> str:
        self.sentence.setText(sentence)
        self.stack.setCurrentWidget(self.sentence)
        return ""


class EvidenceViewer(QDialog):
    """The files of one row, one at a time. It asks for contents by `wanted` and shows what comes."""

    wanted = Signal(int)
    save_asked = Signal(int)
    outside_asked = Signal(int)

    def __init__(self, files: Sequence[EvidenceView], current: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("佐证材料")
        self.setAccessibleName("佐证材料")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(SIZE.width(), room.width() - 40), min(SIZE.height(), room.height() - 40))
        ground(self, "surface")
        self._files = tuple(files)
        self._at = next((at for at, each in enumerate(self._files) if each.id == current), 0)
        self.pane = EvidencePane()
        self.title = words("", "panel")
        self.name = elided("", "detail")
        self.told = words("", "caption")
        self.place = words("", "body")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(line())
        column.addWidget(self.pane, 1)
        column.addWidget(line())
        column.addWidget(self._foot())
        for keys, step in (("PgUp", -1), ("PgDown", 1), ("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda step=step: self._step(step))
        self.close_button.setFocus()

    def ask(self) -> None:
        """Ask for the current file's content."""
        view = self.current
        self.title.setText(view.kind_words)
        self.name.setText(view.original_name)
        self.told.setText("正在读取")
        self.place.setText(f"{self._at + 1} / {len(self._files)}")
        self.previous.setEnabled(self._at > 0)
        self.following.setEnabled(self._at + 1 < len(self._files))
        self.wanted.emit(view.id)

    @property
    def current(self) -> EvidenceView:
        """The file on show."""
        return self._files[self._at]

    def show_content(self, view: EvidenceView, content: bytes) -> None:
        """Show a content that was asked for; one that comes too late is dropped."""
        if view.id != self.current.id:
            return
        said = self.pane.show_content(view, content)
        parts = [said, view.size_words, f"{view.added_at.astimezone():%Y-%m-%d %H:%M} {view.added_by} 添加"]
        self.told.setText("，".join(part for part in parts if part))

    def done(self, result: int) -> None:
        self.pane.clear()
        super().done(result)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(44)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addWidget(self.name, 1)
        self.previous = self._tool(row, "chevron-left", "上一份", lambda: self._step(-1))
        row.addWidget(self.place)
        self.following = self._tool(row, "chevron-right", "下一份", lambda: self._step(1))
        several = len(self._files) > 1
        for part in (self.previous, self.place, self.following):
            part.setVisible(several)
        row.addSpacing(8)
        self._tool(row, "zoom-out", "缩小", lambda: self.pane.zoom(1 / STEP))
        row.addWidget(link("适合窗口", self.pane.fit))
        self._tool(row, "zoom-in", "放大", lambda: self.pane.zoom(STEP))
        return head

    def _tool(self, row: QHBoxLayout, symbol: str, name: str, act: Callable[[], object]) -> ToolButton:
        button = ToolButton(symbol, name=name, act=act)
        row.addWidget(button)
        return button

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        row.addWidget(plain("另存…", lambda: self.save_asked.emit(self.current.id), "download"))
        row.addWidget(
            plain("用别的程序打开…", lambda: self.outside_asked.emit(self.current.id), "external-link")
        )
        self.close_button = plain("关闭", self.accept)
        self.close_button.setDefault(True)
        row.addWidget(self.close_button)
        return foot

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._files):
            self._at += by
            self.ask()
