"""Hold everything that ships to the licences that may ship: `python packaging/licences.py [OUT_FOLDER]`.

Exit code 1, and a line for each fault, when a library of the lock is not listed, its metadata says another
licence than the list, a licence may not ship, or a text is missing. With a folder, all texts are collected in
it, one file a part. The list is resources/licences/parts.toml.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.parts import Part, licence_texts, parts, said_licence
from core.resources import resource

ROOT = Path(__file__).resolve().parents[1]

ALLOWED = frozenset(
    (
        *(
            "MIT",
            "MIT-0",
            "MIT-CMU",
            "MIT-Modern-Variant",
            "X11",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "0BSD",
            "Zlib",
            "IJG",
            "FTL",
        ),
        *("Apache-2.0", "PSF-2.0", "CC0-1.0", "blessing", "libpng-2.0", "libtiff", "MPL-2.0"),
        *("OFL-1.1", "LicenseRef-Hanazono"),
        "LGPL-3.0-only",  # used unchanged, as shared libraries that a user may replace
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        "GPL-2.0-or-later WITH Bootloader-exception",
    )
)
"""What may ship. Nothing under the GPL without an exception."""


def locked(lock: Path) -> dict[str, str]:
    """Name → version of everything a lock file pins (the last one where the Python version decides)."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", lock.read_text("utf-8"), re.MULTILINE))


def may_ship(expression: str) -> bool:
    """True when one alternative of the expression has only licences that may ship."""
    choices = (choice.strip(" ()") for choice in expression.split(" OR "))
    return any(all(each.strip(" ()") in ALLOWED for each in choice.split(" AND ")) for choice in choices)


def faults(shipped: Iterable[Part], lock: dict[str, str]) -> list[str]:
    """What is wrong, a sentence each; none when all may ship."""
    listed = tuple(shipped)
    found = [f"{part.name}: {part.licence} may not ship" for part in listed if not may_ship(part.licence)]
    libraries = {part.name: part for part in listed if part.kind == "library"}
    found += [f"{name}: in the lock, but not in parts.toml" for name in lock if name not in libraries]
    found += [f"{name}: in parts.toml, but not in the lock" for name in libraries if name not in lock]
    for part in listed:
        if part.kind == "library" and not part.version:
            continue  # of another system
        if part.kind == "library":
            expected, said = part.licence if part.says is None else part.says, said_licence(part.name)
            if said != expected:
                found.append(f"{part.name} {part.version}: its metadata says {said!r}, the list {expected!r}")
        if not licence_texts(part):
            found.append(f"{part.name}: no licence text")
        for pattern in part.files:
            if not list(resource().glob(pattern)):
                found.append(f"{part.name}: no file {pattern}")
    return found


def collect(shipped: Iterable[Part], out: Path) -> int:
    """Write one file a part with all its texts; how many."""
    out.mkdir(parents=True, exist_ok=True)
    made = 0
    for part in shipped:
        texts = licence_texts(part)
        if not texts:
            continue
        name = re.sub(r"[^A-Za-z0-9.]+", "-", f"{part.name} {part.version}").strip("-")
        head = f"{part.name} {part.version}\n{part.licence}\n"
        words = "\n\n".join(f"---- {title}\n\n{text}" for title, text in texts)
        (out / f"{name}.txt").write_text(f"{head}\n{words}\n", "utf-8", newline="\n")
        made += 1
    return made


def main(arguments: list[str]) -> int:
    """Check, and collect where a folder is named."""
    shipped = parts()
    wrong = faults(shipped, locked(ROOT / "requirements.lock"))
    for each in wrong:
        print(each, file=sys.stderr)
    if arguments and not wrong:
        print(f"{collect(shipped, Path(arguments[0]))} licence texts in {arguments[0]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
