"""Parts of 为什么是这个数: the clause quoted, the numbered rule, and the figure's arithmetic in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.figure_views import FigureView
from ui import numbers
from ui.controls import words
from ui.theme import color


class Quote(QWidget):
    """The clause that sets the target, in its own words, with its source."""

    def __init__(self) -> None:
        super().__init__()
        self.clause = words("", "body", wrap=True)
        self.source = words("", "caption", wrap=True)
        self.clause.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(17, 7, 12, 7)
        column.setSpacing(3)
        column.addWidget(self.clause)
        column.addWidget(self.source)

    def show_data(self, clause: str, source: str) -> None:
        """Show a clause; without one the figure has no target of its own."""
        self.clause.setText(
            f"“{clause.strip('“”')}”" if clause else "没有文件给这个数定目标，只列数，不算完成率。"
        )
        self.source.setText(source)
        self.source.setVisible(bool(source))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("sunken"))
        painter.fillRect(QRect(0, 0, 3, self.height()), color("line_strong"))


class RuleLines(QWidget):
    """Numbered sentences: how the figure is counted."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def show_data(self, rules: Sequence[str]) -> None:
        """Show these sentences, numbered from 1."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for number, rule in enumerate(rules, 1):
            mark = words(str(number), "caption")
            self._grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words(rule, "body", wrap=True), number, 1)


def value_words(figure: FigureView) -> str:
    """The value as it stands large: 9,716, 75.00%."""
    value = numbers.count(figure.value)
    return f"{value}%" if figure.unit == "%" else value


def arithmetic_words(figure: FigureView) -> str:
    """÷ 13,530 人 ＝ 71.81%，序时 74.79%，进度差 −2.98 百分点."""
    if figure.value is None:
        return "数值未知，不按 0 处理"
    if figure.target is None:
        return "没有目标"
    parts = [f"÷ {numbers.count(figure.target)} {figure.unit} ＝ {numbers.rate(figure.completion)}"]
    if figure.unit == "%":
        parts = [f"目标 {figure.comparator or ''} {numbers.count(figure.target)}%"]
    if figure.pro_rata is not None:
        parts.append(f"序时 {numbers.rate(figure.pro_rata)}")
    if figure.gap is not None:
        parts.append(f"进度差 {numbers.signed(figure.gap)} 百分点")
    return "，".join(parts)
