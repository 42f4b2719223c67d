"""A table of plain lines: words and numbers, one column of states, a key for each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from ui.icons import Glyph
from ui.reading_table import Cell, Column, ReadingTable


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its texts, the shape before the text of the state column, and whether it is a total."""

    texts: tuple[str, ...]
    glyph: Glyph | None = None
    filled: bool = False
    strong: bool = False
    key: str = ""


class ValueTable(ReadingTable):
    """The table; `chosen` carries the key of the current row, `opened` that of one opened by Enter.

    The last column takes the width that is left, or the first where figures end the row.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, name: str, columns: Sequence[Column], state: int = -1) -> None:
        """`state` is the column whose texts carry the line's shape."""

        def cells(line: Line) -> Sequence[Cell]:
            return [
                Cell(text, line.glyph if place == state else None, line.filled, strong=line.strong)
                for place, text in enumerate(line.texts)
            ]

        super().__init__(name, columns, cells, 0 if columns[-1].figure else len(columns) - 1)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit(self.current))
        self.activated.connect(lambda index: self.opened.emit(self.items[index.row()].key))

    def show_data(self, lines: Sequence[Line], current: str = "") -> None:
        """Show these lines with one of them (by key) chosen."""
        self._put(lines, next((at for at, each in enumerate(lines) if each.key == current), 0))
        self.chosen.emit(self.current)

    @property
    def current(self) -> str:
        """Key of the chosen row."""
        line: Line | None = self.item()
        return line.key if line is not None else ""
