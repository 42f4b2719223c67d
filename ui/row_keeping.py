"""Has the row under the hands kept while it is typed, and types again what was left of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from ui.page import Shell
from ui.record_model import NEW_ROW
from ui.row_edit import RowEdit


class RowKeeping(QObject):
    """Between a section's row and the window, which keeps what is typed against a crash.

    `taken_up` is called when what was left stands in the row again.
    """

    def __init__(self, edit: RowEdit, shell: Shell, taken_up: Callable[[], object]) -> None:
        super().__init__(edit)
        self._edit = edit
        self._shell = shell
        self._taken_up = taken_up
        self._left: tuple[int, Mapping[str, Any]] | None = None
        edit.in_hand.connect(self._keep)
        edit.handed_over.connect(shell.let_go)
        edit.opened.connect(self._take_up)

    def take_up(self, row: int | None, left: Mapping[str, Any]) -> None:
        """Type this again as soon as its row, None for a new one, is under the hands."""
        self._left = (NEW_ROW if row is None else row, left)
        self._take_up()

    def _keep(self) -> None:
        row = self._edit.row
        if row is not None:
            which = "新的一行" if self._edit.is_new else f"第 {row.id:,} 行"
            self._shell.keep(
                self._edit.place, f"{self._edit.section.title}，{which}", self._edit.unfinished()
            )

    def _take_up(self) -> None:
        row = self._edit.row
        if self._left is None or row is None or row.id != self._left[0]:
            return
        (_row_id, left), self._left = self._left, None
        for key, value in left.get("typed", {}).items():
            if key in self._edit.section.by_key:
                self._edit.put(key, value, str(left.get("texts", {}).get(key, "")))
        self._taken_up()
