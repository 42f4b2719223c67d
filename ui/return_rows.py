"""From a submitted month to the rows that changed since."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from core.return_views import ChangedRows
from core.views import Query, RowState
from ui.page import Shell
from ui.tasks import Tasks

Door = tuple[str, str, Query]
"""Words, section, the rows in it."""


class ReturnRows(QObject):
    """Opens the rows behind a correction; asks which where there are several kinds."""

    def __init__(self, tasks: Tasks, shell: Shell, asked_from: QWidget) -> None:
        super().__init__(asked_from)
        self._tasks = tasks
        self._shell = shell
        self._asked_from = asked_from

    def show(self, month: str) -> None:
        """Read what changed in a submitted month, then open it."""
        self._tasks.run("读取改动", lambda ledger, _: ledger.return_changes(month), self._open)

    def _open(self, changes: tuple[ChangedRows, ...]) -> None:
        doors: list[Door] = [
            (f"{each.title}：{each.words}{tail}", each.section, Query(ids=ids, state=state))
            for each in changes
            for ids, state, tail in ((each.ids, None, ""), (each.void_ids, RowState.VOID, "（回收站）"))
            if ids
        ]
        if not doors:
            self._shell.say("没有能打开的行：改动的行已经撤销，或者日期不在这个月", "note")
        elif len(doors) == 1:
            self._go(doors[0])
        else:
            menu = QMenu(self._asked_from)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for door in doors:
                menu.addAction(door[0], lambda door=door: self._go(door))
            menu.popup(self._asked_from.mapToGlobal(self._asked_from.rect().topLeft()))

    def _go(self, door: Door) -> None:
        title, section, query = door
        self._shell.open_page(section, query=query, title=title)
