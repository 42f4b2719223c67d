"""What ships beside our own code: libraries, what they contain, fonts and icons, each with licence and text.

The list is `resources/licences/parts.toml`; versions and texts of Python libraries are read from the metadata
that their makers ship, which a bundle carries too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from core.resources import read_toml, resource

_TEXT = re.compile(r"\.dist-info/.*(LICEN[CS]E|COPYING|NOTICE|licenses/)", re.IGNORECASE)
FOLDER = "licences"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that ships.

    Attributes:
        kind: library (of Python), inside (another part or the bundle), or file (fonts, icons).
        name: as its makers call it.
        version: "" where the library is not on this system (it belongs to another one).
        licence: an SPDX expression.
        use: what the program does with it, in Chinese.
        kept: what carries it, for `inside`.
        texts: files of `resources/licences` that hold its licence.
        texts_of: the library whose own texts hold it.
        says: what the metadata says of the licence where that is no SPDX expression.
        files: patterns of the files under `resources`, for `file`.
    """

    kind: str
    name: str
    version: str
    licence: str
    use: str
    kept: str = ""
    texts: tuple[str, ...] = ()
    texts_of: str = ""
    says: str | None = None
    files: tuple[str, ...] = ()


def parts() -> tuple[Part, ...]:
    """Everything that ships, in the order of the list."""
    listed = read_toml(resource(FOLDER, "parts.toml"))
    return tuple(_part(kind, entry) for kind in ("library", "inside", "file") for entry in listed[kind])


def _part(kind: str, entry: dict[str, Any]) -> Part:
    name = entry["name"]
    return Part(
        kind,
        name,
        _version(name) if kind == "library" else entry["version"],
        entry["licence"],
        entry["use"],
        entry.get("kept", ""),
        tuple(entry.get("texts", ())),
        entry.get("texts_of", name if kind == "library" else ""),
        entry.get("says"),
        tuple(filter(None, entry.get("files", "").split(","))),
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def licence_texts(part: Part) -> tuple[tuple[str, str], ...]:
    """(name of the file, words) of every licence text of a part; the same text once.

    Nothing is given where a library's metadata did not come along.
    """
    found: dict[str, str] = {}
    for name in part.texts:
        path = resource(FOLDER, *PurePosixPath(name).parts)
        found[path.name] = path.read_text("utf-8")
    for path in _own_texts(part.texts_of):
        found.setdefault(path.name, path.read_text("utf-8", errors="replace"))
    return tuple(found.items())


def _own_texts(library: str) -> list[Path]:
    try:
        files = metadata.distribution(library).files if library else None
    except metadata.PackageNotFoundError:
        return []
    found = [Path(str(each.locate())) for each in files or () if _TEXT.search(each.as_posix())]
    if files is None and library:  # a bundle's metadata has no list of files
        folder = Path(str(metadata.distribution(library).locate_file("")))
        pattern = f"{library.replace('-', '[-_]')}-*.dist-info"
        found = [path for each in folder.glob(pattern) for path in each.rglob("*") if _is_text(path)]
    return sorted(path for path in found if path.is_file())


def _is_text(path: Path) -> bool:
    return bool(_TEXT.search(path.as_posix()))


def said_licence(library: str) -> str:
    """What a library's own metadata says of its licence: the expression, the field, or the classifiers."""
    known = metadata.metadata(library)
    for name in ("License-Expression", "License"):
        if name in known and known[name].strip():
            return " ".join(known[name].split())
    classifiers = [each for each in known.get_all("Classifier") or () if each.startswith("License ::")]
    return ", ".join(each.rpartition("::")[2].strip() for each in classifiers)
