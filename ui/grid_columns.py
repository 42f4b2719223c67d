"""Columns of the table: how wide, which are hidden, and which of the two panes shows them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal

from ui.controls import text_width
from ui.grid_pane import GridPane
from ui.header import PADDING
from ui.record_model import RecordModel
from ui.theme import STRONG

NUMBER_WIDTH = 68
WIDEST = 520
SORT_MARK = 10
GIVES = ("employer.name", "title", "name")
"""Fields whose column takes what is left of the width, the first that the section has."""


class GridColumns(QObject):
    """Both panes have all columns; each shows its own and hides the others."""

    fitted = Signal()
    """Widths or places have changed."""

    def __init__(self, model: RecordModel, frozen: GridPane, main: GridPane) -> None:
        super().__init__(main)
        self._model = model
        self._frozen = frozen
        self._main = main
        self._hidden: frozenset[str] = frozenset()
        self._frozen_keys: tuple[str, ...] = model.section.frozen
        self._widths = [NUMBER_WIDTH, *(width_of(model, column) for column in range(1, model.columnCount()))]
        self._fitting = False
        for pane in (frozen, main):
            pane.heading.sectionResized.connect(self._resized)

    def hide(self, keys: frozenset[str]) -> None:
        """Hide these columns; a frozen column is never hidden."""
        self._hidden = keys - set(self._model.section.frozen)
        self.arrange()

    @property
    def hidden(self) -> frozenset[str]:
        """Keys of the columns that are not shown."""
        return self._hidden

    def freeze(self, keys: Sequence[str]) -> None:
        """Keep only these of the section's frozen columns in place (narrow windows)."""
        wanted = tuple(keys)
        if wanted != self._frozen_keys:
            self._frozen_keys = wanted
            self.arrange()

    def shown(self, pane: GridPane | None = None) -> list[int]:
        """Columns that are shown, from the left; of both panes unless one is named."""
        panes = (pane,) if pane is not None else (self._frozen, self._main)
        return [
            column
            for each in panes
            for column in range(self._model.columnCount())
            if not each.isColumnHidden(column)
        ]

    def pane(self, column: int) -> GridPane:
        """The pane that a column belongs to."""
        each = self._model.field(column)
        return self._frozen if each is None or each.key in self._frozen_keys else self._main

    def bring(self, column: int) -> None:
        """Scroll sideways until a column of the main pane is in sight."""
        bar, heading = self._main.horizontalScrollBar(), self._main.heading
        left = heading.sectionPosition(column)
        right = left + heading.sectionSize(column)
        bar.setValue(max(right - self._main.viewport().width(), min(bar.value(), left)))

    def arrange(self) -> None:
        """Put every column where it belongs."""
        self._fitting = True
        for column in range(self._model.columnCount()):
            each = self._model.field(column)
            hidden = each is not None and each.key in self._hidden
            for pane in (self._frozen, self._main):
                pane.setColumnWidth(column, self._widths[column])
                pane.setColumnHidden(column, hidden or pane is not self.pane(column))
        self._fitting = False
        self.fit()

    def fit(self) -> None:
        """The frozen pane is as wide as its columns; one column of the other takes what is left."""
        self._fitting = True
        self._frozen.setFixedWidth(sum(self._widths[column] for column in self.shown(self._frozen)))
        shown = self.shown(self._main)
        for column in shown:
            self._main.setColumnWidth(column, self._widths[column])
        rest = self._main.viewport().width() - sum(self._widths[column] for column in shown)
        giving = next((self._model.column(key) for key in GIVES if key in self._model.section.by_key), 0)
        if rest > 0 and giving in shown:
            self._main.setColumnWidth(giving, min(WIDEST, self._widths[giving] + rest))
        self._fitting = False
        self.fitted.emit()

    def _resized(self, column: int, _before: int, width: int) -> None:
        if not self._fitting and width > 0:
            self._widths[column] = width
            self.fit()


def width_of(model: RecordModel, column: int) -> int:
    """The field's width, or what its heading with a sort mark needs."""
    each = model.field(column)
    heading = str(model.headerData(column, Qt.Orientation.Horizontal))
    return max(
        each.width if each else NUMBER_WIDTH, text_width(heading, 12, STRONG) + 2 * PADDING + SORT_MARK
    )
