"""Imports of 100,000, 200,000 and 400,000 × 20: seconds for each row, and the memory of process and child.

Goal: at most 1 GB together, and no more time for each row of the largest than 1.3 times that of the smallest.
"""

import argparse
import json
import tempfile
from pathlib import Path

from import_bench import copy_ledger
from invented import write_large_workbook
from measured import Measure, ledger_command, measure

SIZES = (100_000, 200_000, 400_000)
MOST_MEGABYTES, MOST_GROWTH = 1_000, 1.3


def one_import(folder: Path, empty: Path, rows: int) -> Measure:
    """Import so many rows into a copy of the empty ledger."""
    book = folder / f"{rows}.xlsx"
    write_large_workbook(book, rows)
    ledger = copy_ledger(empty, folder / str(rows))
    done = measure(ledger_command("import", str(ledger), "placement", str(book)))
    book.unlink()
    added = json.loads(done.output)["added"]
    if added != rows:
        raise RuntimeError(f"{added} of {rows} rows were added")
    return done


def run(folder: Path, sizes: tuple[int, ...]) -> bool:
    """Measure and print; return whether both goals were reached."""
    empty = folder / "empty" / "bench.ledger"
    empty.parent.mkdir()
    measure(ledger_command("create", str(empty), "--unit", "永川区", "--year", "2025"))
    each: list[float] = []
    peak = 0.0
    for rows in sizes:
        done = one_import(folder, empty, rows)
        each.append(done.seconds / rows)
        peak = max(peak, done.peak)
        print(
            f"{rows:>7} × 20  {done.seconds:6.1f} s, {each[-1] * 1e6:.0f} µs a row, peak {done.peak:.0f} MB"
        )
    growth = each[-1] / each[0]
    print(f"a row of the largest takes {growth:.2f} times one of the smallest (goal: at most {MOST_GROWTH})")
    print(f"peak memory {peak:.0f} MB with its child (goal: at most {MOST_MEGABYTES})")
    return growth <= MOST_GROWTH and peak <= MOST_MEGABYTES


def main() -> int:
    """Measure in a temporary folder; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--times", type=int, help="taken by all measurements; one import each is enough here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder:
        return 0 if run(Path(folder), tuple(arguments.rows)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
