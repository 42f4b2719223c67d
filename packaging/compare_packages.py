"""What differs between two packages? `python packaging/compare_packages.py A.deb B.deb`, on Debian.

For holding two builds of one commit to each other. Exit code 0: the same bytes; 1: each difference is named.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path

_PARTS = {"control": "--ctrl-tarfile", "files": "--fsys-tarfile"}


def members(package: Path, part: str) -> dict[str, tuple[str, ...]]:
    """What each member is: digest, kind, rights, owner, time, target of a link, place in the order."""
    done = subprocess.run(["dpkg-deb", _PARTS[part], str(package)], capture_output=True, check=True)
    found: dict[str, tuple[str, ...]] = {}
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for place, each in enumerate(archive):
            opened = archive.extractfile(each) if each.isfile() else None
            digest = hashlib.sha256(opened.read()).hexdigest() if opened else ""
            about = (each.type.decode(), f"{each.mode:o}", f"{each.uid}:{each.gid}", str(each.mtime))
            found[each.name] = (digest, *about, each.linkname, str(place))
    return found


def differences(first: Path, second: Path) -> list[str]:
    """One line for each member that is not the same in both."""
    lines = []
    for part in _PARTS:
        one, other = members(first, part), members(second, part)
        for name in sorted(one.keys() | other.keys()):
            if name not in one or name not in other:
                lines.append(f"{part} {name}: only in the {'second' if name in other else 'first'}")
            elif one[name] != other[name]:
                what = "content" if one[name][0] != other[name][0] else "kind, rights, time or order"
                lines.append(f"{part} {name}: {what}")
    return lines


def main(words: list[str]) -> int:
    """Compare and tell."""
    if len(words) != 2:
        print("usage: compare_packages.py A.deb B.deb", file=sys.stderr)
        return 2
    first, second = map(Path, words)
    if first.read_bytes() == second.read_bytes():
        print("the same bytes")
        return 0
    found = differences(first, second)
    for line in found or ["the same members; only the packing differs"]:
        print(line)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
