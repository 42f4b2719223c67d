"""The editor that opens over a filter cell: a line to type in, or the codes as a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu

from core.section import Field, Kind
from ui import theme
from ui.editors import FLAGS, Suggest, code_choices
from ui.filter import FilterCell, parse_filter
from ui.header import FilterHeader

HINTS = {
    Kind.DATE: "2025-09 或 9-1 至 9-15",
    Kind.MONTH: "2025-09",
    Kind.INTEGER: ">5 或 1–9",
    Kind.MONEY: ">5 或 1–9",
}


class FilterLine(QLineEdit):
    """A line over one filter cell. Enter and leaving take what is typed, Esc leaves it as it was."""

    done = Signal(str)
    moved = Signal(int)
    """Tab: +1, Shift+Tab: −1."""

    def __init__(self, header: FilterHeader, column: int, each: Field, text: str) -> None:
        super().__init__(text, header.viewport())
        self._header = header
        focus, ground = theme.color("focus").name(), theme.color("surface").name()
        self.setStyleSheet(
            f"QLineEdit {{ border: 2px solid {focus}; border-radius: 3px; padding: 0 2px;"
            f" background: {ground}; min-height: 18px; max-height: 18px }}"
        )
        self.setFont(theme.font(12))
        self.setAccessibleName(f"筛选{each.label}")
        self.setPlaceholderText(HINTS.get(each.kind, ""))
        self.setGeometry(header.cell_rect(column))
        self._over = False
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self, take: bool) -> None:
        """Close once, taking the words or not."""
        if self._over:
            return
        self._over = True
        if take:
            self.done.emit(self.text())
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish(take=True)
        elif event.key() == Qt.Key.Key_Escape:
            self.finish(take=False)
        else:
            super().keyPressEvent(event)
            return
        self._header.setFocus()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 (Qt's own name)
        self.finish(take=True)
        self.moved.emit(1 if next else -1)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish(take=True)


class FilterEditing(QObject):
    """Opens the right editor for a column and reports the filter that comes of it."""

    chosen = Signal(str, object)
    """Field key and `FilterCell`, or None to clear."""
    moved = Signal(str, int)

    def __init__(self, suggest: Suggest, parent: QObject) -> None:
        super().__init__(parent)
        self._suggest = suggest
        self.menu: QMenu | None = None
        self.line: FilterLine | None = None

    def open(self, header: FilterHeader, column: int, each: Field, used: FilterCell | None) -> None:
        """Open the editor of one filter cell."""
        if each.kind is Kind.FLAG:
            self._open_menu(header, column, each, used, FLAGS)
        elif each.kind is Kind.CODE:
            self._suggest(each, "", lambda found: self._open_menu(header, column, each, used, found))
        else:
            self._open_line(header, column, each, used)

    def _open_line(self, header: FilterHeader, column: int, each: Field, used: FilterCell | None) -> None:
        line = FilterLine(header, column, each, used.words if used else "")
        line.done.connect(lambda text: self.chosen.emit(each.key, parse_filter(each, text)))
        line.moved.connect(lambda by: self.moved.emit(each.key, by))
        self.line = line

    def _open_menu(
        self,
        header: FilterHeader,
        column: int,
        each: Field,
        used: FilterCell | None,
        found: tuple[tuple[str, str], ...],
    ) -> None:
        menu = QMenu(header)
        menu.setAccessibleName(f"筛选{each.label}")
        self._add(menu, "全部", used is None, lambda: self.chosen.emit(each.key, None))
        menu.addSeparator()
        for choice in code_choices(each, found):
            cell = FilterCell(choice.value, choice.words)
            here = used is not None and used.text == choice.value
            self._add(menu, choice.words, here, partial(self.chosen.emit, each.key, cell))
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        cell_rect = header.cell_rect(column)
        menu.setMinimumWidth(cell_rect.width())
        menu.popup(header.viewport().mapToGlobal(cell_rect.bottomLeft()))

    @staticmethod
    def _add(menu: QMenu, words: str, here: bool, act: Callable[[], None]) -> None:
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(here)
        action.triggered.connect(lambda *_: act())
