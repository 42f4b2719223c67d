"""Words, bars and rings for widgets and delegates that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.buttons import text_width
from ui.theme import REGULAR, color, font

SMALLEST_PAGE = (320, 180)
"""Pages shrink to this and rearrange themselves; what layouts would ask for must not stop the window."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_text(
    painter: QPainter,
    rect: QRect,
    words: str,
    role: str = "text",
    px: int = 13,
    weight: int = REGULAR,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line inside `rect`, elided at its end when it does not fit."""
    painter.setFont(font(px, weight))
    painter.setPen(color(role))
    shown = words
    if text_width(words, px, weight) > rect.width():
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, shown)


def paint_bar(painter: QPainter, rect: QRect, role: str) -> None:
    """A bar with corners of 2 px; nothing for an empty rectangle."""
    if rect.width() <= 0:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(role))
    painter.drawRoundedRect(QRectF(rect), min(2.0, rect.width() / 2), 2)
    painter.restore()


def paint_tick(painter: QPainter, x: int, top: int, height: int) -> None:
    """The vertical mark of pro-rata progress, sharp."""
    painter.fillRect(QRect(x, top, 1, height), color("tick"))


def paint_panel(painter: QPainter, rect: QRect, ground: str = "surface", edge: str = "line") -> None:
    """The ground and the 1 px edge of a panel, corners of 6 px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(color(ground))
    painter.setPen(QPen(color(edge), 1))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.restore()


def paint_focus(painter: QPainter, rect: QRect, radius: float = 6) -> None:
    """The focus ring: 2 px inside the border."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("focus"), 2))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


class FocusFrame(QWidget):
    """The focus ring over a widget whose children paint all of it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        over = self.parentWidget()
        kinds = (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize)
        if watched is over and event.type() in kinds:
            self.setGeometry(over.rect())
            self.setVisible(over.hasFocus())
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_focus(QPainter(self), self.rect(), 4)
