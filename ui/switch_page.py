"""Several pages behind one rail entry."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from core.views import Change
from ui.buttons import Segments
from ui.page import Page, Shell
from ui.panels import PageHead
from ui.tasks import Tasks


class SwitchPage(Page):
    """Several pages behind one rail entry; segments in each page's head change between them."""

    def __init__(
        self, tasks: Tasks, shell: Shell, key: str, title: str, parts: list[tuple[str, str, Page]]
    ) -> None:
        super().__init__(tasks, shell)
        self.page_key = key
        self.title = title
        self._stack = QStackedWidget()
        self._parts = {part: page for part, _, page in parts}
        self._segments: dict[str, Segments] = {}
        choices = [(part, text) for part, text, _ in parts]
        for part, _, page in parts:
            self._stack.addWidget(page)
            head = getattr(page, "head", None)
            if isinstance(head, PageHead):
                segments = Segments(choices, part, name=title)
                segments.chosen.connect(self.show_part)
                head.tools.insertWidget(0, segments)
                self._segments[part] = segments
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFocusProxy(self.part)

    @property
    def part(self) -> Page:
        """The page now shown."""
        current = self._stack.currentWidget()
        assert isinstance(current, Page)
        return current

    def show_part(self, key: str) -> None:
        """Show one of the pages, if the one shown lets go."""
        if self.part.leave():
            self._stack.setCurrentWidget(self._parts[key])
            self.setFocusProxy(self.part)
            self.part.refresh_if_stale()
        for part, segments in self._segments.items():
            segments.choose(part)

    def refresh(self) -> None:
        self.part.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        self.part.refresh_if_stale()

    def arrive(self, **context: Any) -> None:
        first = next(iter(self._parts))
        section = context.pop("section", first if {"part", "month"} & context.keys() else None)
        if section in self._parts:
            self.show_part(section)
        if context:
            self.part.arrive(**context)

    def mark_stale(self, change: Change) -> None:
        for page in self._parts.values():
            page.mark_stale(change)

    def leave(self) -> bool:
        return self.part.leave()

    def compact_actions(self) -> list[QAction]:
        return self.part.compact_actions()
