"""What a backup says of itself: the manifest in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db.base import moment_text
from db.errors import DamagedBackup, NotABackup
from db.keys import keys_path

MANIFEST = "manifest.json"
FORMAT = "placement-ledger-backup"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        ledger: file name of the ledger in the backup.
        created_at: when it was made, UTC.
        schema: revision of its tables.
        head: journal head of the last business entry.
        counts: rows per table.
        sizes: bytes per file.
        digests: SHA-256 per file, of the closed copy.
    """

    ledger: str
    created_at: datetime
    schema: str
    head: str
    counts: Mapping[str, int]
    sizes: Mapping[str, int]
    digests: Mapping[str, str]

    def as_json(self) -> bytes:
        """The manifest as it is written."""
        content: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "ledger": self.ledger,
            "created_at": moment_text(self.created_at),
            "schema": self.schema,
            "journal_head": self.head,
            "counts": dict(sorted(self.counts.items())),
            "files": {
                name: {"size": self.sizes[name], "sha256": self.digests[name]} for name in sorted(self.sizes)
            },
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        NotABackup: there is no manifest of ours.
        DamagedBackup: the manifest cannot be read whole.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise NotABackup(folder)
    try:
        content = json.loads(file.read_bytes())
        if content["format"] != FORMAT:
            raise NotABackup(folder)
        files = content["files"]
        manifest = Manifest(
            ledger=str(content["ledger"]),
            created_at=datetime.fromisoformat(content["created_at"]),
            schema=str(content["schema"]),
            head=str(content["journal_head"]),
            counts={str(name): int(rows) for name, rows in content["counts"].items()},
            sizes={str(name): int(each["size"]) for name, each in files.items()},
            digests={str(name): str(each["sha256"]) for name, each in files.items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DamagedBackup(folder) from None
    plain = all(Path(name).name == name and name not in {"", ".", ".."} for name in manifest.sizes)
    if not plain or set(manifest.sizes) != {manifest.ledger, keys_path(Path(manifest.ledger)).name}:
        raise DamagedBackup(folder)
    return manifest
