"""Line icons in the theme's colours, and the status shapes; both sharp at every screen ratio.

Icons are Tabler outlines in `resources/icons`, drawn with `currentColor` replaced. An icon made here
follows a change of theme by itself, because its colour is looked up while it is painted.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from core.resources import resource
from ui.theme import color

_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>'


class Glyph(StrEnum):
    """The status shapes. Every one goes with a word; none stands alone."""

    DONE = "done"
    """Filled disc with tick, ok: 社保比对 已保存 已验证 已完成"""
    WAITING = "waiting"
    """Ring, warn: 待核查 未提供"""
    PLANNED = "planned"
    """Ring, note: 未到时间"""
    LOOK = "look"
    """Triangle with !, warn: 需看 草稿待改"""
    BAD = "bad"
    """Square with ×, bad: 未通过 拒收 逾期"""
    CHANGED = "changed"
    """Half disc, note: 变更"""
    HALF = "half"
    """Half disc, warn: 月报草稿"""
    DRAFT = "draft"
    """Dashed ring, mute: 草稿 未到期"""
    SAME = "same"
    """Bar, mute: 未变 不计入 持平"""
    LOCKED = "locked"
    """Padlock, mute: 已上报"""
    ADDED = "added"
    """Square with +, ok: 新增"""
    AHEAD = "ahead"
    """▲, ok: 超前"""
    BEHIND = "behind"
    """▼, warn: 落后"""
    EVENT = "event"
    """Plain disc, mute: something that happened"""


ROLES: dict[Glyph, str] = {
    Glyph.DONE: "ok",
    Glyph.WAITING: "warn",
    Glyph.PLANNED: "note",
    Glyph.LOOK: "warn",
    Glyph.BAD: "bad",
    Glyph.CHANGED: "note",
    Glyph.HALF: "warn",
    Glyph.DRAFT: "mute",
    Glyph.SAME: "mute",
    Glyph.LOCKED: "mute",
    Glyph.ADDED: "ok",
    Glyph.AHEAD: "ok",
    Glyph.BEHIND: "warn",
    Glyph.EVENT: "mute",
}
"""Shape → colour role; the ground of a filled chip is that role with "_bg"."""

LIGHTS: dict[str, Glyph] = {
    "ok": Glyph.DONE,
    "warn": Glyph.LOOK,
    "bad": Glyph.BAD,
    "note": Glyph.PLANNED,
    "mute": Glyph.SAME,
}
"""Light of a status or a due line → shape."""


@cache
def _source(name: str) -> str:
    path = resource("icons", f"{name}.svg")
    return path.read_text("utf-8") if path.is_file() else _BLANK


@cache
def _renderer(name: str, tint: str, stroke: float) -> QSvgRenderer:
    text = _source(name).replace("currentColor", tint).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


@cache
def _drawn(name: str, tint: str, width: int, height: int, stroke: float) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(width, height)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    target = QRectF((width - side) / 2, (height - side) / 2, side, side)
    _renderer(name, tint, stroke).render(painter, target)
    painter.end()
    return pixmap


def _stroke(size: int) -> float:
    """Width of the lines in the 24-unit grid: thinner in the one big icon of an empty state."""
    return 1.6 if size < 30 else 1.2


def pixmap(name: str, role: str = "text2", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` logical pixels for a screen of this ratio."""
    side = max(1, round(size * ratio))
    made = QPixmap(_drawn(name, color(role).name(), side, side, _stroke(size)))
    made.setDevicePixelRatio(ratio)
    return made


def paint_icon(painter: QPainter, rect: QRect, name: str, role: str = "text2") -> None:
    """Draw the icon inside `rect` (logical pixels), for delegates and painted widgets."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device else 1.0
    painter.drawPixmap(rect.topLeft(), pixmap(name, role, rect.width(), ratio))


class _Engine(QIconEngine):
    """Draws one icon in one role, in the disabled colour where asked, at any size and ratio."""

    def __init__(self, name: str, role: str, active: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._active = active

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return color("disabled").name()
        return color(self._active if state == QIcon.State.On else self._role).name()

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        painter.drawPixmap(rect.topLeft(), self._picture(rect.size(), ratio, mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._picture(size, 1.0, mode, state)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._picture(size, scale, mode, state)

    def _picture(self, size: QSize, ratio: float, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        wide, high = max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))
        made = QPixmap(_drawn(self._name, self._tint(mode, state), wide, high, _stroke(size.height())))
        made.setDevicePixelRatio(ratio)
        return made

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role, self._active)


@cache
def icon(name: str, role: str = "text2", size: int = 16, active: str = "accent") -> QIcon:
    """The named icon in a colour role; in role `active` while its button is checked.

    `size` is the size in logical pixels that the icon is meant for (16 in rail, toolbars and buttons, 14
    in cells, 12 in filter cells, 36 in an empty state); set the widget's icon size to the same.
    """
    del size
    return QIcon(_Engine(name, role, active))


def program_icon() -> QIcon:
    """The program's own icon, for window and task bar; the smallest sizes have drawings of their own."""
    found = QIcon()
    for size, drawing in {16: "-16", 24: "-24", 32: "", 48: "", 64: "", 128: "", 256: ""}.items():
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        file = resource("app-icon", f"placement-ledger{drawing}.svg")
        QSvgRenderer(str(file)).render(painter, QRectF(0, 0, size, size))
        painter.end()
        found.addPixmap(pixmap)
    return found


