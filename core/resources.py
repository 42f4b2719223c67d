"""Where the data files that ship with the program lie, and how they are read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """Path of a shipped data file, in the source tree and in a bundle alike."""
    return _ROOT.joinpath(*parts)


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        OSError: when the file cannot be read.
        tomllib.TOMLDecodeError: when it is no TOML.
    """
    return tomllib.loads(path.read_text(encoding="utf-8"))
