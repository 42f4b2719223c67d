"""What an ELF file asks of the system it runs on: libraries by name, and versions of their symbols.

Read from the dynamic segment, as the loader reads it; section headers may be missing or wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"\x7fELF"
_SIXTY_FOUR, _LITTLE = 2, 1
_PT_LOAD, _PT_DYNAMIC = 1, 2
_NEEDED, _STRTAB, _SONAME, _RPATH, _RUNPATH = 1, 5, 14, 15, 29
_VERNEED, _VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF
_WEAK = 2


class NotReadableError(ValueError):
    """The file is no whole 64-bit little-endian ELF file."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What one file asks for.

    Attributes:
        needed: names of libraries.
        versions: library → versions of it ("GLIBC_2.17"), those that may be missing left out.
        soname: the name the file gives itself, or empty.
        search: where it looks for libraries beside the system's places.
    """

    needed: tuple[str, ...]
    versions: dict[str, tuple[str, ...]]
    soname: str = ""
    search: tuple[str, ...] = ()


def is_elf(path: Path) -> bool:
    """True when the file begins as ELF files do."""
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def demands(data: bytes) -> Demands:
    """What an ELF file asks for; nothing when it is linked statically.

    Raises:
        NotReadableError: when it is cut, damaged or of another kind.
    """
    try:
        return _demands(data)
    except (struct.error, IndexError, StopIteration) as error:
        raise NotReadableError("the file is cut or damaged") from error


def _demands(data: bytes) -> Demands:
    if data[:4] != MAGIC or data[4] != _SIXTY_FOUR or data[5] != _LITTLE:
        raise NotReadableError("no 64-bit little-endian ELF file")
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQ", data, start + size * each) for each in range(count)]
    dynamic = next((each for each in segments if each[0] == _PT_DYNAMIC), None)
    if dynamic is None:
        return Demands((), {})
    entries = list(_entries(data, dynamic[2], dynamic[5]))
    values = dict(entries)

    def place(address: int) -> int:
        held = (each for each in segments if each[0] == _PT_LOAD and each[3] <= address < each[3] + each[5])
        found = next(held)
        return int(address - found[3] + found[2])

    strings = place(values[_STRTAB]) if _STRTAB in values else 0

    def word(offset: int) -> str:
        begin = strings + offset
        return data[begin : data.index(b"\0", begin)].decode("utf-8", "replace")

    versions: dict[str, tuple[str, ...]] = {}
    if _VERNEED in values:
        for name, wanted in _wanted(data, place(values[_VERNEED]), values.get(_VERNEEDNUM, 0)):
            library = word(name)
            versions[library] = (*versions.get(library, ()), *(word(each) for each in wanted))
    search = ":".join(word(value) for tag, value in entries if tag in (_RPATH, _RUNPATH))
    return Demands(
        tuple(word(value) for tag, value in entries if tag == _NEEDED),
        versions,
        word(values[_SONAME]) if _SONAME in values else "",
        tuple(filter(None, search.split(":"))),
    )


def _entries(data: bytes, start: int, size: int) -> Iterator[tuple[int, int]]:
    for offset in range(start, start + size, 16):
        tag, value = struct.unpack_from("<QQ", data, offset)
        if tag == 0:
            return
        yield tag, value


def _wanted(data: bytes, offset: int, count: int) -> Iterator[tuple[int, list[int]]]:
    """Name of a library and names of the versions wanted of it, as offsets into the strings."""
    for _ in range(count):
        _version, parts, file, first, following = struct.unpack_from("<HHIII", data, offset)
        names, place = [], offset + first
        for _ in range(parts):
            _hash, flags, _index, name, further = struct.unpack_from("<IHHII", data, place)
            if not flags & _WEAK:
                names.append(name)
            place += further
        yield file, names
        offset += following
