"""A table of any items, for choosing and for typing results on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.reading_table import Cells, Column, ReadingTable


class LineTable(ReadingTable):
    """The table; `cells` makes the cells of an item."""

    chosen = Signal(object)
    """The current item, None where there is none."""
    pressed_row = Signal(int)
    """Enter, Space or a double click on a line."""
    key_typed = Signal(str)
    """A character typed on the table (1, 2, 3 for results)."""

    def __init__(self, name: str, columns: Sequence[Column], cells: Cells, giving: int) -> None:
        super().__init__(name, columns, cells, giving)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit(self.item()))
        self.doubleClicked.connect(lambda index: self.pressed_row.emit(index.row()))

    def show_items(self, items: Sequence[Any], row: int = 0) -> None:
        """Show these items, one of them chosen."""
        self._put(items, row)
        self.chosen.emit(self.item())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed_row.emit(self.currentIndex().row())
        elif event.text().isdigit():
            self.key_typed.emit(event.text())
        else:
            super().keyPressEvent(event)
