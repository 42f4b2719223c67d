"""Paths as Windows and SQLite want them: names, lengths, addresses, and renames that are held up."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path, PurePath, PureWindowsPath

LONGEST_PATH = 259
"""Characters of a path on Windows without the switch for long ones, which offices do not set."""
LONGEST_NAME = 255
"""Bytes of one name on Linux."""
LONGEST_STORE = 500
"""Bytes of a whole path that SQLite opens elsewhere: 512 with its own journal's name and some to spare."""
LONGEST_TAIL = len(".ledger.keys.next")
_TRIES, _PAUSE = 20, 0.1
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def is_windows() -> bool:
    """Whether this is Windows."""
    return sys.platform == "win32"


def fits_everywhere(name: str) -> bool:
    """Whether a Windows disk takes the name too: no device, no forbidden sign, no dot at the end."""
    return bool(name) and name == safe_name(name)


def safe_name(text: str) -> str:
    """The text as the name of a file on any system: the nearest one that Windows takes too.

    Forbidden signs become a hyphen, a device's name (CON, NUL, COM1, with any ending) gets an underscore,
    dots and spaces at the end go, and what is too long is cut before its ending.
    """
    name = _FORBIDDEN.sub("-", text).strip().rstrip(". ") or "-"
    if _DEVICE.fullmatch(name):
        head, dot, end = name.partition(".")
        name = f"{head}_{dot}{end}"
    while len(name.encode()) > LONGEST_NAME:
        head, dot, end = name.rpartition(".")
        name = f"{head[:-1].rstrip('. ')}.{end}" if dot and len(end) < 10 and head else name[:-1].rstrip(". ")
    return name


def room_for(path: PurePath, *, windows: bool) -> int:
    """How much longer the path could be (below 0: it is too long), with the files beside a ledger."""
    if windows:
        return LONGEST_PATH - len(str(path)) - LONGEST_TAIL
    name = LONGEST_NAME - len(path.name.encode(errors="surrogateescape")) - LONGEST_TAIL
    return min(name, LONGEST_STORE - len(str(path).encode(errors="surrogateescape")))


def opens(path: PurePath, *, windows: bool) -> bool:
    """Whether the driver takes a path of this length."""
    return windows or len(str(path).encode(errors="surrogateescape")) <= LONGEST_STORE


def address(path: PurePath) -> str:
    """The path as the driver's URI. A share needs two slashes more, or its server is taken for a host."""
    if isinstance(path, PureWindowsPath):
        plain = str(path)
        for prefix, instead in (("\\\\?\\UNC\\", "\\\\"), ("\\\\?\\", "")):
            if plain.upper().startswith(prefix.upper()):
                path = PureWindowsPath(instead + plain[len(prefix) :])
                break
        if path.drive.startswith("\\\\"):
            return "file:////" + path.as_uri().removeprefix("file://")
    return path.as_uri()


def rename(
    source: Path,
    target: Path,
    *,
    tries: int | None = None,
    replace: Callable[[Path, Path], object] = Path.replace,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Give a file or folder its name, in the place of what has it.

    On Windows a scanner or a preview may hold either for a moment, so it is tried for two seconds.

    Raises:
        OSError: it could not be had; both are as they were.
    """
    left = tries if tries is not None else (_TRIES if is_windows() else 1)
    while True:
        try:
            replace(source, target)
            return
        except PermissionError:
            left -= 1
            if left <= 0:
                raise
            pause(_PAUSE)
