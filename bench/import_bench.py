"""Import of 36,000 × 20 against calamine's bare read of the same workbook, in the same run.

Measured are whole processes: (`import` − `figures` on the empty ledger), so that starting up and opening do
not count, against the seconds that calamine itself needs in a process of its own. Goals: at most 2 times, the
whole at most 4 times; at least 4 times faster than openpyxl and one executemany into a plain table; under
300 MB for the process and its child together.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from invented import write_workbook
from measured import Measure, ledger_command, measure, median, processor, spread

BARE = (
    "import sys, time; begin = time.perf_counter();"
    "from python_calamine import CalamineWorkbook;"
    "rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python();"
    "print(time.perf_counter() - begin, len(rows))"
)
PLAIN = (
    "import sqlite3, sys, time; begin = time.perf_counter();"
    "from openpyxl import load_workbook;"
    "rows = load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True);"
    "store = sqlite3.connect(sys.argv[2]);"
    "store.execute('CREATE TABLE row (' + ', '.join(f'c{n}' for n in range(20)) + ')');"
    "store.executemany('INSERT INTO row VALUES (' + ', '.join('?' * 20) + ')', rows);"
    "store.commit(); print(time.perf_counter() - begin)"
)
"""The rival: what a script would do, without a check, a person, a key or a journal."""
LARGEST = 300


def copy_ledger(empty: Path, target: Path) -> Path:
    """Copy the closed, empty ledger with its keys; return the copy."""
    target.mkdir()
    for path in empty.parent.glob(empty.name + "*"):
        if path.is_file():
            shutil.copy(path, target / path.name)
    return target / empty.name


def bare_read(book: Path) -> Measure:
    """Return what calamine needs, measured inside its own process."""
    whole = measure([sys.executable, "-c", BARE, str(book)])
    return Measure(float(whole.output.split()[0]), whole.peak, whole.output, whole.processor)


def run(folder: Path, rows: int, times: int) -> bool:
    """Measure and print; return whether both goals were reached."""
    book, empty = folder / "placements.xlsx", folder / "empty" / "bench.ledger"
    empty.parent.mkdir()
    write_workbook(book, rows)
    measure(ledger_command("create", str(empty), "--unit", "永川区", "--year", "2025"))
    bare: list[Measure] = []
    idle: list[Measure] = []
    whole: list[Measure] = []
    for turn in range(times):
        ledger = copy_ledger(empty, folder / f"turn-{turn}")
        bare.append(bare_read(book))
        idle.append(measure(ledger_command("figures", str(ledger), "--as-of", "2025-09-30")))
        whole.append(measure(ledger_command("import", str(ledger), "placement", str(book))))
        added = json.loads(whole[-1].output)["added"]
        if added != rows:
            raise RuntimeError(f"{added} of {rows} rows were added")
    ours = median(whole) - median(idle)
    ratio = ours / median(bare)
    peak = max(one.peak for one in whole)
    rival = [
        measure([sys.executable, "-c", PLAIN, str(book), str(folder / f"{turn}.db")]) for turn in range(2)
    ]
    entire, faster = median(whole) / median(bare), median(rival) / median(whole)
    print(f"workbook            {rows} × 20, {book.stat().st_size / 1e6:.1f} MB, medians of {times}")
    print(f"calamine, bare read {spread(bare)}")
    print(f"figures, empty      {spread(idle)}")
    print(f"import, whole       {spread(whole)}")
    print(f"import − figures    {ours:.2f} s = {ratio:.2f} times the bare read (goal: at most 2)")
    print(f"import, whole       {entire:.2f} times the bare read (goal: at most 4)")
    print(f"openpyxl, sqlite3   {spread(rival)} = {faster:.1f} times the whole import (goal: at least 4)")
    busy = processor(whole) - processor(idle)
    seconds = ", ".join(f"{processor(each):.2f}" for each in (bare, idle, whole))
    print(f"processor seconds   {seconds} (bare read in its process, figures, import)")
    print(f"import − figures    {busy / processor(bare):.2f} times the bare read, by processor seconds")
    print(f"peak memory         {peak:.0f} MB with its child (goal: under {LARGEST})")
    return ratio <= 2 and entire <= 4 and faster >= 4 and peak < LARGEST


def main() -> int:
    """Read the size and measure in a temporary folder; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder:
        return 0 if run(Path(folder), arguments.rows, arguments.times) else 1


if __name__ == "__main__":
    raise SystemExit(main())
