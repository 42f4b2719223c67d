"""Figures on a shown PDF: pointer, name, focus ring and keys; a click or Enter opens the figure.

The view lays its pages out by itself and does not tell where; `FigureSpots.page_place` repeats its way:
pages one under the other, each in the middle, scaled to the width or by the chosen factor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QToolTip, QWidget

from ui.theme import color

if TYPE_CHECKING:
    from core.returns.sheet import Hotspot

_AROUND = 2
"""How far the ring stands around a figure."""


class FigureSpots(QWidget):
    """Lies over the pages, takes no clicks itself, and shows which figure is meant."""

    opened = Signal(object)
    """A `Hotspot` that was clicked or entered."""

    def __init__(self, view: QPdfView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._spots: tuple[Hotspot, ...] = ()
        self._labels: Mapping[str, str] = {}
        self._current = -1
        self._hovered = -1
        self._pressed = -1
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("月报上的数")
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        view.zoomFactorChanged.connect(lambda _: self.update())

    def show_spots(self, spots: Sequence[Hotspot], labels: Mapping[str, str]) -> None:
        """Show other figures, in reading order."""
        ordered = sorted(spots, key=lambda each: (each.page, -each.place[3], each.place[0]))
        if tuple(ordered) != self._spots:
            self._current = self._hovered = -1
        self._spots, self._labels = tuple(ordered), labels
        self.update()

    # geometry

    def page_place(self, page: int) -> QRect:
        """Where a page lies in the viewport."""
        sizes = [self._size(number) for number in range(self._view.document().pageCount())]
        margins = self._view.documentMargins()
        whole = max((size.width() for size in sizes), default=0) + margins.left() + margins.right()
        top = margins.top() + sum(size.height() + self._view.pageSpacing() for size in sizes[:page])
        left = (max(whole, self._view.viewport().width()) - sizes[page].width()) // 2
        corner = QPoint(left, top)
        scrolled = QPoint(self._view.horizontalScrollBar().value(), self._view.verticalScrollBar().value())
        return QRect(corner - scrolled, sizes[page])

    def _size(self, page: int) -> QSize:
        """A page's size as the view rounds it."""
        points = self._view.document().pagePointSize(page)
        dots = QGuiApplication.primaryScreen().logicalDotsPerInch() / 72
        if self._view.zoomMode() == QPdfView.ZoomMode.Custom:
            return (points * dots * self._view.zoomFactor()).toSize()
        size = QSizeF(points * dots).toSize()
        margins = self._view.documentMargins()
        room = self._view.viewport().width() - margins.left() - margins.right()
        return size * (room / max(1, size.width()))

    def place_of(self, spot: Hotspot) -> QRect:
        """Where a figure lies in the viewport."""
        page = self.page_place(spot.page)
        points = self._view.document().pagePointSize(spot.page)
        scale = page.width() / max(1.0, points.width())
        x0, y0, x1, y1 = spot.place
        box = QRectF(x0 * scale, (points.height() - y1) * scale, (x1 - x0) * scale, (y1 - y0) * scale)
        return box.translated(page.topLeft()).toAlignedRect()

    def spot_at(self, point: QPoint) -> int:
        """Number of the smallest figure under a point of the viewport; −1 for none."""
        found = [
            (place.width() * place.height(), number)
            for number, spot in enumerate(self._spots)
            if (place := self.place_of(spot)).contains(point)
        ]
        return min(found)[1] if found else -1

    # keys

    def step(self, by: int) -> None:
        """Go to the next or previous figure, beginning with the first one in sight."""
        if not self._spots:
            return
        if self._current < 0:
            seen = self._view.viewport().rect()
            self._current = next(
                (number for number, spot in enumerate(self._spots) if self.place_of(spot).intersects(seen)), 0
            )
        else:
            self._current = (self._current + by) % len(self._spots)
        self._bring_into_sight()
        self.setAccessibleDescription(self.name_of(self._current))
        self.update()

    def open_current(self) -> bool:
        """Open the figure that has the ring."""
        if self._current < 0:
            return False
        self.opened.emit(self._spots[self._current])
        return True

    def name_of(self, number: int) -> str:
        """The figure's name."""
        return self._labels.get(self._spots[number].figure, "") if 0 <= number < len(self._spots) else ""

    def _bring_into_sight(self) -> None:
        place = self.place_of(self._spots[self._current])
        seen = self._view.viewport().rect().adjusted(0, 30, 0, -30)
        bar = self._view.verticalScrollBar()
        if place.top() < seen.top():
            bar.setValue(bar.value() + place.top() - seen.top())
        elif place.bottom() > seen.bottom():
            bar.setValue(bar.value() + place.bottom() - seen.bottom())

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._key(event)
        if watched is not self._view.viewport():
            return False
        if kind == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        elif kind == QEvent.Type.Leave:
            self._hover(-1)
        elif isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip:
            return self._tell(event)
        elif isinstance(event, QMouseEvent):
            return self._mouse(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
            return bool(self._spots)
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open_current()

    def _mouse(self, event: QMouseEvent) -> bool:
        number = self.spot_at(event.position().toPoint())
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._hover(number)
        elif event.button() == Qt.MouseButton.LeftButton and kind == QEvent.Type.MouseButtonPress:
            self._pressed = number
        elif event.button() == Qt.MouseButton.LeftButton and kind == QEvent.Type.MouseButtonRelease:
            if number >= 0 and number == self._pressed:
                self._current = number
                self.update()
                self.open_current()
            self._pressed = -1
        return False

    def _tell(self, event: QHelpEvent) -> bool:
        name = self.name_of(self.spot_at(event.pos()))
        QToolTip.showText(event.globalPos(), f"{name}，单击看为什么是这个数" if name else "", self._view)
        return True

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            shape = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
            self._view.viewport().setCursor(shape)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if 0 <= self._hovered < len(self._spots):
            shade = color("focus")
            shade.setAlphaF(0.12)
            painter.fillRect(self.place_of(self._spots[self._hovered]), shade)
        if 0 <= self._current < len(self._spots):
            painter.setPen(QPen(color("focus"), 2))
            around = self.place_of(self._spots[self._current])
            painter.drawRect(around.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND))
