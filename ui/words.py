"""Labels in the program's few kinds of type, and hairlines."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme import REGULAR, STRONG, font

TextType = Literal["number", "page", "panel", "section", "body", "secondary", "detail", "label", "caption"]

_FONTS: dict[str, tuple[int, int]] = {
    "number": (26, STRONG),
    "page": (16, STRONG),
    "panel": (14, STRONG),
    "section": (13, STRONG),
    "body": (13, REGULAR),
    "secondary": (13, REGULAR),
    "detail": (13, REGULAR),
    "label": (12, REGULAR),
    "caption": (12, REGULAR),
}


class Elided(QLabel):
    """A label of one line that may become narrower than its words; the whole text is its tooltip then."""

    def __init__(self, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, room.width())
        if shown == self.text():
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def words(text: str = "", kind: TextType = "body", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text in one kind of type; `role` names another colour than the kind's own.

    Kinds: number 26/600, page 16/600, panel 14/600, section 13/600, body, secondary (text2) and
    detail (text3) 13, label (text2) and caption (text3) 12.
    """
    return _dressed(QLabel(text), kind, role, wrap)


def elided(
    text: str = "",
    kind: TextType = "body",
    role: str = "",
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> Elided:
    """The same for a line that may be cut short where room is scarce."""
    label = Elided(mode)
    label.setText(text)
    _dressed(label, kind, role, False)
    return label


def _dressed(label: QLabel, kind: TextType, role: str, wrap: bool) -> QLabel:
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font(*_FONTS[kind]))
    label.setProperty("type", kind)
    if role:
        label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and have the widget drawn anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def ground(widget: QWidget, role: str) -> None:
    """Fill a widget with a role's colour, itself only: surface, sunken, rail, header, window, demo_bg."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    set_property(widget, "ground", role)


def line(role: str = "line", *, upright: bool = False) -> QFrame:
    """A hairline of one pixel in `line`, `line_strong` or `control`."""
    made = QFrame()
    ground(made, role)
    if upright:
        made.setFixedWidth(1)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
    else:
        made.setFixedHeight(1)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made
