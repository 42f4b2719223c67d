"""How large each part of a program folder is."""

from __future__ import annotations

from pathlib import Path

_PARTS = (
    ("Qt", "_internal/PySide6"),
    ("Qt", "_internal/shiboken6"),
    ("numpy with OpenBLAS", "_internal/numpy"),
    ("fonts", "_internal/resources/fonts"),
    ("plans, codes, icons, manual", "_internal/resources"),
    ("SQLCipher", "_internal/sqlcipher3"),
    ("cryptography", "_internal/cryptography"),
    ("pikepdf with lxml", "_internal/pikepdf"),
    ("pikepdf with lxml", "_internal/lxml"),
    ("pillow", "_internal/PIL"),
    ("pillow", "_internal/pillow.libs"),
    ("rapidfuzz, calamine, SQLAlchemy", "_internal/rapidfuzz"),
    ("rapidfuzz, calamine, SQLAlchemy", "_internal/python_calamine"),
    ("rapidfuzz, calamine, SQLAlchemy", "_internal/sqlalchemy"),
    ("pypinyin's tables", "_internal/pypinyin"),
    ("Python", "_internal/libpython"),
    ("Python", "_internal/base_library.zip"),
    ("Python", "_internal/lib-dynload"),
    ("Python", "_internal/python3"),
    ("all modules, compressed, with the starter", "placement-ledger"),
)


def part_of(name: str) -> str:
    """The part that a file of the folder belongs to."""
    if name.endswith(".so") and "/lib-dynload/" in name:
        return "Python"
    return next((part for part, begin in _PARTS if name.startswith(begin)), "other libraries")


def size_by_part(folder: Path) -> dict[str, int]:
    """Bytes of each part, the largest first; links count nothing."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            part = part_of(path.relative_to(folder).as_posix())
            found[part] = found.get(part, 0) + path.stat().st_size
    return dict(sorted(found.items(), key=lambda each: -each[1]))
