"""How large a dialog may be: as designed, or as large as a small screen lets it be."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

FRAME = QSize(16, 48)
"""What the window system's own title bar and edges take."""


def fit_screen(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its size, less where the screen has less; what scrolls inside takes the loss."""
    parent = dialog.parentWidget()
    room = dialog.screen().availableSize()
    if parent is not None:
        room = parent.screen().availableSize().expandedTo(parent.window().size())
    room -= FRAME
    dialog.setFixedWidth(min(width, room.width()))
    dialog.resize(min(width, room.width()), min(height, room.height()))
    dialog.setMaximumHeight(min(height, room.height()))
