"""Labels in the program's few kinds of type, and hairlines."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
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


def words(text: str = "", kind: TextType = "body", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text in one kind of type; `role` names another colour than the kind's own.

    Kinds: number 26/600, page 16/600, panel 14/600, section 13/600, body, secondary (text2) and
    detail (text3) 13, label (text2) and caption (text3) 12.
    """
    label = QLabel(text)
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
