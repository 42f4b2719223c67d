"""Which columns a section page shows: chosen by the clerk, and those of sensitive facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.section_dialogs import ColumnsDialog
from ui.sensitive_switch import SensitiveSwitch
from ui.table_memory import TableMemory

if TYPE_CHECKING:
    from ui.section_page import SectionPage


class ColumnActs(QObject):
    """Hides columns, and remembers it for the section on this computer."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__(page)
        self._page = page
        self.memory = TableMemory()
        self.sensitive = SensitiveSwitch(page)

    def ask(self) -> None:
        """Ask which columns to show."""
        page, apart = self._page, self.sensitive.hidden_columns()
        fields = [
            each
            for each in page.model.fields
            if each.key not in page.section.frozen and each.key not in apart
        ]
        dialog = ColumnsDialog(fields, self.memory.hidden(page.section.key), page)
        if dialog.exec():
            self.hide(dialog.hidden())
        dialog.deleteLater()

    def hide(self, keys: frozenset[str]) -> None:
        """Show all columns but these, now and from now on."""
        self.memory.remember_hidden(self._page.section.key, keys)
        self.apply()

    def hidden(self) -> frozenset[str]:
        """Keys of the columns that are not shown now."""
        return self.memory.hidden(self._page.section.key) | self.sensitive.hidden_columns()

    def apply(self) -> None:
        """Hide what is to be hidden."""
        self._page.grid.columns.hide(self.hidden())
