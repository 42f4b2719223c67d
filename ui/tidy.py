"""Unreachable objects are looked for in the GUI thread alone, between events.

Python looks for them whenever enough objects were made: also in the worker's thread, and in the middle of
a call from Qt into Python. Widgets that go away there take the process with them. So the automatic search
is off while the window runs, and a timer does the same work at a moment that is safe.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1_000
"""Milliseconds between two looks; most of them find nothing to do."""


class Tidy(QObject):
    """Takes the search for unreachable objects over. One in a process; made with the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Search each generation that has grown over its threshold, the oldest first."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
