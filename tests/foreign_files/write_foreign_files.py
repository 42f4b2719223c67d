"""Write every foreign file of the list into a folder, one folder each, to be tried by hand."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent)]


def main() -> int:
    """Write them; those that a system cannot hold are left out with a word."""
    from foreign_cases import CASES
    from sloppy_cases import SLOPPY

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    cases = (*CASES, *SLOPPY)
    for number, case in enumerate(cases, 1):
        inner = folder / f"{number:03d} {case.name.replace('/', ' ')}"
        inner.mkdir(parents=True, exist_ok=True)
        case.make(inner)
    sys.stdout.write(f"{len(cases)} files in {folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
