"""Tables that are dropped on the window from the desktop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")


def dropped_files(event: QDragEnterEvent | QDropEvent) -> tuple[Path, ...]:
    """The tables among what is being dropped."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return tuple(path for path in paths if path.suffix.lower() in SUFFIXES)
