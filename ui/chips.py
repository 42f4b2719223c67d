"""Status chips: colour, shape and word together."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.buttons import text_width
from ui.icons import ROLES, Glyph, paint_icon, status_glyph
from ui.theme import color, font

HEIGHT = 20
GLYPH = 10
GAP = 5
PADDING = 6


def chip_width(text: str) -> int:
    """Width of a chip with these words in logical pixels."""
    return 2 * PADDING + GLYPH + GAP + text_width(text, 12)


def paint_chip(
    painter: QPainter,
    rect: QRect,
    kind: Glyph | str,
    text: str,
    *,
    filled: bool = True,
    role: str = "",
    text_role: str = "",
) -> None:
    """Draw a chip at the left of `rect`, centred in height. Unfilled: the glyph stays on the same x.

    In a grid only states that wait for a person are filled. `role` replaces the shape's own colour.
    """
    shape = Glyph(kind)
    tint = role or ROLES[shape]
    top = rect.top() + (rect.height() - HEIGHT) // 2
    box = QRect(rect.left(), top, min(chip_width(text), rect.width()), HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if filled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(f"{tint}_bg"))
        painter.drawRoundedRect(QRectF(box), 4, 4)
    mark = QRect(box.left() + PADDING, box.top() + (HEIGHT - GLYPH) // 2, GLYPH, GLYPH)
    status_glyph(painter, mark, shape, tint)
    painter.setPen(color(text_role or tint))
    painter.setFont(font(12))
    room = box.adjusted(PADDING + GLYPH + GAP, 0, 0, 0)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget; `show_state` changes what it says."""

    def __init__(self, kind: Glyph | str = Glyph.SAME, text: str = "", *, filled: bool = True) -> None:
        super().__init__()
        self._kind = Glyph(kind)
        self._text = text
        self._filled = filled
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_state(self, kind: Glyph | str, text: str) -> None:
        """Show another state."""
        self._kind = Glyph(kind)
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_chip(QPainter(self), self.rect(), self._kind, self._text, filled=self._filled)


class GlyphMark(QWidget):
    """A status shape alone, beside words that say the same."""

    def __init__(self, kind: Glyph | str, size: int = 12, role: str = "") -> None:
        super().__init__()
        self._kind = Glyph(kind)
        self._role = role
        self.setFixedSize(size, size)

    def show_kind(self, kind: Glyph | str) -> None:
        """Show another shape."""
        self._kind = Glyph(kind)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        status_glyph(QPainter(self), self.rect(), self._kind, self._role)


class IconMark(QWidget):
    """A line icon alone, beside words that say the same; follows the theme."""

    def __init__(self, name: str, role: str = "text2", size: int = 16) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_icon(QPainter(self), self.rect(), self._name, self._role)
