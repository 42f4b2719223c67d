"""Who it is, at the left of a person's page: masked, each number shown whole only with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.people.views import Fact
from ui.controls import ground, line, link, words
from ui.form_fields import FLAT

LABEL_WIDTH = 64
WIDTH = 270


class FactsPane(QScrollArea):
    """Groups of facts; `reveal_asked` carries the key of the field that is to be shown whole."""

    reveal_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground(self.viewport(), "surface")
        self._values: dict[str, QLabel] = {}

    def show_data(self, groups: Sequence[tuple[str, tuple[Fact, ...]]]) -> None:
        """Show these facts; what was shown whole before is masked again."""
        self._values = {}
        inside = QWidget()
        ground(inside, "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        for at, (name, facts) in enumerate(groups):
            if at:
                column.addSpacing(4)
                column.addWidget(line())
                column.addSpacing(4)
            column.addWidget(words(name, "section"))
            column.addLayout(self._group(facts))
        column.addStretch(1)
        self.setWidget(inside)

    def show_whole(self, field: str, value: str) -> None:
        """Show one number whole, until the page shows somebody anew."""
        if field in self._values:
            self._values[field].setText(value)

    def text_of(self, field: str) -> str:
        """What stands beside a label now."""
        return self._values[field].text()

    def _group(self, facts: Sequence[Fact]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for row, fact in enumerate(facts):
            label = words(fact.label, "label")
            label.setFixedHeight(19)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            value = words(fact.text or "—", "body", "" if fact.text else "text3", wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(f"{fact.label} {fact.text or '未填'}")
            grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
            if fact.field:
                self._values[fact.field] = value
                show = link("显示", partial(self.reveal_asked.emit, fact.field), small=True)
                show.setAccessibleName(f"显示完整{fact.label}")
                show.setStyleSheet(FLAT)
                show.setFixedHeight(19)
                grid.addWidget(show, row, 2, Qt.AlignmentFlag.AlignTop)
        return grid
