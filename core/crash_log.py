"""The log of our own bugs: where in the program, never what was worked on.

Each entry is the kind of error and the places in our own files it went through; no message, no value, no path
of the user's. A few files are kept, so the log never grows.
"""

from __future__ import annotations

import json
import platform
import sys
import traceback
import zipfile
from collections.abc import Mapping
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import platformdirs

from core.resources import resource
from core.settings import SETTINGS
from db.trial import driver

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

VERSION = "0.1.0"
"""Of the program; a test holds it to pyproject.toml."""
MOST_BYTES = 256 * 1024
KEPT = 4
_ROOT = Path(__file__).resolve().parents[1]
_PARTS = ("PySide6-Essentials", "sqlalchemy", "openpyxl", "reportlab", "pyqtgraph", "python-calamine")
_PRIVATE = frozenset(
    ("head", "reviewer", "preparer", "office_phone", "backup_folder", "second_folder", "body_font")
)
"""Settings that name people or places."""


def log_folder() -> Path:
    """Where the log lies: the system's own folder for logs of programs."""
    return Path(platformdirs.user_log_dir("placement-ledger", appauthor=False))


def places(place: TracebackType | None) -> list[str]:
    """The way through our own files: core/records.py:210 save. Files of others by their name alone."""
    found = []
    for frame in traceback.extract_tb(place):
        path = Path(frame.filename)
        name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
        found.append(f"{name}:{frame.lineno} {frame.name}")
    return found


def write_crash(kind: type[BaseException], place: TracebackType | None, number: str) -> Path | None:
    """Add an entry; gives the log, or None where it cannot be written (that is no further fault)."""
    lines = [
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {number} {kind.__module__}.{kind.__qualname__}",
        *(f"    {each}" for each in places(place)),
    ]
    file = log_folder() / "crash.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > MOST_BYTES:
            _turn(file)
        with file.open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return file


def _turn(file: Path) -> None:
    for number in range(KEPT - 1, 0, -1):
        older = file.with_suffix(f".{number}.log")
        newer = file if number == 1 else file.with_suffix(f".{number - 1}.log")
        if newer.exists():
            newer.replace(older)


def versions() -> Mapping[str, str]:
    """The program's parts and the system it runs on."""
    found = {"python": platform.python_version(), "system": platform.platform(), "frozen": str(_frozen())}
    for name in _PARTS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    engine = driver()
    return {**found, "SQLite": engine.sqlite, "SQLCipher": engine.cipher}


def build() -> Mapping[str, str]:
    """What the bundle says of its own making (commit, sources_of, python, built_on); empty from source."""
    try:
        told: dict[str, str] = json.loads(resource().with_name("build.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told


def _frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def write_diagnostics(ledger: OpenLedger, checks: Mapping[str, str], out: Path) -> None:
    """Write a package for support: versions, log, checks, rows per section, settings that name nobody.

    Args:
        ledger: the open ledger.
        checks: name of each check and pass, warn or block; no detail.
        out: the zip file.

    Raises:
        OSError: it cannot be written.
    """
    with ledger.reading() as connection:
        stored = ledger.stored_settings(connection)
        listing = ledger.listing(connection)
        from core.sections import SECTIONS

        counts = {section.key: listing.count(section) for section in SECTIONS}
    settings = {spec.key: stored.get(spec.key, spec.default) for spec in SETTINGS if spec.key not in _PRIVATE}
    facts = {
        "made": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
        "unit": ledger.info.unit_key,
        "year": ledger.info.year,
        "demonstration": ledger.info.demonstration,
        "versions": dict(versions()),
        "checks": dict(checks),
        "counts": counts,
        "settings": settings,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("facts.json", json.dumps(facts, ensure_ascii=False, indent=1))
        for log in sorted(log_folder().glob("crash*.log")):
            package.write(log, log.name)
