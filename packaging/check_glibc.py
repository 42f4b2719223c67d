"""Does anything in a folder ask for a newer system than we promise? `python packaging/check_glibc.py FOLDER`.

The promise is the C library and the C++ library of Debian 10, on which UOS 20 stands (Kylin V10 SP1 is
newer): GLIBC_2.28, GLIBCXX_3.4.25, CXXABI_1.3.11. Exit code 1 names every file that asks for more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elf import Demands, NotReadableError, demands, is_elf

FLOORS = {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11)}
_VERSION = re.compile(r"^(GLIBC|GLIBCXX|CXXABI)_([\d.]+)$")
_MARKS = re.compile(r"^GLIBC_ABI_")
"""Marks of a way of linking (GLIBC_ABI_DT_RELR) that no glibc before 2.36 loads."""
_FIRST_WITH_MARKS = (2, 36)


@dataclass(frozen=True, slots=True)
class Asked:
    """One file asks for one version."""

    file: str
    family: str
    version: tuple[int, ...]

    @property
    def name(self) -> str:
        """As the loader writes it: GLIBC_2.28."""
        return f"{self.family}_{'.'.join(map(str, self.version))}"


def read_folder(folder: Path) -> dict[str, Demands]:
    """What every ELF file under a folder asks for, by its path in the folder.

    Raises:
        NotReadableError: naming a file that begins as ELF and cannot be read.
    """
    found: dict[str, Demands] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or not is_elf(path):
            continue
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = demands(path.read_bytes())
        except NotReadableError as fault:
            raise NotReadableError(f"{name}: {fault}") from fault
    return found


def asked(files: dict[str, Demands]) -> Iterator[Asked]:
    """Every version of the C and C++ libraries that is asked for."""
    for name, file in files.items():
        for versions in file.versions.values():
            for version in versions:
                known = _VERSION.match(version)
                if known:
                    yield Asked(name, known[1], tuple(map(int, known[2].split("."))))
                elif _MARKS.match(version):
                    yield Asked(name, "GLIBC", _FIRST_WITH_MARKS)


def highest(files: dict[str, Demands]) -> dict[str, Asked]:
    """The highest version of each family, with a file that asks for it."""
    found: dict[str, Asked] = {}
    for each in asked(files):
        if each.family not in found or each.version > found[each.family].version:
            found[each.family] = each
    return found


def too_new(files: dict[str, Demands]) -> list[Asked]:
    """What is asked for beyond the promise."""
    return sorted(
        (each for each in asked(files) if each.version > FLOORS[each.family]),
        key=lambda each: (each.file, each.family, each.version),
    )


def main(words: list[str]) -> int:
    """Check the folder; print the highest versions and whatever is too new."""
    if len(words) != 1 or not Path(words[0]).is_dir():
        print("usage: check_glibc.py FOLDER", file=sys.stderr)
        return 2
    try:
        files = read_folder(Path(words[0]))
    except NotReadableError as fault:
        print(f"not readable: {fault}", file=sys.stderr)
        return 1
    if not files:
        print("no ELF file in the folder: nothing was checked", file=sys.stderr)
        return 1
    for most in highest(files).values():
        print(f"{len(files)} files ask for {most.name} at most ({most.file})")
    wrong = too_new(files)
    for each in wrong:
        limit = ".".join(map(str, FLOORS[each.family]))
        print(f"TOO NEW {each.file}: {each.name}, promised is {each.family}_{limit}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
