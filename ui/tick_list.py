"""A list of things to tick."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui import theme

HEIGHT = 364


class TickList(QListWidget):
    """Entries (key, words), each with a box."""

    def __init__(
        self, name: str, entries: Iterable[tuple[str, str]], is_ticked: Callable[[str], bool]
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT)
        select, text = theme.color("select").name(), theme.color("text").name()
        self.setStyleSheet(
            "QListView::item { height: 26px; padding: 0 4px; border: 0 }"
            f" QListView::item:selected {{ background: {select}; color: {text} }}"
        )
        for key, words in entries:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            )
            self.addItem(item)
            _tick(item, is_ticked(key))
        self.setCurrentRow(0)

    def ticked(self) -> tuple[str, ...]:
        """Keys of the ticked entries, from the top."""
        return tuple(_key(each) for each in self._entries() if each.checkState() is Qt.CheckState.Checked)

    def unticked(self) -> tuple[str, ...]:
        """Keys of all others."""
        return tuple(_key(each) for each in self._entries() if each.checkState() is Qt.CheckState.Unchecked)

    def tick(self, key: str, ticked: bool = True) -> None:
        """Tick or untick one entry."""
        for item in self._entries():
            if _key(item) == key:
                _tick(item, ticked)

    def tick_all(self) -> None:
        """Tick every entry."""
        for item in self._entries():
            _tick(item, ticked=True)

    def _entries(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]


def _key(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))


def _tick(item: QListWidgetItem, ticked: bool) -> None:
    item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
