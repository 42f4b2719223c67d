"""The list below an entry: what completes it, or the codes to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from ui import theme
from ui.icons import paint_icon

ONE_LINE = 26
TWO_LINES = 44
WIDTH = 300
MOST = 8
MARGIN = 4
PADDING = 8
CHOICE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what is taken, what is said, and what tells it apart from its like."""

    value: str
    words: str
    detail: str
    is_new: bool = False


class ChoiceList(QFrame):
    """Stands below its entry (above where there is no room), inside the window; takes no focus."""

    picked = Signal(object)
    """A `Choice` was clicked."""

    def __init__(self, entry: QLineEdit) -> None:
        super().__init__(entry.window())
        self._entry = entry
        self.setObjectName("choiceList")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QListWidget(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(_ChoiceDelegate(self._list))
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(f"{entry.accessibleName()}的可选项")
        self._list.itemClicked.connect(lambda item: self.picked.emit(item.data(CHOICE)))
        self._list.itemEntered.connect(self._list.setCurrentItem)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self._list)
        entry.destroyed.connect(self.deleteLater)
        self.hide()

    def offer(self, choices: Sequence[Choice], present: Any = None) -> None:
        """Show these, the present value chosen, else the first."""
        self._list.clear()
        chosen = 0
        for row, choice in enumerate(choices):
            item = QListWidgetItem(choice.words)
            item.setData(CHOICE, choice)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{choice.words} {choice.detail}")
            self._list.addItem(item)
            if present is not None and choice.value == str(present):
                chosen = row
        self._list.setCurrentRow(chosen)
        self._place(choices)
        self.show()
        self.raise_()

    def chosen(self) -> Choice | None:
        """The line that Enter takes."""
        item = self._list.currentItem()
        found: Choice | None = item.data(CHOICE) if item else None
        return found

    def named(self, words: str) -> Choice | None:
        """The only line with these words."""
        found = [
            self._list.item(row).data(CHOICE)
            for row in range(self._list.count())
            if self._list.item(row).text() == words
        ]
        return found[0] if len(found) == 1 else None

    def step(self, by: int) -> None:
        """Choose the next line, round the end."""
        count = self._list.count()
        if count:
            self._list.setCurrentRow((self._list.currentRow() + by) % count)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(theme.color("line_strong"))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _place(self, choices: Sequence[Choice]) -> None:
        tall = [TWO_LINES if choice.detail else ONE_LINE for choice in choices]
        height = sum(tall[: MOST + 1]) + 2 * MARGIN
        width = WIDTH if any(choice.detail for choice in choices) else max(self._entry.width(), 160)
        window = self._entry.window()
        below = self._entry.mapTo(window, QPoint(0, self._entry.height() + 1))
        above = self._entry.mapTo(window, QPoint(0, -1 - height))
        top = below.y() if below.y() + height <= window.height() else max(0, above.y())
        left = min(below.x(), max(0, window.width() - width))
        self.setGeometry(QRect(left, top, width, height))


class _ChoiceDelegate(QStyledItemDelegate):
    """Two lines where something tells an entry apart, else one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option
        choice: Choice = index.data(CHOICE)
        return QSize(0, TWO_LINES if choice.detail else ONE_LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        choice: Choice = index.data(CHOICE)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave the option's members out
        listed = self.parent()
        current = isinstance(listed, QListWidget) and listed.currentRow() == index.row()
        painter.fillRect(rect, theme.color("select" if current else "surface"))
        area = rect.adjusted(PADDING, 3 if choice.detail else 0, -PADDING, 0)
        if choice.is_new:
            paint_icon(painter, QRect(rect.left() + 6, rect.center().y() - 7, 16, 16), "plus", "accent")
            area.setLeft(area.left() + 20)
        if choice.detail:
            area.setHeight(20)
        weight = theme.STRONG if current and choice.detail else theme.REGULAR
        _line(painter, area, choice.words, 13, "accent" if choice.is_new else "text", weight)
        if choice.detail:
            _line(painter, area.translated(0, 20), choice.detail, 12, "text2", theme.REGULAR)


def _line(painter: QPainter, area: QRect, words: str, px: int, role: str, weight: int) -> None:
    painter.setFont(theme.font(px, weight))
    painter.setPen(theme.color(role))
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