def status_glyph(painter: QPainter, rect: QRect | QRectF, kind: Glyph | str, role: str = "") -> None:
    """Draw a status shape inside `rect` (10 to 14 logical pixels), in its own colour or in `role`.

    The mark inside a filled shape is cut in the colour of `surface`.
    """
    shape = Glyph(kind)
    tint = color(role or ROLES[shape])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(rect)
    side = min(box.width(), box.height())
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.scale(side / 12, side / 12)
    _DRAW[shape](painter, tint, color("surface"))
    painter.restore()


def _line(tint: QColor, width: float) -> QPen:
    return QPen(tint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _filled(painter: QPainter, tint: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)


def _done(painter: QPainter, tint: QColor, cut: QColor) -> None:
    _filled(painter, tint)
    painter.drawEllipse(QRectF(0.5, 0.5, 11, 11))
    painter.setPen(_line(cut, 1.6))
    painter.drawPolyline(QPolygonF([QPointF(3.6, 6.2), QPointF(5.3, 7.9), QPointF(8.5, 4.4)]))


def _ring(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, 2))
    painter.drawEllipse(QRectF(1.7, 1.7, 8.6, 8.6))


def _triangle(painter: QPainter, tint: QColor, cut: QColor) -> None:
    painter.setBrush(tint)
    painter.setPen(_line(tint, 1.4))
    painter.drawPolygon(QPolygonF([QPointF(6, 1.4), QPointF(11.2, 10.6), QPointF(0.8, 10.6)]))
    painter.setPen(_line(cut, 1.4))
    painter.drawLine(QPointF(6, 4.6), QPointF(6, 7.0))
    _filled(painter, cut)
    painter.drawEllipse(QPointF(6, 9.2), 0.85, 0.85)


def _square(painter: QPainter, tint: QColor) -> None:
    _filled(painter, tint)
    painter.drawRoundedRect(QRectF(0.8, 0.8, 10.4, 10.4), 2, 2)


def _bad(painter: QPainter, tint: QColor, cut: QColor) -> None:
    _square(painter, tint)
    painter.setPen(_line(cut, 1.5))
    painter.drawLine(QPointF(4, 4), QPointF(8, 8))
    painter.drawLine(QPointF(8, 4), QPointF(4, 8))


def _added(painter: QPainter, tint: QColor, cut: QColor) -> None:
    _square(painter, tint)
    painter.setPen(_line(cut, 1.5))
    painter.drawLine(QPointF(6, 3.4), QPointF(6, 8.6))
    painter.drawLine(QPointF(3.4, 6), QPointF(8.6, 6))


def _half(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, 1.5))
    painter.drawEllipse(QRectF(1.25, 1.25, 9.5, 9.5))
    _filled(painter, tint)
    painter.drawPie(QRectF(1.25, 1.25, 9.5, 9.5), 90 * 16, 180 * 16)


def _dashed(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    for step in range(6):
        painter.drawArc(QRectF(1.6, 1.6, 8.8, 8.8), (step * 60 + 12) * 16, 36 * 16)


def _bar(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    _filled(painter, tint)
    painter.drawRoundedRect(QRectF(0.8, 5, 10.4, 2), 1, 1)


def _padlock(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, 1.6))
    painter.drawArc(QRectF(3.4, 0.9, 5.2, 7), 0, 180 * 16)
    painter.drawLine(QPointF(3.4, 4.3), QPointF(3.4, 6))
    painter.drawLine(QPointF(8.6, 4.3), QPointF(8.6, 6))
    _filled(painter, tint)
    painter.drawRoundedRect(QRectF(1.6, 5.2, 8.8, 6.2), 1.4, 1.4)


def _arrow(painter: QPainter, tint: QColor, up: bool) -> None:
    _filled(painter, tint)
    tip, base = (2.0, 9.6) if up else (10.0, 2.4)
    half = 7.6 / math.sqrt(3) + 0.6
    painter.drawPolygon(QPolygonF([QPointF(6, tip), QPointF(6 + half, base), QPointF(6 - half, base)]))


def _up(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    _arrow(painter, tint, up=True)


def _down(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    _arrow(painter, tint, up=False)


def _disc(painter: QPainter, tint: QColor, cut: QColor) -> None:
    del cut
    _filled(painter, tint)
    painter.drawEllipse(QRectF(2, 2, 8, 8))


_DRAW = {
    Glyph.DONE: _done,
    Glyph.WAITING: _ring,
    Glyph.PLANNED: _ring,
    Glyph.LOOK: _triangle,
    Glyph.BAD: _bad,
    Glyph.CHANGED: _half,
    Glyph.HALF: _half,
    Glyph.DRAFT: _dashed,
    Glyph.SAME: _bar,
    Glyph.LOCKED: _padlock,
    Glyph.ADDED: _added,
    Glyph.AHEAD: _up,
    Glyph.BEHIND: _down,
    Glyph.EVENT: _disc,
}


class GlyphIcon(QIconEngine):
    """A status shape as an icon, for buttons of the status bar and menus."""

    def __init__(self, kind: Glyph) -> None:
        super().__init__()
        self._kind = kind

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        del mode, state
        status_glyph(painter, rect, self._kind)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        del mode, state
        return glyph_pixmap(self._kind, min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        return GlyphIcon(self._kind)


def glyph_pixmap(kind: Glyph | str, size: int = 12, ratio: float = 1.0) -> QPixmap:
    """A status shape as a picture of `size` logical pixels."""
    side = max(1, round(size * ratio))
    made = QPixmap(side, side)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    status_glyph(painter, QRectF(0, 0, side / ratio, side / ratio), kind)
    painter.end()
    return made


@cache
def glyph_icon(kind: Glyph | str) -> QIcon:
    """A status shape as an icon that follows the theme."""
    return QIcon(GlyphIcon(Glyph(kind)))
