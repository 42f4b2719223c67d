"""Which ledger was open last: remembered in the user's own configuration folder, nothing else of it."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs
from PySide6.QtCore import QStandardPaths

FOLDER_NAME = "就业创业台账"


def documents() -> Path:
    """Where ledgers are put unless the clerk says otherwise: 文档/就业创业台账."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place or Path.home()) / FOLDER_NAME


class Recent:
    """The last ledger and the account used with it. A file that cannot be read or written is no fault."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = (
            file or Path(platformdirs.user_config_dir("placement-ledger", appauthor=False)) / "recent.json"
        )

    def read(self) -> tuple[Path, str] | None:
        """The last ledger that still exists, and its account."""
        try:
            kept = json.loads(self.file.read_text("utf-8"))
            path, account = Path(str(kept["ledger"])), str(kept["account"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (path, account) if path.is_file() else None

    def remember(self, ledger: Path, account: str) -> None:
        """Remember an opened ledger."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(
                json.dumps({"ledger": str(ledger), "account": account}, ensure_ascii=False), "utf-8"
            )
        except OSError:
            return
