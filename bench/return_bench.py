"""The month's return from 36,000 placements against LibreOffice Calc computing the same figures.

Calc gets the same rows on a hidden sheet and about 200 COUNTIFS on a sheet to print, and converts that to PDF
headless; ours is the whole process `return … --pdf`. Goal: at most half of Calc's time. Without LibreOffice
only our own time is measured, and the output says so.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from datetime import date
from itertools import product
from pathlib import Path

from invented import HEADERS, INDUSTRIES, ORIGINS, TOWNSHIPS, placements, write_workbook
from measured import Measure, ledger_command, measure, median, spread
from openpyxl import Workbook
from openpyxl.utils import get_column_letter


def column(header: str, rows: int) -> str:
    """Return the range of one column of the hidden sheet."""
    letter = get_column_letter(HEADERS.index(header) + 1)
    return f"rows!${letter}$2:${letter}${rows + 1}"


def formulas(rows: int) -> list[tuple[str, str]]:
    """Return label and formula: the total first, then origins, townships, industries and months."""
    day = column("就业时间", rows)
    kinds = (("来源", ORIGINS), ("所属镇街", TOWNSHIPS), ("行业", INDUSTRIES))

    def dated(first: str, last: str) -> str:
        return f'{day},">={serial(first)}",{day},"<={serial(last)}"'

    counted: list[tuple[str, str]] = []
    for span, first, last in (
        ("累计", "2025-01-01", "2025-09-30"),
        ("本月", "2025-09-01", "2025-09-30"),
        ("上月", "2025-08-01", "2025-08-31"),
    ):
        counted.append((span, f"=COUNTIFS({dated(first, last)})"))
        for header, values in kinds:
            inside = f"{dated(first, last)},{column(header, rows)}"
            counted += [(f"{span}{value}", f'=COUNTIFS({inside},"{value}")') for value in values]
    origins = column("来源", rows)
    for month, origin in product(range(1, 10), ORIGINS):
        inside = f"{dated(f'2025-{month:02d}-01', f'2025-{month:02d}-28')},{origins}"
        counted.append((f"{month}月{origin}", f'=COUNTIFS({inside},"{origin}")'))
    for township, origin in product(TOWNSHIPS, ORIGINS):
        inside = f'{column("所属镇街", rows)},"{township}",{origins}'
        counted.append((f"{township}{origin}", f'=COUNTIFS({inside},"{origin}")'))
    return counted


def write_calc_workbook(path: Path, rows: int) -> int:
    """Write rows and formulas for Calc; return the number of formulas."""
    book = Workbook(write_only=True)
    report, hidden = book.create_sheet("return"), book.create_sheet("rows")
    hidden.sheet_state = "hidden"
    hidden.append([*HEADERS])
    first = HEADERS.index("就业时间")
    for row in placements(rows):
        # COUNTIFS compares dates as numbers: serial days, as a clerk's workbook would hold them.
        hidden.append([serial(value) if place == first else value for place, value in enumerate(row)])
    counted = formulas(rows)
    for label, formula in counted:
        report.append([label, formula])
    book.save(path)
    return len(counted)


def serial(day: str) -> int:
    """Return the workbook's serial number of an ISO date."""
    return (date.fromisoformat(day) - date(1899, 12, 30)).days


def calc(book: Path, folder: Path, times: int) -> tuple[list[Measure], int] | None:
    """Return Calc's measures and the total that its PDF shows, or None without LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)]
    measure(command)  # the first start makes the profile
    measures = [measure(command) for _ in range(times)]
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / f"{book.stem}.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return measures, int(text.split()[1])


def run(folder: Path, rows: int, times: int) -> bool:
    """Measure and print; return whether the goal was reached (also when there is nothing to compare with)."""
    book, ledger = folder / "placements.xlsx", folder / "bench.ledger"
    write_workbook(book, rows)
    measure(ledger_command("create", str(ledger), "--unit", "永川区", "--year", "2025"))
    measure(ledger_command("import", str(ledger), "placement", str(book)))
    pdf = folder / "return.pdf"
    ours = [
        measure(ledger_command("return", str(ledger), "--month", "2025-09", "--pdf", str(pdf)))
        for _ in range(times)
    ]
    answer = json.loads(measure(ledger_command("figures", str(ledger), "--as-of", "2025-09-30")).output)
    total = next(int(one["value"]) for one in answer["figures"] if one["key"] == "placement.total")
    peak = max(one.peak for one in ours)
    print(f"return, whole process  {spread(ours)}, peak {peak:.0f} MB, {rows} placements")
    count = write_calc_workbook(folder / "calc.xlsx", rows)
    rival = calc(folder / "calc.xlsx", folder, times)
    if rival is None:
        print("LibreOffice is not installed here: nothing to compare with.")
        return True
    measures, theirs = rival
    if theirs != total:
        raise RuntimeError(f"Calc counts {theirs}, the ledger {total}")
    share = median(ours) / median(measures)
    print(f"Calc, {count} COUNTIFS     {spread(measures)}, peak {max(one.peak for one in measures):.0f} MB")
    print(f"both count {total}; ours takes {share:.2f} of Calc's time (goal: at most 0.5)")
    return share <= 0.5


def main() -> int:
    """Read the size and measure in a temporary folder; 1 when the goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder:
        return 0 if run(Path(folder), arguments.rows, arguments.times) else 1


if __name__ == "__main__":
    raise SystemExit(main())
