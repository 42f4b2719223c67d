"""Which columns a clerk hid, in the user's own configuration folder. Never a filter: it may hold a name."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs


class TableMemory:
    """Hidden columns by section. A file that cannot be read or written is no fault: all columns show."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = (
            file or Path(platformdirs.user_config_dir("placement-ledger", appauthor=False)) / "tables.json"
        )

    def hidden(self, section: str) -> frozenset[str]:
        """Keys of the columns not shown."""
        return frozenset(self._read().get(section, ()))

    def remember_hidden(self, section: str, keys: frozenset[str]) -> None:
        """Keep the columns not shown of one section."""
        kept = {**self._read(), section: sorted(keys)}
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        except OSError:
            return

    def _read(self) -> dict[str, list[str]]:
        try:
            kept = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(kept, dict):
            return {}
        return {
            str(section): [str(key) for key in keys]
            for section, keys in kept.items()
            if isinstance(keys, list)
        }
