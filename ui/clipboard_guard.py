"""Full ID numbers on the clipboard: marked as not for its history, and cleared after half a minute.

The grid copies masked values; a number gets here when somebody reveals it and copies it out of a field.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from core.identity import check_resident_id

CLEARED_AFTER = 30_000
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
MARKS: dict[str, bytes] = {
    "x-kde-passwordManagerHint": b"secret",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"1",
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\0\0\0\0",
}
"""What clipboard histories of Windows and KDE respect."""


class ClipboardGuard(QObject):
    """Watches what this program puts on the clipboard."""

    def __init__(self, clipboard: QClipboard, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._held = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLEARED_AFTER)
        self._timer.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._changed)

    def _changed(self) -> None:
        text = self._clipboard.text() if self._is_ours() else ""
        if text == self._held:
            return
        self._held = ""
        self._timer.stop()
        if any(not check_resident_id(found)[1] for found in _NUMBER.findall(text)):
            self._held = text
            data = QMimeData()
            data.setText(text)
            for kind, content in MARKS.items():
                data.setData(kind, content)
            self._clipboard.setMimeData(data)
            self._timer.start()

    def _is_ours(self) -> bool:
        """Without a screen there are no other programs, and Qt does not know whose the clipboard is."""
        return self._clipboard.ownsClipboard() or QGuiApplication.platformName() == "offscreen"

    def clear(self) -> None:
        """Take the number off the clipboard, if it is still there."""
        held, self._held = self._held, ""
        self._timer.stop()
        if held and self._clipboard.text() == held:
            self._clipboard.clear()
